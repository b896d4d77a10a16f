"""Clusters without a way out (`outbound: none`): what AKS and nodes then need inside the network.

https://learn.microsoft.com/azure/aks/concepts-network-isolated
"""

from collections.abc import Iterator

from aksnet.azure.axes import OsType, Outbound, SubnetUse
from aksnet.azure.upgrade_axes import NodeOsChannel
from aksnet.layout.layout import ClusterLayout
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_UPDATES = (None, NodeOsChannel.NONE, NodeOsChannel.NODE_IMAGE)


def _isolated(context: Context) -> Iterator[ClusterLayout]:
    return (each for each in context.layout.clusters.values() if each.settings.outbound.type is Outbound.NONE)


def public_api_servers(context: Context) -> Iterator[Problem]:
    """Nodes without a way out reach no public API server."""
    for cluster in _isolated(context):
        if not cluster.settings.private_cluster:
            yield Problem(
                kind=Kind.ISOLATED_PUBLIC,
                path=f"{cluster.path}.privateCluster",
                value=False,
                message="true with outbound: none, because nodes without a way out reach a private API server only",
                cure="write privateCluster: true; with apiServerSubnet too, the API server itself is in the VNet",
            )


def nodes_and_modes(context: Context) -> Iterator[Problem]:
    """AKS caches images for Linux nodes, and not in kubenet."""
    for cluster in _isolated(context):
        if Outbound.NONE not in cluster.mode.outbounds:
            yield Problem(
                kind=Kind.ISOLATED_NODES,
                path=f"{cluster.path}.mode",
                value=cluster.mode.name,
                message=f"another mode with outbound: none, which AKS does not offer with {cluster.mode.plugin}",
                cure="choose a mode of Azure CNI",
                code="UnsupportedOutboundType",
            )
        for pool in cluster.pools.values():
            if pool.settings.os_type is OsType.WINDOWS:
                yield Problem(
                    kind=Kind.ISOLATED_NODES,
                    path=f"{pool.path}.osType",
                    value=OsType.WINDOWS.value,
                    message="Linux with outbound: none, which AKS does not offer with Windows nodes",
                    cure="remove the pool, or write another outbound type",
                    code="UnsupportedOutboundType",
                )


def updates(context: Context) -> Iterator[Problem]:
    """Nodes without a way out get updates with their image only."""
    for cluster in _isolated(context):
        channel = cluster.settings.node_os_channel
        if channel not in _UPDATES:
            yield Problem(
                kind=Kind.ISOLATED_UPDATES,
                path=f"{cluster.path}.nodeOsChannel",
                value=channel,
                message="NodeImage or None with outbound: none, because nodes reach no packages outside",
                cure="write NodeImage",
            )


def registries(context: Context) -> Iterator[Problem]:
    """Only nodes without a way out pull AKS's own images from a registry of the user's."""
    for cluster in context.layout.clusters.values():
        outbound = cluster.settings.outbound
        if outbound.registry_id is not None and outbound.type is not Outbound.NONE:
            yield Problem(
                kind=Kind.REGISTRY_UNUSED,
                path=f"{cluster.path}.outbound.registryId",
                value=outbound.registry_id,
                message=f"none with {outbound.type}: nodes pull AKS's images from where they are published",
                cure="remove it, or write type: none",
            )
        elif outbound.registry_id is not None and cluster.settings.kubelet_identity_id is None:
            yield Problem(
                kind=Kind.ISOLATED_REGISTRY,
                path=f"{cluster.path}.kubeletIdentityId",
                value=None,
                message="an identity that may pull from registryId already (AcrPull): nodes do so before they start, "
                "and one that AKS makes comes with the cluster",
                cure="make the identity, grant it AcrPull there, and write its ARM id",
            )


def images(context: Context) -> Iterator[Problem]:
    """The registry inside has AKS's own images; what else runs, it has only where somebody puts it there."""
    for plan in context.plan.clusters:
        foreign = [each for each in plan.contents.workloads if not each.image.split("/")[0].endswith(".azurecr.io")]
        for each in foreign if plan.outbound is Outbound.NONE else ():
            yield Problem(
                kind=Kind.ISOLATED_IMAGES,
                path=f"clusters.{plan.key}.workloads.{each.name}.image",
                value=each.image,
                message="an image of a registry that nodes reach inside the network; they have no way out to this one",
                cure="put it into a registry with a private endpoint in the VNet, and write its name there",
            )


def subnets(context: Context) -> Iterator[Problem]:
    """Azure lets a new subnet out by itself, whatever AKS declares."""
    for cluster in _isolated(context):
        for subnet in context.layout.subnets_of(cluster.key, SubnetUse.NODES, SubnetUse.PODS):
            if not subnet.existing and subnet.said(lambda said: said.default_outbound_access) is not False:
                yield Problem(
                    kind=Kind.ISOLATED_ACCESS,
                    path=f"{subnet.path}.defaultOutboundAccess",
                    value=None,
                    message=f"false: Azure gives {subnet.name} a way out by itself, though the cluster asks for none",
                    cure="write false; of a subnet that is there already it cannot be changed",
                )


RULES = (public_api_servers, nodes_and_modes, updates, registries, images, subnets)
