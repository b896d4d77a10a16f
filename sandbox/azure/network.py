"""The network resources beside virtual networks: route tables, NAT gateways, public addresses, security groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sandbox.azure.common import exists, group_exists, missing_reference, parent_exists
from sandbox.azure.ids import last, parent_of, public_ip
from sandbox.azure.kind import Json, Kind, Write, as_dict, as_list, group_template, reference
from sandbox.azure.subnets import API_VERSION, SUBNET_TYPE, parse
from sandbox.errors import Refusal
from sandbox.store import Subscription

_MODELS: Final = "azure.mgmt.network.models"


def _free_of_subnets(prop: str, code: str, noun: str) -> Callable[[Write], Refusal | None]:
    """Return the rule that refuses a delete while a subnet refers to the resource."""

    def rule(write: Write) -> Refusal | None:
        users = sorted(
            last(record["id"])
            for record in write.view.of_type(SUBNET_TYPE)
            if (reference(record["inputs"].get(prop)) or "").lower() == write.id.lower()
        )
        if not users:
            return None
        return Refusal(code, f"{noun} {write.name} is in use by subnet {', '.join(users)} and cannot be deleted.")

    return rule


def _route_prefix(write: Write) -> Refusal | None:
    for route in [write.body, *as_list(write.body.get("routes"))]:
        prefix = route.get("addressPrefix")
        # A route may name a service tag instead of a prefix; a prefix has a slash.
        if isinstance(prefix, str) and "/" in prefix and parse(prefix) is None:
            return Refusal(
                "InvalidCIDRNotation",
                f"The address prefix {prefix} in resource {write.id} has an invalid CIDR notation.",
            )
        if route.get("nextHopType") == "VirtualAppliance" and not route.get("nextHopIpAddress"):
            return Refusal(
                "RouteNextHopIpAddressRequired",
                f"Route {route.get('name') or write.name} has the next hop type VirtualAppliance and needs a next hop "
                "IP address.",
            )
    return None


def _gateway_addresses(write: Write) -> Refusal | None:
    for address in as_list(write.body.get("publicIpAddresses")):
        referenced = reference(address)
        if referenced is None or not exists(write.view, referenced):
            return missing_reference(write, referenced or "(none)")
        record = write.view.get(referenced)
        sku = as_dict(as_dict((record or {}).get("inputs")).get("sku")).get("name")
        if sku != "Standard":
            return Refusal(
                "NatGatewayAndPublicIpSkuMismatch",
                f"NAT gateway {write.name} needs public IP addresses of SKU Standard; "
                f"{last(referenced)} has {sku or 'Basic'}.",
            )
    return None


def _address_method(write: Write) -> Refusal | None:
    standard = as_dict(write.body.get("sku")).get("name") == "Standard"
    if standard and write.body.get("publicIPAllocationMethod") != "Static":
        return Refusal(
            "PublicIPAddressSkuStandardRequiresStatic",
            f"Standard SKU public IP address {write.name} must use the allocation method Static.",
        )
    return None


def _address_free(write: Write) -> Refusal | None:
    for record in write.view.of_type("Microsoft.Network/natGateways"):
        used = [reference(address) for address in as_list(record["inputs"].get("publicIpAddresses"))]
        if any((each or "").lower() == write.id.lower() for each in used):
            return Refusal(
                "PublicIPAddressCannotBeDeleted",
                f"Public IP address {write.id} can not be deleted since it is still allocated to {record['id']}.",
            )
    return None


def _succeeded(_view: Subscription, _arm_id: str, _body: Json) -> Json:
    return {"provisioningState": "Succeeded"}


def _address_outputs(_view: Subscription, arm_id: str, body: Json) -> Json:
    version = 6 if body.get("publicIPAddressVersion") == "IPv6" else 4
    return {
        "provisioningState": "Succeeded",
        "ipAddress": public_ip(arm_id, version=version),
        "publicIPAddressVersion": f"IPv{version}",
        "idleTimeoutInMinutes": body.get("idleTimeoutInMinutes", 4),
    }


ROUTE_TABLE = Kind(
    token="azure-native:network:RouteTable",  # noqa: S106 - a type token
    arm_type="Microsoft.Network/routeTables",
    api_version=API_VERSION,
    body=(_MODELS, "RouteTable"),
    id_template=group_template("Microsoft.Network/routeTables/{routeTableName}"),
    replace_on=("location",),
    writes=(group_exists, _route_prefix),
    deletes=(_free_of_subnets("routeTable", "InUseRouteTableCannotBeDeleted", "Route table"),),
    outputs=_succeeded,
    holds=lambda arm_id: arm_id,
)
ROUTE = Kind(
    token="azure-native:network:Route",  # noqa: S106 - a type token
    arm_type="Microsoft.Network/routeTables/routes",
    api_version=API_VERSION,
    body=(_MODELS, "Route"),
    id_template=group_template("Microsoft.Network/routeTables/{routeTableName}/routes/{routeName}"),
    located=False,
    writes=(group_exists, parent_exists, _route_prefix),
    outputs=_succeeded,
    holds=parent_of,
)
NAT_GATEWAY = Kind(
    token="azure-native:network:NatGateway",  # noqa: S106 - a type token
    arm_type="Microsoft.Network/natGateways",
    api_version=API_VERSION,
    body=(_MODELS, "NatGateway"),
    id_template=group_template("Microsoft.Network/natGateways/{natGatewayName}"),
    replace_on=("location",),
    writes=(group_exists, _gateway_addresses),
    deletes=(_free_of_subnets("natGateway", "InUseNatGatewayCannotBeDeleted", "NAT gateway"),),
    outputs=_succeeded,
)
PUBLIC_IP = Kind(
    token="azure-native:network:PublicIPAddress",  # noqa: S106 - a type token
    arm_type="Microsoft.Network/publicIPAddresses",
    api_version=API_VERSION,
    body=(_MODELS, "PublicIPAddress"),
    id_template=group_template("Microsoft.Network/publicIPAddresses/{publicIpAddressName}"),
    replace_on=("location", "publicIPAddressVersion", "publicIPPrefix", "sku"),
    writes=(group_exists, _address_method),
    deletes=(_address_free,),
    outputs=_address_outputs,
)
SECURITY_GROUP = Kind(
    token="azure-native:network:NetworkSecurityGroup",  # noqa: S106 - a type token
    arm_type="Microsoft.Network/networkSecurityGroups",
    api_version=API_VERSION,
    body=(_MODELS, "NetworkSecurityGroup"),
    id_template=group_template("Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}"),
    replace_on=("location",),
    writes=(group_exists,),
    deletes=(
        _free_of_subnets("networkSecurityGroup", "InUseNetworkSecurityGroupCannotBeDeleted", "Network security group"),
    ),
    outputs=_succeeded,
)
KINDS = (ROUTE_TABLE, ROUTE, NAT_GATEWAY, PUBLIC_IP, SECURITY_GROUP)
