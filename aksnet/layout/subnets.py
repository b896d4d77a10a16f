"""Who uses which subnet: every mention of a subnet in the settings, brought together by name.

A subnet may be mentioned several times (by clusters that share it, by a load balancer); exactly one mention says its
prefix, or that it exists. What the mentions of one name say together is a `Subnet`. Whether that is allowed is
checked by `aksnet.rules.subnets`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aksnet.azure.modes import MODES
from aksnet.layout.addressing import DEFAULT_NODES, DEFAULT_NODES_IPV6, DEFAULT_PODS_SUBNET, Range, overlaps, within
from aksnet.layout.once import once
from aksnet.layout.space import address_space
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings
from aksnet.settings.subnet_settings import SubnetSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One place in the settings that names a subnet, or leaves its name to a default."""

    path: str
    name: str
    settings: SubnetSettings
    cluster: str | None = None
    """Key of the cluster; none for a subnet of `network.subnets`."""
    pool: str | None = None
    """Key of the pool whose own subnet this is."""
    pods: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Subnet:
    """All mentions of one subnet, and what they say."""

    name: str
    mentions: tuple[Mention, ...]
    prefixes: tuple[Range, ...]

    @property
    def holds_pods(self) -> bool:
        """True for a pod subnet."""
        return any(mention.pods for mention in self.mentions)

    @property
    def clusters(self) -> tuple[str, ...]:
        """Keys of the clusters that use it, each once."""
        return tuple(dict.fromkeys(m.cluster for m in self.mentions if m.cluster is not None))

    @property
    def existing(self) -> bool:
        """True when it is used, not created."""
        return any(mention.settings.is_existing for mention in self.mentions)

    @property
    def path(self) -> str:
        """Path of the mention that describes it: the one with a prefix or that it exists, else the first."""
        described = [m.path for m in self.mentions if m.settings.prefix is not None or m.settings.is_existing]
        return next(iter(described), self.mentions[0].path)


def cluster_name(key: str, cluster: ClusterSettings) -> str:
    """Give a cluster's physical name."""
    return cluster.name or key


@once
def mentions(settings: Settings) -> tuple[Mention, ...]:
    """Give every mention of a subnet, in an order that depends on names only."""
    return tuple(_mentions(settings))


def _mentions(settings: Settings) -> Iterator[Mention]:
    for name, subnet in sorted(settings.network.subnets.items()):
        yield Mention(path=f"network.subnets.{name}", name=name, settings=subnet)
    for key, cluster in sorted(settings.clusters.items()):
        yield from _of_cluster(key, cluster)


def _of_cluster(key: str, cluster: ClusterSettings) -> Iterator[Mention]:
    kinds = [("nodeSubnet", "node-subnet", False)]
    if MODES[cluster.mode].has_pod_subnet:
        kinds.append(("podSubnet", "pod-subnet", True))
    for field, suffix, pods in kinds:
        own = cluster.pod_subnet if pods else cluster.node_subnet
        base = f"{cluster_name(key, cluster)}-{suffix}"
        pool_subnets = {
            name: pool.pod_subnet if pods else pool.node_subnet for name, pool in sorted(cluster.node_pools.items())
        }
        if own is not None or None in pool_subnets.values():
            yield _mention(f"clusters.{key}.{field}", base, own, cluster=key, pods=pods)
        for pool, subnet in pool_subnets.items():
            if subnet is not None:
                path = f"clusters.{key}.nodePools.{pool}.{field}"
                yield _mention(path, f"{base}-{pool}", subnet, cluster=key, pool=pool, pods=pods)


def _mention(
    path: str,
    default: str,
    subnet: SubnetSettings | None,
    *,
    cluster: str,
    pods: bool,
    pool: str | None = None,
) -> Mention:
    settings = subnet or SubnetSettings()
    name = settings.name or (settings.id.rsplit("/", 1)[1] if settings.id else default)
    return Mention(path=path, name=name, settings=settings, cluster=cluster, pool=pool, pods=pods)


@once
def gather(settings: Settings) -> Mapping[str, Subnet]:
    """Bring all mentions together, by subnet name in sorted order, with the defaults of a single cluster."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions(settings):
        by_name.setdefault(mention.name, []).append(mention)
    return {
        name: Subnet(name=name, mentions=tuple(group), prefixes=_prefixes(settings, group))
        for name, group in sorted(by_name.items())
    }


@once
def by_cluster(settings: Settings) -> Mapping[str, list[Subnet]]:
    """Give the subnets that each cluster uses, in the order of their names."""
    found: dict[str, list[Subnet]] = {key: [] for key in settings.clusters}
    for subnet in gather(settings).values():
        for key in subnet.clusters:
            found[key].append(subnet)
    return found


def _prefixes(settings: Settings, group: list[Mention]) -> tuple[Range, ...]:
    ipv4 = next((m.settings.prefix for m in group if m.settings.prefix), None)
    ipv6 = next((m.settings.ipv6_prefix for m in group if m.settings.ipv6_prefix), None)
    found: list[Range] = [prefix for prefix in (ipv4, ipv6) if prefix is not None]
    if any(m.settings.is_existing for m in group):
        return tuple(found)
    defaults = _defaults(settings, group)
    if ipv4 is None:
        found += [prefix for prefix in defaults if prefix.version == 4]
    if ipv6 is None:
        found += [prefix for prefix in defaults if prefix.version == 6]
    return tuple(sorted(found, key=lambda prefix: prefix.version))


def _defaults(settings: Settings, group: list[Mention]) -> list[Range]:
    """Give the prefixes that the only cluster of a stack need not write, where the VNet has room for them."""
    mention = group[0]
    if len(settings.clusters) != 1 or mention.cluster is None or mention.pool is not None:
        return []
    wanted: list[Range] = [DEFAULT_PODS_SUBNET if mention.pods else DEFAULT_NODES]
    if MODES[settings.clusters[mention.cluster].mode].dual_stack:
        wanted.append(DEFAULT_NODES_IPV6)
    space = address_space(settings)
    written = [
        prefix
        for other in mentions(settings)
        for prefix in (other.settings.prefix, other.settings.ipv6_prefix)
        if prefix is not None
    ]
    return [p for p in wanted if within(p, space) and not any(overlaps(p, other) for other in written)]
