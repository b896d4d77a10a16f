"""What a mode's row offers: keys, policies, operating systems, outbound types, pods per node, nodes."""

from collections.abc import Iterator

from aksnet.azure.axes import DataPlane, Plugin, PodAddresses, Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.problems import Problem, one_of
from aksnet.settings.settings import Settings

_FLAT = "pods take addresses of a subnet in this mode, so a pod CIDR has no meaning and Azure would ignore or refuse it"


def _clusters(settings: Settings) -> Iterator[tuple[str, ClusterSettings, Mode]]:
    for key, cluster in settings.clusters.items():
        yield f"clusters.{key}", cluster, MODES[cluster.mode]


def _pools(settings: Settings) -> Iterator[tuple[str, NodePoolSettings, ClusterSettings, Mode]]:
    for path, cluster, mode in _clusters(settings):
        for name, pool in cluster.node_pools.items():
            yield f"{path}.nodePools.{name}", pool, cluster, mode


def pod_ranges(settings: Settings) -> Iterator[Problem]:
    """`podCidr` for one family, `podCidrs` for two, neither where pods live in a subnet."""
    for path, cluster, mode in _clusters(settings):
        for key, value in (("podCidr", cluster.pod_cidr), ("podCidrs", cluster.pod_cidrs)):
            if value is None:
                continue
            if not mode.has_pod_cidr:
                yield _not_taken(f"{path}.{key}", value, mode, _FLAT)
            elif mode.dual_stack and key == "podCidr":
                yield _not_taken(f"{path}.{key}", value, mode, "it has two families", "write podCidrs: [IPv4, IPv6]")
            elif not mode.dual_stack and key == "podCidrs":
                yield _not_taken(f"{path}.{key}", value, mode, "it has one family", "write podCidr")


def service_ranges(settings: Settings) -> Iterator[Problem]:
    """`serviceCidr` for one family, `serviceCidrs` for two."""
    for path, cluster, mode in _clusters(settings):
        if mode.dual_stack and cluster.service_cidr is not None:
            yield _not_taken(
                f"{path}.serviceCidr",
                cluster.service_cidr,
                mode,
                "it has two families",
                "write serviceCidrs: [IPv4, IPv6]",
            )
        if not mode.dual_stack and cluster.service_cidrs is not None:
            yield _not_taken(
                f"{path}.serviceCidrs", cluster.service_cidrs, mode, "it has one family", "write serviceCidr"
            )


def pod_subnets(settings: Settings) -> Iterator[Problem]:
    """A pod subnet only where the mode has one (AKS: "NetworkPluginMode overlay cannot be used with PodSubnetID")."""
    why = "its pods do not take addresses from a subnet of their own"
    for path, cluster, mode in _clusters(settings):
        if cluster.pod_subnet is not None and not mode.has_pod_subnet:
            yield _not_taken(f"{path}.podSubnet", None, mode, why)
    for path, pool, _, mode in _pools(settings):
        if pool.pod_subnet is not None and not mode.has_pod_subnet:
            yield _not_taken(f"{path}.podSubnet", None, mode, why)


def ipv6_prefixes(settings: Settings) -> Iterator[Problem]:
    """An IPv6 prefix on a node subnet only where nodes have IPv6 addresses; never on a pod subnet."""
    sites = [(f"{path}.nodeSubnet", c.node_subnet, mode, mode.dual_stack) for path, c, mode in _clusters(settings)]
    sites += [(f"{path}.podSubnet", c.pod_subnet, mode, False) for path, c, mode in _clusters(settings)]
    sites += [(f"{path}.nodeSubnet", p.node_subnet, mode, mode.dual_stack) for path, p, _, mode in _pools(settings)]
    sites += [(f"{path}.podSubnet", p.pod_subnet, mode, False) for path, p, _, mode in _pools(settings)]
    for path, subnet, mode, taken in sites:
        if subnet is not None and subnet.ipv6_prefix is not None and not taken:
            yield _not_taken(
                f"{path}.ipv6Prefix", subnet.ipv6_prefix, mode, "pods have IPv4 addresses only in this mode"
            )


def policies(settings: Settings) -> Iterator[Problem]:
    """Only policy engines that the row offers."""
    for path, cluster, mode in _clusters(settings):
        if cluster.network_policy is None or cluster.network_policy in mode.policies:
            continue
        allowed = (
            f"{mode.name} offers the policy engines {one_of(mode.policies)}"
            if mode.policies
            else f"{mode.name} has no policy engine of AKS; the CNI that you install brings its own"
        )
        cure = f"write {mode.policies[0]} or remove the key" if mode.policies else "remove the key"
        yield Problem(
            path=f"{path}.networkPolicy",
            value=cluster.network_policy,
            allowed=allowed,
            cure=cure,
            page="https://learn.microsoft.com/azure/aks/use-network-policies",
            code=_policy_code(cluster.network_policy, mode),
        )


def _policy_code(written: Policy, mode: Mode) -> str | None:
    """Give AKS's own name for a policy engine that a mode does not offer."""
    if mode.plugin is Plugin.NONE:
        return "NetworkPolicyNotSupportedForNone"
    if mode.data_plane is DataPlane.CILIUM:
        return "CiliumDataplaneRequiresNetworkPolicyCilium"
    if written is Policy.CILIUM:
        return "NetworkPolicyCiliumRequiresCiliumDataplane"
    return "NetworkPolicyAzureNotSupportedForKubenet" if mode.plugin is Plugin.KUBENET else None


def operating_systems(settings: Settings) -> Iterator[Problem]:
    """Only operating systems that the row offers."""
    for path, pool, _, mode in _pools(settings):
        if pool.os_type not in mode.os_types:
            others = [row.name for row in MODES.values() if pool.os_type in row.os_types]
            yield Problem(
                path=f"{path}.osType",
                value=pool.os_type,
                allowed=f"{mode.name} runs {one_of(mode.os_types)} nodes only",
                cure=f"write Linux, or choose one of the modes {one_of(others)}",
                page=mode.page,
                code=None if mode.plugin is Plugin.AZURE else "AzureCNIOnlyForWindows",
            )


def outbound_types(settings: Settings) -> Iterator[Problem]:
    """Only outbound types that the row offers."""
    for path, cluster, mode in _clusters(settings):
        if cluster.outbound.type not in mode.outbound_types:
            yield Problem(
                path=f"{path}.outbound",
                value=cluster.outbound.type,
                allowed=f"{mode.name} offers {one_of(mode.outbound_types)}: a Standard NAT gateway carries IPv4 only",
                cure=f"write {mode.outbound_types[0]}",
                page="https://learn.microsoft.com/azure/aks/egress-outboundtype",
            )


def network_modes(settings: Settings) -> Iterator[Problem]:
    """`networkMode` only where Azure CNI itself wires the pods."""
    for path, cluster, mode in _clusters(settings):
        if cluster.network_mode is not None and cluster.network_mode not in mode.network_modes:
            yield _not_taken(
                f"{path}.networkMode", cluster.network_mode, mode, "only Azure CNI's own data plane has it"
            )


def masquerade(settings: Settings) -> Iterator[Problem]:
    """Masquerade exceptions only where the ip-masq-agent decides."""
    why = "only where pods share the node subnet on the azure data plane does the ip-masq-agent decide"
    for path, cluster, mode in _clusters(settings):
        if cluster.ip_masq_extra_cidrs and not mode.masquerades_by_agent:
            yield _not_taken(f"{path}.ipMasqExtraCidrs", cluster.ip_masq_extra_cidrs, mode, why)


def cni_of_ones_own(settings: Settings) -> Iterator[Problem]:
    """Cilium's chart only where AKS installs no CNI; workloads there only with a CNI."""
    for path, cluster, mode in _clusters(settings):
        if mode.pods is not PodAddresses.CNI_OWN:
            if cluster.install_cilium is not None:
                yield _not_taken(f"{path}.installCilium", None, mode, "AKS installs the CNI itself")
        elif cluster.install_cilium is None and cluster.workloads:
            yield Problem(
                path=f"{path}.workloads",
                value=one_of(cluster.workloads),
                allowed=f"{mode.name} starts without a CNI: nodes stay NotReady and no pod would ever run",
                cure="add installCilium: {}, or declare the workloads where you install the CNI",
                page=mode.page,
            )


def pods_per_node(settings: Settings) -> Iterator[Problem]:
    """`maxPods` within the row's range."""
    for path, pool, _, mode in _pools(settings):
        limits = mode.max_pods
        if pool.max_pods is not None and not limits.least <= pool.max_pods <= limits.most:
            yield Problem(
                path=f"{path}.maxPods",
                value=pool.max_pods,
                allowed=f"{mode.name} allows {limits.least} to {limits.most} pods a node",
                cure=f"write a number from {limits.least} to {limits.most}; {limits.default} is the default",
                page="https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning",
                code="InsufficientMaxPods" if pool.max_pods < limits.least else "MaxPodsLimitExceeded",
            )


def node_ceilings(settings: Settings) -> Iterator[Problem]:
    """No more nodes than the row allows, counted at the autoscaler's maxima."""
    for path, cluster, mode in _clusters(settings):
        nodes = sum(pool.most_nodes for pool in cluster.node_pools.values())
        if nodes > mode.node_ceiling:
            yield Problem(
                path=f"{path}.nodePools",
                value=f"{nodes} nodes",
                allowed=f"{mode.name} has room for {mode.node_ceiling} nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=mode.page,
            )


def kubernetes_versions(settings: Settings) -> Iterator[Problem]:
    """A written version that the mode works with."""
    for path, cluster, mode in _clusters(settings):
        written, least = cluster.kubernetes_version, mode.min_kubernetes
        if written is not None and least is not None and _minor(written) < _minor(least):
            yield Problem(
                path=f"{path}.kubernetesVersion",
                value=written,
                allowed=f"{mode.name} needs Kubernetes {least} or newer",
                cure=f'write "{least}" or newer, or remove the key',
                page=mode.page,
            )


_POLICY_VERSION = "1.30"
"""What AKS installs Calico or Azure's policy engine on since its release of May 2026."""


def policy_versions(settings: Settings) -> Iterator[Problem]:
    """Policy engines that AKS installs besides the CNI need a version that it still installs them on."""
    for path, cluster, _ in _clusters(settings):
        written, policy = cluster.kubernetes_version, cluster.network_policy
        if policy not in (Policy.CALICO, Policy.AZURE) or written is None or _minor(written) >= _minor(_POLICY_VERSION):
            continue
        yield Problem(
            path=f"{path}.kubernetesVersion",
            value=written,
            allowed=f"AKS installs the policy engine {policy} on Kubernetes {_POLICY_VERSION} or newer",
            cure=f'write "{_POLICY_VERSION}" or newer, or remove the key',
            page="https://learn.microsoft.com/azure/aks/use-network-policies",
        )


def _minor(version: str) -> int:
    return int(version.split(".")[1])


def _not_taken(path: str, value: object, mode: Mode, why: str, cure: str = "remove the key") -> Problem:
    shown = [str(part) for part in value] if isinstance(value, list) else (None if value is None else str(value))
    return Problem(
        path=path,
        value="(set)" if shown is None else shown,
        allowed=f"{mode.name} does not take this key: {why}",
        cure=cure,
        page=mode.page,
    )


RULES = (
    pod_ranges,
    service_ranges,
    pod_subnets,
    ipv6_prefixes,
    policies,
    operating_systems,
    outbound_types,
    network_modes,
    masquerade,
    cni_of_ones_own,
    pods_per_node,
    node_ceilings,
    kubernetes_versions,
    policy_versions,
)
