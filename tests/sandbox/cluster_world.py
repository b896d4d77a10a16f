"""A subscription with one cluster in any of the twelve modes, made by hand: scale sets, subnets, a user's objects."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

from aksnet.arm.values import Json
from aksnet.sandbox.azure.agent_pools import filled
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, derived
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE, Node
from aksnet.sandbox.cluster import Objects, objects_of
from aksnet.sandbox.store import Subscription

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
NODE_GROUP = "MC_rg_c_westeurope"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"
CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/c"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
NODES, PODS, SERVICES = (f"{VNET}/subnets/{name}" for name in ("nodes", "pods", "services"))
AZURE: Json = {"networkPlugin": "azure", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10"}
OVERLAY: Json = {**AZURE, "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"}
CILIUM: Json = {"networkDataplane": "cilium", "networkPolicy": "cilium"}
DUAL: Json = {
    **{key: value for key, value in OVERLAY.items() if key not in ("podCidr", "serviceCidr")},
    "ipFamilies": ["IPv4", "IPv6"],
    "podCidrs": ["10.244.0.0/16", "fd12:3456:789a::/64"],
    "serviceCidrs": ["10.0.0.0/16", "fd12:3456:789a:1::/108"],
}
RANGE: Json = {"serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10", "podCidr": "10.244.0.0/16"}
PROFILES: dict[str, Json] = {
    "kubenet": {**RANGE, "networkPlugin": "kubenet"},
    "node-subnet": AZURE,
    "pod-subnet": AZURE,
    "pod-subnet-static-block": AZURE,
    "overlay": OVERLAY,
    "overlay-dual-stack": DUAL,
    "cilium-overlay": {**OVERLAY, **CILIUM},
    "cilium-overlay-dual-stack": {**DUAL, **CILIUM},
    "cilium-node-subnet": {**AZURE, **CILIUM},
    "cilium-pod-subnet": {**AZURE, **CILIUM},
    "cilium-pod-subnet-static-block": {**AZURE, **CILIUM},
    "byo-cni": {**RANGE, "networkPlugin": "none"},
}
MODES = sorted(PROFILES)


@dataclass(kw_only=True)
class World:
    """One cluster and its surroundings."""

    mode: str = "overlay"
    count: int = 3
    max_pods: int = 30
    pod_prefix: str = "10.225.0.0/16"
    policy: str | None = None
    pool: Json = field(default_factory=dict)
    more_pools: list[Json] = field(default_factory=list)
    view: Subscription = field(default_factory=Subscription)
    cluster: str = CLUSTER
    version: str = "1.36.3"
    body: Json = field(default_factory=dict)
    first_node: int = 4
    first_pod: int = 16

    def __post_init__(self) -> None:
        profile = {**PROFILES[self.mode], **({"networkPolicy": self.policy} if self.policy else {})}
        self._put(VNET, "Microsoft.Network/virtualNetworks", {"addressSpace": {"addressPrefixes": ["10.224.0.0/12"]}})
        dual = {"addressPrefixes": ["10.224.0.0/16", "fd12:3456:789b::/64"]}
        subnets: tuple[tuple[str, Json], ...] = (
            (NODES, dual if "dual" in self.mode else {"addressPrefix": "10.224.0.0/16"}),
            (PODS, {"addressPrefix": self.pod_prefix}),
            (SERVICES, {"addressPrefix": "10.226.0.0/28"}),
        )
        for subnet, body in subnets:
            self._put(subnet, "Microsoft.Network/virtualNetworks/subnets", body)
        identity = {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]}
        body = {
            "resourceName": "c",
            "location": "westeurope",
            "identity": identity,
            "networkProfile": profile,
            **self.body,
        }
        outputs = {"nodeResourceGroup": NODE_GROUP, "currentKubernetesVersion": self.version}
        self._put(self.cluster, "Microsoft.ContainerService/managedClusters", body, outputs)
        made = 0
        pools = [{"name": "system", "mode": "System", "count": self.count, **self.pool}, *self.more_pools]
        for pool in pools:
            self._scale_set(pool, made)
            made += pool["count"]

    def _put(self, arm_id: str, arm_type: str, inputs: Json, outputs: Json | None = None) -> None:
        self.view.put({"id": arm_id, "type": arm_type, "inputs": inputs, "outputs": outputs or inputs})

    def _scale_set(self, given: Json, made: int) -> None:
        pool = {
            "osType": "Linux",
            "vmSize": "Standard_D4s_v5",
            "maxPods": self.max_pods,
            "vnetSubnetID": NODES,
            **given,
        }
        pool = filled({}, pool, self.version, None, self.view.now.date())
        if "pod-subnet" in self.mode:
            pool["podSubnetID"] = PODS
            pool["podIPAllocationMode"] = "StaticBlock" if "static" in self.mode else "DynamicIndividual"
        name = f"aks-{pool['name']}-12345678-vmss"
        instances = [self._node(f"{name}{index:06}", pool, made + index).record() for index in range(pool["count"])]
        group = f"{SUBSCRIPTION}/resourceGroups/{NODE_GROUP}/providers/{SCALE_SET_TYPE}"
        inputs = {"cluster": self.cluster, "pool": pool["name"], "subnetId": NODES}
        key = f"{group}/{name}" if self.cluster == CLUSTER else f"{group}/other-{name}"
        self._put(key, SCALE_SET_TYPE, inputs, {"instances": instances})

    def _node(self, name: str, pool: Json, index: int) -> Node:
        number = self.first_node + index
        addresses = [str(ipaddress.ip_address("10.224.0.0") + number)]
        own = f"{ipaddress.ip_address('10.244.0.0') + 256 * index}/24"
        cidrs: list[str] = []
        if "podCidr" in PROFILES[self.mode]:
            cidrs = [own]
        if "dual" in self.mode:
            addresses.append(f"fd12:3456:789b::{number:x}")
            cidrs = [own, f"fd12:3456:789a::{index:x}00/120"]
        start = ipaddress.ip_network(self.pod_prefix).network_address + self.first_pod
        blocks: list[tuple[str, int]] = []
        if "static" in self.mode:
            per_node = -(-(self.max_pods + 1) // 16)
            blocks = [(str(start + 16 * (per_node * index + block)), 16) for block in range(per_node)]
        elif "pod-subnet" in self.mode:
            blocks = [(str(start + 17 * index), 1), (str(start + 17 * index + 1), 16)]
        elif "node-subnet" in self.mode:
            blocks = [(str(ipaddress.ip_address("10.224.1.0") + self.max_pods * index), self.max_pods)]
        return Node(
            name=name,
            pool=pool,
            subnet_id=NODES,
            addresses=tuple(addresses),
            pod_cidrs=tuple(cidrs),
            pod_blocks=tuple(blocks),
        )

    def store(self, api_version: str, kind: str, name: str, namespace: str = "default", **content: Any) -> Json:
        """Write a user's object as the API server keeps it."""
        own = {"name": name, "namespace": namespace, "uid": derived(f"{self.cluster}/{kind}/{namespace}/{name}", "uid")}
        body = {"apiVersion": api_version, "kind": kind, "metadata": own, **content}
        group = api_version.rpartition("/")[0] or "core"
        record = {"id": f"{namespace}/{name}", "kind": kind, "inputs": body, "outputs": body}
        self.view.cluster_objects(self.cluster)[f"{group}|{kind}|{namespace}/{name}"] = record
        return body

    def deploy(self, name: str = "web", replicas: int = 3, pod: Json | None = None, kind: str = "Deployment") -> Json:
        """Write a Deployment, or another owner of pods."""
        labels = {"app": name}
        spec = {"containers": [{"name": name, "image": "nginxinc/nginx-unprivileged:1.29"}], **(pod or {})}
        template = {"metadata": {"labels": labels}, "spec": spec}
        content = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
        return self.store("apps/v1", kind, name, spec=content)

    def release(self, chart: str = "cilium") -> None:
        """Install a Helm chart."""
        outputs = {"name": chart, "namespace": "kube-system", "chart": chart, "version": "1.18.4"}
        record = {"id": f"kube-system/{chart}", "kind": None, "inputs": outputs, "outputs": outputs}
        self.view.cluster_objects(self.cluster)[f"helm.sh|Release|kube-system/{chart}"] = record

    def grant(self, scope: str) -> None:
        """Make the cluster's identity Network Contributor."""
        role = "/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
        body = {"scope": scope, "principalId": derived(IDENTITY, "principal"), "roleDefinitionId": role}
        name = derived(scope, "assignment")
        self._put(
            f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
            "Microsoft.Authorization/roleAssignments",
            body,
        )

    @property
    def objects(self) -> Objects:
        """Everything in the cluster."""
        return objects_of(self.view, self.cluster)

    def pods(self, prefix: str = "web") -> list[Json]:
        """The pods in the namespace default whose names begin so."""
        found = self.objects.list("v1", "Pod")
        return [
            pod
            for pod in found
            if pod["metadata"]["namespace"] == "default" and pod["metadata"]["name"].startswith(prefix)
        ]


def apart(labels: Json, how: str = "required") -> Json:
    """Return the anti-affinity that keeps pods with these labels on different nodes."""
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": labels}}
    chosen = [term] if how == "required" else [{"weight": 100, "podAffinityTerm": term}]
    return {"affinity": {"podAntiAffinity": {f"{how}DuringSchedulingIgnoredDuringExecution": chosen}}}


def where(pods: list[Json]) -> list[str]:
    """Return the last letter of each pod's node, a dash for none."""
    return sorted(str(pod["spec"].get("nodeName", "-"))[-1] for pod in pods)
