"""Sample workloads: that their pods can be placed and their load balancers have a subnet."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksnet.azure.axes import OsType, ServiceType, Spread
from aksnet.layout.once import gather, layout_of
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.problems import Problem, nearest, one_of
from aksnet.settings.settings import Settings
from aksnet.settings.workload_settings import HelloKubernetesSettings, NginxSettings

_ILB = "https://learn.microsoft.com/azure/aks/internal-lb"
_ARM = re.compile(r"Standard_[A-Z]+\d+[a-z]*p[a-z]*(_|$)")
"""Sizes with a `p` among their features have Arm processors. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions"""

Workload = NginxSettings | HelloKubernetesSettings


def _workloads(settings: Settings) -> Iterator[tuple[str, Workload, ClusterSettings]]:
    for key, cluster in settings.clusters.items():
        for name, workload in cluster.workloads.items():
            yield f"clusters.{key}.workloads.{name}", workload, cluster


def _hosts(cluster: ClusterSettings, *, arm: bool) -> list[NodePoolSettings]:
    return [
        pool
        for pool in cluster.node_pools.values()
        if pool.os_type is OsType.LINUX
        and (arm or not _ARM.match(pool.vm_size))
        and not any(taint.endswith((":NoSchedule", ":NoExecute")) for taint in pool.taints)
    ]


def room_for_pods(settings: Settings) -> Iterator[Problem]:
    """There are nodes that can run the pods, and as many as a required spread needs."""
    for path, workload, cluster in _workloads(settings):
        hello = isinstance(workload, HelloKubernetesSettings)
        hosts = _hosts(cluster, arm=not hello)
        nodes = sum(pool.most_nodes for pool in hosts)
        if not hosts:
            kind = "an amd64 Linux" if hello else "a Linux"
            yield Problem(
                path=path,
                value="(set)",
                allowed=f"{kind} node pool without a NoSchedule taint: the image runs nowhere else",
                cure="add such a pool, or remove the workload",
                page="https://learn.microsoft.com/azure/aks/use-node-taints",
            )
        elif workload.spread is Spread.REQUIRED and workload.replicas > nodes:
            yield Problem(
                path=f"{path}.replicas",
                value=workload.replicas,
                allowed=(
                    f"at most {nodes}, the nodes that can run it: spread: required allows one pod a node, "
                    "and others stay Pending"
                ),
                cure=f"write {nodes}, add nodes, or write spread: preferred",
                page="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
            )


def load_balancers(settings: Settings) -> Iterator[Problem]:
    """Subnet and address belong to an internal load balancer, and the subnet is one that the stack knows."""
    known = gather(settings)
    for path, workload, _ in _workloads(settings):
        service = workload.service
        path = f"{path}.service"
        if service.internal and service.type is not ServiceType.LOAD_BALANCER:
            yield Problem(
                path=f"{path}.internal",
                value=True,
                allowed="only with type: LoadBalancer",
                cure="write type: LoadBalancer, or remove internal",
                page=_ILB,
            )
        for key, value in (("subnet", service.subnet), ("address", service.address)):
            if value is not None and not service.internal:
                yield Problem(
                    path=f"{path}.{key}",
                    value=str(value),
                    allowed="only with internal: true, because a public load balancer has no address in the VNet",
                    cure=f"add internal: true, or remove {key}",
                    page=_ILB,
                )
        if service.subnet is None or service.subnet not in known:
            if service.subnet is not None:
                meant = nearest(service.subnet, known)
                yield Problem(
                    path=f"{path}.subnet",
                    value=service.subnet,
                    allowed=f"the name of a subnet of this stack: {one_of(known)}",
                    cure=f"write {meant}" if meant else "declare it under network.subnets",
                    page=_ILB,
                )
        elif known[service.subnet].holds_pods:
            yield Problem(
                path=f"{path}.subnet",
                value=service.subnet,
                allowed="a subnet that is not a pod subnet: a delegated subnet takes no load balancer",
                cure="declare a subnet for load balancers under network.subnets",
                page=_ILB,
            )


def addresses(settings: Settings) -> Iterator[Problem]:
    """A fixed front end address is one that Azure gives out in the subnet of the load balancer, and nobody else has."""
    subnets = gather(settings)
    clusters = layout_of(settings).clusters
    seen = {
        cluster.outbound.next_hop: f"clusters.{key}.outbound.nextHop"
        for key, cluster in settings.clusters.items()
        if cluster.outbound.next_hop is not None
    }
    for path, workload, key in _placed(settings):
        address = workload.service.address
        if address is None or not workload.service.internal:
            continue
        name = workload.service.subnet or clusters[key].pools[clusters[key].system_pool].node_subnet
        ranges = [p for p in subnets[name].prefixes if isinstance(p, IPv4Network)] if name in subnets else []
        if ranges and not any(given_out(address, prefix) for prefix in ranges):
            yield Problem(
                path=f"{path}.service.address",
                value=str(address),
                allowed=(
                    f"an address of {one_of(map(str, ranges))}, the load balancer's subnet, without the first four "
                    "and the last, which Azure keeps"
                ),
                cure=f"write for instance {last_given_out(ranges[0])}, or remove the key",
                page=_ILB,
            )
        other = seen.setdefault(address, path)
        if other != path:
            yield Problem(
                path=f"{path}.service.address",
                value=str(address),
                allowed=f"an address of its own; {other} has this one",
                cure="choose another address",
                page=_ILB,
            )


def _placed(settings: Settings) -> Iterator[tuple[str, Workload, str]]:
    for key, cluster in settings.clusters.items():
        for name, workload in cluster.workloads.items():
            yield f"clusters.{key}.workloads.{name}", workload, key


def given_out(address: IPv4Address, prefix: IPv4Network) -> bool:
    """True for an address that Azure does not keep: neither of the first four nor the last of its subnet."""
    return 4 <= int(address) - int(prefix.network_address) < prefix.num_addresses - 1


def last_given_out(prefix: IPv4Network) -> IPv4Address:
    """Give the last address that Azure does not keep."""
    return prefix.broadcast_address - 1


def namespaces(settings: Settings) -> Iterator[Problem]:
    """Sample workloads stay out of Kubernetes' own namespaces."""
    for path, workload, _ in _workloads(settings):
        if workload.namespace in ("kube-system", "kube-public", "kube-node-lease"):
            yield Problem(
                path=f"{path}.namespace",
                value=workload.namespace,
                allowed="a namespace that is not Kubernetes' own",
                cure="choose another, for instance default",
                page="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
            )


RULES = (room_for_pods, load_balancers, addresses, namespaces)
