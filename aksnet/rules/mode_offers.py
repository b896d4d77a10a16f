"""What a mode's row offers: keys, policies, operating systems, pods per node, nodes.

Versions that a mode needs are in `aksnet.rules.versions`."""

from collections.abc import Iterator

from aksnet.azure.axes import DataPlane, IpFamily, Plugin, PodAddresses, Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.rules.context import Context
from aksnet.settings.cluster_settings import ClusterSettings, NodePoolSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of

_FLAT = "pods take addresses of a subnet in this mode, so a pod CIDR has no meaning and Azure would ignore or refuse it"


def _clusters(context: Context) -> Iterator[tuple[str, ClusterSettings, Mode]]:
    for key, cluster in context.settings.clusters.items():
        yield f"clusters.{key}", cluster, MODES[cluster.mode]


def _pools(context: Context) -> Iterator[tuple[str, NodePoolSettings, ClusterSettings, Mode]]:
    for path, cluster, mode in _clusters(context):
        for name, pool in cluster.node_pools.items():
            yield f"{path}.nodePools.{name}", pool, cluster, mode


def pod_ranges(context: Context) -> Iterator[Problem]:
    """`podCidr` for one family, `podCidrs` for several, neither where pods live in a subnet."""
    for path, cluster, mode in _clusters(context):
        if mode.has_pod_cidr:
            yield from _by_families(f"{path}.podCidr", cluster.pod_cidr, cluster.pod_cidrs, mode)
            continue
        for key, value in (("podCidr", cluster.pod_cidr), ("podCidrs", cluster.pod_cidrs)):
            if value is not None:
                yield _not_taken(Kind.POD_RANGE_NOT_TAKEN, f"{path}.{key}", value, mode, _FLAT)


def service_ranges(context: Context) -> Iterator[Problem]:
    """`serviceCidr` for one family, `serviceCidrs` for several."""
    for path, cluster, mode in _clusters(context):
        yield from _by_families(f"{path}.serviceCidr", cluster.service_cidr, cluster.service_cidrs, mode)


def _by_families(path: str, one: object, several: object, mode: Mode) -> Iterator[Problem]:
    key = path.rsplit(".", 1)[1]
    if len(mode.families) > 1 and one is not None:
        cure = f"write {key}s: [{one_of(mode.families)}]"
        yield _not_taken(Kind.FAMILY_KEY, path, one, mode, "it has two families", cure)
    if len(mode.families) == 1 and several is not None:
        yield _not_taken(Kind.FAMILY_KEY, f"{path}s", several, mode, "it has one family", f"write {key}")


def pod_subnets(context: Context) -> Iterator[Problem]:
    """A pod subnet only where the mode has one (AKS: "NetworkPluginMode overlay cannot be used with PodSubnetID")."""
    why = "its pods do not take addresses from a subnet of their own"
    for path, cluster, mode in _clusters(context):
        if cluster.pod_subnet is not None and not mode.has_pod_subnet:
            yield _not_taken(Kind.POD_SUBNET_NOT_TAKEN, f"{path}.podSubnet", None, mode, why)
    for path, pool, _, mode in _pools(context):
        if pool.pod_subnet is not None and not mode.has_pod_subnet:
            yield _not_taken(Kind.POD_SUBNET_NOT_TAKEN, f"{path}.podSubnet", None, mode, why)


def ipv6_prefixes(context: Context) -> Iterator[Problem]:
    """An IPv6 prefix only on subnets of clusters with IPv6."""
    for mention in context.layout.mentions:
        written = mention.settings.ipv6_prefix
        if mention.cluster is None or written is None:
            continue
        mode = context.layout.clusters[mention.cluster].mode
        if IpFamily.IPV6 not in mode.families:
            yield _not_taken(
                Kind.IPV6_PREFIX_NOT_TAKEN,
                f"{mention.path}.ipv6Prefix",
                written,
                mode,
                "pods have IPv4 addresses only in this mode",
            )


def policies(context: Context) -> Iterator[Problem]:
    """Only policy engines that the row offers."""
    for path, cluster, mode in _clusters(context):
        if cluster.network_policy is None or cluster.network_policy in mode.policies:
            continue
        if cluster.network_policy is Policy.NONE and not mode.policies:
            continue  # what AKS has there by itself
        allowed = (
            f"{mode.name} offers the policy engines {one_of(mode.policies)}"
            if mode.policies
            else f"{mode.name} has no policy engine of AKS; the CNI that you install brings its own"
        )
        cure = f"write {mode.policies[0]} or remove the key" if mode.policies else "remove the key"
        yield Problem(
            kind=Kind.POLICY_NOT_OFFERED,
            path=f"{path}.networkPolicy",
            value=cluster.network_policy,
            message=allowed,
            cure=cure,
            code=_policy_code(cluster.network_policy, mode),
        )


def _policy_code(written: Policy, mode: Mode) -> str | None:
    """Return AKS's own name for a policy engine that a mode does not offer."""
    if mode.plugin is Plugin.NONE:
        return "NetworkPolicyNotSupportedForNone"
    if mode.data_plane is DataPlane.CILIUM:
        return "CiliumDataplaneRequiresNetworkPolicyCilium"
    if written is Policy.CILIUM:
        return "NetworkPolicyCiliumRequiresCiliumDataplane"
    return "NetworkPolicyAzureNotSupportedForKubenet" if mode.plugin is Plugin.KUBENET else None


def operating_systems(context: Context) -> Iterator[Problem]:
    """Only operating systems that the row offers."""
    for path, pool, _, mode in _pools(context):
        if pool.os_type not in mode.os_types:
            others = [row.name for row in MODES.values() if pool.os_type in row.os_types]
            yield Problem(
                kind=Kind.OS_NOT_OFFERED,
                path=f"{path}.osType",
                value=pool.os_type,
                message=f"{mode.name} runs {one_of(mode.os_types)} nodes only",
                cure=f"write Linux, or choose one of the modes {one_of(others)}",
                page=mode.page,
                code=None if mode.plugin is Plugin.AZURE else "AzureCNIOnlyForWindows",
            )


def network_modes(context: Context) -> Iterator[Problem]:
    """`networkMode` only where Azure CNI itself wires the pods."""
    for path, cluster, mode in _clusters(context):
        if cluster.network_mode is not None and cluster.network_mode not in mode.network_modes:
            yield _not_taken(
                Kind.NETWORK_MODE_NOT_TAKEN,
                f"{path}.networkMode",
                cluster.network_mode,
                mode,
                "only Azure CNI's own data plane has it",
            )


def masquerade(context: Context) -> Iterator[Problem]:
    """Masquerade exceptions only where the ip-masq-agent decides."""
    why = "only where pods share the node subnet on the azure data plane does the ip-masq-agent decide"
    for path, cluster, mode in _clusters(context):
        if cluster.ip_masq_extra_cidrs and not mode.masquerades_by_agent:
            yield _not_taken(
                Kind.MASQUERADE_NOT_TAKEN, f"{path}.ipMasqExtraCidrs", cluster.ip_masq_extra_cidrs, mode, why
            )


def cni_of_ones_own(context: Context) -> Iterator[Problem]:
    """Cilium's chart only where AKS installs no CNI; workloads there only with a CNI."""
    for path, cluster, mode in _clusters(context):
        if mode.pods is not PodAddresses.CNI_OWN:
            if cluster.install_cilium is not None:
                yield _not_taken(Kind.CNI_INSTALLED, f"{path}.installCilium", None, mode, "AKS installs the CNI itself")
        elif cluster.install_cilium is None and cluster.workloads:
            yield Problem(
                kind=Kind.WORKLOADS_WITHOUT_CNI,
                path=f"{path}.workloads",
                value=one_of(cluster.workloads),
                message=f"{mode.name} starts without a CNI: nodes stay NotReady and no pod would ever run",
                cure="add installCilium: {}, or declare the workloads where you install the CNI",
                page=mode.page,
            )


def pods_per_node(context: Context) -> Iterator[Problem]:
    """`maxPods` within the row's range."""
    for path, pool, _, mode in _pools(context):
        limits = mode.max_pods
        if pool.max_pods is not None and not limits.least <= pool.max_pods <= limits.most:
            yield Problem(
                kind=Kind.MAX_PODS,
                path=f"{path}.maxPods",
                value=pool.max_pods,
                message=f"{mode.name} allows {limits.least} to {limits.most} pods a node",
                cure=f"write a number from {limits.least} to {limits.most}; {limits.default} is the default",
                code="InsufficientMaxPods" if pool.max_pods < limits.least else "MaxPodsLimitExceeded",
            )


def node_ceilings(context: Context) -> Iterator[Problem]:
    """No more nodes than the row allows, counted at the autoscaler's maxima."""
    for path, cluster, mode in _clusters(context):
        nodes = sum(pool.most_nodes for pool in cluster.node_pools.values())
        if nodes > mode.node_ceiling:
            yield Problem(
                kind=Kind.NODES_IN_CLUSTER,
                path=f"{path}.nodePools",
                value=f"{nodes} nodes",
                message=f"{mode.name} has room for {mode.node_ceiling} nodes, all pools at their most",
                cure="lower count or maxCount, or choose a mode with more room",
                page=mode.page,
            )


def _not_taken(kind: Kind, path: str, value: object, mode: Mode, why: str, cure: str = "remove the key") -> Problem:
    shown = [str(part) for part in value] if isinstance(value, list) else (None if value is None else str(value))
    return Problem(
        kind=kind,
        path=path,
        value="(set)" if shown is None else shown,
        message=f"{mode.name} does not take this key: {why}",
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
    network_modes,
    masquerade,
    cni_of_ones_own,
    pods_per_node,
    node_ceilings,
)
