"""Networking features of AKS: what each needs of the mode, the way out and the pools."""

from collections.abc import Iterator

from aksnet.azure.axes import (
    AdvancedPolicies,
    DataPlane,
    IpFamily,
    LocalDns,
    OsType,
    Outbound,
    Plugin,
    PodAddresses,
    Policy,
    PoolMode,
)
from aksnet.azure.kubernetes_versions import minor_of
from aksnet.azure.vm_sizes import vcpus
from aksnet.layout.layout import ClusterLayout, PoolLayout
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

LOCAL_DNS_VCPUS, LOCAL_DNS_KUBERNETES = 4, 31
"""https://learn.microsoft.com/azure/aks/localdns-custom"""

_POD_SUBNETS = (PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)


def policies_of_cilium(context: Context) -> Iterator[Problem]:
    """Policies on names and requests are enforced by Cilium."""
    for cluster in context.layout.clusters.values():
        said = cluster.settings.advanced_networking
        secured = said is not None and said.security is not AdvancedPolicies.NONE
        if said is not None and secured and cluster.mode.data_plane is not DataPlane.CILIUM:
            yield Problem(
                kind=Kind.NEEDS_CILIUM,
                path=f"{cluster.path}.advancedNetworking.security",
                value=said.security,
                message=f"none in {cluster.mode.name}: only AKS's own Cilium enforces policies on names and requests",
                cure="choose a cilium mode, or remove security",
            )


def local_dns(context: Context) -> Iterator[Problem]:
    """The DNS proxy of a node runs on Linux, on machines of some size, from a version of Kubernetes on."""
    for cluster, pool in _pools(context):
        said = pool.settings
        cores, version = vcpus(said.vm_size), said.kubernetes_version or cluster.settings.kubernetes_version
        if said.local_dns is None:
            continue
        if said.os_type is not OsType.LINUX:
            needs = "a Linux pool"
        elif said.local_dns is LocalDns.REQUIRED and cores is not None and cores < LOCAL_DNS_VCPUS:
            needs = f"nodes of {LOCAL_DNS_VCPUS} vCPUs or more, and {said.vm_size} has {cores}"
        elif version is not None and minor_of(version) < LOCAL_DNS_KUBERNETES:
            needs = f"Kubernetes 1.{LOCAL_DNS_KUBERNETES} or newer"
        else:
            continue
        yield Problem(
            kind=Kind.LOCAL_DNS,
            path=f"{pool.path}.localDns",
            value=said.local_dns,
            message=f"LocalDNS needs {needs}",
            cure="remove the key, or change the pool",
        )


def outbound_nat(context: Context) -> Iterator[Problem]:
    """Windows nodes translate their pods' addresses by themselves, unless a gateway or firewall does."""
    for cluster, pool in _pools(context):
        if not pool.settings.disable_outbound_nat:
            continue
        if pool.settings.os_type is not OsType.WINDOWS:
            needs = "a Windows pool: nodes of no other system have such a translation"
        elif cluster.settings.outbound.type is Outbound.LOAD_BALANCER:
            needs = "a NAT gateway or a firewall as the way out: behind a load balancer the node has to translate"
        else:
            continue
        yield Problem(
            kind=Kind.OUTBOUND_NAT,
            path=f"{pool.path}.disableOutboundNat",
            value=True,
            message=f"only in {needs}" if "Windows" in needs else f"only with {needs}",
            cure="remove the key",
        )


def gateway_pools(context: Context) -> Iterator[Problem]:
    """A pool of static egress gateways is of fixed size, on Linux, beside pods that have no subnet of their own."""
    for cluster, pool in _pools(context):
        said, cure = pool.settings, "change the pool or the cluster, or remove the pool"
        if pool.mode is not PoolMode.GATEWAY:
            continue
        if not cluster.settings.static_egress_gateway:
            needs, cure = "staticEgressGateway: true of the cluster", "write it, or choose mode: User"
        elif said.os_type is not OsType.LINUX:
            needs = "osType: Linux"
        elif said.min_count is not None or said.max_count is not None:
            needs, cure = "a fixed count: no autoscaler changes it", "write count in place of minCount and maxCount"
        elif cluster.mode.pods in _POD_SUBNETS:
            needs = f"pods without a subnet of their own, which {cluster.mode.name} gives them"
        else:
            continue
        yield Problem(
            kind=Kind.GATEWAY_POOL,
            path=f"{pool.path}.mode",
            value=pool.mode,
            message=f"a Gateway pool needs {needs}",
            cure=cure,
        )


def nodes_of_gateway_pools(context: Context) -> Iterator[Problem]:
    """Each node of a gateway pool has an address of the prefix."""
    for plan in context.plan.clusters:
        for pool in plan.pools:
            path = f"clusters.{plan.key}.nodePools.{pool.name}"
            written = context.settings.clusters[plan.key].node_pools[pool.name].gateway_prefix
            if pool.gateway_prefix is None and written is not None:
                yield Problem(
                    kind=Kind.GATEWAY_PREFIX_UNUSED,
                    path=f"{path}.gatewayPrefix",
                    value=written,
                    message="only in a pool with mode: Gateway",
                    cure="remove it, or write mode: Gateway",
                )
            room = 0 if pool.gateway_prefix is None else 2 ** (32 - pool.gateway_prefix)
            if room and pool.most_nodes > room:
                yield Problem(
                    kind=Kind.GATEWAY_POOL_NODES,
                    path=f"{path}.count",
                    value=pool.most_nodes,
                    message=f"at most {room} nodes, the addresses of a /{pool.gateway_prefix}: each node has one",
                    cure=f"write {room}, or a shorter gatewayPrefix",
                )


def provisioned_nodes(context: Context) -> Iterator[Problem]:
    """Nodes that AKS makes by itself do not go with everything."""
    for cluster in context.layout.clusters.values():
        if cluster.settings.node_provisioning is None:
            continue
        pools = [pool.settings for pool in cluster.pools.values()]
        unsupported = {
            "an autoscaled pool": any(each.max_count is not None or each.min_count is not None for each in pools),
            "Windows pools": any(each.os_type is OsType.WINDOWS for each in pools),
            "Calico": cluster.policy is Policy.CALICO,
            "pods in a subnet of their own": cluster.mode.pods in _POD_SUBNETS,
            "IPv6": IpFamily.IPV6 in cluster.mode.families,
            "kubenet": cluster.mode.plugin is Plugin.KUBENET,
        }
        found = [what for what, there in unsupported.items() if there]
        if found:
            yield Problem(
                kind=Kind.NODE_PROVISIONING,
                path=f"{cluster.path}.nodeProvisioning",
                value=cluster.settings.node_provisioning.max_nodes,
                message=f"AKS makes no nodes by itself beside {', '.join(found)}",
                cure="remove nodeProvisioning, or what it does not go with",
            )


def _pools(context: Context) -> Iterator[tuple[ClusterLayout, PoolLayout]]:
    for cluster in context.layout.clusters.values():
        for pool in cluster.pools.values():
            yield cluster, pool


RULES = (policies_of_cilium, local_dns, outbound_nat, gateway_pools, nodes_of_gateway_pools, provisioned_nodes)
