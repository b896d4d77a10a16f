"""V25: the VNet and the subnets that the stack creates carry what was declared, and nothing else.

https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.verify.azure_facts import Part, SeenSubnet, arm_id, name_of
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.expected import DeclaredSubnet
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_WRITTEN: Final = "another deployment or a policy wrote the subnet: a write that leaves something out takes it away"


def _run(case: JudgedCluster) -> Outcome:
    azure, expected = case.azure, case.expected
    if azure is None or not (expected.created_subnets or expected.peering_ids or expected.dns_servers is not None):
        return no_case("the stack creates neither the VNet nor a subnet")
    unread = azure.why_unread(Part.CREATED_SUBNETS, Part.VNET)
    if unread:
        return skipped(unread)
    faults = [
        *_names(expected.vnet_id, expected.dns_servers, azure.dns_servers),
        *(fault for each in expected.peering_ids for fault in _peering(each, azure.peerings.get(arm_id(each)))),
        *(f for each in expected.created_subnets for f in _faults(each, azure.subnets.get(arm_id(each.id)))),
    ]
    return judged(faults, f"the VNet and {len(expected.created_subnets)} subnets are as they were declared")


def _names(vnet: str, declared: frozenset[str] | None, seen: frozenset[str] | None) -> Iterator[Fault]:
    if declared is not None and declared != seen:
        yield Fault(
            object=f"VNet {name_of(vnet)}",
            seen=f"DNS servers {_list(seen or frozenset()) or 'of Azure'}",
            expected=f"DNS servers {_list(declared) or 'of Azure'}",
            cause="somebody changed the VNet; nodes ask the new servers once they restart",
            cure="run pulumi refresh and pulumi up, or declare what is there",
        )


def _peering(arm: str, state: str | None) -> Iterator[Fault]:
    if state != "Connected":
        yield Fault(
            object=f"peering {name_of(arm)}",
            seen=f"state {state}" if state else "no such peering",
            expected="state Connected",
            cause="the other VNet has no peering with this one, or one side was deleted",
            cure="let the owner of the other VNet make its side, as `aksnet plan` prints it; then run pulumi up",
        )


def _faults(declared: DeclaredSubnet, seen: SeenSubnet | None) -> Iterator[Fault]:
    name = name_of(declared.id)
    if seen is None:
        yield Fault(
            object=f"subnet {name}",
            seen="no such subnet",
            expected="a subnet that the stack creates",
            cause="somebody deleted it",
            cure="run pulumi refresh, then pulumi up",
        )
        return
    for what, wanted, found in _compared(declared, seen):
        if (wanted or "").lower() != (found or "").lower():
            yield Fault(
                object=f"subnet {name}",
                seen=f"{what} {found or 'none'}",
                expected=f"{what} {wanted or 'none'}",
                cause=_WRITTEN,
                cure="run pulumi refresh and pulumi up, or declare what is there",
            )


def _compared(declared: DeclaredSubnet, seen: SeenSubnet) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield what is compared: what it is, what was declared, what is there."""
    for what, wanted, found in (
        ("route table", declared.route_table, seen.route_table),
        ("NAT gateway", declared.nat_gateway, seen.nat_gateway),
        ("network security group", declared.security_group, seen.security_group),
    ):
        yield what, arm_id(wanted) if wanted else None, found
    yield "service endpoints", _list(declared.service_endpoints), _list(seen.service_endpoints)
    yield "delegation", declared.delegation, seen.delegation
    if declared.default_outbound_access is not None:
        wanted_access, access = declared.default_outbound_access, seen.default_outbound_access
        yield "default outbound access", _on(wanted_access), _on(access is not False)
    if declared.private_endpoint_policies is not None:
        yield "private endpoint policies", declared.private_endpoint_policies, seen.private_endpoint_policies
    if declared.private_link_policies is not None:
        yield "private link service policies", declared.private_link_policies, seen.private_link_policies


def _list(services: frozenset[str]) -> str | None:
    return ", ".join(sorted(services)) or None


def _on(access: bool) -> str:
    return "on" if access else "off"


SUBNETS: Final = Check(
    id="V25",
    name="subnets",
    title="The VNet and the subnets of the stack carry what was declared",
    proves="Every subnet that the stack creates has the declared route table, NAT gateway and network security group, "
    "service endpoints and delegation, and no others; private endpoint policies and default outbound access where the "
    "stack says them. The VNet has the declared DNS servers, and its peerings are connected.",
    does_not="What the route table, gateway and group contain: V10 and V24 look at routes and gateways.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
