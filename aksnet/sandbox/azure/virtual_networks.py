"""Virtual networks and subnets: address rules, references, what is in use, and one write at a time."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from aksnet.arm import catalogue
from aksnet.arm.ids import CLUSTER_TYPE, SUBNET_TYPE, last, parent_of
from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.addresses import Network, front_ends, networks_of, overlap, parse, prefixes_of
from aksnet.sandbox.azure.defaults import subnet_defaults, vnet_defaults
from aksnet.sandbox.azure.delegated_services import DELEGATED_TO
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.scale_sets import sets_in
from aksnet.sandbox.azure.shared_refusals import exists, group_exists, missing_reference, parent_exists, settled
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_MODELS: Final = "azure.mgmt.network.models"
_MOST_SUBNETS: Final = 3000
_MOST_DNS_SERVERS: Final = 20


def users_of(view: Subscription, subnet_id: str) -> list[str]:
    """Return what is in a subnet: machines, an API server, front ends of internal load balancers."""
    ids = [record["id"] for record in sets_in(view, subnet_id)] + [each["id"] for each in links_of(view, subnet_id)]
    wanted = subnet_id.lower()
    for record in view.resources.values():
        if any(part["subnetId"].lower() == wanted for part in as_list(record["outputs"].get("takes"))):
            ids.append(record["id"])
    return sorted({last(each) for each in ids} | set(front_ends(view, subnet_id)))


def links_of(view: Subscription, subnet_id: str) -> list[Json]:
    """Return the service association links: AKS's hold on a subnet while a pool has pods in it, or an API server.

    https://learn.microsoft.com/azure/virtual-network/subnet-delegation-overview
    """
    wanted = subnet_id.lower()
    pods = sets_in(view, subnet_id, ("podSubnetId",))
    servers = (as_dict(each["inputs"].get("apiServerAccessProfile")) for each in view.of_type(CLUSTER_TYPE))
    if not pods and not any(str(server.get("subnetId")).lower() == wanted for server in servers):
        return []
    link: Json = {"name": "AzureKubernetesService", "linkedResourceType": CLUSTER_TYPE, "allowDelete": False}
    return [{"id": f"{subnet_id}/serviceAssociationLinks/{link['name']}", **link, "provisioningState": "Succeeded"}]


def _uses(view: Subscription, subnet_id: str, _body: Json) -> Json:
    """What a GET shows on a subnet that is in use."""
    nodes = [
        {"id": f"{record['id']}/virtualMachines/{index}/networkInterfaces/primary/ipConfigurations/ipconfig1"}
        for record in sets_in(view, subnet_id, ("subnetId",))
        for index in range(len(record["outputs"]["instances"]))
    ]
    answer: Json = {"ipConfigurations": nodes, "serviceAssociationLinks": links_of(view, subnet_id)}
    return {key: value for key, value in answer.items() if value}


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


# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-address-ranges-can-i-use-in-my-virtual-networks
_OF_NOBODY: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4")
)


# The network provider has this code for prefixes; which one it answers here is not known.
# https://github.com/Azure/azure-service-operator/blob/v1.0.0/pkg/errhelp/errors.go
def _ranges_of_its_own(write: Write) -> Refusal | None:
    """Refuse ranges that meet one another, or in which nothing can have an address."""
    space = [network for prefix in _address_space(write.body) if (network := parse(prefix))]
    for number, network in enumerate(space):
        for other in [*space[:number], *_OF_NOBODY]:
            if overlap(network, other):
                return Refusal(
                    "NetcfgInvalidIPAddressPrefix",
                    f"The address prefix {network} of virtual network {write.name} overlaps with {other}.",
                )
    return None


# https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview; the code is not known.
def _has_ipv4(write: Write) -> Refusal | None:
    space = [network for prefix in _address_space(write.body) if (network := parse(prefix))]
    if any(network.version == 4 for network in space):
        return None
    return Refusal("InvalidRequestFormat", f"Virtual network {write.name} must have an IPv4 address prefix.")


# https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits; the code is not
# known.
def _dns_servers(write: Write) -> Refusal | None:
    servers = as_list(as_dict(write.body.get("dhcpOptions")).get("dnsServers"))
    if len(servers) <= _MOST_DNS_SERVERS:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Virtual network {write.name} has {len(servers)} DNS servers; at most {_MOST_DNS_SERVERS} are allowed.",
    )


def _not_too_many(write: Write) -> Refusal | None:
    """The same page; the code is not known."""
    others = [each for each in subnets_of(write.view, parent_of(write.id)) if each["id"].lower() != write.id.lower()]
    if len(others) < _MOST_SUBNETS:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Virtual network {last(parent_of(write.id))} has {_MOST_SUBNETS:,} subnets, and there can be no more.",
    )


def _notation(write: Write) -> Refusal | None:
    prefixes = prefixes_of(write.body)
    if not prefixes:
        return Refusal("InvalidRequestFormat", f"The subnet '{write.name}' has no address prefix.")
    return next((_bad_notation(write, prefix) for prefix in prefixes if parse(prefix) is None), None)


def _within(network: Network, space: list[Network]) -> bool:
    return any(network.version == wide.version and network.subnet_of(wide) for wide in space)  # type: ignore[arg-type]


def _inside(write: Write) -> Refusal | None:
    vnet = write.view.get(parent_of(write.id))
    space = [network for prefix in _address_space(as_dict((vnet or {}).get("inputs"))) if (network := parse(prefix))]
    for network in networks_of(write.body):
        if not _within(network, space):
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
    if write.old is None or set(networks_of(write.old)) <= set(networks_of(write.body)):
        return None
    users = users_of(write.view, write.id)
    if not users:
        return None
    return Refusal(
        "InUseSubnetCannotBeUpdated",
        f"Subnet {write.name} is in use by {', '.join(users)} and its address prefix cannot be updated.",
    )


def _in_use(write: Write) -> Refusal | None:
    for subnet_id in [write.id, *(record["id"] for record in subnets_of(write.view, write.id))]:
        users = users_of(write.view, subnet_id)
        if users:
            return Refusal(
                "InUseSubnetCannotBeDeleted",
                f"Subnet {last(subnet_id)} is in use by {', '.join(users)} and cannot be deleted. In order to delete "
                "the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.",
            )
    return None


# https://learn.microsoft.com/azure/virtual-network/manage-subnet-delegation
def _delegation_kept(write: Write) -> Refusal | None:
    names = [as_dict(each).get("serviceName") for each in as_list(write.body.get("delegations"))]
    links = links_of(write.view, write.id)
    if not links or CLUSTER_TYPE in names:
        return None
    return Refusal(
        "SubnetMissingRequiredDelegation",
        f"Subnet {write.id} requires any of the following delegation(s) [{CLUSTER_TYPE}] to reference service "
        f"association link {links[0]['id']}.",
    )


# https://github.com/hashicorp/terraform-provider-azurerm/pull/21779 shows the code and the list of services.
def _known_service(write: Write) -> Refusal | None:
    for each in as_list(write.body.get("delegations")):
        service = str(as_dict(each).get("serviceName"))
        if service.lower() not in DELEGATED_TO:
            return Refusal(
                "InvalidServiceNameOnDelegation",
                f"The service name {service} specified on delegation "
                f"{write.id}/delegations/{as_dict(each).get('name')} is not valid.",
            )
    return None


# https://learn.microsoft.com/azure/storage/common/storage-network-security; the code is not known.
def _one_storage_endpoint(write: Write) -> Refusal | None:
    services = {str(as_dict(each).get("service")) for each in as_list(write.body.get("serviceEndpoints"))}
    if not {"Microsoft.Storage", "Microsoft.Storage.Global"} <= services:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Subnet {write.name} has the service endpoints Microsoft.Storage and Microsoft.Storage.Global, which cannot "
        "coexist on one subnet.",
    )


# https://learn.microsoft.com/rest/api/virtualnetwork/subnets/create-or-update (2024-05-01); the code is not known.
def _outbound_access_kept(write: Write) -> Refusal | None:
    if write.old is None:
        return None
    before, after = (body.get("defaultOutboundAccess") is not False for body in (write.old, write.body))
    if before == after:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Property defaultOutboundAccess of subnet {write.name} can only be set when the subnet is created.",
    )


def _space_kept(write: Write) -> Refusal | None:
    """Refuse an address space that a subnet lies outside of; inline subnets are looked at one by one."""
    space = [network for prefix in _address_space(write.body) if (network := parse(prefix))]
    for subnet in subnets_of(write.view, write.id) if write.body.get("subnets") is None else []:
        for network in networks_of(subnet["inputs"]):
            if not _within(network, space):
                return Refusal(
                    "InUsePrefixCannotBeDeleted",
                    f"The address space of {write.name} must hold {network}, which subnet {last(subnet['id'])} uses: "
                    "a prefix with active allocations cannot be deleted.",
                )
    return None


def _network_outputs(_view: Subscription, arm_id: str, body: Json) -> Json:
    return {**settled(arm_id, body), "resourceGuid": derived(arm_id, "guid")}


SUBNET = SimulatedType(
    arm=catalogue.SUBNET,
    body=(_MODELS, "Subnet"),
    writes=(
        group_exists,
        parent_exists,
        _not_too_many,
        _notation,
        _inside,
        _apart,
        _references,
        _known_service,
        _one_storage_endpoint,
        _moved_while_used,
        _delegation_kept,
        _outbound_access_kept,
    ),
    deletes=(_in_use,),
    outputs=lambda _view, arm_id, body: settled(arm_id, body),
    defaults=subnet_defaults,
    computed=_uses,
    holds=parent_of,
)
VIRTUAL_NETWORK = SimulatedType(
    arm=catalogue.VIRTUAL_NETWORK,
    body=(_MODELS, "VirtualNetwork"),
    writes=(group_exists, _vnet_notation, _ranges_of_its_own, _has_ipv4, _dns_servers, _space_kept),
    deletes=(_in_use,),
    outputs=_network_outputs,
    defaults=vnet_defaults,
    inline=SUBNET,
    holds=lambda arm_id: arm_id,
)
KINDS = (VIRTUAL_NETWORK, SUBNET)
