"""What the traffic of a cluster leaves through, as whoever keeps a firewall's list asks for it."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from aksnet.azure.axes import EgressPart, Outbound
from aksnet.diff.deployed import DeployedCluster, DeployedStack


def ways_out(stack: DeployedStack) -> Mapping[str, str]:
    """Return the way out of each cluster whose way is known, by key: a phrase such as `NAT gateway dev-nat`."""
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
            return f"NAT gateway {_named(subnet.nat_gateway for subnet in subnets)}"
        case EgressPart.ROUTE_TABLE:
            return f"route table {_named(subnet.route_table for subnet in subnets)}"
        case unknown:
            assert_never(unknown)


def _named(names: Iterable[str | None]) -> str:
    return ", ".join(dict.fromkeys(name for name in names if name)) or "of its subnet"
