"""The outbound side of AKS's load balancer: whose addresses it has, and how many ports they give."""

from collections.abc import Iterator

from aksnet.azure.axes import IpFamily, Outbound
from aksnet.plan.records import ClusterPlan
from aksnet.plan.shares import counted_pools, surge_of
from aksnet.rules.context import Context
from aksnet.settings.outbound_settings import LoadBalancerSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_PORTS = 64_000
"""Outbound ports of one public address. https://learn.microsoft.com/azure/aks/load-balancer-standard"""


def _said(context: Context) -> Iterator[tuple[str, LoadBalancerSettings]]:
    for key, cluster in context.settings.clusters.items():
        if cluster.outbound.load_balancer is not None and cluster.outbound.type is Outbound.LOAD_BALANCER:
            yield key, cluster.outbound.load_balancer


def unused_balancers(context: Context) -> Iterator[Problem]:
    """Only with `loadBalancer` does traffic leave by the load balancer."""
    for key, cluster in context.settings.clusters.items():
        outbound = cluster.outbound
        if outbound.load_balancer is not None and outbound.type is not Outbound.LOAD_BALANCER:
            yield Problem(
                kind=Kind.BALANCER_UNUSED,
                path=f"clusters.{key}.outbound.loadBalancer",
                value="(set)",
                message=f"nothing of a load balancer with {outbound.type}: traffic does not leave by it",
                cure="remove it, or write type: loadBalancer",
            )


def kinds_of_addresses(context: Context) -> Iterator[Problem]:
    """AKS takes managed addresses, addresses of one's own, or prefixes: one kind of the three."""
    for key, said in _said(context):
        counts = {"managedIps": said.managed_ips, "managedIpv6": said.managed_ipv6}
        managed = [name for name, count in counts.items() if count]
        own = [
            name
            for name, ids in (("publicIpIds", said.public_ip_ids), ("publicIpPrefixIds", said.public_ip_prefix_ids))
            if ids
        ]
        kinds = [*managed[:1], *own]
        if len(kinds) > 1:
            yield Problem(
                kind=Kind.ADDRESSES_OF_TWO_KINDS,
                path=f"clusters.{key}.outbound.loadBalancer",
                value=kinds,
                message="managed addresses, addresses of yours or prefixes of yours: AKS takes one kind of the three",
                cure=f"keep {kinds[-1]} alone",
            )
        if said.managed_ipv6 and IpFamily.IPV6 not in context.layout.clusters[key].mode.families:
            yield Problem(
                kind=Kind.MANAGED_IPV6_NOT_TAKEN,
                path=f"clusters.{key}.outbound.loadBalancer.managedIpv6",
                value=said.managed_ipv6,
                message="IPv6 addresses only where the mode is dual-stack",
                cure="remove it, or choose a dual-stack mode",
            )


def ports(context: Context) -> Iterator[Problem]:
    """All nodes together, those of an upgrade too, are given no more ports than the addresses have."""
    for key, said in _said(context):
        addresses = len(said.public_ip_ids) or said.managed_ips or 1
        if said.allocated_ports is None or said.public_ip_prefix_ids:
            continue  # what a prefix holds is not in its id
        room = addresses * _PORTS // said.allocated_ports
        plan = context.plans[key]
        at_start = sum(pool.count or 0 for pool in plan.pools)
        path = f"clusters.{key}.outbound.loadBalancer.allocatedPorts"
        if at_start > room:
            yield Problem(
                kind=Kind.PORTS_OVER_ADDRESSES,
                path=path,
                value=said.allocated_ports,
                message=f"at most {addresses * _PORTS // at_start // 8 * 8} ports for each of {at_start} nodes: "
                f"{_addresses(addresses)} of {_PORTS:,}",
                cure=f"write less, or give the load balancer {-(-at_start * said.allocated_ports // _PORTS)} addresses",
                code="InvalidLoadBalancerProfileAllocatedOutboundPorts",
            )
        elif (most := _most_nodes(plan)) > room:
            yield Problem(
                kind=Kind.PORTS_AT_MOST_NODES,
                path=path,
                value=said.allocated_ports,
                message=(
                    f"{_addresses(addresses)} of {_PORTS:,} ports hold {room} nodes, and there may be {most} with "
                    "those of an upgrade; none is added beyond"
                ),
                cure=f"write {addresses * _PORTS // most // 8 * 8} or less, or more addresses",
            )


def _addresses(number: int) -> str:
    return "one address" if number == 1 else f"{number} addresses"


def _most_nodes(plan: ClusterPlan) -> int:
    return sum(pool.most_nodes + surge_of(pool) for pool in counted_pools(plan))


RULES = (unused_balancers, kinds_of_addresses, ports)
