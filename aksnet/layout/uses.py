"""What subnets are used for: the keys that name them in a stack file, and what AKS needs of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from aksnet.azure.axes import RoleTarget, SubnetUse
from aksnet.azure.mode import Mode
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.subnet_settings import SubnetSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolSubnet:
    """How a cluster names the subnets that its pools use in one way: one for all of them, or a pool's own."""

    use: SubnetUse
    field: str
    """Key of a cluster and of a node pool."""
    suffix: str
    """End of the default name, `<cluster>-<suffix>`."""
    written: Callable[[ClusterSettings | NodePoolSettings], SubnetSettings | None]
    """Returns what a cluster or a pool says below that key."""


NODE_SUBNET = PoolSubnet(
    use=SubnetUse.NODES, field="nodeSubnet", suffix="node-subnet", written=lambda settings: settings.node_subnet
)
POD_SUBNET = PoolSubnet(
    use=SubnetUse.PODS, field="podSubnet", suffix="pod-subnet", written=lambda settings: settings.pod_subnet
)


def pool_subnets(mode: Mode) -> tuple[PoolSubnet, ...]:
    """Return the subnets that pools have in a mode."""
    return (NODE_SUBNET, POD_SUBNET) if mode.has_pod_subnet else (NODE_SUBNET,)


@dataclass(frozen=True, kw_only=True, slots=True)
class UseFacts:
    """What AKS needs of a subnet because of a use."""

    role: RoleTarget
    """What a cluster's identity must be able to change."""
    reason: str
    """Why it must, as the role assignment says it."""
    delegated: bool = False
    """True where AKS delegates the subnet to itself."""


def facts(use: SubnetUse) -> UseFacts:
    """Return what AKS needs of a subnet because of a use."""
    match use:
        case SubnetUse.NODES:
            return UseFacts(role=RoleTarget.NODE_SUBNET, reason="AKS joins nodes and load balancers to this subnet")
        case SubnetUse.PODS:
            return UseFacts(
                role=RoleTarget.POD_SUBNET, reason="AKS hands out this subnet's addresses to pods", delegated=True
            )
        case SubnetUse.FRONT_ENDS:
            return UseFacts(
                role=RoleTarget.LOAD_BALANCER_SUBNET,
                reason="an internal load balancer takes its front end address from this subnet",
            )
        case SubnetUse.API_SERVER:
            return UseFacts(
                role=RoleTarget.API_SERVER_SUBNET,
                reason="AKS puts the API server and its load balancer into this subnet",
                delegated=True,
            )
        case unknown:
            assert_never(unknown)
