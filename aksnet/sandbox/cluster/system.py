"""The pods that AKS runs by itself, one row per Deployment or DaemonSet, with the modes in which it is there.

After what the documents list for each mode and the manifests in azure-container-networking, cloud-provider-azure and
Calico's operator. Images are named without versions, because which ones AKS ships changes every week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.cluster.facts import Facts
from aksnet.sandbox.cluster.make import SYSTEM, made

CALICO: Final = "calico-system"
OPERATOR: Final = "tigera-operator"
_EVERYTHING: Final = [{"operator": "Exists"}]
_CRITICAL: Final = [{"key": "CriticalAddonsOnly", "operator": "Exists"}]
_MODE: Final = "kubernetes.azure.com/mode"

When = Callable[[Facts], bool]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One of AKS's own workloads."""

    name: str
    label: tuple[str, str]
    when: When
    replicas: int | None = None
    """How many; nothing for one on each node."""
    host: bool = True
    """Whether its pods have their node's addresses."""
    namespace: str = SYSTEM
    system: str = "linux"
    everywhere: bool = False
    """Whether it runs on nodes that are not ready; all DaemonSets do."""


def _daemon(name: str, when: When, *, label: tuple[str, str] | None = None, system: str = "linux") -> Row:
    return Row(name=name, label=label or ("k8s-app", name), when=when, system=system)


def _few(name: str, when: When, replicas: int, label: tuple[str, str] | None = None) -> Row:
    return Row(name=name, label=label or ("k8s-app", name), when=when, replicas=replicas, host=False)


def _always(_facts: Facts) -> bool:
    return True


def _calico(facts: Facts) -> bool:
    return facts.policy == "calico"


def _any_cilium(facts: Facts) -> bool:
    return facts.cilium or facts.installed_cilium is not None


def has_masquerade_agent(facts: Facts) -> bool:
    """Tell whether azure-ip-masq-agent runs; not with pod subnets, where pods keep their addresses, nor without CNI.

    https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni
    """
    return facts.plugin in ("azure", "kubenet") and not facts.pod_subnets


ROWS: Final = (
    _daemon("azure-cns", lambda facts: facts.has_cns),
    _daemon("azure-ip-masq-agent", has_masquerade_agent),
    _daemon("azure-npm", lambda facts: facts.policy == "azure"),
    _daemon("cilium", _any_cilium),
    _daemon("cloud-node-manager", _always),
    _daemon("csi-azuredisk-node", _always, label=("app", "csi-azuredisk-node")),
    _daemon("csi-azurefile-node", _always, label=("app", "csi-azurefile-node")),
    _daemon("kube-proxy", lambda facts: not facts.cilium, label=("component", "kube-proxy")),
    _daemon("azure-cns-win", lambda facts: facts.has_cns, system="windows"),
    _daemon("cloud-node-manager-windows", _always, system="windows"),
    _daemon("csi-azuredisk-node-win", _always, label=("app", "csi-azuredisk-node-win"), system="windows"),
    _daemon("csi-azurefile-node-win", _always, label=("app", "csi-azurefile-node-win"), system="windows"),
    Row(name="calico-node", label=("k8s-app", "calico-node"), when=_calico, namespace=CALICO),
    Row(
        name="calico-node-windows",
        label=("k8s-app", "calico-node-windows"),
        when=_calico,
        namespace=CALICO,
        system="windows",
    ),
    Row(
        name="calico-typha",
        label=("k8s-app", "calico-typha"),
        when=_calico,
        replicas=1,
        namespace=CALICO,
        everywhere=True,
    ),
    Row(
        name="calico-kube-controllers",
        label=("k8s-app", "calico-kube-controllers"),
        when=_calico,
        replicas=1,
        host=False,
        namespace=CALICO,
    ),
    Row(
        name="tigera-operator",
        label=("k8s-app", "tigera-operator"),
        when=_calico,
        replicas=1,
        namespace=OPERATOR,
        everywhere=True,
    ),
    Row(name="cilium-operator", label=("name", "cilium-operator"), when=_any_cilium, replicas=2, everywhere=True),
    _few("coredns", _always, 2, ("k8s-app", "kube-dns")),
    _few("coredns-autoscaler", _always, 1),
    _few("konnectivity-agent", _always, 2, ("app", "konnectivity-agent")),
    _few("konnectivity-agent-autoscaler", _always, 1),
    _few("metrics-server", _always, 2),
)


def system_workloads(facts: Facts) -> list[Json]:
    """Return AKS's own DaemonSets and Deployments in a cluster; Cilium's may be the user's, from its chart."""
    windows = facts.systems("windows")
    return [_object(facts, row) for row in ROWS if row.when(facts) and (windows or row.system == "linux")]


def system_namespaces(facts: Facts) -> list[str]:
    """Return the namespaces that AKS itself makes, besides Kubernetes' own."""
    return sorted({row.namespace for row in ROWS if row.when(facts)} - {SYSTEM})


def _object(facts: Facts, row: Row) -> Json:
    release = facts.installed_cilium if row.name.startswith("cilium") else None
    chosen = dict([row.label])
    if release is None:
        namespace, image = row.namespace, f"mcr.microsoft.com/aks/{row.name}"
        common = {"kubernetes.azure.com/managedby": "aks"}
    else:
        namespace, image = str(release.get("namespace")), f"quay.io/cilium/{row.name}:v{release.get('version')}"
        common = {"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/part-of": "cilium"}
    spec: Json = {
        "containers": [{"name": row.name, "image": image}],
        "nodeSelector": {"kubernetes.io/os": row.system},
        "priorityClassName": "system-node-critical",
        "tolerations": _EVERYTHING if row.everywhere or row.replicas is None else _CRITICAL,
    }
    if row.host:
        spec["hostNetwork"] = True
    if row.replicas is None:
        content: Json = {"updateStrategy": {"type": "RollingUpdate"}}
    else:
        # https://learn.microsoft.com/azure/aks/use-system-pools: system pods prefer system pools.
        term = {"matchExpressions": [{"key": _MODE, "operator": "In", "values": ["system"]}]}
        preferred = [{"weight": 100, "preference": term}]
        spec["affinity"] = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
        content = {"replicas": row.replicas}
    template = {"metadata": {"labels": {**common, **chosen}}, "spec": spec}
    return made(
        facts.cluster_id,
        "apps/v1",
        "Deployment" if row.replicas else "DaemonSet",
        row.name,
        namespace,
        labels={**common, **chosen},
        spec={**content, "selector": {"matchLabels": chosen}, "template": template},
    )
