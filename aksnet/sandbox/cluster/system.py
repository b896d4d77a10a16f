"""The pods that AKS runs by itself, one row per Deployment or DaemonSet, with the modes in which it is there.

After what the documents list for each mode, the manifests in azure-container-networking, cloud-provider-azure and
Calico's operator, and public clusters of Kubernetes 1.30 to 1.35: names, labels, containers. Windows' DaemonSets are in
every cluster, without pods where it has no Windows nodes. What is not known is left out, and said in the README.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import SYSTEM
from aksnet.sandbox.cluster.system_images import image

CALICO: Final = "calico-system"
OPERATOR: Final = "tigera-operator"
_EVERYTHING: Final = [{"operator": "Exists"}]
_CRITICAL: Final = [{"key": "CriticalAddonsOnly", "operator": "Exists"}]
_AKS: Final = "kubernetes.azure.com"
# https://kubernetes.io/docs/reference/labels-annotations-taints and public clusters.
_ADDON: Final = {"addonmanager.kubernetes.io/mode": "Reconcile", "kubernetes.io/cluster-service": "true"}
_EBPF: Final = {f"{_AKS}/ebpf-dataplane": "cilium"}
_CSI: Final = {"liveness-probe": "livenessprobe", "node-driver-registrar": "node-driver-registrar"}
# Seen on overlay clusters of 1.35.7 and 1.35.8, and on none of an older version.
_TELEMETRY: Final = (1, 35)

When = Callable[[Facts], bool]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of AKS's own workloads."""

    name: str
    when: When
    label: tuple[str, str]
    """What its selector asks for."""
    more_labels: Json = field(default_factory=dict)
    """What its pods have besides."""
    containers: Json
    """The components whose images its containers run, by the containers' names."""
    replicas: int | None = None
    """How many; nothing for one on each node."""
    host: bool = True
    """Whether its pods have their node's addresses."""
    namespace: str = SYSTEM
    system: str = "linux"
    everywhere: bool = False
    """Whether it runs on nodes that are not ready; all DaemonSets do."""


def _daemon(
    name: str, when: When, containers: Json, label: tuple[str, str] | None = None, more_labels: Json | None = None
) -> Row:
    chosen = label or ("k8s-app", name)
    return Row(name=name, when=when, label=chosen, more_labels=more_labels or {}, containers=containers)


def _windows(name: str, when: When, containers: Json, label: tuple[str, str] | None = None) -> Row:
    return Row(name=name, when=when, label=label or ("k8s-app", name), containers=containers, system="windows")


def _few(
    name: str,
    when: When,
    replicas: int,
    containers: Json,
    label: tuple[str, str] | None = None,
    more_labels: Json | None = None,
) -> Row:
    return Row(
        name=name,
        when=when,
        replicas=replicas,
        label=label or ("k8s-app", name),
        more_labels=more_labels or {},
        containers=containers,
        host=False,
    )


def _always(_facts: Facts) -> bool:
    return True


def _calico(facts: Facts) -> bool:
    return facts.policy == "calico"


def _any_cilium(facts: Facts) -> bool:
    return facts.cilium or facts.installed_cilium is not None


def _tunnels(facts: Facts) -> bool:
    """Return whether the API server reaches the nodes through tunnels; one in the virtual network needs none.

    https://learn.microsoft.com/azure/aks/api-server-vnet-integration
    """
    return not facts.integrated_api_server


def _with_telemetry(facts: Facts) -> bool:
    return facts.has_cns and not facts.cilium and facts.minor >= _TELEMETRY


def _placeholder(facts: Facts) -> bool:
    """Return whether azure-cns is only a name: in the node subnet the azure-vnet plugin hands out addresses itself.

    Seen on clusters of 1.32 and 1.34: a DaemonSet of that name on every node, whose one container pauses.
    """
    return facts.plugin == "azure" and not facts.has_cns


def has_masquerade_agent(facts: Facts) -> bool:
    """Return whether azure-ip-masq-agent runs; not with pod subnets, where pods keep their addresses, nor without CNI.

    https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni
    """
    return facts.plugin in ("azure", "kubenet") and not facts.pod_subnets


ROWS: Final = (
    _daemon(
        "azure-cns",
        _with_telemetry,
        {"cns-container": "azure-cns", "cni-telemetry-sidecar": "azure-cns"},
    ),
    _daemon("azure-cns", lambda facts: facts.has_cns and not _with_telemetry(facts), {"cns-container": "azure-cns"}),
    _daemon("azure-cns", _placeholder, {"pause": "pause"}),
    _daemon(
        "azure-ip-masq-agent",
        has_masquerade_agent,
        {"azure-ip-masq-agent": "ip-masq-agent"},
        more_labels={"tier": "node"},
    ),
    _daemon("azure-npm", lambda facts: facts.policy == "azure", {"azure-npm": "azure-npm"}),
    _daemon("cilium", _any_cilium, {"cilium-agent": "cilium"}, more_labels=_EBPF),
    _daemon("cloud-node-manager", _always, {"cloud-node-manager": "cloud-node-manager"}),
    _daemon("csi-azuredisk-node", _always, {**_CSI, "azuredisk": "azuredisk-csi"}, label=("app", "csi-azuredisk-node")),
    _daemon("csi-azurefile-node", _always, {**_CSI, "azurefile": "azurefile-csi"}, label=("app", "csi-azurefile-node")),
    _daemon(
        "kube-proxy",
        lambda facts: not facts.cilium,
        {"kube-proxy": "kube-proxy"},
        label=("component", "kube-proxy"),
        more_labels={"tier": "node"},
    ),
    _windows("azure-cns-win", lambda facts: facts.has_cns, {"cns-container": "azure-cns"}),
    _windows("cloud-node-manager-windows", _always, {"cloud-node-manager": "cloud-node-manager"}),
    _windows(
        "csi-azuredisk-node-win",
        _always,
        {**_CSI, "azuredisk": "azuredisk-csi"},
        ("app", "csi-azuredisk-node-win"),
    ),
    _windows(
        "csi-azurefile-node-win",
        _always,
        {**_CSI, "azurefile": "azurefile-csi"},
        ("app", "csi-azurefile-node-win"),
    ),
    _windows("windows-kube-proxy-initializer", _always, {"windows-kube-proxy-initializer": "pause"}),
    Row(
        name="calico-node",
        label=("k8s-app", "calico-node"),
        more_labels={"app.kubernetes.io/name": "calico-node"},
        when=_calico,
        containers={"calico-node": "calico-node"},
        namespace=CALICO,
    ),
    Row(
        name="calico-node-windows",
        label=("k8s-app", "calico-node-windows"),
        when=lambda facts: _calico(facts) and facts.systems("windows"),
        containers={"node": "calico-node"},
        namespace=CALICO,
        system="windows",
    ),
    Row(
        name="calico-typha",
        label=("k8s-app", "calico-typha"),
        more_labels={"app.kubernetes.io/name": "calico-typha"},
        when=_calico,
        containers={"calico-typha": "calico-typha"},
        replicas=1,
        namespace=CALICO,
        everywhere=True,
    ),
    Row(
        name="calico-kube-controllers",
        label=("k8s-app", "calico-kube-controllers"),
        more_labels={"app.kubernetes.io/name": "calico-kube-controllers"},
        when=_calico,
        containers={"calico-kube-controllers": "calico-controllers"},
        replicas=1,
        host=False,
        namespace=CALICO,
    ),
    Row(
        name="tigera-operator",
        label=("k8s-app", "tigera-operator"),
        when=_calico,
        containers={"tigera-operator": "tigera-operator"},
        replicas=1,
        namespace=OPERATOR,
        everywhere=True,
    ),
    Row(
        name="cilium-operator",
        label=("name", "cilium-operator"),
        more_labels={"io.cilium/app": "operator", **_EBPF},
        when=_any_cilium,
        containers={"cilium-operator": "cilium-operator"},
        replicas=2,
        everywhere=True,
    ),
    _few(
        "azure-wi-webhook-controller-manager",
        lambda facts: facts.workload_identity,
        2,
        {"manager": "workload-identity"},
        ("azure-workload-identity.io/system", "true"),
    ),
    _few(
        "coredns",
        _always,
        2,
        {"coredns": "coredns"},
        ("k8s-app", "kube-dns"),
        more_labels={"kubernetes.io/cluster-service": "true", "version": "v20"},
    ),
    _few("coredns-autoscaler", _always, 1, {"autoscaler": "cluster-proportional-autoscaler"}),
    _few(
        "konnectivity-agent",
        _tunnels,
        2,
        {"konnectivity-agent": "konnectivity"},
        ("app", "konnectivity-agent"),
        more_labels={"component": "tunnel"},
    ),
    _few("konnectivity-agent-autoscaler", _tunnels, 1, {"autoscaler": "cluster-proportional-autoscaler"}),
    _few("metrics-server", _always, 2, {"metrics-server-vpa": "addon-resizer", "metrics-server": "metrics-server"}),
)


def system_workloads(facts: Facts) -> list[Json]:
    """Return AKS's own DaemonSets and Deployments in a cluster; Cilium's may be the user's, from its chart."""
    return [_object(facts, row) for row in ROWS if row.when(facts)]


def system_namespaces(facts: Facts) -> list[str]:
    """Return the namespaces that AKS itself makes, besides Kubernetes' own."""
    return sorted({row.namespace for row in ROWS if row.when(facts)} - {SYSTEM})


def _object(facts: Facts, row: Row) -> Json:
    release = facts.installed_cilium if row.name.startswith("cilium") else None
    chosen = dict([row.label])
    namespace, common, pods = row.namespace, _ADDON, row.more_labels
    containers = [
        {"name": name, "image": image(part, facts.version, facts.minor, windows=row.system == "windows")}
        for name, part in row.containers.items()
    ]
    if release is not None:
        namespace = str(release.get("namespace"))
        common = {"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/part-of": "cilium"}
        pods = {**common, **{key: value for key, value in pods.items() if key not in _EBPF}}
        repository = "operator-generic" if row.name == "cilium-operator" else "cilium"
        containers = [
            {**each, "image": f"quay.io/cilium/{repository}:v{release.get('version')}"} for each in containers
        ]
    labels = {**pods, **chosen}
    content, spec = _shape(row, containers)
    return facts.made(
        "apps/v1",
        "Deployment" if row.replicas else "DaemonSet",
        row.name,
        namespace,
        labels={**common, **chosen},
        spec={
            **content,
            "selector": {"matchLabels": chosen},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    )


def _shape(row: Row, containers: list[Json]) -> tuple[Json, Json]:
    """Return what a DaemonSet or a Deployment has besides its template, and its pods' spec."""
    here = [{"key": "kubernetes.io/os", "operator": "In", "values": [row.system]}]
    if row.name == "kube-proxy":
        here.append({"key": f"{_AKS}/ebpf-dataplane", "operator": "NotIn", "values": ["cilium"]})
    required = {"nodeSelectorTerms": [{"matchExpressions": here}]}
    affinity: Json = {"requiredDuringSchedulingIgnoredDuringExecution": required}
    if row.replicas is None:
        content: Json = {"updateStrategy": {"type": "RollingUpdate"}}
    else:
        # https://learn.microsoft.com/azure/aks/use-system-pools: system pods prefer system pools.
        term = {"matchExpressions": [{"key": f"{_AKS}/mode", "operator": "In", "values": ["system"]}]}
        affinity["preferredDuringSchedulingIgnoredDuringExecution"] = [{"weight": 100, "preference": term}]
        content = {"replicas": row.replicas}
    spec: Json = {
        "affinity": {"nodeAffinity": affinity},
        "containers": containers,
        "priorityClassName": "system-cluster-critical" if row.name == "metrics-server" else "system-node-critical",
        "tolerations": _EVERYTHING if row.everywhere or row.replicas is None else _CRITICAL,
    }
    return content, {**spec, "hostNetwork": True} if row.host else spec
