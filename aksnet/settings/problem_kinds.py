"""Every kind of problem that a stack file can have: how bad it is, whose limit it is, and the page that states it.

This is the catalogue: `make docs` prints it as docs/problems.md, JSON reports name problems by the id, and the reporter
(`aksnet.rules.reporter`) decides by kind and path which problem hides which. A rule names its kind and adds where, what
and how to cure it. Ids are read by programs: one that is in use never changes its meaning.
"""

from enum import Enum, unique

from aksnet.settings import problem_pages as page
from aksnet.settings.problem_entry import Entry, Limit, Severity, Stage

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
    NOT_PLAIN = Entry("form.not-plain", _FORM, _ERROR, _OURS)
    SIZE = Entry("form.size", _FORM, _ERROR, _OURS)
    VALUE = Entry("form.value", _FORM, _ERROR, _OURS)
    RANGE_FORM = Entry("form.range", _FORM, _ERROR, _AZURE)
    ADDRESS_FORM = Entry("form.address", _FORM, _ERROR, _AZURE)
    NAME_FORM = Entry("form.name", _FORM, _ERROR, _AZURE, page.NAMES)
    ARM_ID_FORM = Entry("form.arm-id", _FORM, _ERROR, _AZURE)
    GUID_FORM = Entry("form.guid", _FORM, _ERROR, _AZURE)
    LABEL_FORM = Entry("form.label", _FORM, _ERROR, _AZURE, page.KUBERNETES + "overview/working-with-objects/labels/")
    TAINT_FORM = Entry("form.taint", _FORM, _ERROR, _AZURE, page.AKS + "use-node-taints")
    VM_SIZE_FORM = Entry("form.vm-size", _FORM, _ERROR, _AZURE, page.VM_SIZES)
    SSH_KEY_FORM = Entry("form.ssh-key", _FORM, _ERROR, _AZURE)
    ZONE_FORM = Entry("form.zone", _FORM, _ERROR, _AZURE)
    VERSION_FORM = Entry("form.kubernetes-version", _FORM, _ERROR, _AZURE, page.VERSIONS)
    SURGE_FORM = Entry("form.max-surge", _FORM, _ERROR, _AZURE, page.ROLLING)
    NODES_FORM = Entry("form.nodes-in-pool", _FORM, _ERROR, _AZURE)
    PORT_FORM = Entry("form.port", _FORM, _ERROR, _AZURE)
    REPLICAS_FORM = Entry("form.replicas", _FORM, _ERROR, _OURS)
    IMAGE_FORM = Entry("form.image", _FORM, _ERROR, _OURS, page.KUBERNETES + "containers/images/")
    CHART_FORM = Entry("form.chart-version", _FORM, _ERROR, _OURS)
    MODE_UNKNOWN = Entry("form.mode", _FORM, _ERROR, _OURS)
    OUTBOUND_UNKNOWN = Entry("form.outbound", _FORM, _ERROR, _OURS, page.AKS + "egress-outboundtype")
    EGRESS_FORM = Entry("form.egress", _FORM, _ERROR, _AZURE, page.BALANCER)
    WORKLOAD_KIND = Entry("form.workload-kind", _FORM, _ERROR, _OURS)
    RULE_END_FORM = Entry("form.security-rule-end", _FORM, _ERROR, _AZURE, page.NSG)
    RULE_PORTS_FORM = Entry("form.security-rule-ports", _FORM, _ERROR, _AZURE, page.NSG)
    RULE_PRIORITY_FORM = Entry("form.security-rule-priority", _FORM, _ERROR, _OURS)
    WINDOW_FORM = Entry("form.maintenance-window", _FORM, _ERROR, _AZURE, page.WINDOWS)
    UID_FORM = Entry("form.cluster-uid", _FORM, _ERROR, _OURS)
    TEXT_FORM = Entry("form.text", _FORM, _ERROR, _OURS)
    STACK_REFERENCE = Entry("form.stack-reference", _FORM, _ERROR, _OURS)
    STACK_UNREAD = Entry("form.stack-not-read", _FORM, _ERROR, _OURS)
    STACK_OUTPUT_MISSING = Entry("form.stack-output-missing", _FORM, _ERROR, _OURS)
    STACK_OUTPUT_SECRET = Entry("form.stack-output-secret", _FORM, _ERROR, _OURS)
    NO_LOCATION = Entry("form.location", _FORM, _ERROR, _AZURE)

    NO_CLUSTER = Entry("names.no-cluster", _WRITTEN, _ERROR, _OURS)
    CLUSTER_KEY = Entry("names.cluster-key", _WRITTEN, _ERROR, _AZURE, page.NAMES)
    NAME_TAKEN = Entry("names.taken", _WRITTEN, _ERROR, _AZURE, page.NAMES)
    NODE_GROUP_SHARED = Entry("names.node-resource-group", _WRITTEN, _ERROR, _AZURE, page.AKS + "faq")
    OVERLAY_NAME = Entry("names.too-long-for-overlay", _WRITTEN, _ERROR, _AZURE, page.AKS + "azure-cni-overlay")
    DERIVED_NAME = Entry("names.derived", _WRITTEN, _ERROR, _AZURE, page.NAMES)
    TAG = Entry("names.tag", _WRITTEN, _ERROR, _AZURE, page.TAGS)
    TOO_MANY = Entry("limits.too-many", _WRITTEN, _ERROR, _AZURE)

    POD_RANGE_NOT_TAKEN = Entry("modes.pod-range", _WRITTEN, _ERROR, _AZURE)
    FAMILY_KEY = Entry("modes.key-of-other-family", _WRITTEN, _ERROR, _OURS)
    POD_SUBNET_NOT_TAKEN = Entry("modes.pod-subnet", _WRITTEN, _ERROR, _AZURE)
    IPV6_PREFIX_NOT_TAKEN = Entry("modes.ipv6-prefix", _WRITTEN, _ERROR, _OURS)
    POLICY_NOT_OFFERED = Entry("modes.network-policy", _WRITTEN, _ERROR, _AZURE, page.POLICIES)
    OS_NOT_OFFERED = Entry("modes.os-type", _WRITTEN, _ERROR, _AZURE)
    NETWORK_MODE_NOT_TAKEN = Entry("modes.network-mode", _WRITTEN, _ERROR, _AZURE)
    MASQUERADE_NOT_TAKEN = Entry("modes.ip-masq", _WRITTEN, _ERROR, _OURS)
    CNI_INSTALLED = Entry("modes.cni-installed-by-aks", _WRITTEN, _ERROR, _AZURE)
    WORKLOADS_WITHOUT_CNI = Entry("modes.workloads-without-cni", _WRITTEN, _ERROR, _AZURE)
    MAX_PODS = Entry("modes.max-pods", _WRITTEN, _ERROR, _AZURE, page.PLANNING)
    NODES_IN_CLUSTER = Entry("modes.nodes-in-cluster", _WRITTEN, _ERROR, _AZURE)

    VERSION_FOR_MODE = Entry("versions.too-old-for-mode", _WRITTEN, _ERROR, _AZURE)
    VERSION_FOR_POLICY = Entry("versions.too-old-for-policy", _WRITTEN, _ERROR, _AZURE, page.POLICIES)
    VERSION_NOT_OFFERED = Entry("versions.not-offered", _WRITTEN, _ERROR, _AZURE, page.VERSIONS)
    VERSION_NOT_AVAILABLE = Entry("versions.not-available", _WRITTEN, _WARNING, _AZURE, page.VERSIONS)
    LONG_TERM_TIER = Entry("versions.long-term-tier", _WRITTEN, _ERROR, _AZURE, page.AKS + "long-term-support")
    IMAGE_FOR_VERSION = Entry("versions.image", _PLANNED, _ERROR, _AZURE, page.AKS + "upgrade-os-version")

    POOL_NEWER = Entry("versions.pool-newer", _WRITTEN, _ERROR, _AZURE, page.AKS + "upgrade-options")
    POOL_BEHIND = Entry("versions.pool-behind", _WRITTEN, _ERROR, _AZURE, page.AKS + "upgrade-options")
    POOL_VERSION_ALONE = Entry("versions.pool-alone", _WRITTEN, _ERROR, _OURS, page.AKS + "upgrade-options")
    POOL_MADE_WITH = Entry("versions.pool-made-with", _WRITTEN, _ERROR, _AZURE, page.AKS + "manage-node-pools")
    POOL_AND_CHANNEL = Entry("versions.pool-and-channel", _WRITTEN, _ERROR, _AZURE, page.AKS + "auto-upgrade-cluster")
    POOL_NOT_OFFERED = Entry("versions.pool-not-offered", _WRITTEN, _WARNING, _AZURE, page.VERSIONS)
    CHANNELS = Entry("upgrades.channels", _WRITTEN, _ERROR, _AZURE, page.AKS + "auto-upgrade-node-os-image")
    PATCHES_OF_WINDOWS = Entry(
        "upgrades.windows-nodes", _WRITTEN, _WARNING, _AZURE, page.AKS + "auto-upgrade-node-os-image"
    )
    WINDOW_DAYS = Entry("upgrades.window-days", _WRITTEN, _ERROR, _AZURE, page.WINDOWS)
    WINDOW_UNUSED = Entry("upgrades.window-unused", _WRITTEN, _WARNING, _AZURE, page.WINDOWS)

    NO_SYSTEM_POOL = Entry("pools.no-system-pool", _WRITTEN, _ERROR, _AZURE, page.SYSTEM_POOLS)
    AUTOSCALER_HALF = Entry("pools.autoscaler-range", _WRITTEN, _ERROR, _AZURE, page.SCALER)
    AUTOSCALER_REVERSED = Entry("pools.autoscaler-reversed", _WRITTEN, _ERROR, _AZURE, page.SCALER)
    COUNT_AND_AUTOSCALER = Entry("pools.count-and-autoscaler", _WRITTEN, _ERROR, _OURS, page.SCALER)
    SYSTEM_POOL_EMPTY = Entry("pools.system-pool-empty", _WRITTEN, _ERROR, _AZURE, page.SYSTEM_POOLS)
    SYSTEM_POOL_WINDOWS = Entry("pools.system-pool-windows", _WRITTEN, _ERROR, _AZURE, page.SYSTEM_POOLS)
    SYSTEM_POOL_SIZE = Entry(
        "pools.system-pool-burstable", _WRITTEN, _WARNING, _AZURE, page.AKS + "quotas-skus-regions"
    )
    SYSTEM_POOL_MINIMUM = Entry("pools.system-pool-minimum", _WRITTEN, _WARNING, _AZURE, page.SYSTEM_POOLS)
    IMAGE_NOT_OFFERED = Entry("pools.image", _WRITTEN, _ERROR, _OURS, page.AKS + "node-images")
    WINDOWS_POOL_NAME = Entry("pools.windows-name", _WRITTEN, _ERROR, _AZURE, page.AKS + "create-node-pools")
    NO_WAY_TO_UPGRADE = Entry("pools.no-way-to-upgrade", _WRITTEN, _ERROR, _AZURE, page.ROLLING)
    UNAVAILABLE_AND_SURGE = Entry("pools.unavailable-and-surge", _WRITTEN, _ERROR, _AZURE, page.ROLLING)
    UNAVAILABLE_SYSTEM_POOL = Entry("pools.unavailable-system-pool", _WRITTEN, _ERROR, _AZURE, page.ROLLING)
    POOL_PODS = Entry("pools.room-for-system-pods", _PLANNED, _ERROR, _AZURE, page.PLANNING)
    BLOCKS_WASTED = Entry("pools.blocks-wasted", _PLANNED, _WARNING, _AZURE, page.BLOCKS)
    WINDOWS_PODS = Entry("pools.windows-pods", _PLANNED, _WARNING, _AZURE, page.OVERLAY)
    SIZE_FOR_OVERLAY = Entry("pools.size-for-overlay", _PLANNED, _ERROR, _AZURE, page.OVERLAY)
    FREE_TIER_NODES = Entry(
        "pools.nodes-of-free-tier", _PLANNED, _ERROR, _AZURE, page.AKS + "free-standard-pricing-tiers"
    )
    POOL_SURGE = Entry("pools.nodes-with-surge", _PLANNED, _WARNING, _AZURE, page.ROLLING)
    POLICY_MANAGER = Entry("pools.policy-manager", _PLANNED, _WARNING, _AZURE, page.POLICIES)

    FAMILIES_ORDER = Entry("services.families", _WRITTEN, _ERROR, _AZURE, page.DUAL)
    IPV6_RANGE_SMALL = Entry("services.ipv6-size", _WRITTEN, _ERROR, _OURS, page.DUAL)
    SERVICES_SMALL = Entry("services.no-room-for-dns", _WRITTEN, _ERROR, _AZURE, page.DNS_ADDRESS_CODE)
    DNS_ADDRESS = Entry("services.dns-address", _WRITTEN, _ERROR, _AZURE, page.DNS_ADDRESS_CODE)

    PODS_ON_RESERVED = Entry("ranges.pods-on-reserved", _PLANNED, _ERROR, _AZURE, page.CNI)
    PODS_ON_AZURE = Entry("ranges.pods-on-azure", _PLANNED, _ERROR, _AZURE, page.VNETS)
    PODS_ON_SUBNET = Entry("ranges.pods-on-subnet", _PLANNED, _ERROR, _AZURE, page.OVERLAY)
    PODS_ON_SERVICES = Entry("ranges.pods-on-services", _PLANNED, _ERROR, _AZURE, page.PLANNING)
    PODS_ON_PEERED = Entry("ranges.pods-on-peered", _PLANNED, _ERROR, _AZURE, page.OVERLAY)
    PODS_IN_VNET = Entry("ranges.pods-in-vnet", _PLANNED, _WARNING, _AZURE, page.OVERLAY)
    PODS_PUBLIC = Entry("ranges.pods-public", _PLANNED, _WARNING, _AZURE, page.OVERLAY)
    SERVICES_ON_RESERVED = Entry("ranges.services-on-reserved", _PLANNED, _ERROR, _AZURE, page.CNI)
    SERVICES_ON_AZURE = Entry("ranges.services-on-azure", _PLANNED, _ERROR, _AZURE, page.VNETS)
    SERVICES_ON_SUBNET = Entry("ranges.services-on-subnet", _PLANNED, _ERROR, _AZURE, page.SERVICES_CODE)
    SERVICES_ON_PEERED = Entry("ranges.services-on-peered", _PLANNED, _ERROR, _AZURE, page.PLANNING)
    SERVICES_LARGE = Entry("ranges.services-large", _PLANNED, _ERROR, _AZURE, page.PLANNING)
    SERVICES_LARGE_IPV6 = Entry("ranges.services-large-ipv6", _PLANNED, _ERROR, _AZURE, page.DUAL)
    SERVICES_IN_VNET = Entry("ranges.services-in-vnet", _PLANNED, _WARNING, _AZURE, page.PLANNING)
    SERVICES_PUBLIC = Entry("ranges.services-public", _PLANNED, _WARNING, _AZURE, page.PLANNING)
    VNET_ON_RESERVED = Entry("ranges.vnet-on-reserved", _PLANNED, _ERROR, _AZURE, page.CNI)
    VNET_ON_AZURE = Entry("ranges.vnet-on-azure", _PLANNED, _ERROR, _AZURE, page.VNETS)
    VNET_ON_PEERED = Entry("ranges.vnet-on-peered", _PLANNED, _ERROR, _AZURE, page.PEERING)
    SUBNET_ON_RESERVED = Entry("ranges.subnet-on-reserved", _PLANNED, _ERROR, _AZURE, page.CNI)
    SUBNET_ON_PEERED = Entry("ranges.subnet-on-peered", _PLANNED, _ERROR, _AZURE, page.PEERING)

    EXTRA_SUBNET_NAME = Entry("subnets.name-and-key", _WRITTEN, _ERROR, _OURS)
    VNET_WITHOUT_IPV4 = Entry("subnets.vnet-without-ipv4", _WRITTEN, _ERROR, _AZURE, page.VNETS)
    VNET_RANGES_OVERLAP = Entry("subnets.vnet-ranges-overlap", _WRITTEN, _ERROR, _AZURE, page.VNETS)
    VNET_NAMED_TWICE = Entry("subnets.vnet-name-and-id", _WRITTEN, _ERROR, _OURS)
    VNET_GROUP = Entry("subnets.vnet-resource-group", _WRITTEN, _ERROR, _OURS)
    EXISTING_IN_NEW_VNET = Entry("subnets.existing-in-new-vnet", _WRITTEN, _ERROR, _OURS, page.CNI)
    OTHER_VNET = Entry("subnets.other-vnet", _WRITTEN, _ERROR, _OURS, page.CNI)
    SUBNET_NAME_AND_ID = Entry("subnets.name-and-id", _WRITTEN, _ERROR, _OURS)
    GROUP_ON_EXISTING = Entry("subnets.security-group-on-existing", _WRITTEN, _ERROR, _OURS, page.NSG)
    KEY_ON_EXISTING = Entry("subnets.key-on-existing", _WRITTEN, _ERROR, _OURS)
    OTHER_SUBSCRIPTION = Entry("subnets.other-subscription", _WRITTEN, _ERROR, _AZURE, page.VNET + "manage-route-table")
    KEY_ON_EXISTING_VNET = Entry("subnets.key-on-existing-vnet", _WRITTEN, _ERROR, _OURS)
    PEERED_TWICE = Entry("subnets.peered-twice", _WRITTEN, _ERROR, _AZURE, page.PEERING)
    TWO_REMOTE_GATEWAYS = Entry("subnets.two-remote-gateways", _WRITTEN, _ERROR, _AZURE, page.PEERING)
    PEERING_ONE_SIDED = Entry("subnets.peering-one-sided", _WRITTEN, _WARNING, _AZURE, page.PEERING)
    DNS_SERVER_SHADOWED = Entry("subnets.dns-server-shadowed", _PLANNED, _ERROR, _AZURE, page.DNS)
    DNS_SERVER_OUTSIDE = Entry("subnets.dns-server-outside", _PLANNED, _WARNING, _AZURE, page.DNS)
    DELEGATED_IN_USE = Entry("subnets.delegated-in-use", _WRITTEN, _ERROR, _AZURE, page.DELEGATION)
    STORAGE_ENDPOINTS = Entry("subnets.storage-endpoints", _WRITTEN, _ERROR, _AZURE, page.STORAGE)
    PURPOSE_SIZE = Entry("subnets.size-for-purpose", _PLANNED, _ERROR, _AZURE)
    NAMES_BY_CASE = Entry("subnets.names-differ-by-case", _WRITTEN, _ERROR, _AZURE, page.NAMES)
    CONTRADICTION = Entry("subnets.said-twice", _WRITTEN, _ERROR, _OURS)
    TWO_GROUPS = Entry("subnets.two-security-groups", _WRITTEN, _ERROR, _AZURE, page.NSG)
    NODES_ON_POD_SUBNET = Entry("subnets.nodes-on-pod-subnet", _WRITTEN, _ERROR, _AZURE, page.CNI)
    API_SERVER_ALONE = Entry("subnets.api-server-alone", _WRITTEN, _ERROR, _AZURE, page.IN_VNET)
    SHARED_WITH_KUBENET = Entry("subnets.shared-with-kubenet", _WRITTEN, _ERROR, _AZURE, page.KUBENET)
    SHARED_EGRESS = Entry("subnets.shared-egress", _WRITTEN, _ERROR, _OURS)
    MIXED_POD_SUBNET = Entry("subnets.mixed-pod-subnet", _WRITTEN, _ERROR, _AZURE, page.BLOCKS)
    MISSING_PREFIX = Entry("subnets.missing-prefix", _PLANNED, _ERROR, _OURS, page.VNETS)
    MISSING_IPV6 = Entry("subnets.missing-ipv6", _PLANNED, _ERROR, _AZURE, page.DUAL)
    SUBNET_SIZE = Entry("subnets.size", _PLANNED, _ERROR, _AZURE, page.VNETS)
    OUTSIDE_VNET = Entry("subnets.outside-vnet", _PLANNED, _ERROR, _AZURE, page.VNETS)
    SUBNETS_OVERLAP = Entry("subnets.overlap", _PLANNED, _ERROR, _AZURE, page.VNETS)

    TOO_SMALL = Entry(
        "capacity.range-too-small",
        _PLANNED,
        _ERROR,
        _AZURE,
        "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/"
        "insufficientsubnetsize-error-advanced-networking",
    )
    SINGLE_ADDRESSES = Entry("capacity.addresses-one-by-one", _PLANNED, _ERROR, _AZURE, page.BLOCKS)
    OVERLAY_PODS = Entry("capacity.overlay-pods", _PLANNED, _WARNING, _AZURE, page.LARGE_SCALE)
    BLOCK_SUBNET_LARGE = Entry("capacity.block-subnet-large", _PLANNED, _ERROR, _AZURE, page.BLOCKS)
    SURGE_OVER_ROUTES = Entry("capacity.surge-over-routes", _PLANNED, _WARNING, _AZURE)

    GROUP_ID_AND_MORE = Entry("security.id-and-rules", _WRITTEN, _ERROR, _OURS, page.NSG)
    RULE_PRIORITY_TAKEN = Entry("security.priority-taken", _WRITTEN, _ERROR, _AZURE, page.NSG)
    DENIED_FLOWS = Entry("security.denied-flows", _PLANNED, _WARNING, _AZURE, page.NSG)
    GROUP_NAME_TAKEN = Entry("security.name-taken", _WRITTEN, _ERROR, _AZURE, page.NAMES)

    RANGES_ON_PRIVATE = Entry("access.ranges-on-private", _WRITTEN, _ERROR, _AZURE, page.RANGES)
    RANGES_TOO_MANY = Entry("access.too-many-ranges", _WRITTEN, _ERROR, _AZURE, page.RANGES)
    RANGES_NOT_PUBLIC = Entry("access.ranges-not-public", _WRITTEN, _ERROR, _AZURE, page.RANGES)
    RANGE_STANDS_ALONE = Entry("access.range-stands-alone", _WRITTEN, _ERROR, _AZURE, page.RANGES)
    EGRESS_ADDRESS_NEEDED = Entry("access.egress-address", _WRITTEN, _ERROR, _AZURE, page.RANGES)
    EGRESS_ADDRESS_UNUSED = Entry("access.egress-address-unused", _WRITTEN, _ERROR, _OURS, page.RANGES)
    ROLE_SCOPE_TOO_NARROW = Entry("access.role-scope", _WRITTEN, _ERROR, _AZURE, page.PRIVATE)
    ENDPOINT_BEHIND_GROUP = Entry("access.endpoint-behind-group", _WRITTEN, _WARNING, _AZURE, page.ENDPOINT_POLICY)
    PRIVATE_ZONE_ELSEWHERE = Entry("access.private-zone-and-dns-servers", _WRITTEN, _WARNING, _AZURE, page.PRIVATE)
    PRIVATE_KEY_UNUSED = Entry("access.key-of-private-cluster", _WRITTEN, _ERROR, _OURS, page.PRIVATE)
    NO_NAME = Entry("access.no-name", _WRITTEN, _ERROR, _AZURE, page.PRIVATE)
    ZONE_NAME = Entry("access.private-dns-zone-name", _PLANNED, _ERROR, _AZURE, page.PRIVATE)
    IDENTITY_SAID_TWICE = Entry("access.identity-said-twice", _WRITTEN, _ERROR, _OURS, page.IDENTITIES)
    IDENTITY_SHARED = Entry("access.identity-of-two", _WRITTEN, _ERROR, _OURS, page.IDENTITIES)
    LOCAL_ACCOUNTS = Entry(
        "access.no-account-at-all", _WRITTEN, _ERROR, _AZURE, page.AKS + "manage-local-accounts-managed-azure-ad"
    )
    NOBODY_ADMITTED = Entry("access.nobody-admitted", _WRITTEN, _ERROR, _OURS, page.ENTRA)
    ENTRA_LOGIN = Entry("access.entra-login", _WRITTEN, _WARNING, _AZURE, page.AKS + "kubelogin-authentication")
    PRIVATE_WORKLOADS = Entry("access.private-workloads", _WRITTEN, _WARNING, _AZURE)

    ISOLATED_PUBLIC = Entry("egress.isolated-public", _WRITTEN, _ERROR, _AZURE, page.ISOLATED)
    ISOLATED_NODES = Entry("egress.isolated-nodes", _WRITTEN, _ERROR, _AZURE, page.ISOLATED)
    ISOLATED_UPDATES = Entry("egress.isolated-updates", _WRITTEN, _ERROR, _AZURE, page.ISOLATED)
    ISOLATED_REGISTRY = Entry("egress.isolated-registry", _WRITTEN, _ERROR, _AZURE, page.AKS + "network-isolated")
    ISOLATED_IMAGES = Entry("egress.isolated-images", _PLANNED, _WARNING, _AZURE, page.AKS + "network-isolated")
    ISOLATED_ACCESS = Entry("egress.isolated-default-access", _WRITTEN, _WARNING, _AZURE, page.AKS + "network-isolated")
    REGISTRY_UNUSED = Entry("egress.registry-unused", _WRITTEN, _ERROR, _OURS, page.ISOLATED)

    NEEDS_CILIUM = Entry("features.needs-cilium", _WRITTEN, _ERROR, _AZURE, page.ACNS)
    LOCAL_DNS = Entry("features.local-dns", _WRITTEN, _ERROR, _AZURE, page.AKS + "localdns-custom")
    OUTBOUND_NAT = Entry("features.outbound-nat", _WRITTEN, _ERROR, _AZURE, page.NAT)
    GATEWAY_POOL = Entry("features.gateway-pool", _WRITTEN, _ERROR, _AZURE, page.EGRESS_GATEWAY)
    GATEWAY_POOL_NODES = Entry("features.gateway-pool-nodes", _WRITTEN, _ERROR, _AZURE, page.EGRESS_GATEWAY)
    GATEWAY_PREFIX_UNUSED = Entry("features.gateway-prefix-unused", _WRITTEN, _ERROR, _OURS, page.EGRESS_GATEWAY)
    NODE_PROVISIONING = Entry("features.node-provisioning", _WRITTEN, _ERROR, _AZURE, page.PROVISIONING)

    NO_NEXT_HOP = Entry("egress.no-next-hop", _WRITTEN, _ERROR, _AZURE, page.UDR)
    NEXT_HOP_ON_EXISTING = Entry("egress.next-hop-on-existing", _WRITTEN, _ERROR, _OURS, page.UDR)
    NEXT_HOP_GATEWAY = Entry("egress.next-hop-gateway", _WRITTEN, _WARNING, _AZURE, page.UDR)
    NEXT_HOP_IPV4_ONLY = Entry("egress.next-hop-ipv4-only", _WRITTEN, _WARNING, _OURS, page.UDR)
    NEXT_HOP_UNUSED = Entry("egress.next-hop-unused", _WRITTEN, _ERROR, _OURS, page.UDR)
    ROUTE_TABLE_UNKNOWN = Entry("egress.route-table-unknown", _WRITTEN, _ERROR, _OURS, page.KUBENET)
    TWO_ROUTE_TABLES = Entry("egress.two-route-tables", _WRITTEN, _ERROR, _AZURE, page.KUBENET)
    ROUTE_TABLE_OF_OTHER = Entry("egress.route-table-of-other", _WRITTEN, _ERROR, _AZURE, page.KUBENET)
    ROUTE_TABLE_ASSUMED = Entry("egress.route-table-assumed", _WRITTEN, _WARNING, _AZURE, page.KUBENET)
    GATEWAY_IPV4_ONLY = Entry("egress.gateway-ipv4-only", _WRITTEN, _ERROR, _OURS, page.NAT_OVERVIEW)
    GATEWAY_ON_EXISTING = Entry("egress.gateway-on-existing", _WRITTEN, _ERROR, _OURS, page.NAT)
    GATEWAY_BESIDE_BALANCER = Entry("egress.gateway-beside-load-balancer", _WRITTEN, _WARNING, _AZURE, page.NAT)
    ENDPOINTS_PAST_FIREWALL = Entry("egress.endpoints-past-firewall", _WRITTEN, _WARNING, _AZURE, page.ENDPOINTS)
    GATEWAY_UNUSED = Entry("egress.nat-gateway-unused", _WRITTEN, _ERROR, _OURS, page.NAT)
    GATEWAY_SKU = Entry("egress.gateway-sku", _WRITTEN, _ERROR, _OURS, page.NAT_OVERVIEW)
    GATEWAY_ADDRESSES = Entry("egress.gateway-addresses", _WRITTEN, _ERROR, _AZURE, page.NAT_RESOURCE)
    BALANCER_UNUSED = Entry("egress.load-balancer-unused", _WRITTEN, _ERROR, _OURS, page.BALANCER)
    ADDRESSES_OF_TWO_KINDS = Entry("egress.addresses-of-two-kinds", _WRITTEN, _ERROR, _AZURE, page.BALANCER)
    MANAGED_IPV6_NOT_TAKEN = Entry("egress.managed-ipv6", _WRITTEN, _ERROR, _AZURE, page.BALANCER)
    PORTS_OVER_ADDRESSES = Entry("egress.ports-over-addresses", _WRITTEN, _ERROR, _AZURE, page.BALANCER)
    PORTS_AT_MOST_NODES = Entry("egress.ports-at-most-nodes", _PLANNED, _WARNING, _AZURE, page.BALANCER)
    POD_SUBNET_ROUTES = Entry("egress.pod-subnet-without-routes", _WRITTEN, _ERROR, _OURS, page.UDR)
    MASQUERADE = Entry("egress.ip-masq-and-overlay", _WRITTEN, _WARNING, _AZURE)
    NEXT_HOP_INSIDE = Entry("egress.next-hop-inside", _PLANNED, _ERROR, _AZURE, page.UDR)
    NEXT_HOP_KEPT = Entry("egress.next-hop-kept", _PLANNED, _ERROR, _AZURE, page.VNETS)
    NEXT_HOP_OUTSIDE = Entry("egress.next-hop-outside", _PLANNED, _WARNING, _AZURE, page.UDR)
    GATEWAY_OF_ONE_ZONE = Entry("egress.gateway-of-one-zone", _PLANNED, _WARNING, _OURS, page.NAT)
    GATEWAY_EXPECTED = Entry("egress.gateway-expected", _PLANNED, _WARNING, _AZURE, page.NAT)

    NO_HOST = Entry("workloads.no-host", _WRITTEN, _ERROR, _AZURE, page.AKS + "use-node-taints")
    REPLICAS_OVER_NODES = Entry("workloads.replicas-over-nodes", _WRITTEN, _ERROR, _AZURE, page.ASSIGN_POD)
    INTERNAL_WITHOUT_BALANCER = Entry("workloads.internal-without-balancer", _WRITTEN, _ERROR, _AZURE, page.ILB)
    FRONT_END_PUBLIC = Entry("workloads.front-end-of-public", _WRITTEN, _ERROR, _AZURE, page.ILB)
    FRONT_END_SUBNET_UNKNOWN = Entry("workloads.front-end-subnet-unknown", _WRITTEN, _ERROR, _OURS, page.ILB)
    FRONT_END_ON_PODS = Entry("workloads.front-end-on-pod-subnet", _WRITTEN, _ERROR, _AZURE, page.ILB)
    FRONT_END_ADDRESS = Entry("workloads.front-end-address", _WRITTEN, _ERROR, _AZURE, page.ILB)
    FRONT_END_TAKEN = Entry("workloads.front-end-taken", _WRITTEN, _ERROR, _AZURE, page.ILB)
    DIGEST_SAID_TWICE = Entry(
        "workloads.digest-said-twice", _WRITTEN, _ERROR, _OURS, page.KUBERNETES + "containers/images/"
    )
    KUBERNETES_NAMESPACE = Entry("workloads.namespace", _WRITTEN, _ERROR, _OURS, page.NAMESPACES)
    FRONT_END_BEHIND_GROUP = Entry("workloads.front-end-behind-group", _PLANNED, _WARNING, _AZURE, page.NSG)
    FRONT_END_AMONG_NODES = Entry("workloads.front-end-among-nodes", _PLANNED, _WARNING, _AZURE, page.ILB)

    RETIREMENT = Entry("retirements.date", _PLANNED, _WARNING, _AZURE)

    @property
    def id(self) -> str:
        """Subject and name, for instance `ranges.pods-on-subnet`."""
        return self.value.id
