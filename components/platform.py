"""Who needs whom: resource group, network, and for each cluster its access, the cluster and what runs in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import pulumi
from pulumi_azure_native import resources

from aksnet.azure.axes import Outbound, RoleTarget
from aksnet.diff.own_resources import child_name
from aksnet.plan.records import ClusterPlan, NetworkPlan, RolePlan, StackPlan

from .aks_cluster import AksCluster, AksClusterArgs
from .cluster_access import ClusterAccess, ClusterAccessArgs
from .cluster_contents import ClusterContents, ClusterContentsArgs
from .known_later import Later
from .network import Network, NetworkArgs
from .public_addresses import public_ranges
from .turns import Before


@dataclass(frozen=True, kw_only=True)
class DeployedCluster:
    """A cluster as it was declared."""

    plan: ClusterPlan
    access: ClusterAccess
    cluster: AksCluster
    contents: ClusterContents | None
    """What runs in it, if anything does."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything that a plan declares."""

    plan: StackPlan
    network: Network
    clusters: list[DeployedCluster]


@dataclass(frozen=True, kw_only=True)
class Family:
    """How what is declared belongs to a component: parent, names, and the names of the time before the component."""

    parent: pulumi.Resource | None
    name: str
    once_at_the_top: bool = False

    def child(self, part: str) -> str:
        """Return the logical name of a child."""
        return child_name(self.name, part)

    def options(self, part: str, *, delete_before_replace: bool | None = None) -> pulumi.ResourceOptions:
        """Return the options of a child."""
        former = pulumi.Alias(name=part, parent=pulumi.ROOT_STACK_RESOURCE)
        return pulumi.ResourceOptions(
            parent=self.parent,
            delete_before_replace=delete_before_replace,
            aliases=[former] if self.once_at_the_top else None,
        )


def declare_platform(plan: StackPlan, family: Family, later: Later) -> Platform:
    """Declare everything of a plan: first what is in Azure, then what runs inside the clusters."""
    group = _resource_group(plan, family)
    place = later.filled(plan.location)
    tags = later.filled(plan.tags)
    network = Network(
        family.child("network"),
        NetworkArgs(plan=plan.network, location=place, resource_group_name=group, tags=tags, later=later),
        family.options("network"),
    )
    clusters: list[DeployedCluster] = []
    for cluster in plan.clusters:
        clusters.append(_cluster(plan, cluster, group, network, family, later, after=_written_last(network, clusters)))
    return Platform(plan=plan, network=network, clusters=clusters)


def _resource_group(plan: StackPlan, family: Family) -> pulumi.Input[str]:
    """An existing group is used by its name alone, so that no run can delete it."""
    if plan.resource_group_existing:
        return plan.resource_group
    group = resources.ResourceGroup(
        family.child("resource-group"),
        resource_group_name=plan.resource_group,
        location=plan.location,
        tags=plan.tags,
        opts=family.options("resource-group", delete_before_replace=True),
    )
    return group.name


def _written_last(network: Network, clusters: list[DeployedCluster]) -> list[pulumi.Resource]:
    """Return what the next cluster waits for: AKS claims the VNet for each cluster and pool, one at a time.

    https://github.com/Azure/AKS/issues/4522
    """
    if not clusters:
        return network.written_last
    last = clusters[-1].cluster
    return [Before(each) for each in (last.managed_cluster, *last.pools[-1:])]


def _cluster(
    stack: StackPlan,
    plan: ClusterPlan,
    group: pulumi.Input[str],
    network: Network,
    family: Family,
    later: Later,
    *,
    after: list[pulumi.Resource],
) -> DeployedCluster:
    scopes = {role.target_name: scope_id(role, stack.network, network, later) for role in plan.roles}
    access = ClusterAccess(
        family.child(f"{plan.key}-access"),
        ClusterAccessArgs(
            identity_name=plan.identity_name,
            identity_id=later.filled(plan.identity_id),
            roles=tuple(role for role in plan.roles if not role.of_nodes),
            scope_ids=scopes,
            location=stack.location,
            resource_group_name=group,
            tags=stack.tags,
        ),
        family.options(f"{plan.key}-access"),
    )
    cluster = AksCluster(
        family.child(plan.key),
        AksClusterArgs(
            plan=plan,
            location=stack.location,
            resource_group_name=later.filled(stack.resource_group),
            subnet_ids=network.subnet_ids,
            identity_id=access.identity_id,
            kubelet_identity_id=later.filled(plan.kubelet_identity_id),
            registry_ids={each: scopes[each] for each in plan.registries},
            authorized_addresses=list(network.nat_addresses[plan.authorized_gateway].values())
            if plan.authorized_gateway
            else [],
            after=[*access.assignments, *network.routes, *after],
            tags=stack.tags,
        ),
        family.options(plan.key),
    )
    return DeployedCluster(plan=plan, access=access, cluster=cluster, contents=_contents(plan, cluster, family))


def _contents(plan: ClusterPlan, cluster: AksCluster, family: Family) -> ClusterContents | None:
    """A cluster without contents gets no Kubernetes provider at all.

    They hang on the cluster's credentials, so they are deleted before it and no load balancer front end stays behind.
    """
    if plan.contents.empty:
        return None
    return ClusterContents(
        family.child(f"{plan.key}-contents"),
        ClusterContentsArgs(
            plan=plan.contents,
            cluster_key=plan.key,
            cluster=cluster.managed_cluster,
            kubeconfig=cluster.kubeconfig,
            pools=cluster.pools,
        ),
        family.options(f"{plan.key}-contents"),
    )


def egress_ranges(deployed: DeployedCluster, plan: NetworkPlan, network: Network) -> pulumi.Output[Mapping[str, str]]:
    """Return the public ranges that a cluster's traffic leaves from, by the names of what has them.

    Of a firewall, or a gateway that is not the stack's, only the address is known that the settings say.
    """
    cluster = deployed.plan
    said = {"publicIp": pulumi.Output.from_input(f"{cluster.public_ip}/32")} if cluster.public_ip else {}
    match cluster.outbound:
        case Outbound.LOAD_BALANCER:
            looked_up = pulumi.InvokeOutputOptions(parent=deployed.cluster)
            found: pulumi.Output[Mapping[str, str]] = deployed.cluster.outbound_ids.apply(
                lambda ids: public_ranges(ids, looked_up) if ids else pulumi.Output.from_input({})
            )
            return found
        case Outbound.NAT_GATEWAY:
            subnets = [plan.subnets[pool.node_subnet] for pool in cluster.pools]
            gateways = {subnet.nat_gateway for subnet in subnets if subnet.nat_gateway}
            made = {name: each for gateway in sorted(gateways) for name, each in network.nat_addresses[gateway].items()}
            return _all(made | said)
        case Outbound.ROUTES | Outbound.NONE:
            return _all(said)
        case unknown:
            assert_never(unknown)


def _all(ranges: dict[str, pulumi.Output[str]]) -> pulumi.Output[Mapping[str, str]]:
    """Return one output of several, also of none, which `Output.all` takes for an empty list."""
    return pulumi.Output.all(**ranges) if ranges else pulumi.Output.from_input({})


def scope_id(role: RolePlan, plan: NetworkPlan, network: Network, later: Later) -> pulumi.Input[str]:
    """Return the ARM id that a role is assigned at: plain where the stack file gives it."""
    found = _scope_id(role, plan, network)
    return later.filled(found) if isinstance(found, str) else found


def _scope_id(role: RolePlan, plan: NetworkPlan, network: Network) -> pulumi.Input[str]:
    match role.target:
        case RoleTarget.VNET:
            return plan.id or network.vnet_id
        case RoleTarget.ROUTE_TABLE:
            return network.route_table_ids.get(role.target_name, role.target_name)
        case (
            RoleTarget.PUBLIC_ADDRESS
            | RoleTarget.PUBLIC_PREFIX
            | RoleTarget.DNS_ZONE
            | RoleTarget.ADDRESS_GROUP
            | RoleTarget.KUBELET_IDENTITY
            | RoleTarget.REGISTRY
        ):
            return role.target_name
        case (
            RoleTarget.NODE_SUBNET
            | RoleTarget.POD_SUBNET
            | RoleTarget.LOAD_BALANCER_SUBNET
            | RoleTarget.API_SERVER_SUBNET
        ):
            subnet = plan.subnets[role.target_name]
            inside = f"{plan.id}/subnets/{subnet.name}" if plan.id and subnet.existing else None
            return subnet.id or inside or network.subnet_ids[role.target_name]
        case unknown:
            assert_never(unknown)
