"""What a new plan changes of what hangs on a deployed subnet, and of how the subnet treats what is in it."""

from collections.abc import Iterator, Sequence
from typing import Final

from aksnet.azure.subnet_purposes import AKS
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed_network import DeployedSubnet
from aksnet.plan.records import SubnetPlan

_SUBNET: Final = "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet"
_DELEGATION: Final = "https://learn.microsoft.com/azure/virtual-network/manage-subnet-delegation"
_ENDPOINTS: Final = "https://learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview"
_POLICIES: Final = "https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy"
_OUTBOUND: Final = "https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access"
_DEFAULTS: Final = {"private endpoint policies": "Disabled", "private link service policies": "Enabled"}
"""What Azure fills in; https://learn.microsoft.com/rest/api/virtualnetwork/subnets/create-or-update."""


def carried_changes(old: DeployedSubnet, new: SubnetPlan, users: Sequence[str]) -> Iterator[Change]:
    """Yield the changes of a subnet beside its prefixes; `users` are the clusters that have nodes or pods in it."""
    for what, before, after in (
        ("route table", old.route_table, new.table_name),
        ("NAT gateway", old.nat_gateway, new.gateway_name),
    ):
        if (before or "").lower() != (after or "").lower():
            yield _in_place(old, what, before, after, users, "routes and the way out change at once", _SUBNET)
    before, after = old.security_group, new.security_group_name
    if (before or "").lower() != (after or "").lower():
        yield _in_place(old, "security group", before, after, users, "other rules hold at once", _SUBNET)
    endpoints = tuple(sorted(new.service_endpoints))
    if old.service_endpoints != endpoints:
        because = "open connections to these services break, and their firewalls see other addresses"
        before, after = ", ".join(old.service_endpoints), ", ".join(endpoints)
        yield _in_place(old, "service endpoints", before, after, users, because, _ENDPOINTS)
    for what, before, after in (
        ("private endpoint policies", old.private_endpoint_policies, new.private_endpoint_policies),
        ("private link service policies", old.private_link_policies, new.private_link_policies),
    ):
        usual = _DEFAULTS[what]
        if (before or usual) != (after or usual):
            yield _in_place(old, what, before or usual, after or usual, users, "connections may break", _POLICIES)
    yield from _delegation(old, new, users)
    if (old.default_outbound_access is not False) != (new.default_outbound_access is not False):
        yield _outbound_access(old, new, users)


def _in_place(
    old: DeployedSubnet,
    what: str,
    before: str | None,
    after: str | None,
    users: Sequence[str],
    because: str,
    page: str,
) -> Change:
    return Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=next(iter(users), None),
        old=f"{what} {before or 'none'}",
        new=f"{what} {after or 'none'}",
        effect=Effect.IN_PLACE,
        outcome=Outcome.UPDATED,
        because=f"{because} for what runs there" if users else "",
        page=page,
    )


def _delegation(old: DeployedSubnet, new: SubnetPlan, users: Sequence[str]) -> Iterator[Change]:
    if old.delegation == new.delegation or (old.delegation is None and new.delegation == AKS):
        return  # AKS delegates a subnet for pods by itself
    yield Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=next(iter(users), None),
        old=f"delegation to {old.delegation or 'nothing'}",
        new=f"delegation to {new.delegation or 'nothing'}",
        effect=Effect.IMPOSSIBLE if users else Effect.IN_PLACE,
        outcome=Outcome.REFUSED if users else Outcome.UPDATED,
        because=(
            "Azure changes no delegation while something is in the subnet"
            if users
            else "Azure refuses it while the service has something in the subnet"
        ),
        page=_DELEGATION,
    )


def _outbound_access(old: DeployedSubnet, new: SubnetPlan, users: Sequence[str]) -> Change:
    return Change(
        subject=Subject.SUBNET,
        path=f"subnet {old.name}",
        cluster=next(iter(users), None),
        old=f"default outbound access {'off' if old.default_outbound_access is False else 'on'}",
        new=f"default outbound access {'off' if new.default_outbound_access is False else 'on'}",
        effect=Effect.IMPOSSIBLE,
        outcome=Outcome.REFUSED,
        because="this API version sets it when a subnet is made, and never again",
        steps=("add a subnet that says it from the start, and a pool in it; then remove the old pool",),
        page=_OUTBOUND,
    )
