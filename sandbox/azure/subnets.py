"""Virtual networks and subnets: address rules, references, what is in use, and one write at a time."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any, Final

from sandbox.azure.common import exists, group_exists, missing_reference, parent_exists
from sandbox.azure.ids import last, parent_of
from sandbox.azure.kind import Json, Kind, Write, as_dict, as_list, group_template, reference
from sandbox.errors import Refusal
from sandbox.store import Subscription

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MODELS: Final = "azure.mgmt.network.models"
API_VERSION: Final = "2024-05-01"
VNET_TYPE: Final = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE: Final = "Microsoft.Network/virtualNetworks/subnets"


def prefixes_of(subnet: Json) -> list[str]:
    """Return the prefixes of a subnet's body, in either of its two properties."""
    many = as_list(subnet.get("addressPrefixes"))
    one = subnet.get("addressPrefix")
    return [*([one] if one else []), *(prefix for prefix in many if prefix != one)]


def networks_of(subnet: Json) -> list[Network]:
    """Return the well-formed prefixes of a subnet's body."""
    return [network for prefix in prefixes_of(subnet) if (network := parse(prefix)) is not None]


def parse(prefix: Any) -> Network | None:
    """Return a prefix as a network, or nothing when Azure would not take it."""
    try:
        return ipaddress.ip_network(prefix)
    except ValueError:
        return None


def overlap(one: Network, other: Network) -> bool:
    """Tell whether two networks share addresses; different families never do."""
    return one.version == other.version and one.overlaps(other)


def users_of(view: Subscription, subnet_id: str) -> Iterator[str]:
    """Yield the clusters and pools that have nodes or pods in a subnet."""
    for record in view.resources.values():
        body = record["inputs"]
        for pool in [*as_list(body.get("agentPoolProfiles")), body]:
            used = [as_dict(pool).get(key) for key in ("vnetSubnetID", "podSubnetID")]
            if any(isinstance(each, str) and each.lower() == subnet_id.lower() for each in used):
                yield record["id"]
                break


def subnets_of(view: Subscription, vnet_id: str) -> list[Json]:
    """Return the subnet records of a virtual network."""
    return [record for record in view.below(vnet_id) if record["type"] == SUBNET_TYPE]


def _bad_notation(write: Write, prefix: Any) -> Refusal:
    return Refusal(
        "InvalidCIDRNotation",
        f"The address prefix {prefix} in resource {write.id} has an invalid CIDR notation. For more information "
        "about CIDR notation, refer to: https://en.wikipedia.org/wiki/Classless_Inter-Domain_Routing",
    )


def _address_space(vnet: Json) -> list[Any]:
    return as_list(as_dict(vnet.get("addressSpace")).get("addressPrefixes"))


def _vnet_notation(write: Write) -> Refusal | None:
    return next((_bad_notation(write, prefix) for prefix in _address_space(write.body) if parse(prefix) is None), None)


def _notation(write: Write) -> Refusal | None:
    prefixes = prefixes_of(write.body)
    if not prefixes:
        return Refusal("InvalidRequestFormat", f"The subnet '{write.name}' has no address prefix.")
    return next((_bad_notation(write, prefix) for prefix in prefixes if parse(prefix) is None), None)


def _inside(write: Write) -> Refusal | None:
    vnet = write.view.get(parent_of(write.id))
    space = [network for prefix in _address_space(as_dict((vnet or {}).get("inputs"))) if (network := parse(prefix))]
    for network in networks_of(write.body):
        if not any(network.version == wide.version and network.subnet_of(wide) for wide in space):  # type: ignore[arg-type]
            return Refusal(
                "NetcfgInvalidSubnet",
                f"Subnet '{write.name}' is not valid in virtual network '{last(parent_of(write.id))}': {network} "
                f"lies outside its address space {', '.join(map(str, space))}.",
            )
    return None


def _apart(write: Write) -> Refusal | None:
    for other in subnets_of(write.view, parent_of(write.id)):
        if other["id"].lower() == write.id.lower():
            continue
        for theirs in networks_of(other["inputs"]):
            if any(overlap(ours, theirs) for ours in networks_of(write.body)):
                return Refusal(
                    "NetcfgSubnetRangesOverlap",
                    f"Subnet '{write.name}' is not valid because its IP address range overlaps with that of an "
                    f"existing subnet in virtual network '{last(parent_of(write.id))}' "
                    f"('{last(other['id'])}', {theirs}).",
                )
    return None


def _references(write: Write) -> Refusal | None:
    for name in ("networkSecurityGroup", "routeTable", "natGateway"):
        referenced = reference(write.body.get(name))
        if referenced and not exists(write.view, referenced):
            return missing_reference(write, referenced)
    return None


def _moved_while_used(write: Write) -> Refusal | None:
    if write.old is None or networks_of(write.old) == networks_of(write.body):
        return None
    users = sorted(map(last, users_of(write.view, write.id)))
    if not users:
        return None
    return Refusal(
        "InUseSubnetCannotBeUpdated",
        f"Subnet {write.name} is in use by {', '.join(users)} and its address prefix cannot be updated.",
    )


def _in_use(write: Write) -> Refusal | None:
    for subnet_id in [write.id, *(record["id"] for record in subnets_of(write.view, write.id))]:
        users = sorted(map(last, users_of(write.view, subnet_id)))
        if users:
            return Refusal(
                "InUseSubnetCannotBeDeleted",
                f"Subnet {last(subnet_id)} is in use by {', '.join(users)} and cannot be deleted. In order to delete "
                "the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
            )
    return None


def _inline_subnets(_view: Subscription, vnet_id: str, body: Json) -> list[Json]:
    return [
        {"id": f"{vnet_id}/subnets/{subnet['name']}", "type": SUBNET_TYPE, "inputs": subnet, "outputs": subnet}
        for subnet in as_list(body.get("subnets"))
        if subnet.get("name")
    ]


def _succeeded(_view: Subscription, _arm_id: str, _body: Json) -> Json:
    return {"provisioningState": "Succeeded"}


VIRTUAL_NETWORK = Kind(
    token="azure-native:network:VirtualNetwork",  # noqa: S106 - a type token
    arm_type=VNET_TYPE,
    api_version=API_VERSION,
    body=(_MODELS, "VirtualNetwork"),
    id_template=group_template(f"{VNET_TYPE}/{{virtualNetworkName}}"),
    replace_on=("location",),
    writes=(group_exists, _vnet_notation),
    deletes=(_in_use,),
    outputs=_succeeded,
    beside=_inline_subnets,
    holds=lambda arm_id: arm_id,
)
SUBNET = Kind(
    token="azure-native:network:Subnet",  # noqa: S106 - a type token
    arm_type=SUBNET_TYPE,
    api_version=API_VERSION,
    body=(_MODELS, "Subnet"),
    id_template=group_template(f"{VNET_TYPE}/{{virtualNetworkName}}/subnets/{{subnetName}}"),
    located=False,
    writes=(group_exists, parent_exists, _notation, _inside, _apart, _references, _moved_while_used),
    deletes=(_in_use,),
    outputs=_succeeded,
    holds=parent_of,
)
KINDS = (VIRTUAL_NETWORK, SUBNET)
