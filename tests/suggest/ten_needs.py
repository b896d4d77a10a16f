"""Ten needs as people have them, each with the stack that follows from Microsoft's pages, worked out by hand.

Addresses: a subnet has room for twice the nodes (or the number that nodes grow to), the surge of an upgrade, ten front
ends and Azure's own five; 33% of 3 nodes is 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEARN: Final = "https://learn.microsoft.com/azure/aks/"
ZONE: Final = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hub/providers/Microsoft.Network/"
    "privateDnsZones/privatelink.westeurope.azmk8s.io"
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One need."""

    name: str
    answers: Mapping[str, str]
    """Answers to the questions, by their keys."""
    settings: str
    """The stack file, as YAML and without its comments."""
    advised: Mapping[tuple[str, str], str]
    """What each page advises that the stack follows from: by title and address of the page."""


SYSTEM = """
        system:
          mode: System
          count: 3
          taints: ["CriticalAddonsOnly=true:NoSchedule"]
          zones: ["1", "2", "3"]
          maxSurge: "33%"
"""

TIERS = (
    "Azure Kubernetes Service (AKS) Free, Standard, and Premium Pricing Tiers",
    LEARN + "free-standard-pricing-tiers",
)
POOLS = ("Use System Node Pools in Azure Kubernetes Service (AKS)", LEARN + "use-system-pools")
UPGRADES = (
    "Configure rolling upgrades for Azure Kubernetes Service (AKS) node pools",
    LEARN + "upgrade-aks-node-pools-rolling",
)
ZONES = (
    "Zone Resiliency Recommendations for Azure Kubernetes Service (AKS)",
    LEARN + "reliability-zone-resiliency-recommendations",
)
OVERLAY = (
    "Overview of Azure CNI Overlay Networking in Azure Kubernetes Service (AKS)",
    LEARN + "concepts-network-azure-cni-overlay",
)
PODS = ("Plan Pod Networking for Azure Kubernetes Service (AKS) Workloads", LEARN + "plan-pod-networking")
MODELS = ("Concepts - CNI Networking in Azure Kubernetes Service (AKS)", LEARN + "concepts-network-cni-overview")
PLANNING = (
    "Concepts - IP address planning in Azure Kubernetes Service (AKS)",
    LEARN + "concepts-network-ip-address-planning",
)
CILIUM = (
    "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)",
    LEARN + "azure-cni-powered-by-cilium",
)
PRIVATE = ("Create a Private Azure Kubernetes Service (AKS) Cluster", LEARN + "private-clusters")
BALANCER = ("Plan Node Networking for Azure Kubernetes Service (AKS) Workloads", LEARN + "plan-node-networking")

CASES: Final = (
    Case(
        name="a cluster to try things out",
        answers={"nodes": "3"},
        settings="""
  azure-native:location: westeurope
  aks-networking:network: {addressSpace: [10.224.0.0/12]}
  aks-networking:clusters:
    aks:
      mode: cilium-overlay
      nodeSubnet: {prefix: 10.224.0.0/27}  # 6 + 1 + 10 + 5 = 22
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      nodePools:
        nodepool1: {count: 3, maxSurge: "10%"}
""",
        advised={
            PODS: "an overlay in general",
            CILIUM: "its data plane brings network policies",
            TIERS: "Free for fewer than ten nodes",
            UPGRADES: "10% is what a new pool has",
            BALANCER: "a load balancer in general",
        },
    ),
    Case(
        name="a production cluster with an autoscaler",
        answers={"nodes": "50", "grow-to": "100", "name": "shop"},
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network: {{addressSpace: [10.224.0.0/12]}}
  aks-networking:clusters:
    shop:
      mode: cilium-overlay
      nodeSubnet: {{prefix: 10.224.0.0/24}}  # 100 + 33 + 3 + 1 + 10 + 5 = 152
      podCidr: 10.244.0.0/16  # 137 of 256 nodes
      serviceCidr: 10.0.0.0/16
      tier: Standard
      nodePools: {SYSTEM}
        nodepool1: {{minCount: 50, maxCount: 100, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            PODS: "an overlay in general",
            TIERS: "Standard for production",
            POOLS: "three nodes with a taint for AKS's own pods",
            ZONES: "nodes in all three zones",
            UPGRADES: "33% in production",
            OVERLAY: "a /24 for every node, room to grow included",
        },
    ),
    Case(
        name="Windows nodes",
        answers={"nodes": "20", "windows": "yes"},
        settings="""
  azure-native:location: westeurope
  aks-networking:network: {addressSpace: [10.224.0.0/12]}
  aks-networking:clusters:
    aks:
      mode: overlay
      nodeSubnet: {prefix: 10.224.0.0/25}  # 40 + 14 + 3 + 1 + 10 + 5 = 73
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      tier: Standard
      nodePools:
        system: {mode: System, count: 3, zones: ["1", "2", "3"], maxSurge: "33%"}
        win:
          osType: Windows
          osSku: Windows2022
          count: 20
          maxPods: 110
          zones: ["1", "2", "3"]
          maxSurge: "33%"
""",
        advised={
            MODELS: "an overlay runs Windows pools",
            OVERLAY: "at most 110 pods on a Windows node",
            POOLS: "the system pool runs Linux",
        },
    ),
    Case(
        name="IPv6 for pods and Services",
        answers={"nodes": "20", "ipv6": "yes"},
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network: {{addressSpace: [10.224.0.0/12, "fd12:3456:789b::/48"]}}
  aks-networking:clusters:
    aks:
      mode: cilium-overlay-dual-stack
      nodeSubnet: {{prefix: 10.224.0.0/25, ipv6Prefix: "fd12:3456:789b::/64"}}
      podCidrs: [10.244.0.0/16, "fd12:3456:789a::/64"]
      serviceCidrs: [10.0.0.0/16, "fd12:3456:789a:1::/108"]
      tier: Standard
      nodePools: {SYSTEM}
        nodepool1: {{count: 20, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            (
                "Configure dual-stack networking in Azure Kubernetes Service (AKS)",
                LEARN + "configure-dual-stack",
            ): "an overlay with both families, the Services' IPv6 range no larger than a /108",
        },
    ),
    Case(
        name="pods that an office reaches by their own addresses",
        answers={
            "nodes": "100",
            "pods-reachable": "yes",
            "pods-per-node": "30",
            "vnet": "10.20.0.0/16",
            "avoid": "10.0.0.0/16",
        },
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network: {{addressSpace: [10.20.0.0/16], peeredRanges: [10.0.0.0/16]}}
  aks-networking:clusters:
    aks:
      mode: cilium-pod-subnet
      nodeSubnet: {{prefix: 10.20.64.0/23}}  # 200 + 66 + 3 + 1 + 10 + 5 = 285
      podSubnet: {{prefix: 10.20.0.0/18}}  # (200 + 66 + 3 + 1) x 31 + 5 = 8,375
      serviceCidr: 10.1.0.0/16
      tier: Standard
      nodePools: {SYSTEM.rstrip()}
          maxPods: 30
        nodepool1: {{count: 100, maxPods: 30, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            MODELS: "a subnet for pods where they are reached directly; the node subnet is a legacy",
            PLANNING: "room for surge and scaling in every subnet",
        },
    ),
    Case(
        name="a thousand nodes with pods in the VNet",
        answers={"nodes": "1000", "pods-reachable": "yes"},
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network: {{addressSpace: [10.224.0.0/12]}}
  aks-networking:clusters:
    aks:
      mode: cilium-pod-subnet-static-block
      nodeSubnet: {{prefix: 10.232.0.0/20}}  # 2 x (1000 + 330) + 3 + 1 + 10 + 5 = 2,679
      podSubnet: {{prefix: 10.224.0.0/13}}  # (2 x 1330 + 4) x 7 blocks x 16 + 32 = 298,400
      serviceCidr: 10.0.0.0/16
      tier: Standard
      nodePools: {SYSTEM}
        nodepool1: {{count: 500, zones: ["1", "2", "3"], maxSurge: "33%"}}
        nodepool2: {{count: 500, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            (
                "Configure Azure CNI Pod Subnet - Static Block Allocation",
                LEARN + "configure-azure-cni-static-block-allocation",
            ): "whole /28 blocks where 65,536 single addresses are too few",
            UPGRADES: "a pool and its surge stay within 1,000 nodes",
        },
    ),
    Case(
        name="partners that allow one address",
        answers={"nodes": "12", "way-out": "fixed"},
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network: {{addressSpace: [10.224.0.0/12]}}
  aks-networking:clusters:
    aks:
      mode: cilium-overlay
      nodeSubnet: {{prefix: 10.224.0.0/26}}  # 24 + 8 + 3 + 1 + 10 + 5 = 51
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      outbound: userAssignedNATGateway
      tier: Standard
      nodePools: {SYSTEM}
        nodepool1: {{count: 12, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            (
                "Create a Managed or User-Assigned NAT Gateway for your Azure Kubernetes Service (AKS) Cluster",
                LEARN + "nat-gateway",
            ): "a user-assigned gateway in a network of yours",
            (
                "Use a Public Standard Load Balancer in Azure Kubernetes Service (AKS)",
                LEARN + "load-balancer-standard",
            ): "addresses of yours on the load balancer do the same",
        },
    ),
    Case(
        name="a private spoke behind a hub's firewall and DNS",
        answers={
            "nodes": "20",
            "way-out": "firewall",
            "next-hop": "10.8.0.4",
            "private": "yes",
            "private-dns-zone": ZONE,
            "dns-servers": "10.8.1.4, 10.8.1.5",
            "vnet": "10.20.0.0/20",
            "avoid": "10.8.0.0/16",
        },
        settings=f"""
  azure-native:location: westeurope
  aks-networking:network:
    addressSpace: [10.20.0.0/20]
    peeredRanges: [10.8.0.0/16]
    dnsServers: [10.8.1.4, 10.8.1.5]
  aks-networking:clusters:
    aks:
      mode: cilium-overlay
      nodeSubnet: {{prefix: 10.20.0.0/25}}
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      outbound: {{type: userDefinedRouting, nextHop: 10.8.0.4}}
      privateCluster: true
      privateDnsZone: {ZONE}
      publicFqdn: false
      tier: Standard
      nodePools: {SYSTEM}
        nodepool1: {{count: 20, zones: ["1", "2", "3"], maxSurge: "33%"}}
""",
        advised={
            PRIVATE: "beside DNS servers of a hub, a zone of the hub's and no public name",
            (
                "Customize cluster egress with a user-defined routing table in Azure Kubernetes Service (AKS)",
                LEARN + "egress-udr",
            ): "a route for 0.0.0.0/0 to the firewall",
        },
    ),
    Case(
        name="policies on a few private Windows nodes",
        answers={"nodes": "6", "windows": "yes", "network-policy": "yes", "private": "yes"},
        settings="""
  azure-native:location: westeurope
  aks-networking:network: {addressSpace: [10.224.0.0/12]}
  aks-networking:clusters:
    aks:
      mode: overlay
      nodeSubnet: {prefix: 10.224.0.0/26}  # 12 + 2 + 3 + 1 + 10 + 5 = 33
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      networkPolicy: calico
      privateCluster: true
      nodePools:
        system: {mode: System, count: 3, maxSurge: "10%"}
        win: {osType: Windows, osSku: Windows2022, count: 6, maxPods: 110, maxSurge: "10%"}
""",
        advised={
            (
                "Secure Pod Traffic with Network Policies in Azure Kubernetes Service (AKS)",
                LEARN + "use-network-policies",
            ): "Calico on Windows, where the Network Policy Manager has ended",
            PRIVATE: "a private endpoint among the nodes, and a zone that AKS makes",
        },
    ),
    Case(
        name="four nodes in three zones",
        answers={"nodes": "4", "zones": "yes", "location": "swedencentral"},
        settings="""
  azure-native:location: swedencentral
  aks-networking:network: {addressSpace: [10.224.0.0/12]}
  aks-networking:clusters:
    aks:
      mode: cilium-overlay
      nodeSubnet: {prefix: 10.224.0.0/27}  # 8 + 1 + 10 + 5 = 24
      podCidr: 10.244.0.0/16
      serviceCidr: 10.0.0.0/16
      nodePools:
        nodepool1: {count: 4, zones: ["1", "2", "3"], maxSurge: "10%"}
""",
        advised={ZONES: "nodes in all three zones", POOLS: "one pool for a cluster that is none of production"},
    ),
)
