"""Sample workloads: that their pods can be placed. Their load balancers are in `aksnet.rules.front_ends`."""

import re
from collections.abc import Iterator

from aksnet.azure.axes import OsType, PoolMode, Spread
from aksnet.rules.context import Context
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from aksnet.settings.workload_settings import HelloKubernetesSettings, Workload

_ARM = re.compile(r"Standard_[A-Z]+\d+[a-z]*p[a-z]*(_|$)")
"""Sizes with a `p` among their features have Arm processors. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions"""


def _workloads(context: Context) -> Iterator[tuple[str, Workload, ClusterSettings]]:
    for key, cluster in context.settings.clusters.items():
        for name, workload in cluster.workloads.items():
            yield f"clusters.{key}.workloads.{name}", workload, cluster


def _hosts(cluster: ClusterSettings, *, arm: bool) -> list[NodePoolSettings]:
    return [
        pool
        for pool in cluster.node_pools.values()
        if pool.os_type is OsType.LINUX
        and pool.mode is not PoolMode.GATEWAY
        and (arm or not _ARM.match(pool.vm_size))
        and not any(taint.endswith((":NoSchedule", ":NoExecute")) for taint in pool.taints)
    ]


def room_for_pods(context: Context) -> Iterator[Problem]:
    """There are nodes that can run the pods, and as many as a required spread needs."""
    for path, workload, cluster in _workloads(context):
        hello = isinstance(workload, HelloKubernetesSettings)
        hosts = _hosts(cluster, arm=not hello)
        nodes = sum(pool.most_nodes for pool in hosts)
        if not hosts:
            kind = "an amd64 Linux" if hello else "a Linux"
            yield Problem(
                kind=Kind.NO_HOST,
                path=path,
                value="(set)",
                message=f"{kind} node pool without a NoSchedule taint: the image runs nowhere else",
                cure="add such a pool, or remove the workload",
            )
        elif workload.spread is Spread.REQUIRED and workload.replicas > nodes:
            yield Problem(
                kind=Kind.REPLICAS_OVER_NODES,
                path=f"{path}.replicas",
                value=workload.replicas,
                message=(
                    f"at most {nodes}, the nodes that can run it: spread: required allows one pod a node, "
                    "and others stay Pending"
                ),
                cure=f"write {nodes}, add nodes, or write spread: preferred",
            )


def namespaces(context: Context) -> Iterator[Problem]:
    """Sample workloads stay out of Kubernetes' own namespaces."""
    for path, workload, _ in _workloads(context):
        if workload.namespace in ("kube-system", "kube-public", "kube-node-lease"):
            yield Problem(
                kind=Kind.KUBERNETES_NAMESPACE,
                path=f"{path}.namespace",
                value=workload.namespace,
                message="a namespace that is not Kubernetes' own",
                cure="choose another, for instance default",
            )


def digests(context: Context) -> Iterator[Problem]:
    """An image has one digest."""
    for path, workload, _ in _workloads(context):
        if "@" in workload.image and workload.image_digest is not None:
            yield Problem(
                kind=Kind.DIGEST_SAID_TWICE,
                path=f"{path}.imageDigest",
                value=workload.image_digest,
                message=f"none where image has one itself, {workload.image.partition('@')[2]}",
                cure="remove one of the two",
            )


RULES = (room_for_pods, namespaces, digests)
