"""The axes on which network modes differ, in Azure's and Kubernetes' own words.

Every member's value is the exact text that Azure or Kubernetes expects. Which combinations exist is not said here but
by the rows of `aksnet.azure.modes`.
"""

from enum import StrEnum, unique
from typing import assert_never


@unique
class Plugin(StrEnum):
    """`networkProfile.networkPlugin`."""

    AZURE = "azure"
    KUBENET = "kubenet"
    NONE = "none"


@unique
class PluginMode(StrEnum):
    """`networkProfile.networkPluginMode`; a flat cluster has none."""

    OVERLAY = "overlay"


@unique
class DataPlane(StrEnum):
    """`networkProfile.networkDataplane`."""

    AZURE = "azure"
    CILIUM = "cilium"


@unique
class PodAddresses(StrEnum):
    """Where a pod's address comes from."""

    POD_CIDR_ROUTES = "pod CIDR, by routes"
    POD_CIDR_OVERLAY = "pod CIDR, /24 a node"
    NODE_SUBNET = "node subnet"
    POD_SUBNET_DYNAMIC = "pod subnet, dynamic"
    POD_SUBNET_BLOCKS = "pod subnet, /28 blocks"
    CNI_OWN = "the CNI's own"


@unique
class IpFamily(StrEnum):
    """`networkProfile.ipFamilies`."""

    IPV4 = "IPv4"
    IPV6 = "IPv6"

    @property
    def version(self) -> int:
        """The number by which `ipaddress` knows it."""
        match self:
            case IpFamily.IPV4:
                return 4
            case IpFamily.IPV6:
                return 6
            case unknown:
                assert_never(unknown)


@unique
class Policy(StrEnum):
    """`networkProfile.networkPolicy`: the engine that enforces NetworkPolicy objects."""

    NONE = "none"
    CALICO = "calico"
    AZURE = "azure"
    CILIUM = "cilium"


@unique
class EgressPart(StrEnum):
    """What subnets carry so that traffic leaves by it."""

    NAT_GATEWAY = "NAT gateway"
    ROUTE_TABLE = "route table"


@unique
class Outbound(StrEnum):
    """`networkProfile.outboundType`: how pods and nodes leave the network."""

    LOAD_BALANCER = "loadBalancer"
    NAT_GATEWAY = "userAssignedNATGateway"
    ROUTES = "userDefinedRouting"
    NONE = "none"

    @property
    def on_subnets(self) -> EgressPart | None:
        """What the subnets of a cluster carry for it; none where AKS makes all that it needs, or nothing leaves."""
        match self:
            case Outbound.LOAD_BALANCER | Outbound.NONE:
                return None
            case Outbound.NAT_GATEWAY:
                return EgressPart.NAT_GATEWAY
            case Outbound.ROUTES:
                return EgressPart.ROUTE_TABLE
            case unknown:
                assert_never(unknown)


@unique
class NextHopType(StrEnum):
    """`nextHopType` of a default route that goes to no address: AKS takes it with `userDefinedRouting`.

    https://learn.microsoft.com/azure/aks/egress-udr
    """

    GATEWAY = "VirtualNetworkGateway"
    """The VPN or ExpressRoute gateway of the VNet, or of a peered one that it may use."""


@unique
class EndpointPolicies(StrEnum):
    """`privateEndpointNetworkPolicies` of a subnet: what holds for its private endpoints too.

    https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy
    """

    NONE = "Disabled"
    GROUP = "NetworkSecurityGroupEnabled"
    ROUTES = "RouteTableEnabled"
    BOTH = "Enabled"

    @property
    def by_group(self) -> bool:
        """True where the subnet's network security group holds for them."""
        match self:
            case EndpointPolicies.GROUP | EndpointPolicies.BOTH:
                return True
            case EndpointPolicies.NONE | EndpointPolicies.ROUTES:
                return False
            case unknown:
                assert_never(unknown)


@unique
class OsType(StrEnum):
    """`agentPool.osType`."""

    LINUX = "Linux"
    WINDOWS = "Windows"


@unique
class PoolMode(StrEnum):
    """`agentPool.mode`."""

    SYSTEM = "System"
    USER = "User"
    GATEWAY = "Gateway"


@unique
class AdvancedPolicies(StrEnum):
    """`advancedNetworking.security.advancedNetworkPolicies`."""

    NONE = "none"
    FQDN = "FQDN"
    L7 = "L7"


@unique
class LocalDns(StrEnum):
    """`agentPool.localDNSProfile.mode`."""

    PREFERRED = "Preferred"
    REQUIRED = "Required"
    DISABLED = "Disabled"


@unique
class NetworkMode(StrEnum):
    """`networkProfile.networkMode`: how Azure CNI wires pods to the node."""

    TRANSPARENT = "transparent"
    BRIDGE = "bridge"


@unique
class Tier(StrEnum):
    """`sku.tier` of a managed cluster."""

    FREE = "Free"
    STANDARD = "Standard"
    PREMIUM = "Premium"


@unique
class SupportPlan(StrEnum):
    """`supportPlan` of a managed cluster: how long AKS supports its Kubernetes version."""

    COMMUNITY = "KubernetesOfficial"
    LONG_TERM = "AKSLongTermSupport"


@unique
class RoleScope(StrEnum):
    """How wide the grants of the control plane's identity reach."""

    SUBNET = "subnet"
    VNET = "vnet"


@unique
class RoleTarget(StrEnum):
    """What a control plane's identity may have to change."""

    VNET = "virtual network"
    NODE_SUBNET = "node subnet"
    POD_SUBNET = "pod subnet"
    LOAD_BALANCER_SUBNET = "load balancer subnet"
    API_SERVER_SUBNET = "API server subnet"
    ROUTE_TABLE = "route table"
    PUBLIC_ADDRESS = "public address"
    PUBLIC_PREFIX = "public prefix"
    DNS_ZONE = "private DNS zone"
    ADDRESS_GROUP = "resource group of public addresses"
    KUBELET_IDENTITY = "kubelet identity"
    REGISTRY = "container registry"


@unique
class SubnetUse(StrEnum):
    """What a cluster has in a subnet."""

    NODES = "nodes"
    PODS = "pods"
    FRONT_ENDS = "front ends"
    """Of internal load balancers; one that names no subnet has its front end among the nodes of the system pool."""
    API_SERVER = "the API server"
    """Of clusters with API Server VNet Integration."""


@unique
class Guard(StrEnum):
    """What a run does about changes that would lose a living cluster."""

    REFUSE = "refuse"
    STRICT = "strict"
    IN_PLACE = "inPlace"


@unique
class MadeWith(StrEnum):
    """What a cluster is sent when it is made, in a form that no later run exchanges."""

    WINDOWS_PROFILE = "windowsProfile"
    """With or without one: pulumi-azure-native replaces a cluster for another."""
    RANGE_KEYS = "podCidr, podCidrs, serviceCidr, serviceCidrs"
    """Ranges under the singular keys, as this program once sent them, or as lists."""


@unique
class Spread(StrEnum):
    """How pods of one workload keep apart on nodes (pod anti-affinity on `kubernetes.io/hostname`)."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    NONE = "none"


@unique
class WorkloadKind(StrEnum):
    """`kind` of a sample workload."""

    NGINX = "nginx"
    HELLO_KUBERNETES = "hello-kubernetes"


@unique
class ServiceType(StrEnum):
    """`spec.type` of a Kubernetes Service; `None` declares no Service."""

    CLUSTER_IP = "ClusterIP"
    LOAD_BALANCER = "LoadBalancer"
    NO_SERVICE = "None"
