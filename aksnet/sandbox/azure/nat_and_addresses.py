"""NAT gateways, and the public addresses and prefixes that they and load balancers have."""

from __future__ import annotations

import ipaddress
from typing import Final

from aksnet.arm import catalogue
from aksnet.arm.ids import CLUSTER_TYPE, last
from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.defaults import address_defaults, gateway_defaults
from aksnet.sandbox.azure.made_up import public_ip
from aksnet.sandbox.azure.network_resources import free_of_subnets, on_subnets, resource_outputs
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.shared_refusals import exists, group_exists, missing_reference
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_MODELS: Final = "azure.mgmt.network.models"
# https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
_MOST_ADDRESSES: Final = 16
_PREFIXES: Final = range(28, 32)
_IDLE_MINUTES: Final = range(4, 121)


def _gateway_addresses(write: Write) -> Refusal | None:
    for address in [*as_list(write.body.get("publicIpAddresses")), *as_list(write.body.get("publicIpPrefixes"))]:
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
    for record in [*write.view.of_type("Microsoft.Network/natGateways"), *write.view.of_type(CLUSTER_TYPE)]:
        profile = as_dict(as_dict(record["inputs"].get("networkProfile")).get("loadBalancerProfile"))
        addresses = as_list(as_dict(profile.get("outboundIPs")).get("publicIPs"))
        used = [reference(address) for address in [*as_list(record["inputs"].get("publicIpAddresses")), *addresses]]
        if any((each or "").lower() == write.id.lower() for each in used):
            return Refusal(
                "PublicIPAddressCannotBeDeleted",
                f"Public IP address {write.id} can not be deleted since it is still allocated to {record['id']}.",
            )
    return None


def _size(view: Subscription, arm_id: str | None) -> int:
    body = as_dict((view.get(arm_id or "") or {}).get("inputs"))
    return 1 << (32 - int(body.get("prefixLength") or 31))


# The code is not known.
def _not_too_many(write: Write) -> Refusal | None:
    single = len(as_list(write.body.get("publicIpAddresses")))
    number = single + sum(_size(write.view, reference(each)) for each in as_list(write.body.get("publicIpPrefixes")))
    if number <= _MOST_ADDRESSES:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"NAT gateway {write.name} has {number} public IP addresses; at most {_MOST_ADDRESSES} are allowed.",
    )


# https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource; the code is not known.
def _idle_timeout(write: Write) -> Refusal | None:
    idle = write.body.get("idleTimeoutInMinutes")
    if idle is None or idle in _IDLE_MINUTES:
        return None
    return Refusal(
        "InvalidRequestFormat", f"NAT gateway {write.name}: idleTimeoutInMinutes must be between 4 and 120, not {idle}."
    )


# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
def _zones_kept(write: Write) -> Refusal | None:
    if write.old is None or as_list(write.old.get("zones")) == as_list(write.body.get("zones")):
        return None
    return Refusal(
        "ResourceAvailabilityZonesCannotBeModified",
        f"Resource {write.id} has an existing availability zone constraint "
        f"{', '.join(as_list(write.old.get('zones'))) or '(none)'} that cannot be modified.",
    )


# https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-address-prefix
def _prefix_length(write: Write) -> Refusal | None:
    length = write.body.get("prefixLength")
    version = write.body.get("publicIPAddressVersion") or "IPv4"
    if version != "IPv4" or length in _PREFIXES:
        return None
    return Refusal("InvalidPublicIPPrefixLength", f"Public IP prefix {write.name} has the length {length}: 28 to 31.")


def _prefix_free(write: Write) -> Refusal | None:
    for record in write.view.of_type("Microsoft.Network/natGateways"):
        used = [(reference(each) or "").lower() for each in as_list(record["inputs"].get("publicIpPrefixes"))]
        if write.id.lower() in used:
            return Refusal(
                "PublicIpPrefixInUse", f"Public IP prefix {write.id} is in use by {record['id']} and cannot be deleted."
            )
    return None


def _prefix_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    version = 6 if body.get("publicIPAddressVersion") == "IPv6" else 4
    address = public_ip(arm_id, version=version)
    prefix = ipaddress.ip_network(f"{address}/{int(body.get('prefixLength') or 31)}", strict=False)
    return {**resource_outputs(view, arm_id, body), "ipPrefix": str(prefix)}


def _address_outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    version = 6 if body.get("publicIPAddressVersion") == "IPv6" else 4
    return {**resource_outputs(view, arm_id, body), "ipAddress": public_ip(arm_id, version=version)}


NAT_GATEWAY = SimulatedType(
    arm=catalogue.NAT_GATEWAY,
    body=(_MODELS, "NatGateway"),
    writes=(group_exists, _gateway_addresses, _not_too_many, _idle_timeout, _zones_kept),
    deletes=(free_of_subnets("natGateway", "InUseNatGatewayCannotBeDeleted", "NAT gateway"),),
    outputs=resource_outputs,
    defaults=gateway_defaults,
    computed=on_subnets("natGateway"),
)
PUBLIC_IP = SimulatedType(
    arm=catalogue.PUBLIC_IP,
    body=(_MODELS, "PublicIPAddress"),
    writes=(group_exists, _address_method),
    deletes=(_address_free,),
    outputs=_address_outputs,
    defaults=address_defaults,
)
PUBLIC_PREFIX = SimulatedType(
    arm=catalogue.PUBLIC_PREFIX,
    body=(_MODELS, "PublicIPPrefix"),
    writes=(group_exists, _prefix_length),
    deletes=(_prefix_free,),
    outputs=_prefix_outputs,
)
KINDS = (NAT_GATEWAY, PUBLIC_IP, PUBLIC_PREFIX)
