"""The network resources beside virtual networks: route tables and security groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from aksnet.arm import catalogue
from aksnet.arm.ids import SUBNET_TYPE, last, parent_of
from aksnet.arm.values import Json, as_list, reference
from aksnet.sandbox.azure.addresses import parse
from aksnet.sandbox.azure.defaults import rule_defaults, table_defaults
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.shared_refusals import group_exists, parent_exists, settled
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_MODELS: Final = "azure.mgmt.network.models"
_MOST_RULES: Final = 1000


def _referring(view: Subscription, prop: str, arm_id: str) -> list[Json]:
    """Return the subnets that refer to a resource."""
    found = (
        record
        for record in view.of_type(SUBNET_TYPE)
        if (reference(record["inputs"].get(prop)) or "").lower() == arm_id.lower()
    )
    return sorted(found, key=lambda each: str(each["id"]))


def free_of_subnets(prop: str, code: str, noun: str) -> Callable[[Write], Refusal | None]:
    """Return the rule that refuses a delete while a subnet refers to the resource."""

    def rule(write: Write) -> Refusal | None:
        users = [last(record["id"]) for record in _referring(write.view, prop, write.id)]
        if not users:
            return None
        return Refusal(code, f"{noun} {write.name} is in use by subnet {', '.join(users)} and cannot be deleted.")

    return rule


def _route_prefix(write: Write) -> Refusal | None:
    prefix = write.body.get("addressPrefix")
    # A route may name a service tag instead of a prefix; a prefix has a slash.
    if isinstance(prefix, str) and "/" in prefix and parse(prefix) is None:
        return Refusal(
            "InvalidCIDRNotation", f"The address prefix {prefix} in resource {write.id} has an invalid CIDR notation."
        )
    if write.body.get("nextHopType") == "VirtualAppliance" and not write.body.get("nextHopIpAddress"):
        return Refusal(
            "RouteNextHopIpAddressRequired",
            f"Route {write.name} has the next hop type VirtualAppliance and needs a next hop IP address.",
        )
    return None


# https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview: one route per prefix in a table.
def _route_conflict(write: Write) -> Refusal | None:
    for other in write.view.below(parent_of(write.id)):
        same = other["inputs"].get("addressPrefix") == write.body.get("addressPrefix")
        if same and other["id"].lower() != write.id.lower():
            return Refusal(
                "RouteConflict",
                f"Route {write.name} conflicts with route {last(other['id'])}: both are for the address prefix "
                f"{write.body.get('addressPrefix')}.",
            )
    return None


# https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits; the code is not
# known.
def _not_too_many(write: Write) -> Refusal | None:
    others = [each for each in write.view.below(parent_of(write.id)) if each["id"].lower() != write.id.lower()]
    if len(others) < _MOST_RULES:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Network security group {last(parent_of(write.id))} has {_MOST_RULES:,} rules, and there can be no more.",
    )


def _rule_conflict(write: Write) -> Refusal | None:
    """https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules."""
    own = (write.body.get("priority"), write.body.get("direction"))
    if not 100 <= int(own[0] or 0) <= 4096:
        return Refusal(
            "SecurityRuleInvalidPriority",
            f"Security rule has invalid Priority. Value provided: {own[0]} Allowed range 100-4096 ({write.id}).",
        )
    for other in write.view.below(parent_of(write.id)):
        same = (other["inputs"].get("priority"), other["inputs"].get("direction")) == own
        if same and other["id"].lower() != write.id.lower():
            return Refusal(
                "SecurityRuleConflict",
                f"Security rule {write.name} conflicts with rule {last(other['id'])}. Rules cannot have the same "
                f"Priority and Direction ({own[0]}, {own[1]}).",
            )
    return None


# https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
def _rule_ports(write: Write) -> Refusal | None:
    for prop in ("sourcePortRange", "destinationPortRange"):
        for ports in [write.body.get(prop), *as_list(write.body.get(f"{prop}s"))]:
            if ports is not None and ports != "*" and not _is_port_range(str(ports)):
                return Refusal(
                    "SecurityRuleInvalidPortRange",
                    f"Security rule has invalid Port range. Value provided: {ports}. Value should be an integer OR "
                    f"integer range with '-' delimiter. Valid range 0-65535 ({write.id}).",
                )
    return None


def _is_port_range(ports: str) -> bool:
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", ports)
    return bool(found) and int(found[1]) <= int(found[2] or found[1]) <= 65535  # type: ignore[index]


def resource_outputs(_view: Subscription, arm_id: str, body: Json) -> Json:
    """Return what a network resource of its own answers beside its body."""
    return {**settled(arm_id, body), "resourceGuid": derived(arm_id, "guid")}


def _child_outputs(_view: Subscription, arm_id: str, body: Json) -> Json:
    return settled(arm_id, body)


def on_subnets(prop: str) -> Callable[[Subscription, str, Json], Json]:
    """Return what shows a GET which subnets refer to the resource."""

    def computed(view: Subscription, arm_id: str, _body: Json) -> Json:
        found = [{"id": each["id"]} for each in _referring(view, prop, arm_id)]
        return {"subnets": found} if found else {}

    return computed


ROUTE = SimulatedType(
    arm=catalogue.ROUTE,
    body=(_MODELS, "Route"),
    writes=(group_exists, parent_exists, _route_prefix, _route_conflict),
    outputs=_child_outputs,
    holds=parent_of,
)
SECURITY_RULE = SimulatedType(
    arm=catalogue.SECURITY_RULE,
    body=(_MODELS, "SecurityRule"),
    writes=(group_exists, parent_exists, _not_too_many, _rule_conflict, _rule_ports),
    outputs=_child_outputs,
    defaults=rule_defaults,
    holds=parent_of,
)
ROUTE_TABLE = SimulatedType(
    arm=catalogue.ROUTE_TABLE,
    body=(_MODELS, "RouteTable"),
    writes=(group_exists,),
    deletes=(free_of_subnets("routeTable", "InUseRouteTableCannotBeDeleted", "Route table"),),
    outputs=resource_outputs,
    defaults=table_defaults,
    computed=on_subnets("routeTable"),
    inline=ROUTE,
    holds=lambda arm_id: arm_id,
)
SECURITY_GROUP = SimulatedType(
    arm=catalogue.SECURITY_GROUP,
    body=(_MODELS, "NetworkSecurityGroup"),
    writes=(group_exists,),
    deletes=(
        free_of_subnets("networkSecurityGroup", "InUseNetworkSecurityGroupCannotBeDeleted", "Network security group"),
    ),
    outputs=resource_outputs,
    computed=on_subnets("networkSecurityGroup"),
    inline=SECURITY_RULE,
    holds=lambda arm_id: arm_id,
)
KINDS = (ROUTE_TABLE, ROUTE, SECURITY_GROUP, SECURITY_RULE)
