"""From settings to their layout: every default is filled in here, once for each run.

Nothing is judged: settings that rules will refuse have a layout too.
"""

from collections.abc import Iterator, Mapping, Sequence

from aksnet.azure.axes import EgressPart, IpFamily, Policy, PoolMode, ServiceType, SubnetUse
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.azure.node_images import OS_SKUS
from aksnet.layout import default_ranges, naming
from aksnet.layout.addressing import Range, dns_address, first_ipv4
from aksnet.layout.default_ranges import DefaultRanges
from aksnet.layout.layout import ClusterLayout, FrontEnd, Layout, PoolLayout, Vnet
from aksnet.layout.subnet_mentions import Group, find_mentions, group_mentions, make_subnets, names_for_pool
from aksnet.layout.uses import pool_subnets
from aksnet.settings.cluster_settings import DEFAULT_NODE_COUNT, ClusterSettings, NodePoolSettings
from aksnet.settings.settings import Settings


def resolve(settings: Settings, *, stack: str, location: str) -> Layout:
    """Return the layout of a stack.

    Args:
        settings: what the stack file says.
        stack: the stack's name, from which default names derive.
        location: Azure region; empty when the stack file names none, so that names with it are incomplete.

    """
    group = settings.resource_group.name or naming.resource_group(stack)
    vnet = _vnet(settings, stack, group)
    mentions = tuple(find_mentions(settings))
    grouped = group_mentions(mentions)
    by_use = _by_use(grouped)
    clusters = {key: _cluster(settings, key, group, location, grouped, by_use) for key in sorted(settings.clusters)}
    return Layout(
        stack=stack,
        location=location,
        resource_group=group,
        resource_group_existing=settings.resource_group.existing,
        vnet=vnet,
        mentions=mentions,
        subnets=make_subnets(grouped, clusters, vnet.address_space),
        clusters=clusters,
    )


def _vnet(settings: Settings, stack: str, group: str) -> Vnet:
    said = settings.network
    name = said.name or (said.id.rsplit("/", 1)[1] if said.id else naming.vnet(stack))
    return Vnet(
        name=name,
        id=said.id,
        existing=said.is_existing,
        resource_group=said.id.split("/")[4] if said.id else said.resource_group or group,
        address_space=tuple(_address_space(settings)),
    )


def _address_space(settings: Settings) -> Iterator[Range]:
    if settings.network.address_space is not None:
        yield from settings.network.address_space
    elif not settings.network.is_existing:
        used = {family for cluster in settings.clusters.values() for family in MODES[cluster.mode].families}
        yield from (default_ranges.VNET.of(family) for family in IpFamily if family in used | {IpFamily.IPV4})


def _cluster(
    settings: Settings,
    key: str,
    group: str,
    location: str,
    grouped: Mapping[str, Group],
    by_use: Mapping[tuple[str, SubnetUse], tuple[str, ...]],
) -> ClusterLayout:
    said = settings.clusters[key]
    mode = MODES[said.mode]
    name = naming.cluster(key, said)
    pools = {pool: _pool(said, key, pool, mode) for pool in sorted(said.node_pools)}
    # A rule asks for a system pool; without one the rest is still laid out, so that it is checked too.
    systems = [pool for pool in pools.values() if pool.mode is PoolMode.SYSTEM]
    # A cluster is made with a pool of its own version.
    systems.sort(key=lambda pool: pool.settings.kubernetes_version not in (None, said.kubernetes_version))
    system = next((pool.name for pool in systems), next(iter(pools)))
    services = _by_family(mode, [said.service_cidr, *(said.service_cidrs or ())], default_ranges.SERVICES)
    ipv4_services = first_ipv4(services.values()) or default_ranges.SERVICES.ipv4
    mine = {kind.use: by_use.get((key, kind.use), ()) for kind in pool_subnets(mode)}
    nodes = [grouped[subnet] for subnet in mine[SubnetUse.NODES]]
    egress = said.outbound.type.on_subnets
    routed = mode.routes_to_pods or egress is EgressPart.ROUTE_TABLE
    takes_gateway = any(grouped[subnet].takes_nat_gateway for names in mine.values() for subnet in names)
    return ClusterLayout(
        key=key,
        path=f"clusters.{key}",
        settings=said,
        mode=mode,
        policy=_policy(said, mode),
        name=name,
        identity_name=said.identity_name or _last(said.identity_id) or naming.identity(name),
        node_resource_group=said.node_resource_group or naming.node_resource_group(group, name, location),
        dns_prefix=naming.dns_prefix(name),
        pod_ranges=_pod_ranges(said, mode),
        service_ranges=services,
        dns_service_ip=said.dns_service_ip or dns_address(ipv4_services),
        pools=pools,
        system_pool=system,
        subnets=mine,
        api_server_subnet=next(iter(by_use.get((key, SubnetUse.API_SERVER), ())), None),
        front_ends=tuple(_front_ends(key, said, pools[system].node_subnet)),
        route_table=naming.route_table(name) if routed and any(group.takes_route_table for group in nodes) else None,
        existing_route_tables=_named_tables(nodes) if routed else (),
        nat_gateway=naming.nat_gateway(name) if takes_gateway and egress is EgressPart.NAT_GATEWAY else None,
    )


def _last(arm_id: str | None) -> str | None:
    return arm_id.rsplit("/", 1)[-1] if arm_id else None


def _policy(said: ClusterSettings, mode: Mode) -> Policy | None:
    """Return the policy engine to ask for; where a mode has no such setting, `none` is what AKS has by itself."""
    if said.network_policy is Policy.NONE and not mode.policies:
        return None
    return said.network_policy or next(iter(mode.policies), None)


def _pool(cluster: ClusterSettings, key: str, name: str, mode: Mode) -> PoolLayout:
    said = cluster.node_pools[name]
    return PoolLayout(
        name=name,
        path=f"clusters.{key}.nodePools.{name}",
        settings=said,
        mode=said.mode or (PoolMode.SYSTEM if len(cluster.node_pools) == 1 else PoolMode.USER),
        count=_count(said),
        max_pods=said.max_pods or mode.max_pods.default,
        os_sku=said.os_sku or OS_SKUS[said.os_type][0],
        subnets=names_for_pool(key, cluster, name),
    )


def _count(pool: NodePoolSettings) -> int:
    if pool.min_count is not None:
        return pool.min_count
    return DEFAULT_NODE_COUNT if pool.count is None else pool.count


def _pod_ranges(cluster: ClusterSettings, mode: Mode) -> Mapping[IpFamily, Range]:
    if not mode.has_pod_cidr:
        return {}
    return _by_family(mode, [cluster.pod_cidr, *(cluster.pod_cidrs or ())], default_ranges.PODS)


def _by_family(mode: Mode, said: Sequence[Range | None], defaults: DefaultRanges) -> Mapping[IpFamily, Range]:
    """Return a range in each family of the mode: the first that is written, else the default."""
    ranges = [network for network in said if network is not None]
    return {
        family: next((network for network in ranges if network.version == family.version), defaults.of(family))
        for family in mode.families
    }


def _by_use(groups: Mapping[str, Group]) -> dict[tuple[str, SubnetUse], tuple[str, ...]]:
    """Return the names of the subnets that each cluster mentions for each use, in the order of names."""
    found: dict[tuple[str, SubnetUse], dict[str, None]] = {}
    for name, group in groups.items():
        for mention in group.mentions:
            if mention.cluster is not None and mention.use is not None:
                found.setdefault((mention.cluster, mention.use), {})[name] = None
    return {key: tuple(names) for key, names in found.items()}


def _named_tables(nodes: Sequence[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(table for group in nodes for table in group.tables))


def _front_ends(key: str, cluster: ClusterSettings, nodes: str) -> Iterator[FrontEnd]:
    for name, workload in sorted(cluster.workloads.items()):
        service = workload.service
        if service.internal and service.type is ServiceType.LOAD_BALANCER:
            yield FrontEnd(
                path=f"clusters.{key}.workloads.{name}.service",
                cluster=key,
                workload=name,
                subnet=service.subnet or nodes,
                address=service.address,
            )
