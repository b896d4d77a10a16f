"""What the traffic of a cluster leaves through, as whoever keeps a firewall's list asks for it."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from aksnet.azure.axes import EgressPart, Outbound
from aksnet.diff.deployed import DeployedCluster, DeployedStack


def ways_out(stack: DeployedStack) -> Mapping[str, str]:
    """Return the way out of each cluster whose way is known, by key, such as `NAT gateway dev-nat (dev-nat-ip)`."""
    return {key: _way(stack, c, c.outbound) for key, c in stack.clusters.items() if c.outbound is not None}


def _way(stack: DeployedStack, cluster: DeployedCluster, outbound: str) -> str:
    if outbound not in set(Outbound):
        return outbound  # changed by somebody else, to a type that no stack file has
    names = dict.fromkeys(pool.node_subnet for pool in cluster.pools if pool.node_subnet)
    subnets = [stack.subnets[name] for name in names if name in stack.subnets]
    part = Outbound(outbound).on_subnets
    match part:
        case None:
            return f"{outbound}, made by AKS"
        case EgressPart.NAT_GATEWAY:
            return _listed("NAT gateway", (_gateway(stack, subnet.nat_gateway) for subnet in subnets))
        case EgressPart.ROUTE_TABLE:
            return _listed("route table", (_table(stack, subnet.route_table) for subnet in subnets))
        case unknown:
            assert_never(unknown)


def _listed(what: str, found: Iterable[str | None]) -> str:
    """Return the parts that hang on a cluster's subnets; those of subnets that are not the stack's are not known."""
    return f"{what} {', '.join(dict.fromkeys(each for each in found if each)) or 'of its subnet'}"


def _gateway(stack: DeployedStack, name: str | None) -> str | None:
    gateway = stack.gateways.get(name or "")
    if name is None or gateway is None:
        return name
    # A plan has the names of what the stack creates and the ids of the rest, a state has ids alone.
    public = [each.rsplit("/", 1)[-1] for each in (*gateway.addresses, *gateway.prefixes)]
    return f"{name} ({', '.join(public)})" if public else name


def _table(stack: DeployedStack, name: str | None) -> str | None:
    table = stack.tables.get(name or "")
    return (
        name
        if name is None or table is None or table.default_next_hop is None
        else f"{name} to {table.default_next_hop}"
    )
