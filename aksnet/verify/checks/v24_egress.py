"""V24: traffic leaves the cluster the way that the outbound type promises.

https://learn.microsoft.com/azure/aks/egress-outboundtype
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import Final, assert_never

from aksnet.azure.axes import Outbound
from aksnet.verify.azure_facts import AzureFacts, Part, name_of
from aksnet.verify.check import Check, Fault, Outcome, judged, skipped
from aksnet.verify.facts import Address, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_HOPS: Final = ("VirtualAppliance", "VirtualNetworkGateway")


def _run(case: JudgedCluster) -> Outcome:
    azure, declared = case.azure, case.expected.outbound
    if azure is None or azure.outbound_type is None or declared is None:
        return skipped((azure and azure.why_unread(Part.CLUSTER)) or "the managed cluster was not read")
    if azure.outbound_type != declared:
        return judged([_other_type(azure.outbound_type, declared)], "")
    match declared:
        case Outbound.LOAD_BALANCER:
            unread = azure.why_unread(Part.CLUSTER)
            if azure.outbound_addresses is None:
                unread = unread or "Azure does not tell the effective outbound addresses of this cluster"
            faults = _both(_load_balancer(azure), _other_ranges(case, _hosts(azure.outbound_addresses or ())))
        case Outbound.NAT_GATEWAY:
            unread = azure.why_unread(Part.SUBNETS, Part.NAT_GATEWAYS)
            seen = (each for ranges in azure.nat_addresses.values() for each in ranges)
            faults = _both(_nat_gateway(azure), _other_ranges(case, frozenset(seen)))
        case Outbound.ROUTES:
            unread = azure.why_unread(Part.SUBNETS, Part.ROUTES)
            faults = _both(_routes(azure), _no_balancer(azure, declared))
        case Outbound.NONE:
            unread = azure.why_unread(Part.CLUSTER)
            faults = _both(_no_balancer(azure, declared), _no_cache(azure))
        case unknown:
            assert_never(unknown)
    return skipped(unread) if unread else judged(list(faults), f"{declared}: {_way(azure, declared)}")


def _other_type(seen: str, declared: Outbound) -> Fault:
    return Fault(
        object="managed cluster",
        seen=f"outbound type {seen}",
        expected=f"outbound type {declared}",
        cause="somebody changed it with az aks update --outbound-type",
        cure="run pulumi refresh, then pulumi up, or declare the type that the cluster has",
    )


def _both(one: Iterator[Fault], other: Iterator[Fault]) -> Iterator[Fault]:
    yield from one
    yield from other


def _hosts(addresses: Iterable[Address]) -> frozenset[Range]:
    return frozenset(ip_network(address) for address in addresses)


def _other_ranges(case: JudgedCluster, seen: frozenset[Range]) -> Iterator[Fault]:
    """Where others let the cluster in by its address, another one shuts it out."""
    promised = frozenset(case.expected.egress_ranges)
    if promised and seen and promised != seen:
        yield Fault(
            object="outbound addresses",
            seen=", ".join(sorted(map(str, seen))),
            expected=", ".join(sorted(map(str, promised))),
            cause="an address came or went after the last up; who admits the cluster by it may refuse it now",
            cure="run pulumi refresh, then pulumi up, and tell whoever admits the cluster by its address",
        )


def _load_balancer(azure: AzureFacts) -> Iterator[Fault]:
    if not azure.outbound_addresses:
        yield Fault(
            object="load balancer kubernetes",
            seen="no effective outbound address",
            expected="at least one public address for outbound traffic",
            cause="its public address was removed from the node resource group, or AKS could not make one",
            cure="run az aks update with --load-balancer-managed-outbound-ip-count 1; AKS makes the address again",
        )


def _nat_gateway(azure: AzureFacts) -> Iterator[Fault]:
    """Pods with addresses of their own subnet leave through that subnet's gateway."""
    for subnet, gateway in azure.nat_of_subnet.items():
        if gateway is None:
            yield Fault(
                object=f"subnet {name_of(subnet)}",
                seen="no NAT gateway",
                expected="a NAT gateway with a public address",
                cause="a later deployment wrote the subnet without its NAT gateway; nothing on it leaves the network",
                cure="run pulumi up: the subnet declares its NAT gateway",
            )
    for gateway in dict.fromkeys(each for each in azure.nat_of_subnet.values() if each):
        if not azure.nat_addresses.get(gateway):
            yield Fault(
                object=f"NAT gateway {name_of(gateway)}",
                seen="no public address or prefix",
                expected="at least one",
                cause="its public address was taken off; a gateway without one drops all traffic",
                cure="put a public address or prefix on the gateway",
            )


def _routes(azure: AzureFacts) -> Iterator[Fault]:
    for subnet, table in azure.table_of_subnet.items():
        routes = azure.routes.get(table, ()) if table else ()
        default = [each for each in routes if each.prefix is not None and each.prefix.version == 4]
        default = [each for each in default if each.prefix is not None and each.prefix.prefixlen == 0]
        if not any(each.next_hop_type in _HOPS for each in default):
            seen = ", ".join(f"0.0.0.0/0 to {each.next_hop_type}" for each in default) or "no default route"
            yield Fault(
                object=f"subnet {name_of(subnet)}",
                seen=seen if table else "no route table",
                expected="a route 0.0.0.0/0 to a virtual appliance or gateway",
                cause="the default route or the table was changed after the cluster was made; no pod reaches the world",
                cure="run pulumi up, or put the route to the firewall back",
            )


def _no_balancer(azure: AzureFacts, declared: Outbound) -> Iterator[Fault]:
    if azure.outbound_addresses:
        routed = declared is Outbound.ROUTES
        yield Fault(
            object="load balancer kubernetes",
            seen=f"outbound addresses {', '.join(map(str, azure.outbound_addresses))}",
            expected="none: all traffic goes where the routes say" if routed else "none: AKS gives no way out",
            cause="the cluster was made with a load balancer for outbound traffic and was not fully changed over",
            cure=f"run az aks update --outbound-type {declared} once more",
        )


def _no_cache(azure: AzureFacts) -> Iterator[Fault]:
    if azure.artifact_source != "Cache":
        yield Fault(
            object="managed cluster",
            seen=f"bootstrapProfile.artifactSource {azure.artifact_source or 'Direct'}",
            expected="bootstrapProfile.artifactSource Cache",
            cause="somebody changed it with az aks update --bootstrap-artifact-source; a new node cannot start",
            cure="run pulumi refresh, then pulumi up, and re-image the nodes",
        )


def _way(azure: AzureFacts, outbound: Outbound) -> str:
    match outbound:
        case Outbound.LOAD_BALANCER:
            return ", ".join(map(str, azure.outbound_addresses or ()))
        case Outbound.NAT_GATEWAY:
            return ", ".join(str(each) for ranges in azure.nat_addresses.values() for each in ranges)
        case Outbound.ROUTES:
            return ", ".join(name_of(table) for table in dict.fromkeys(azure.table_of_subnet.values()) if table)
        case Outbound.NONE:
            return "AKS gives no way out"
        case unknown:
            assert_never(unknown)


EGRESS: Final = Check(
    id="V24",
    name="egress",
    title="Traffic leaves the cluster the way that the outbound type promises",
    proves="The cluster has the declared outbound type, and what that type needs is there: the load balancer's public "
    "addresses, a NAT gateway with a public address on every subnet, or a default route to an appliance. The public "
    "addresses are those that the last up saw.",
    does_not="That a firewall on the way lets the traffic through; the active probe to the world shows it. Where IPv6 "
    "goes with routes: only the default route of IPv4 is looked at.",
    needs=(Requirement.STACK, Requirement.AZURE),
    run=_run,
)
