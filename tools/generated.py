"""A healthy cluster of any mode and size as Kubernetes would list it: what tests change and benchmarks read.

Written from the documents and from AKS's own articles, not from the sandbox: the same checks judge both. Objects are
made while they are asked for, so 200,000 pods need no memory here. It has Linux nodes in one pool only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import Any, Final

from aksnet.azure.axes import DataPlane, IpFamily, Outbound, PodAddresses, Policy, Spread
from aksnet.azure.mode import Mode
from aksnet.verify.expected import Expected, Pool, Sample
from aksnet.verify.facts import SYSTEM
from aksnet.verify.sources import NotServed, ObjectKind
from tools.generated_objects import PAUSE, daemon_set, deployment, network_config, node, pod, service
from tools.generated_places import Places

POOL: Final = "nodepool1"
INTERNAL: Final = "services"
"""The subnet of internal load balancers."""
NAMESPACES: Final = 10
"""Namespaces that the application's pods are spread over."""
_SAMPLE: Final = "nginx"


@dataclass(frozen=True)
class Generated:
    """A cluster as a source: so many nodes, and so many pods of an application besides the system's and the sample."""

    mode: Mode
    nodes: int = 3
    pods: int = 12
    policy: str | None = None
    """The policy engine; the mode's default where none is named."""
    max_pods: int | None = None

    @property
    def name(self) -> str:
        """What is read."""
        return f"a generated cluster ({self.mode.name})"

    @cached_property
    def places(self) -> Places:
        """Who has which address."""
        return Places(self.mode, self.nodes, self.max_pods or max(self.mode.max_pods.default, self._fullest))

    @property
    def _fullest(self) -> int:
        """Return a number of pods that no node exceeds: its share, and the system's and sample's on the first ones."""
        return -(-self.pods // self.nodes) + 2 * len(list(self._deployed))

    @property
    def engine(self) -> str | None:
        """The policy engine, nothing where the mode has no such setting."""
        return self.policy or (self.mode.policies[0] if self.mode.policies else None)

    @property
    def expected(self) -> Expected:
        """What a stack that declares this cluster promises."""
        places = self.places
        return Expected(
            declared=True,
            cluster="generated",
            mode=self.mode,
            policy=self.engine,
            node_ranges=places.node_ranges,
            pod_ranges=places.pod_ranges,
            service_ranges=places.service_ranges,
            dns_service_ip=places.service(10),
            outbound=Outbound.LOAD_BALANCER,
            pools={
                POOL: Pool(least=self.nodes, most=self.nodes + 1, os="Linux", max_pods=places.max_pods, version="1.34")
            },
            subnet_ranges={
                "nodes": places.node_ranges,
                INTERNAL: (places.internal,),
                **({"pods": places.pod_ranges} if self.mode.has_pod_subnet else {}),
            },
            samples=(
                Sample(
                    kind=_SAMPLE,
                    name=_SAMPLE,
                    namespace="default",
                    replicas=min(3, self.nodes),
                    spread=Spread.REQUIRED,
                    service="LoadBalancer",
                    internal_subnet=INTERNAL,
                ),
            ),
        )

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind."""
        if kind is ObjectKind.NODE_NETWORKS and not self.places.has_network_configs:
            raise NotServed("this cluster does not serve it (404)")
        made = {
            ObjectKind.NODES: self._nodes,
            ObjectKind.PODS: self._pods,
            ObjectKind.SERVICES: self._services,
            ObjectKind.CONFIG_MAPS: self._config_maps,
            ObjectKind.DEPLOYMENTS: self._deployments,
            ObjectKind.DAEMON_SETS: self._daemon_sets,
            ObjectKind.NODE_NETWORKS: self._network_configs,
        }[kind]()
        for item in made:
            if namespace is None or item["metadata"].get("namespace", namespace) == namespace:
                yield item

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The nodes' names, as AKS counts them: in base 36, with six digits."""
        return tuple(f"aks-{POOL}-31718369-vmss{_base_36(index):0>6}" for index in range(self.nodes))

    def _nodes(self) -> Iterator[Mapping[str, Any]]:
        labels = _labels(self.mode, self.engine)
        for index, name in enumerate(self.names):
            yield node(name, POOL, self.places.node(index), self.places.pod_cidrs(index), labels)

    def _pods(self) -> Iterator[Mapping[str, Any]]:
        used = [0] * self.nodes
        for index, name in enumerate(self.names):
            for agent, namespace, labels in self._agents:
                yield pod(
                    f"{agent}-{_base_36(index):0>5}",
                    namespace,
                    name,
                    self.places.node(index),
                    owner=("DaemonSet", agent),
                    labels=labels,
                    host_network=True,
                    **({"image": PAUSE} if agent == "azure-cns" and self.places.cns_holds_a_place else {}),
                )
        for deployed, namespace, labels, replicas in self._deployed:
            for replica in range(replicas):
                yield self._app(deployed, namespace, labels, replica, used)
        for number in range(self.pods):
            yield self._app("app", f"app-{number % NAMESPACES}", {"app": "app"}, number, used)

    def _app(self, name: str, namespace: str, labels: Mapping[str, str], number: int, used: list[int]) -> Any:
        """Make a pod with a network of its own, on the next node and with its next address."""
        index = number % self.nodes
        used[index] += 1
        return pod(
            f"{name}-7c5ddbdf54-{_base_36(number):0>5}",
            namespace,
            self.names[index],
            self.places.pod(index, used[index] - 1),
            owner=("ReplicaSet", f"{name}-7c5ddbdf54"),
            labels=labels,
        )

    @property
    def _deployed(self) -> Iterator[tuple[str, str, Mapping[str, str], int]]:
        """Yield the Deployments besides the application's: name, namespace, labels, replicas."""
        yield "coredns", SYSTEM, {"k8s-app": "kube-dns"}, 2
        yield "metrics-server", SYSTEM, {"k8s-app": "metrics-server"}, 2
        yield _SAMPLE, "default", {"run": _SAMPLE}, min(3, self.nodes)

    @cached_property
    def _agents(self) -> tuple[tuple[str, str, Mapping[str, str]], ...]:
        """The DaemonSets on the host network: name, namespace, labels."""
        found = [("cloud-node-manager", SYSTEM, {"k8s-app": "cloud-node-manager"})]
        if self.places.has_cilium:
            own = {"kubernetes.azure.com/ebpf-dataplane": "cilium"} if self.mode.data_plane is DataPlane.CILIUM else {}
            found.append(("cilium", SYSTEM, {"k8s-app": "cilium", **own}))
        if self.places.has_kube_proxy:
            found.append(("kube-proxy", SYSTEM, {"component": "kube-proxy"}))
        if self.places.has_cns:
            found.append(("azure-cns", SYSTEM, {"k8s-app": "azure-cns"}))
        if self.places.has_masquerade_agent:
            found.append(("azure-ip-masq-agent", SYSTEM, {"k8s-app": "azure-ip-masq-agent"}))
        if self.engine == Policy.CALICO:
            found.append(("calico-node", "calico-system", {"k8s-app": "calico-node"}))
        if self.engine == Policy.AZURE:
            found.append(("azure-npm", SYSTEM, {"k8s-app": "azure-npm"}))
        return tuple(found)

    def _services(self) -> Iterator[Mapping[str, Any]]:
        places = self.places
        yield service("kubernetes", "default", (places.service(1),))
        yield service("kube-dns", SYSTEM, (places.service(10),))
        yield service("metrics-server", SYSTEM, (places.service(77),))
        inside = (places.internal[4],)
        yield service(_SAMPLE, "default", (places.service(80),), front_ends=inside, internal_subnet=INTERNAL)
        yield service("shop", "app-0", (places.service(81),), front_ends=(ip_address("20.50.2.1"),))

    def _config_maps(self) -> Iterator[Mapping[str, Any]]:
        yield {"metadata": {"namespace": SYSTEM, "name": "coredns-custom"}, "data": {}}

    def _deployments(self) -> Iterator[Mapping[str, Any]]:
        for name, namespace, labels, replicas in self._deployed:
            yield deployment(name, namespace, labels, replicas, apart=name == _SAMPLE)

    def _daemon_sets(self) -> Iterator[Mapping[str, Any]]:
        for name, namespace, labels in self._agents:
            yield daemon_set(name, namespace, labels, self.nodes)

    def _network_configs(self) -> Iterator[Mapping[str, Any]]:
        for index, name in enumerate(self.names):
            yield network_config(name, self.places.containers(index, self._fullest))


def _labels(mode: Mode, engine: str | None) -> Mapping[str, str]:
    """Return the labels that AKS gives nodes, as far as they tell about the network.

    https://github.com/Azure/azure-container-networking and https://github.com/Azure/karpenter-provider-azure
    """
    labels = {}
    match mode.pods:
        case PodAddresses.POD_CIDR_OVERLAY:
            labels = {"podnetwork-type": "overlay", "azure-cni-overlay": "true"}
        case PodAddresses.POD_SUBNET_DYNAMIC:
            labels = {"podnetwork-type": "vnet"}
        case PodAddresses.POD_SUBNET_BLOCKS:
            labels = {"podnetwork-type": "vnetblock"}
    if IpFamily.IPV6 in mode.families:
        labels["podv6network-type"] = "overlay"
    if mode.data_plane == "cilium":
        labels["ebpf-dataplane"] = "cilium"
    if engine:
        labels["network-policy"] = engine
    return {f"kubernetes.azure.com/{key}": value for key, value in labels.items()}


def _base_36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
