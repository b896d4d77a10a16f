"""Every mention of a subnet in the settings, brought together by name.

A subnet may be mentioned several times (by clusters that share it, by the network); exactly one mention says its
prefix, or that it exists. What the mentions of one name say together is a `Subnet`. Whether that is allowed is
checked by `aksnet.rules`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aksnet.azure.axes import IpFamily, SubnetUse
from aksnet.azure.modes import MODES
from aksnet.layout import default_ranges, naming
from aksnet.layout.addressing import Range, overlaps, within
from aksnet.layout.layout import ClusterLayout, FrontEnd, Mention, Subnet, clusters_in
from aksnet.layout.uses import PoolSubnet, pool_subnets
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings
from aksnet.settings.subnet_settings import SubnetSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The mentions of one subnet."""

    name: str
    mentions: tuple[Mention, ...]
    existing: bool
    """True when one of them says that the subnet exists."""
    tables: tuple[str, ...]
    """ARM ids of the route tables that they say it has."""

    @property
    def takes_route_table(self) -> bool:
        """True when the stack creates it and may give it a route table of its own."""
        return not self.existing and not any(m.settings.route_table_id for m in self.mentions)

    @property
    def takes_nat_gateway(self) -> bool:
        """True when the stack creates it and may give it a NAT gateway of its own."""
        return not self.existing and not any(m.settings.nat_gateway_id for m in self.mentions)


def find_mentions(settings: Settings) -> Iterator[Mention]:
    """Yield every mention of a subnet, in an order that depends on names only."""
    for name, subnet in sorted(settings.network.subnets.items()):
        yield Mention(path=f"network.subnets.{name}", name=name, settings=subnet)
    for key, cluster in sorted(settings.clusters.items()):
        for kind in pool_subnets(MODES[cluster.mode]):
            yield from _of_cluster(key, cluster, kind)
        if cluster.api_server_subnet is not None:
            yield Mention(
                path=f"clusters.{key}.apiServerSubnet",
                name=_said_or_default(key, cluster, cluster.api_server_subnet, "api-server-subnet"),
                settings=cluster.api_server_subnet,
                use=SubnetUse.API_SERVER,
                cluster=key,
            )


def _of_cluster(key: str, cluster: ClusterSettings, kind: PoolSubnet) -> Iterator[Mention]:
    shared = kind.written(cluster)
    own = {name: kind.written(pool) for name, pool in sorted(cluster.node_pools.items())}
    if shared is not None or None in own.values():
        yield Mention(
            path=f"clusters.{key}.{kind.field}",
            name=_name(key, cluster, kind, None),
            settings=shared or SubnetSettings(),
            use=kind.use,
            cluster=key,
        )
    for pool, subnet in own.items():
        if subnet is not None:
            yield Mention(
                path=f"clusters.{key}.nodePools.{pool}.{kind.field}",
                name=_name(key, cluster, kind, pool),
                settings=subnet,
                use=kind.use,
                cluster=key,
                pool=pool,
            )


def _name(key: str, cluster: ClusterSettings, kind: PoolSubnet, pool: str | None) -> str:
    said = kind.written(cluster if pool is None else cluster.node_pools[pool])
    return _said_or_default(key, cluster, said, kind.suffix if pool is None else f"{kind.suffix}-{pool}")


def _said_or_default(key: str, cluster: ClusterSettings, said: SubnetSettings | None, suffix: str) -> str:
    written = None if said is None else said.name or (said.id.rsplit("/", 1)[1] if said.id else None)
    return str(written or naming.subnet(naming.cluster(key, cluster), suffix))


def names_for_pool(key: str, cluster: ClusterSettings, pool: str) -> dict[SubnetUse, str]:
    """Return the names of a pool's subnets by use: its own, or those of the cluster."""
    settings = cluster.node_pools[pool]
    return {
        kind.use: _name(key, cluster, kind, None if kind.written(settings) is None else pool)
        for kind in pool_subnets(MODES[cluster.mode])
    }


def group_mentions(mentions: Sequence[Mention]) -> dict[str, Group]:
    """Bring the mentions of each name together, in the order of names."""
    by_name: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_name.setdefault(mention.name, []).append(mention)
    return {name: _group(name, group) for name, group in sorted(by_name.items())}


def _group(name: str, mentions: Sequence[Mention]) -> Group:
    tables = (mention.settings.route_table_id for mention in mentions)
    return Group(
        name=name,
        mentions=tuple(mentions),
        existing=any(mention.settings.is_existing for mention in mentions),
        tables=tuple(dict.fromkeys(table for table in tables if table is not None)),
    )


def make_subnets(
    groups: Mapping[str, Group], clusters: Mapping[str, ClusterLayout], space: Sequence[Range]
) -> dict[str, Subnet]:
    """Make the subnets of a stack, each with what hangs on it, in the order of names."""
    front_ends: dict[str, list[FrontEnd]] = {}
    for cluster in clusters.values():
        for front_end in cluster.front_ends:
            front_ends.setdefault(front_end.subnet, []).append(front_end)
    written = [_written(group, family) for group in groups.values() for family in IpFamily]
    taken = [prefix for prefix in written if prefix is not None]
    return {
        name: _subnet(
            group,
            [clusters[key] for key in clusters_in(group.mentions)],
            front_ends.get(name, []),
            _defaults(group, clusters, space, taken),
        )
        for name, group in groups.items()
    }


def _subnet(
    group: Group,
    users: Sequence[ClusterLayout],
    front_ends: Sequence[FrontEnd],
    defaults: Mapping[IpFamily, Range],
) -> Subnet:
    needed = {IpFamily.IPV4, *(family for user in users for family in user.mode.families)}
    prefixes = (_written(group, family) or defaults.get(family) for family in IpFamily)
    groups = [m.settings.network_security_group for m in group.mentions]
    security = next((settings for settings in groups if settings is not None), None)
    return Subnet(
        name=group.name,
        mentions=group.mentions,
        front_ends=tuple(front_ends),
        prefixes=tuple(prefix for prefix in prefixes if prefix is not None),
        families=tuple(family for family in IpFamily if family in needed),
        id=next((m.settings.id for m in group.mentions if m.settings.id), None),
        existing=group.existing,
        route_table=next((u.route_table for u in users if u.route_table and group.takes_route_table), None),
        nat_gateway=next((u.nat_gateway for u in users if u.nat_gateway and group.takes_nat_gateway), None),
        security_group=None if security is None else security.name or naming.security_group(group.name),
    )


def _written(group: Group, family: IpFamily) -> Range | None:
    return next((prefix for m in group.mentions if (prefix := m.settings.prefix_in(family)) is not None), None)


def _defaults(
    group: Group, clusters: Mapping[str, ClusterLayout], space: Sequence[Range], taken: Sequence[Range]
) -> dict[IpFamily, Range]:
    """Return the prefixes that the only cluster of a stack need not write, where the VNet has room for them."""
    first = group.mentions[0]
    if len(clusters) != 1 or first.cluster is None or first.use is None or first.pool is not None or group.existing:
        return {}
    # Of the API server's subnet only the IPv4 range is known to be asked for.
    dual = first.use is not SubnetUse.API_SERVER
    families = clusters[first.cluster].mode.families if dual else (IpFamily.IPV4,)
    usual = {family: default_ranges.SUBNETS[first.use].of(family) for family in families}
    return {
        family: prefix
        for family, prefix in usual.items()
        if within(prefix, space) and not any(overlaps(prefix, other) for other in taken)
    }
