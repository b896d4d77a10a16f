"""What Azure and Kubernetes really require: which resource must be complete before which, and why.

A table of rules, each with the answer to a write that comes too early. Derived from the resources alone; where both
ends are not of this run (an existing network, another stack) nothing is required of it. Written from Azure's
pages on the sandbox's own account, as its rules are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from aksnet.arm.ids import parent_of
from aksnet.sandbox.order import edges_inside as inside
from aksnet.sandbox.order import rights
from aksnet.sandbox.order.graph import CLUSTER, POOL, ROLE, SUBNET, Graph, Resource

Needs = Callable[[Graph, Resource], Iterable[Resource]]
_NETWORK: Final = "azure-native:network:"
_ROUTE: Final = f"{_NETWORK}Route"
_MAINTENANCE: Final = "azure-native:containerservice:MaintenanceConfiguration"
_GATEWAY: Final = f"{_NETWORK}NatGateway"
_PEERING: Final = f"{_NETWORK}VirtualNetworkPeering"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Resources of some types need others first."""

    of: Callable[[Resource], bool]
    needs: Needs
    why: str
    code: str
    """What Azure answers, or what happens, when the order is wrong."""
    source: str
    any_of: bool = False
    """Whether one of the needed resources is enough."""


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One resource that has to wait, and for what."""

    resource: Resource
    needs: tuple[Resource, ...]
    rule: Rule


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Writes that may come in any order, but only one at a time."""

    holder: str
    """ARM id of what each write holds."""
    members: tuple[Resource, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What Azure answers to a write that comes while another one goes on."""

    code: str
    source: str


def _typed(*types: str) -> Callable[[Resource], bool]:
    return lambda resource: resource.type in types


def _azure(resource: Resource) -> bool:
    return resource.type.startswith("azure-native:")


def _kubernetes(resource: Resource) -> bool:
    return resource.type.startswith("kubernetes:")


_LEARN: Final = "https://learn.microsoft.com/azure"
_ERRORS: Final = f"{_LEARN}/azure-resource-manager/troubleshooting"
_CLUSTER_NETWORK: Final = f"{_LEARN}/aks/concepts-network-cni-overview#prerequisites"
_KUBERNETES: Final = "https://kubernetes.io/docs/concepts"

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        of=_azure,
        needs=Graph.group,
        why="it is created in that resource group",
        code="ResourceGroupNotFound",
        source=f"{_ERRORS}/error-not-found",
    ),
    Rule(
        of=_typed(SUBNET, _ROUTE, _PEERING, POOL, _MAINTENANCE),
        needs=Graph.parent,
        why="it is a part of that resource",
        code="ParentResourceNotFound",
        source=f"{_ERRORS}/error-parent-resource",
    ),
    Rule(
        of=_typed(SUBNET, _GATEWAY, _PEERING),
        needs=rights.referenced,
        why="it refers to that resource",
        code="InvalidResourceReference",
        source=f"{_ERRORS}/error-not-found",
    ),
    Rule(
        of=_typed(ROLE),
        needs=rights.scope,
        why="the role is assigned there",
        code="ResourceNotFound",
        source=f"{_LEARN}/role-based-access-control/troubleshooting",
    ),
    Rule(
        of=_typed(ROLE),
        needs=rights.principal,
        why="the role is assigned to it",
        code="PrincipalNotFound",
        source=f"{_LEARN}/role-based-access-control/troubleshooting",
    ),
    Rule(
        of=_typed(CLUSTER, POOL),
        needs=rights.subnets,
        why="nodes or pods get their addresses there",
        code="InvalidParameter (VnetSubnetNotFound)",
        source=_CLUSTER_NETWORK,
    ),
    Rule(
        of=_typed(CLUSTER),
        needs=rights.identities,
        why="the control plane acts by that identity",
        code="FailedIdentityOperation",
        source=f"{_LEARN}/aks/managed-identity-overview",
    ),
    Rule(
        of=_typed(CLUSTER, POOL),
        needs=rights.roles,
        why="AKS checks this right of the cluster's identity when the request comes",
        code="ResourceMissingPermissionError or CustomRouteTableMissingPermission",
        source=_CLUSTER_NETWORK,
    ),
    Rule(
        of=_typed(CLUSTER, POOL),
        needs=rights.routes,
        why="the route table must lead somewhere when nodes start: outbound type userDefinedRouting",
        code="RouteTableMissingDefaultRouteError",
        source=f"{_LEARN}/aks/egress-udr",
    ),
    Rule(
        of=_kubernetes,
        needs=inside.cluster,
        why="it goes into that cluster",
        code="connection refused",
        source=f"{_KUBERNETES}/overview/kubernetes-api/",
    ),
    Rule(
        of=_kubernetes,
        needs=inside.namespace,
        why="it is in that namespace",
        code="NotFound (namespaces not found)",
        source=f"{_KUBERNETES}/overview/working-with-objects/namespaces/",
    ),
    Rule(
        of=inside.has_pods,
        needs=inside.network_plugin,
        why="without a network plugin nodes are NotReady and pods stay Pending",
        code="a timeout: the pods never become ready",
        source=f"{_LEARN}/aks/use-byo-cni",
    ),
    Rule(
        of=inside.is_scheduled,
        needs=inside.pools,
        why="its pods fit no pool of the cluster's own request",
        code="a timeout: FailedScheduling",
        source=f"{_KUBERNETES}/scheduling-eviction/taint-and-toleration/",
        any_of=True,
    ),
    Rule(
        of=inside.is_service,
        needs=inside.front_end,
        why="its load balancer takes an address of that subnet in the name of the cluster's identity",
        code="a timeout: SyncLoadBalancerFailed (AuthorizationFailed)",
        source=f"{_LEARN}/aks/internal-lb#specify-a-different-subnet",
    ),
)


def required(graph: Graph) -> Iterator[Requirement]:
    """Yield what must be complete before what."""
    for resource in graph.resources.values():
        for rule in RULES:
            if rule.of(resource) and (needs := {each.urn: each for each in rule.needs(graph, resource)}):
                yield Requirement(resource=resource, needs=tuple(needs.values()), rule=rule)


# Each write holds the network or table that it is in.
_ONE_AT_A_TIME: Final = (SUBNET, _ROUTE)
_HELD: Final = Answer(
    code="AnotherOperationInProgress", source="https://github.com/pulumi/pulumi-azure-native/issues/903"
)
# AKS takes possession of the network for each cluster and each pool that it makes.
_CLAIMED: Final = Answer(code="SetVNetOwnershipFailed", source="https://github.com/Azure/AKS/issues/4522")


def turns(graph: Graph) -> list[Turn]:
    """Return the groups of writes that Azure refuses side by side, or may refuse."""
    groups: dict[str, list[Resource]] = {}
    for resource in graph.of_type(*_ONE_AT_A_TIME):
        if resource.id:
            groups.setdefault(parent_of(resource.id), []).append(resource)
    for resource in graph.of_type(CLUSTER, POOL):
        for network in {parent_of(subnet) for subnet in rights.subnet_ids(graph, resource)}:
            groups.setdefault(network, []).append(resource)
    return [Turn(holder=holder, members=tuple(members)) for holder, members in groups.items() if len(members) > 1]


def answer_to(resource: Resource) -> Answer:
    """Return what Azure answers to a write whose turn has not come."""
    return _CLAIMED if resource.type in (CLUSTER, POOL) else _HELD
