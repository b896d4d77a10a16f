"""What is advised, each sentence with the page that says so: title and address, so that a reader can check it."""

from dataclasses import dataclass
from typing import Final

from aksnet.azure.mode import Mode
from aksnet.settings import problem_pages as at


@dataclass(frozen=True, slots=True)
class Page:
    """A page of Microsoft's."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence, and the page that it follows."""

    text: str
    page: Page


PLANNING: Final = Page("Concepts - IP address planning in Azure Kubernetes Service (AKS)", at.PLANNING)
MODELS: Final = Page("Concepts - CNI Networking in Azure Kubernetes Service (AKS)", at.CNI)
POD_NETWORKS: Final = Page(
    "Plan Pod Networking for Azure Kubernetes Service (AKS) Workloads", at.AKS + "plan-pod-networking"
)
NODE_NETWORKS: Final = Page(
    "Plan Node Networking for Azure Kubernetes Service (AKS) Workloads", at.AKS + "plan-node-networking"
)
CONTROL_PLANES: Final = Page(
    "Plan Control Plane Networking for Azure Kubernetes Service (AKS) Workloads",
    at.AKS + "plan-control-plane-networking",
)
OVERLAYS: Final = Page("Overview of Azure CNI Overlay Networking in Azure Kubernetes Service (AKS)", at.OVERLAY)
BLOCKS: Final = Page("Configure Azure CNI Pod Subnet - Static Block Allocation", at.BLOCKS)
BATCHES: Final = Page(
    "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support",
    at.AKS + "configure-azure-cni-dynamic-ip-allocation",
)
CILIUM: Final = Page(
    "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)", at.AKS + "azure-cni-powered-by-cilium"
)
DUAL: Final = Page("Configure dual-stack networking in Azure Kubernetes Service (AKS)", at.DUAL)
OWN_CNI: Final = Page(
    "Bring Your Own Container Network Interface (CNI) Plugin with Azure Kubernetes Service (AKS)",
    at.AKS + "use-byo-cni",
)
POLICIES: Final = Page("Secure Pod Traffic with Network Policies in Azure Kubernetes Service (AKS)", at.POLICIES)
TIERS: Final = Page(
    "Azure Kubernetes Service (AKS) Free, Standard, and Premium Pricing Tiers", at.AKS + "free-standard-pricing-tiers"
)
SYSTEM_POOLS: Final = Page("Use System Node Pools in Azure Kubernetes Service (AKS)", at.SYSTEM_POOLS)
UPGRADES: Final = Page("Configure rolling upgrades for Azure Kubernetes Service (AKS) node pools", at.ROLLING)
ZONES: Final = Page(
    "Zone Resiliency Recommendations for Azure Kubernetes Service (AKS)",
    at.AKS + "reliability-zone-resiliency-recommendations",
)
REGIONS: Final = Page("List of Azure regions", "https://learn.microsoft.com/azure/reliability/regions-list")
BALANCER: Final = Page("Use a Public Standard Load Balancer in Azure Kubernetes Service (AKS)", at.BALANCER)
GATEWAYS: Final = Page(
    "Create a Managed or User-Assigned NAT Gateway for your Azure Kubernetes Service (AKS) Cluster", at.NAT
)
ROUTES: Final = Page(
    "Customize cluster egress with a user-defined routing table in Azure Kubernetes Service (AKS)", at.UDR
)
LARGE: Final = Page(
    "Performance and Scaling Best Practices for Large Workloads in Azure Kubernetes Service (AKS)", at.LARGE_SCALE
)
PRIVATE: Final = Page("Create a Private Azure Kubernetes Service (AKS) Cluster", at.PRIVATE)
PEERING: Final = Page("Azure Virtual Network peering", at.PEERING)
RESOLVING: Final = Page("Name resolution for resources in Azure virtual networks", at.DNS)

_OF_MODES: Final = (
    Page("Configure kubenet networking in Azure Kubernetes Service (AKS)", at.KUBENET),
    Page("Configure Azure CNI Networking in Azure Kubernetes Service (AKS)", at.AKS + "configure-azure-cni"),
    Page("Configure Azure CNI Overlay Networking in Azure Kubernetes Service (AKS)", at.AKS + "azure-cni-overlay"),
    BATCHES,
    BLOCKS,
    CILIUM,
    DUAL,
    OWN_CNI,
)


def page_of(mode: Mode) -> Page:
    """Return the page of a mode, with its title; of a row that nobody has titled, the address alone."""
    return next((page for page in _OF_MODES if page.address == mode.page), Page(mode.name, mode.page))
