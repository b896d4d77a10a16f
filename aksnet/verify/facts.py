"""What was seen of a cluster: of every object the few fields that checks need, small enough for 200,000 pods.

Times are kept as Kubernetes writes them (RFC 3339 in UTC, such as 2026-11-30T12:00:00Z), so that the later one is the
greater text; an empty text is no time.

How they are read out of Kubernetes' JSON is in `reading`, where that comes from in `sources`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network
SYSTEM = "kube-system"
SYSTEM_NAMESPACES = frozenset({SYSTEM, "calico-system", "tigera-operator", "cilium-system"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node as it shows itself."""

    name: str
    addresses: tuple[Address, ...]
    """InternalIP addresses only."""
    pod_cidrs: tuple[Range, ...]
    """`spec.podCIDRs`; empty where the mode does not use them."""
    ready: bool
    why_not_ready: str
    os: str
    """`linux` or `windows`."""
    pool: str
    version: str
    """The kubelet's version."""
    labels: Mapping[str, str]
    """Those of Kubernetes and AKS that tell about the network."""
    annotations: Mapping[str, str]
    """Those that tell about the network."""
    virtual: bool = False
    """Whether it is no machine but stands for a service that runs pods, such as container instances."""
    provider_id: str = ""
    """`spec.providerID`: whose machine it is, and which."""
    provisioner: str = ""
    """The NodePool of node auto-provisioning that made it; empty for a node of a pool."""
    newest: str = ""
    """The latest time that the node shows, which is that of its last heartbeat."""

    def __str__(self) -> str:
        return f"node {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """A pod as the API server knows it."""

    namespace: str
    name: str
    node: str
    """Empty before the pod is scheduled."""
    addresses: tuple[Address, ...]
    host_network: bool
    phase: str
    ready: bool
    why_waiting: str
    """What keeps a pod from running, as the scheduler or the kubelet says it; empty for one that runs."""
    owner: str
    """Kind and name of the controller, such as `DaemonSet/cilium`; empty for a bare pod."""
    labels: Mapping[str, str]
    """Those that system components are found by, and those of the sample workloads."""
    terminating: bool = False
    """Whether it is being deleted: its address may be given to another while its status still has it."""
    placeholder: bool = False
    """Whether it only holds a place: every container of it runs the `pause` image."""
    since: str = ""
    """When its node began with it, else when it was made."""
    newest: str = ""
    """The latest time that the pod shows."""
    has_sandbox: bool = False
    """Whether its sandbox, and so its network, was set up: the condition PodReadyToStartContainers."""
    mounts: bool = False
    """Whether it mounts what may be missing (a Secret, a ConfigMap, a disk), which comes before its network."""

    def __str__(self) -> str:
        return f"pod {self.namespace}/{self.name}"

    @property
    def at_work(self) -> bool:
        """Whether it is Ready, and will be: one that is being deleted does not count."""
        return self.ready and not self.terminating

    @property
    def done(self) -> bool:
        """Whether it ended or was evicted, and is only still listed."""
        return self.phase in ("Succeeded", "Failed")

    @property
    def has_address(self) -> bool:
        """Whether the pod holds addresses now: one that is done gave them back."""
        return bool(self.addresses) and not self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A Service with the addresses it was given."""

    namespace: str
    name: str
    type: str
    cluster_ips: tuple[Address, ...]
    """Empty for a headless Service and for ExternalName."""
    front_ends: tuple[Address, ...]
    """Addresses of its load balancer."""
    internal: bool
    internal_subnet: str
    """The subnet's name that the Service asks for; empty where it asks for none."""
    load_balancer_class: str = ""
    """Whose load balancer it asks for; empty for Azure's."""
    hostname: str = ""
    """The name that a load balancer gave in place of an address."""

    def __str__(self) -> str:
        return f"service {self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A Deployment or DaemonSet: how many pods it wants and has."""

    kind: str
    namespace: str
    name: str
    desired: int
    ready: int
    selector: Mapping[str, str]
    spread: bool
    """Whether its pods must keep apart on nodes (required anti-affinity on the host name)."""

    def __str__(self) -> str:
        return f"{self.kind.lower()} {self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeNetwork:
    """A NodeNetworkConfig: what Azure gave one node for its pods."""

    node: str
    blocks: tuple[Range, ...]
    """The ranges or single addresses allocated to the node."""
    allocated: int
    """How many IPv4 addresses that is, with the network container's own."""
    kind: str = ""
    """The type of its network containers: `overlay`, `vnet` or `vnetblock`; empty where they do not say."""
    subnets: tuple[Range, ...] = ()
    """The address spaces that its blocks are of."""
    states: tuple[str, ...] = ()
    """The states of its network containers that are no success, such as `NCUpdateSubnetFullError`."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that was seen."""

    source: str
    """Where it was read, for the report."""
    nodes: tuple[Node, ...] = ()
    """The machines."""
    virtual_nodes: frozenset[str] = frozenset()
    """Names of the nodes that are none; no agent runs there, and their pods have addresses of another kind."""
    pods: tuple[Pod, ...] = ()
    services: tuple[Service, ...] = ()
    workloads: tuple[Workload, ...] = ()
    node_networks: tuple[NodeNetwork, ...] = ()
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Data of the ConfigMaps in kube-system by name."""
    unread: Mapping[str, str] = field(default_factory=dict)
    """Kinds that could not be read, wholly or in part, each with the first reason."""
    unread_in: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The same by kind and namespace, where a kind was read namespace by namespace."""
    not_served: frozenset[str] = frozenset()
    """Those of the unread kinds that the cluster does not have, so that there is nothing to be read."""
    namespace: str | None = None
    """The only namespace whose pods and Services were asked for, besides the system's; nothing for all."""
    read_at: str = ""
    """When it was read; of saved files, when the last of them was written."""
    saved: bool = False
    """Whether it was read from files, which may hold a part of what there is."""
    left_out: tuple[str, ...] = ()
    """Files that hold nothing that verify reads, each with the reason."""

    @cached_property
    def node_by_name(self) -> Mapping[str, Node]:
        """Nodes by their names."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def linux_nodes(self) -> frozenset[str]:
        """Names of the Linux nodes."""
        return frozenset(node.name for node in self.nodes if node.os == "linux")

    @cached_property
    def windows_nodes(self) -> frozenset[str]:
        """Names of the Windows nodes."""
        return frozenset(node.name for node in self.nodes if node.os == "windows")

    @cached_property
    def system_pods(self) -> tuple[Pod, ...]:
        """Pods in the namespaces of system components."""
        return tuple(pod for pod in self.pods if pod.namespace in SYSTEM_NAMESPACES)

    @cached_property
    def system_unread(self) -> str | None:
        """Why pods of the system's namespaces could not be read, in one of them at least."""
        namespaces = (SYSTEM, *sorted(SYSTEM_NAMESPACES - {SYSTEM}))
        return next(filter(None, (self.why_unread("pods", each) for each in namespaces)), None)

    @cached_property
    def saw_system(self) -> bool:
        """Whether the pods of kube-system were seen: every cluster has some, so without one the view is a part.

        Files that were saved with a selector hold pods of one label only; every cluster has more than that.
        """
        seen = [pod for pod in self.system_pods if pod.namespace == SYSTEM]
        if not self.saved:
            return bool(seen)
        return len({tuple(sorted(pod.labels.items())) for pod in seen}) > 1

    def labelled(self, key: str, *values: str) -> tuple[Pod, ...]:
        """Return the system pods with a label of one of these values; what a rollout or an eviction left is none."""
        return tuple(pod for pod in self.system_pods if pod.labels.get(key) in values and not pod.done)

    def why_unread(self, kind: str, namespace: str | None) -> str | None:
        """Return why a kind could not be read in a namespace, or at all; nothing where it was read there."""
        if any(of == kind for of, _ in self.unread_in):
            return self.unread_in.get((kind, namespace or ""))
        return self.unread.get(kind)
