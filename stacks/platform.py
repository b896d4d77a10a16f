"""Who needs whom: resource group, network, and for each cluster its access, the cluster and what runs in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

import pulumi
from pulumi_azure_native import resources

from aksnet.azure.axes import RoleTarget
from aksnet.plan.records import ClusterPlan, NetworkPlan, RolePlan, StackPlan
from components.aks_cluster import AksCluster, AksClusterArgs
from components.cluster_access import ClusterAccess, ClusterAccessArgs
from components.network import Network, NetworkArgs


@dataclass(frozen=True, kw_only=True)
class DeployedCluster:
    """A cluster as it was declared."""

    plan: ClusterPlan
    access: ClusterAccess
    cluster: AksCluster


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything in Azure that a stack declares."""

    plan: StackPlan
    network: Network
    clusters: list[DeployedCluster]


Tags = Mapping[str, pulumi.Input[str]]
"""The plan's tags; secret ones are outputs."""


def declare_platform(plan: StackPlan, tags: Tags) -> Platform:
    """Declare the stack's Azure resources."""
    for warning in plan.warnings:
        pulumi.log.warn(warning)
    group = _resource_group(plan, tags)
    network = Network(
        "network",
        NetworkArgs(plan=plan.network, location=plan.location, resource_group_name=group, tags=tags),
    )
    clusters = [_cluster(plan, cluster, group, network, tags) for cluster in plan.clusters]
    return Platform(plan=plan, network=network, clusters=clusters)


def _resource_group(plan: StackPlan, tags: Tags) -> pulumi.Input[str]:
    """An existing group is used by its name alone, so that no run can delete it."""
    if plan.resource_group_existing:
        return plan.resource_group
    group = resources.ResourceGroup(
        "resource-group",
        resource_group_name=plan.resource_group,
        location=plan.location,
        tags=tags,
        opts=pulumi.ResourceOptions(delete_before_replace=True),
    )
    return group.name


def _cluster(
    stack: StackPlan, plan: ClusterPlan, group: pulumi.Input[str], network: Network, tags: Tags
) -> DeployedCluster:
    access = ClusterAccess(
        f"{plan.key}-access",
        ClusterAccessArgs(
            identity_name=plan.identity_name,
            roles=plan.roles,
            scope_ids={role.target_name: scope_id(role, stack.network, network) for role in plan.roles},
            location=stack.location,
            resource_group_name=group,
            tags=tags,
        ),
    )
    cluster = AksCluster(
        plan.key,
        AksClusterArgs(
            plan=plan,
            location=stack.location,
            resource_group_name=stack.resource_group,
            subnet_ids=network.subnet_ids,
            identity_id=access.identity_id,
            authorized_addresses=[network.nat_addresses[plan.authorized_gateway]] if plan.authorized_gateway else [],
            after=[*access.assignments, *network.routes],
            tags=tags,
        ),
    )
    return DeployedCluster(plan=plan, access=access, cluster=cluster)


def scope_id(role: RolePlan, plan: NetworkPlan, network: Network) -> pulumi.Input[str]:
    """Return the ARM id that a role is assigned at: plain where the stack file gives it."""
    match role.target:
        case RoleTarget.VNET:
            return plan.id or network.vnet_id
        case RoleTarget.ROUTE_TABLE:
            return network.route_table_ids.get(role.target_name, role.target_name)
        case RoleTarget.NODE_SUBNET | RoleTarget.POD_SUBNET | RoleTarget.LOAD_BALANCER_SUBNET:
            subnet = plan.subnets[role.target_name]
            inside = f"{plan.id}/subnets/{subnet.name}" if plan.id and subnet.existing else None
            return subnet.id or inside or network.subnet_ids[role.target_name]
        case unknown:
            assert_never(unknown)
