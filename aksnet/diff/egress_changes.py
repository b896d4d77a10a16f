"""What a new plan changes of a deployed cluster's way out, within its outbound type."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_network import DeployedGateway
from aksnet.diff.planned import planned_gateway
from aksnet.plan.profile import outbound_profile
from aksnet.plan.records import ClusterPlan, StackPlan

_PAGE: Final = "https://learn.microsoft.com/azure/aks/load-balancer-standard"


def egress_changes(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield what differs in the outbound side of the load balancer; what the settings leave out is AKS's to keep."""
    planned: Any = outbound_profile(new).get("loadBalancerProfile") or {}
    for key, words, because in (
        ("managedOutboundIPs", "managed addresses", "traffic leaves from other addresses, and open connections break"),
        ("outboundIPs", "addresses", "traffic leaves from other addresses, and open connections break"),
        ("outboundIPPrefixes", "prefixes", "traffic leaves from other addresses, and open connections break"),
        ("allocatedOutboundPorts", "allocated ports", "open connections break"),
        ("idleTimeoutInMinutes", "idle timeout", ""),
    ):
        before, after = _shown(old.load_balancer.get(key)), _shown(planned.get(key))
        if before != after and (planned.get(key) is not None):
            yield Change(
                subject=Subject.CLUSTER,
                path=f"clusters.{old.key}.outbound.loadBalancer",
                cluster=old.key,
                old=f"{words} {before or 'as AKS chose'}",
                new=f"{words} {after}",
                effect=Effect.IN_PLACE,
                outcome=Outcome.UPDATED,
                because=because,
                page=_PAGE,
            )


def _shown(value: Any) -> str:
    """Return a value of the profile as text, the same for Azure's answer as for the request."""
    if isinstance(value, Mapping):
        names = {"count": "IPv4", "countIPv6": "IPv6"}
        counts = [f"{int(value[key])} {name}" for key, name in names.items() if value.get(key)]
        ids = [str(each["id"]).lower() for key in ("publicIPs", "publicIPPrefixes") for each in value.get(key) or ()]
        return ", ".join([*counts, *sorted(ids)])
    return str(int(value)) if isinstance(value, float | int) and value else ""


def gateway_changes(old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    """Yield what differs in NAT gateways that are there and stay."""
    for name, plan in new.network.nat_gateways.items():
        before, after = old.gateways.get(name), planned_gateway(plan)
        if before is None:
            continue
        for words, one, other in (
            ("addresses", _last(before.addresses), _last(after.addresses)),
            ("prefixes", _last(before.prefixes), _last(after.prefixes)),
            ("idle timeout", str(before.idle_timeout or IDLE_MINUTES), str(after.idle_timeout or IDLE_MINUTES)),
        ):
            if one != other:
                yield _of_gateway(name, f"{words} {one or 'none'}", f"{words} {other or 'none'}", fixed=False)
        if _zone(before) != _zone(after):
            yield _of_gateway(name, f"zone {_zone(before)}", f"zone {_zone(after)}", fixed=True)


IDLE_MINUTES: Final = 4
"""Minutes that Azure fills in. https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"""


def _zone(gateway: DeployedGateway) -> str:
    return gateway.zone or "of Azure's choice"


def _last(ids: tuple[str, ...]) -> str:
    return ", ".join(sorted(each.rsplit("/", 1)[-1] for each in ids))


def _of_gateway(name: str, before: str, after: str, *, fixed: bool) -> Change:
    return Change(
        subject=Subject.NETWORK,
        path=f"NAT gateway {name}",
        cluster=None,
        old=before,
        new=after,
        effect=Effect.IMPOSSIBLE if fixed else Effect.IN_PLACE,
        outcome=Outcome.REFUSED if fixed else Outcome.UPDATED,
        because="Azure moves no gateway to another zone" if fixed else "open connections break",
        page="https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource",
    )
