"""Every kind of problem that a stack file can have: how bad it is, whose limit it is, and the page that states it.

This is the catalogue: `make docs` prints it as docs/problems.md, JSON reports name problems by the id, and the reporter
(`aksnet.rules.reporter`) decides by kind and path which problem hides which. A rule names its kind and adds where, what
and how to cure it. Ids are read by programs: one that is in use never changes its meaning.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum, unique

_AKS = "https://learn.microsoft.com/azure/aks/"
_VNET = "https://learn.microsoft.com/azure/virtual-network/"
_ARM = "https://learn.microsoft.com/azure/azure-resource-manager/management/"
_CODES = "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/"
_KUBERNETES = "https://kubernetes.io/docs/concepts/"

_BLOCKS = _AKS + "configure-azure-cni-static-block-allocation"
_CNI = _AKS + "concepts-network-cni-overview"
_DUAL = _AKS + "configure-dual-stack"
_ILB = _AKS + "internal-lb"
_KUBENET = _AKS + "configure-kubenet"
_NAT = _AKS + "nat-gateway"
_NSG = _VNET + "network-security-groups-overview"
_OVERLAY = _AKS + "concepts-network-azure-cni-overlay"
_PLANNING = _AKS + "concepts-network-ip-address-planning"
_POLICIES = _AKS + "use-network-policies"
_RANGES = _AKS + "api-server-authorized-ip-ranges"
_ROLLING = _AKS + "upgrade-aks-node-pools-rolling"
_SCALER = _AKS + "cluster-autoscaler"
_SYSTEM_POOLS = _AKS + "use-system-pools"
_UDR = _AKS + "egress-udr"
_VERSIONS = _AKS + "supported-kubernetes-versions"
_VNETS = _VNET + "virtual-networks-faq"
_NAMES = _ARM + "resource-name-rules"


@unique
class Severity(StrEnum):
    """What becomes of the run."""

    ERROR = "error"
    """Nothing is declared."""
    WARNING = "warning"
    """Azure takes it; it should still be said."""


@unique
class Limit(StrEnum):
    """Whose limit it is."""

    AZURE = "azure"
    """Of Azure, AKS, Kubernetes or an image: refused or broken whoever declares it."""
    OURS = "ours"
    """Of this project: the cluster could be had with another tool."""


@unique
class Stage(IntEnum):
    """How far the settings were understood when it was found."""

    FORM = 1
    """A value that cannot be read."""
    WRITTEN = 2
    """Settings that do not go together."""
    PLANNED = 3
    """What comes of the settings with every default filled in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue."""

    id: str
    """Subject and name, for programs."""
    stage: Stage
    severity: Severity
    limit: Limit
    page: str | None = None
    """The page that states the rule; none where there is none, or where it depends on the mode."""


_FORM, _WRITTEN, _PLANNED = Stage.FORM, Stage.WRITTEN, Stage.PLANNED
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_AZURE, _OURS = Limit.AZURE, Limit.OURS


@unique
class Kind(Enum):
    """One kind of problem; what the text of a problem says is for people, this is for programs."""

    UNKNOWN_KEY = Entry("form.unknown-key", _FORM, _ERROR, _OURS)
    MISSING_KEY = Entry("form.missing-key", _FORM, _ERROR, _OURS)
    TYPE = Entry("form.type", _FORM, _ERROR, _OURS)
    CHOICE = Entry("form.choice", _FORM, _ERROR, _OURS)
    SIZE = Entry("form.size", _FORM, _ERROR, _OURS)
    VALUE = Entry("form.value", _FORM, _ERROR, _OURS)
    RANGE_FORM = Entry("form.range", _FORM, _ERROR, _AZURE)
    ADDRESS_FORM = Entry("form.address", _FORM, _ERROR, _AZURE)
    NAME_FORM = Entry("form.name", _FORM, _ERROR, _AZURE, _NAMES)
    ARM_ID_FORM = Entry("form.arm-id", _FORM, _ERROR, _AZURE)
    LABEL_FORM = Entry("form.label", _FORM, _ERROR, _AZURE, _KUBERNETES + "overview/working-with-objects/labels/")
    TAINT_FORM = Entry("form.taint", _FORM, _ERROR, _AZURE, _AKS + "use-node-taints")
    VM_SIZE_FORM = Entry(
        "form.vm-size", _FORM, _ERROR, _AZURE, "https://learn.microsoft.com/azure/virtual-machines/sizes/overview"
    )
    SSH_KEY_FORM = Entry("form.ssh-key", _FORM, _ERROR, _AZURE)
    ZONE_FORM = Entry("form.zone", _FORM, _ERROR, _AZURE)
    VERSION_FORM = Entry("form.kubernetes-version", _FORM, _ERROR, _AZURE, _VERSIONS)
    SURGE_FORM = Entry("form.max-surge", _FORM, _ERROR, _AZURE, _ROLLING)
    NODES_FORM = Entry("form.nodes-in-pool", _FORM, _ERROR, _AZURE)
    PORT_FORM = Entry("form.port", _FORM, _ERROR, _AZURE)
    REPLICAS_FORM = Entry("form.replicas", _FORM, _ERROR, _OURS)
    IMAGE_FORM = Entry("form.image", _FORM, _ERROR, _OURS, _KUBERNETES + "containers/images/")
    CHART_FORM = Entry("form.chart-version", _FORM, _ERROR, _OURS)
    MODE_UNKNOWN = Entry("form.mode", _FORM, _ERROR, _OURS)
    OUTBOUND_UNKNOWN = Entry("form.outbound", _FORM, _ERROR, _OURS, _AKS + "egress-outboundtype")
    WORKLOAD_KIND = Entry("form.workload-kind", _FORM, _ERROR, _OURS)
    RULE_END_FORM = Entry("form.security-rule-end", _FORM, _ERROR, _AZURE, _NSG)
    RULE_PORTS_FORM = Entry("form.security-rule-ports", _FORM, _ERROR, _AZURE, _NSG)
    RULE_PRIORITY_FORM = Entry("form.security-rule-priority", _FORM, _ERROR, _OURS)
    UID_FORM = Entry("form.cluster-uid", _FORM, _ERROR, _OURS)
    TEXT_FORM = Entry("form.text", _FORM, _ERROR, _OURS)
    NO_LOCATION = Entry("form.location", _FORM, _ERROR, _AZURE)

    NO_CLUSTER = Entry("names.no-cluster", _WRITTEN, _ERROR, _OURS)
    CLUSTER_KEY = Entry("names.cluster-key", _WRITTEN, _ERROR, _AZURE, _NAMES)
    NAME_TAKEN = Entry("names.taken", _WRITTEN, _ERROR, _AZURE, _NAMES)
    NODE_GROUP_SHARED = Entry("names.node-resource-group", _WRITTEN, _ERROR, _AZURE, _AKS + "faq")
    OVERLAY_NAME = Entry("names.too-long-for-overlay", _WRITTEN, _ERROR, _AZURE, _AKS + "azure-cni-overlay")
    DERIVED_NAME = Entry("names.derived", _WRITTEN, _ERROR, _AZURE, _NAMES)
    TAG = Entry("names.tag", _WRITTEN, _ERROR, _AZURE, _ARM + "tag-resources")

    POD_RANGE_NOT_TAKEN = Entry("modes.pod-range", _WRITTEN, _ERROR, _AZURE)
    FAMILY_KEY = Entry("modes.key-of-other-family", _WRITTEN, _ERROR, _OURS)
    POD_SUBNET_NOT_TAKEN = Entry("modes.pod-subnet", _WRITTEN, _ERROR, _AZURE)
    IPV6_PREFIX_NOT_TAKEN = Entry("modes.ipv6-prefix", _WRITTEN, _ERROR, _OURS)
    POLICY_NOT_OFFERED = Entry("modes.network-policy", _WRITTEN, _ERROR, _AZURE, _POLICIES)
    OS_NOT_OFFERED = Entry("modes.os-type", _WRITTEN, _ERROR, _AZURE)
    NETWORK_MODE_NOT_TAKEN = Entry("modes.network-mode", _WRITTEN, _ERROR, _AZURE)
    MASQUERADE_NOT_TAKEN = Entry("modes.ip-masq", _WRITTEN, _ERROR, _OURS)
    CNI_INSTALLED = Entry("modes.cni-installed-by-aks", _WRITTEN, _ERROR, _AZURE)
    WORKLOADS_WITHOUT_CNI = Entry("modes.workloads-without-cni", _WRITTEN, _ERROR, _AZURE)
    MAX_PODS = Entry("modes.max-pods", _WRITTEN, _ERROR, _AZURE, _PLANNING)
    NODES_IN_CLUSTER = Entry("modes.nodes-in-cluster", _WRITTEN, _ERROR, _AZURE)

    VERSION_FOR_MODE = Entry("versions.too-old-for-mode", _WRITTEN, _ERROR, _AZURE)
    VERSION_FOR_POLICY = Entry("versions.too-old-for-policy", _WRITTEN, _ERROR, _AZURE, _POLICIES)
    VERSION_NOT_OFFERED = Entry("versions.not-offered", _WRITTEN, _ERROR, _AZURE, _VERSIONS)
    VERSION_NOT_AVAILABLE = Entry("versions.not-available", _WRITTEN, _WARNING, _AZURE, _VERSIONS)
    LONG_TERM_TIER = Entry("versions.long-term-tier", _WRITTEN, _ERROR, _AZURE, _AKS + "long-term-support")
    IMAGE_FOR_VERSION = Entry("versions.image", _PLANNED, _ERROR, _AZURE, _AKS + "upgrade-os-version")

    NO_SYSTEM_POOL = Entry("pools.no-system-pool", _WRITTEN, _ERROR, _AZURE, _SYSTEM_POOLS)
    AUTOSCALER_HALF = Entry("pools.autoscaler-range", _WRITTEN, _ERROR, _AZURE, _SCALER)
    AUTOSCALER_REVERSED = Entry("pools.autoscaler-reversed", _WRITTEN, _ERROR, _AZURE, _SCALER)
    COUNT_AND_AUTOSCALER = Entry("pools.count-and-autoscaler", _WRITTEN, _ERROR, _OURS, _SCALER)
    SYSTEM_POOL_EMPTY = Entry("pools.system-pool-empty", _WRITTEN, _ERROR, _AZURE, _SYSTEM_POOLS)
    SYSTEM_POOL_WINDOWS = Entry("pools.system-pool-windows", _WRITTEN, _ERROR, _AZURE, _SYSTEM_POOLS)
    SYSTEM_POOL_SIZE = Entry("pools.system-pool-burstable", _WRITTEN, _WARNING, _AZURE, _AKS + "quotas-skus-regions")
    SYSTEM_POOL_MINIMUM = Entry("pools.system-pool-minimum", _WRITTEN, _WARNING, _AZURE, _SYSTEM_POOLS)
    IMAGE_NOT_OFFERED = Entry("pools.image", _WRITTEN, _ERROR, _OURS, _AKS + "node-images")
    WINDOWS_POOL_NAME = Entry("pools.windows-name", _WRITTEN, _ERROR, _AZURE, _AKS + "create-node-pools")
    NO_WAY_TO_UPGRADE = Entry("pools.no-way-to-upgrade", _WRITTEN, _ERROR, _AZURE, _ROLLING)
    UNAVAILABLE_AND_SURGE = Entry("pools.unavailable-and-surge", _WRITTEN, _ERROR, _AZURE, _ROLLING)
    UNAVAILABLE_SYSTEM_POOL = Entry("pools.unavailable-system-pool", _WRITTEN, _ERROR, _AZURE, _ROLLING)
    POOL_PODS = Entry("pools.room-for-system-pods", _PLANNED, _ERROR, _AZURE, _PLANNING)
    BLOCKS_WASTED = Entry("pools.blocks-wasted", _PLANNED, _WARNING, _AZURE, _BLOCKS)
    WINDOWS_PODS = Entry("pools.windows-pods", _PLANNED, _WARNING, _AZURE, _OVERLAY)
    SIZE_FOR_OVERLAY = Entry("pools.size-for-overlay", _PLANNED, _ERROR, _AZURE, _OVERLAY)
    FREE_TIER_NODES = Entry("pools.nodes-of-free-tier", _PLANNED, _ERROR, _AZURE, _AKS + "free-standard-pricing-tiers")
    POOL_SURGE = Entry("pools.nodes-with-surge", _PLANNED, _WARNING, _AZURE, _ROLLING)
    POLICY_MANAGER = Entry("pools.policy-manager", _PLANNED, _WARNING, _AZURE, _POLICIES)

    FAMILIES_ORDER = Entry("services.families", _WRITTEN, _ERROR, _AZURE, _DUAL)
    IPV6_RANGE_SMALL = Entry("services.ipv6-size", _WRITTEN, _ERROR, _OURS, _DUAL)
    SERVICES_SMALL = Entry(
        "services.no-room-for-dns", _WRITTEN, _ERROR, _AZURE, _CODES + "dnsserviceipoutofservicecidr-error"
    )
    DNS_ADDRESS = Entry("services.dns-address", _WRITTEN, _ERROR, _AZURE, _CODES + "dnsserviceipoutofservicecidr-error")

    PODS_ON_RESERVED = Entry("ranges.pods-on-reserved", _PLANNED, _ERROR, _AZURE, _CNI)
    PODS_ON_AZURE = Entry("ranges.pods-on-azure", _PLANNED, _ERROR, _AZURE, _VNETS)
    PODS_ON_SUBNET = Entry("ranges.pods-on-subnet", _PLANNED, _ERROR, _AZURE, _OVERLAY)
    PODS_ON_SERVICES = Entry("ranges.pods-on-services", _PLANNED, _ERROR, _AZURE, _PLANNING)
    PODS_ON_PEERED = Entry("ranges.pods-on-peered", _PLANNED, _ERROR, _AZURE, _OVERLAY)
    PODS_IN_VNET = Entry("ranges.pods-in-vnet", _PLANNED, _WARNING, _AZURE, _OVERLAY)
    PODS_PUBLIC = Entry("ranges.pods-public", _PLANNED, _WARNING, _AZURE, _OVERLAY)
    SERVICES_ON_RESERVED = Entry("ranges.services-on-reserved", _PLANNED, _ERROR, _AZURE, _CNI)
    SERVICES_ON_AZURE = Entry("ranges.services-on-azure", _PLANNED, _ERROR, _AZURE, _VNETS)
    SERVICES_ON_SUBNET = Entry(
        "ranges.services-on-subnet", _PLANNED, _ERROR, _AZURE, _CODES + "servicecidroverlapexistingsubnetscidr-error"
    )
    SERVICES_ON_PEERED = Entry("ranges.services-on-peered", _PLANNED, _ERROR, _AZURE, _PLANNING)
    SERVICES_LARGE = Entry("ranges.services-large", _PLANNED, _ERROR, _AZURE, _PLANNING)
    SERVICES_LARGE_IPV6 = Entry("ranges.services-large-ipv6", _PLANNED, _ERROR, _AZURE, _DUAL)
    SERVICES_IN_VNET = Entry("ranges.services-in-vnet", _PLANNED, _WARNING, _AZURE, _PLANNING)
    SERVICES_PUBLIC = Entry("ranges.services-public", _PLANNED, _WARNING, _AZURE, _PLANNING)
    VNET_ON_RESERVED = Entry("ranges.vnet-on-reserved", _PLANNED, _ERROR, _AZURE, _CNI)
    VNET_ON_AZURE = Entry("ranges.vnet-on-azure", _PLANNED, _ERROR, _AZURE, _VNETS)
    VNET_ON_PEERED = Entry(
        "ranges.vnet-on-peered", _PLANNED, _ERROR, _AZURE, _VNET + "virtual-network-peering-overview"
    )
    SUBNET_ON_RESERVED = Entry("ranges.subnet-on-reserved", _PLANNED, _ERROR, _AZURE, _CNI)
    SUBNET_ON_PEERED = Entry(
        "ranges.subnet-on-peered", _PLANNED, _ERROR, _AZURE, _VNET + "virtual-network-peering-overview"
    )

    EXTRA_SUBNET_NAME = Entry("subnets.name-and-key", _WRITTEN, _ERROR, _OURS)
    VNET_WITHOUT_IPV4 = Entry("subnets.vnet-without-ipv4", _WRITTEN, _ERROR, _AZURE, _VNETS)
    VNET_RANGES_OVERLAP = Entry("subnets.vnet-ranges-overlap", _WRITTEN, _ERROR, _AZURE, _VNETS)
    VNET_NAMED_TWICE = Entry("subnets.vnet-name-and-id", _WRITTEN, _ERROR, _OURS)
    VNET_GROUP = Entry("subnets.vnet-resource-group", _WRITTEN, _ERROR, _OURS)
    EXISTING_IN_NEW_VNET = Entry("subnets.existing-in-new-vnet", _WRITTEN, _ERROR, _OURS, _CNI)
    OTHER_VNET = Entry("subnets.other-vnet", _WRITTEN, _ERROR, _OURS, _CNI)
    SUBNET_NAME_AND_ID = Entry("subnets.name-and-id", _WRITTEN, _ERROR, _OURS)
    GROUP_ON_EXISTING = Entry("subnets.security-group-on-existing", _WRITTEN, _ERROR, _OURS, _NSG)
    NAMES_BY_CASE = Entry("subnets.names-differ-by-case", _WRITTEN, _ERROR, _AZURE, _NAMES)
    CONTRADICTION = Entry("subnets.said-twice", _WRITTEN, _ERROR, _OURS)
    TWO_GROUPS = Entry("subnets.two-security-groups", _WRITTEN, _ERROR, _AZURE, _NSG)
    NODES_ON_POD_SUBNET = Entry("subnets.nodes-on-pod-subnet", _WRITTEN, _ERROR, _AZURE, _CNI)
    SHARED_WITH_KUBENET = Entry("subnets.shared-with-kubenet", _WRITTEN, _ERROR, _AZURE, _KUBENET)
    SHARED_EGRESS = Entry("subnets.shared-egress", _WRITTEN, _ERROR, _OURS)
    MIXED_POD_SUBNET = Entry("subnets.mixed-pod-subnet", _WRITTEN, _ERROR, _AZURE, _BLOCKS)
    MISSING_PREFIX = Entry("subnets.missing-prefix", _PLANNED, _ERROR, _OURS, _VNETS)
    MISSING_IPV6 = Entry("subnets.missing-ipv6", _PLANNED, _ERROR, _AZURE, _DUAL)
    SUBNET_SIZE = Entry("subnets.size", _PLANNED, _ERROR, _AZURE, _VNETS)
    OUTSIDE_VNET = Entry("subnets.outside-vnet", _PLANNED, _ERROR, _AZURE, _VNETS)
    SUBNETS_OVERLAP = Entry("subnets.overlap", _PLANNED, _ERROR, _AZURE, _VNETS)

    TOO_SMALL = Entry(
        "capacity.range-too-small",
        _PLANNED,
        _ERROR,
        _AZURE,
        "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/"
        "insufficientsubnetsize-error-advanced-networking",
    )
    SINGLE_ADDRESSES = Entry("capacity.addresses-one-by-one", _PLANNED, _ERROR, _AZURE, _BLOCKS)
    OVERLAY_PODS = Entry(
        "capacity.overlay-pods", _PLANNED, _WARNING, _AZURE, _AKS + "best-practices-performance-scale-large"
    )
    BLOCK_SUBNET_LARGE = Entry("capacity.block-subnet-large", _PLANNED, _ERROR, _AZURE, _BLOCKS)
    SURGE_OVER_ROUTES = Entry("capacity.surge-over-routes", _PLANNED, _WARNING, _AZURE)

    GROUP_ID_AND_MORE = Entry("security.id-and-rules", _WRITTEN, _ERROR, _OURS, _NSG)
    RULE_PRIORITY_TAKEN = Entry("security.priority-taken", _WRITTEN, _ERROR, _AZURE, _NSG)
    DENIED_FLOWS = Entry("security.denied-flows", _PLANNED, _WARNING, _AZURE, _NSG)
    GROUP_NAME_TAKEN = Entry("security.name-taken", _WRITTEN, _ERROR, _AZURE, _NAMES)

    RANGES_ON_PRIVATE = Entry("access.ranges-on-private", _WRITTEN, _ERROR, _AZURE, _RANGES)
    RANGES_TOO_MANY = Entry("access.too-many-ranges", _WRITTEN, _ERROR, _AZURE, _RANGES)
    RANGES_NOT_PUBLIC = Entry("access.ranges-not-public", _WRITTEN, _ERROR, _AZURE, _RANGES)
    RANGE_STANDS_ALONE = Entry("access.range-stands-alone", _WRITTEN, _ERROR, _AZURE, _RANGES)
    EGRESS_ADDRESS_NEEDED = Entry("access.egress-address", _WRITTEN, _ERROR, _AZURE, _RANGES)
    EGRESS_ADDRESS_UNUSED = Entry("access.egress-address-unused", _WRITTEN, _ERROR, _OURS, _RANGES)
    ROLE_SCOPE_TOO_NARROW = Entry("access.role-scope", _WRITTEN, _ERROR, _AZURE, _AKS + "private-clusters")
    PRIVATE_WORKLOADS = Entry("access.private-workloads", _WRITTEN, _WARNING, _AZURE)

    NO_NEXT_HOP = Entry("egress.no-next-hop", _WRITTEN, _ERROR, _AZURE, _UDR)
    NEXT_HOP_ON_EXISTING = Entry("egress.next-hop-on-existing", _WRITTEN, _ERROR, _OURS, _UDR)
    NEXT_HOP_GATEWAY = Entry("egress.next-hop-gateway", _WRITTEN, _WARNING, _AZURE, _UDR)
    NEXT_HOP_IPV4_ONLY = Entry("egress.next-hop-ipv4-only", _WRITTEN, _WARNING, _OURS, _UDR)
    NEXT_HOP_UNUSED = Entry("egress.next-hop-unused", _WRITTEN, _ERROR, _OURS, _UDR)
    ROUTE_TABLE_UNKNOWN = Entry("egress.route-table-unknown", _WRITTEN, _ERROR, _OURS, _KUBENET)
    ROUTE_TABLE_ON_NEW = Entry("egress.route-table-on-new", _WRITTEN, _ERROR, _OURS, _KUBENET)
    TWO_ROUTE_TABLES = Entry("egress.two-route-tables", _WRITTEN, _ERROR, _AZURE, _KUBENET)
    ROUTE_TABLE_OF_OTHER = Entry("egress.route-table-of-other", _WRITTEN, _ERROR, _AZURE, _KUBENET)
    ROUTE_TABLE_ASSUMED = Entry("egress.route-table-assumed", _WRITTEN, _WARNING, _AZURE, _KUBENET)
    GATEWAY_IPV4_ONLY = Entry(
        "egress.gateway-ipv4-only",
        _WRITTEN,
        _ERROR,
        _OURS,
        "https://learn.microsoft.com/azure/nat-gateway/nat-overview",
    )
    GATEWAY_ON_EXISTING = Entry("egress.gateway-on-existing", _WRITTEN, _ERROR, _OURS, _NAT)
    POD_SUBNET_ROUTES = Entry("egress.pod-subnet-without-routes", _WRITTEN, _ERROR, _OURS, _UDR)
    MASQUERADE = Entry("egress.ip-masq-and-overlay", _WRITTEN, _WARNING, _AZURE)
    NEXT_HOP_INSIDE = Entry("egress.next-hop-inside", _PLANNED, _ERROR, _AZURE, _UDR)
    NEXT_HOP_KEPT = Entry("egress.next-hop-kept", _PLANNED, _ERROR, _AZURE, _VNETS)
    NEXT_HOP_OUTSIDE = Entry("egress.next-hop-outside", _PLANNED, _WARNING, _AZURE, _UDR)
    GATEWAY_OF_ONE_ZONE = Entry("egress.gateway-of-one-zone", _PLANNED, _WARNING, _OURS, _NAT)
    GATEWAY_EXPECTED = Entry("egress.gateway-expected", _PLANNED, _WARNING, _AZURE, _NAT)

    NO_HOST = Entry("workloads.no-host", _WRITTEN, _ERROR, _AZURE, _AKS + "use-node-taints")
    REPLICAS_OVER_NODES = Entry(
        "workloads.replicas-over-nodes", _WRITTEN, _ERROR, _AZURE, _KUBERNETES + "scheduling-eviction/assign-pod-node/"
    )
    INTERNAL_WITHOUT_BALANCER = Entry("workloads.internal-without-balancer", _WRITTEN, _ERROR, _AZURE, _ILB)
    FRONT_END_PUBLIC = Entry("workloads.front-end-of-public", _WRITTEN, _ERROR, _AZURE, _ILB)
    FRONT_END_SUBNET_UNKNOWN = Entry("workloads.front-end-subnet-unknown", _WRITTEN, _ERROR, _OURS, _ILB)
    FRONT_END_ON_PODS = Entry("workloads.front-end-on-pod-subnet", _WRITTEN, _ERROR, _AZURE, _ILB)
    FRONT_END_ADDRESS = Entry("workloads.front-end-address", _WRITTEN, _ERROR, _AZURE, _ILB)
    FRONT_END_TAKEN = Entry("workloads.front-end-taken", _WRITTEN, _ERROR, _AZURE, _ILB)
    KUBERNETES_NAMESPACE = Entry(
        "workloads.namespace", _WRITTEN, _ERROR, _OURS, _KUBERNETES + "overview/working-with-objects/namespaces/"
    )
    FRONT_END_BEHIND_GROUP = Entry("workloads.front-end-behind-group", _PLANNED, _WARNING, _AZURE, _NSG)
    FRONT_END_AMONG_NODES = Entry("workloads.front-end-among-nodes", _PLANNED, _WARNING, _AZURE, _ILB)

    RETIREMENT = Entry("retirements.date", _PLANNED, _WARNING, _AZURE)

    @property
    def id(self) -> str:
        """Subject and name, for instance `ranges.pods-on-subnet`."""
        return self.value.id
