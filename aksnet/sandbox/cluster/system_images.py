"""The images of AKS's own pods: repositories as AKS's nodes cache them, tags as its component lists give them.

Tags are those of August 2026 in "Supported Kubernetes versions in Azure Kubernetes Service (AKS)"
(https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#aks-components-breaking-changes-by-version),
repositories those in https://github.com/Azure/AgentBaker (parts/common/components.json) and on public clusters. AKS
ships newer tags every few weeks; a version outside of the lists has the tags of the nearest one in them. Nobody lists
the tag of azure-ip-masq-agent: it is the one seen last.
"""

from __future__ import annotations

from typing import Final

from aksnet.sandbox.azure.kubernetes_calendar import Minor

REGISTRY: Final = "mcr.microsoft.com"
_V2: Final = "oss/v2/kubernetes"
_REPOSITORIES: Final = {
    "addon-resizer": f"{_V2}/autoscaler/addon-resizer",
    "azure-cns": "containernetworking/v2/azure-cns",
    "azure-npm": "containernetworking/azure-npm",
    "azuredisk-csi": "oss/v2/kubernetes-csi/azuredisk-csi",
    "azurefile-csi": "oss/v2/kubernetes-csi/azurefile-csi",
    "calico-controllers": "oss/calico/kube-controllers",
    "calico-node": "oss/calico/node",
    "calico-typha": "oss/calico/typha",
    "cilium": "containernetworking/cilium/cilium",
    "cilium-operator": "containernetworking/cilium/operator-generic",
    "cloud-node-manager": f"{_V2}/azure-cloud-node-manager",
    "cluster-proportional-autoscaler": f"{_V2}/autoscaler/cluster-proportional-autoscaler",
    "coredns": f"{_V2}/coredns",
    "ip-masq-agent": "aks/ip-masq-agent-v2",
    "konnectivity": f"{_V2}/apiserver-network-proxy/agent",
    "livenessprobe": "oss/v2/kubernetes-csi/livenessprobe",
    "metrics-server": f"{_V2}/metrics-server",
    "node-driver-registrar": "oss/v2/kubernetes-csi/csi-node-driver-registrar",
    "pause": f"{_V2}/pause",
    "tigera-operator": "oss/tigera/operator",
    "workload-identity": "oss/v2/azure/workload-identity/webhook",
}
# Where a component was before it moved to a second generation of repositories.
_OLD_CNS: Final = "containernetworking/azure-cns"
_EVERYWHERE: Final = {
    "addon-resizer": "v1.8.23-29",
    "azure-npm": "v1.6.48-0",
    "calico-controllers": "v3.8.9",
    "calico-node": "v3.8.9.5",
    "calico-typha": "v3.8.9",
    "cluster-proportional-autoscaler": "v1.9.0-22",
    "ip-masq-agent": "v0.1.15",
    "konnectivity": "v0.32.1-13",
    "metrics-server": "v0.8.0-20",
    "pause": "3.6",
    "workload-identity": "v1.5.1-17",
}
_BY_MINOR: Final[dict[Minor, dict[str, str]]] = {
    (1, 34): {
        "azure-cns": "v1.7.16-0",
        "azuredisk-csi": "v1.33.11-2",
        "azurefile-csi": "v1.34.8-7",
        "cilium": "v1.18.12-260811",
        "cloud-node-manager": "v1.34.13-1",
        "coredns": "v1.13.1-22",
        "livenessprobe": "v2.17.0-13",
        "node-driver-registrar": "v2.15.0-13",
        "tigera-operator": "v1.38.8",
    },
    (1, 35): {
        "azure-cns": "v1.8.12",
        "azuredisk-csi": "v1.34.5-2",
        "azurefile-csi": "v1.35.7-7",
        "cilium": "v1.18.12-260811",
        "cloud-node-manager": "v1.35.8-1",
        "coredns": "v1.13.1-22",
        "livenessprobe": "v2.18.0-8",
        "node-driver-registrar": "v2.16.0-8",
        "tigera-operator": "v1.40.2",
    },
    (1, 36): {
        "azure-cns": "v1.8.12",
        "azuredisk-csi": "v1.34.5-2",
        "azurefile-csi": "v1.35.7-7",
        "cilium": "v1.19.6-260811",
        "cloud-node-manager": "v1.36.4-1",
        "coredns": "v1.14.3-13",
        "livenessprobe": "v2.19.0-3",
        "node-driver-registrar": "v2.17.0-3",
        "tigera-operator": "v1.40.2",
    },
}


def image(component: str, version: str, minor: Minor, *, windows: bool = False) -> str:
    """Return the image of a component for the control plane's version."""
    if component == "kube-proxy":
        return f"{REGISTRY}/{_V2}/kube-proxy:v{version}-1"
    listed = _BY_MINOR[min(_BY_MINOR, key=lambda each: abs(each[1] - minor[1]))]
    name = "cilium" if component == "cilium-operator" else component
    tag = _EVERYWHERE.get(name) or listed[name]
    if windows:
        # The cloud node manager's names say so; the others' have no number of a Linux build.
        number = tag.rpartition("-")[0] or tag
        tag = f"{number}-windows-hpc-1" if component == "cloud-node-manager" else number
    first_generation = component == "azure-cns" and tag.startswith("v1.7")
    return f"{REGISTRY}/{_OLD_CNS if first_generation else _REPOSITORIES[component]}:{tag}"
