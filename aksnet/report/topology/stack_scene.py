"""Tells the scene of a stack: of what is deployed, or of a plan as if it were, so that both can be compared."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from aksnet.azure.axes import NextHopType, Outbound, RoleTarget
from aksnet.azure.subnet_purposes import AKS
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_mode import deployed_mode
from aksnet.diff.deployed_pool import DeployedPool
from aksnet.diff.light_settings import NONE
from aksnet.diff.planned import as_deployed
from aksnet.plan.records import ClusterPlan, Range, StackPlan
from aksnet.plan.roles import ACR_PULL
from aksnet.report.topology.scene import Kind, Link, Scene, Thing, Tie

_RANGES = 6
"""Ranges of peered networks that are told; of more their number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What the settings say and no state does."""

    vnet: str | None = None
    """Name of an existing VNet, with its ranges."""
    spaces: tuple[Range, ...] = ()
    ranges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of existing subnets, by name; empty where nobody states them."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """Names of the route tables on existing subnets, where the settings say them."""
    front_ends: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Internal load balancers by key of the cluster: name, and name of the subnet."""
    peered: tuple[Range, ...] = ()
    """Ranges of peered networks."""


def planned_scene(plan: StackPlan, peered: tuple[Range, ...] = ()) -> Scene:
    """Return the scene of a plan, with the ranges of what its VNet is peered with."""
    network = plan.network
    existing = {name: each for name, each in network.subnets.items() if each.existing}
    beside = Beside(
        vnet=network.name if network.existing else None,
        spaces=network.address_space if network.existing else (),
        ranges={name: tuple(map(str, each.prefixes)) for name, each in existing.items()},
        tables=dict(_tables(plan, existing)),
        front_ends={cluster.key: tuple(_front_ends(cluster)) for cluster in plan.clusters},
        peered=tuple(dict.fromkeys(peered)),
    )
    return scene_of(as_deployed(plan), beside)


def scene_of(stack: DeployedStack, beside: Beside) -> Scene:
    """Return the scene of a stack; one that has nothing has no thing."""
    told = _Told(stack, beside)
    told.tell()
    known = [link for link in dict.fromkeys(told.links) if link.source in told.things and link.target in told.things]
    return Scene(things=told.things, links=tuple(known))


class _Told:
    """Collects the things of a stack and how they hang together."""

    def __init__(self, stack: DeployedStack, beside: Beside) -> None:
        self._stack, self._beside = stack, beside
        self.things: dict[str, Thing] = {}
        self.links: list[Link] = []
        self._registries: dict[str, list[str]] = {}
        for grant in stack.grants:
            if grant.role_id.rsplit("/", 1)[-1] == ACR_PULL:
                self._registries.setdefault(grant.key, []).append(grant.target)

    def tell(self) -> None:
        """Tell clusters with what they use, then what nothing uses."""
        stack, beside = self._stack, self._beside
        if not (stack.clusters or stack.subnets or stack.address_space or beside.vnet):
            return
        name = stack.vnet or beside.vnet
        spaces = tuple(map(str, stack.address_space or beside.spaces))
        facts = (*spaces, *(() if stack.vnet else ("existing",)))
        self._add("VNet", Kind.VNET, f"VNet {name}" if name else "VNet", facts)
        for cluster in stack.clusters.values():
            self._cluster(cluster)
        for subnet in (*stack.subnets, *beside.ranges):
            self._subnet(subnet)
        self._beyond()

    def _add(self, key: str, kind: Kind, title: str, facts: Iterable[str] = (), inside: str | None = None) -> str:
        self.things.setdefault(key, Thing(key=key, kind=kind, title=title, facts=tuple(facts), inside=inside))
        return key

    def _link(self, source: str, target: str, tie: Tie) -> None:
        self.links.append(Link(source=source, target=target, tie=tie))

    def _cluster(self, cluster: DeployedCluster) -> None:
        here = self._add(f"cluster {cluster.key}", Kind.CLUSTER, f"cluster {cluster.name}", _about(cluster))
        for pool in cluster.pools:
            key = self._add(f"pool {cluster.key}/{pool.name}", Kind.POOL, f"pool {pool.name}", _sizes(pool), here)
            if pool.node_subnet:
                self._link(key, self._subnet(pool.node_subnet), Tie.NODES)
            if pool.pod_subnet:
                self._link(key, self._subnet(pool.pod_subnet), Tie.PODS)
        for name, subnet in self._beside.front_ends.get(cluster.key, ()):
            title = f"internal load balancer {name}"
            balancer = self._add(f"front end {cluster.key}/{name}", Kind.FRONT_END, title, (), here)
            self._link(balancer, self._subnet(subnet), Tie.ADDRESS)
        self._api_server(cluster, here)
        registries = self._registries.get(cluster.key, [])
        bootstrap = [cluster.registry_id.rsplit("/", 1)[-1]] if cluster.registry_id else []
        for name in (*registries, *bootstrap):
            self._link(here, self._add(f"registry {name}", Kind.REGISTRY, f"registry {name}"), Tie.USES)
        self._way_out(cluster)

    def _api_server(self, cluster: DeployedCluster, here: str) -> None:
        server = here
        if cluster.api_server_subnet:
            server = self._add(f"API server {cluster.key}", Kind.API_SERVER, "API server", (), here)
            self._link(server, self._subnet(cluster.api_server_subnet), Tie.ADDRESS)
        elif cluster.private and cluster.pools and cluster.pools[0].node_subnet:
            title = "private endpoint of the API server"
            server = self._add(f"endpoint {cluster.key}", Kind.ENDPOINT, title, (), here)
            self._link(server, self._subnet(cluster.pools[0].node_subnet), Tie.ADDRESS)
        zone = cluster.private_dns_zone
        if cluster.private and zone == "system":
            key = self._add(
                f"zone of {cluster.key}", Kind.ZONE, f"private DNS zone of {cluster.name}", ("made by AKS",)
            )
            self._link(server, key, Tie.USES)
        elif cluster.private and zone.startswith("/"):
            own = zone.split("/", 3)[-1]  # a picture that is passed on names no subscription
            key = self._add(f"zone {own}", Kind.ZONE, "private DNS zone", (zone.rsplit("/", 1)[-1],))
            self._link(server, key, Tie.USES)

    def _way_out(self, cluster: DeployedCluster) -> None:
        outbound = cluster.outbound
        if outbound in (None, Outbound.NONE) or (outbound in set(Outbound) and Outbound(outbound).on_subnets):
            return
        title = f"load balancer of {cluster.name}" if outbound == Outbound.LOAD_BALANCER else f"{outbound}"
        key = self._add(f"balancer {cluster.key}", Kind.BALANCER, title, _addresses(cluster))
        for subnet in dict.fromkeys(pool.node_subnet for pool in cluster.pools if pool.node_subnet):
            self._link(f"subnet {subnet}", key, Tie.OUT)
        self._link(key, self._internet(), Tie.OUT)

    def _subnet(self, name: str) -> str:
        key = f"subnet {name}"
        if key in self.things:
            return key
        own = self._stack.subnets.get(name)
        if own is None:
            known = self._beside.ranges.get(name, ())
            self._add(key, Kind.SUBNET, f"subnet {name}", (*known, "existing"), "VNet")
            table, gateway = self._beside.tables.get(name), None
        else:
            table, gateway = own.route_table, own.nat_gateway
            service = "AKS" if own.delegation == AKS else (own.delegation or "").removeprefix("Microsoft.")
            notes = (
                *map(str, own.prefixes),
                *([f"delegated to {service}"] if service else []),
                *([f"security group {own.security_group}"] if own.security_group else []),
            )
            self._add(key, Kind.SUBNET, f"subnet {name}", notes, "VNet")
        if table:
            self._table(key, table)
        if gateway:
            self._gateway(key, gateway)
        return key

    def _table(self, subnet: str, name: str) -> None:
        known = self._stack.tables.get(name)
        facts = ("existing",) if known is None else ()
        key = self._add(f"table {name}", Kind.TABLE, f"route table {name}", facts)
        hop = known.default_next_hop if known else None
        self._link(subnet, key, Tie.OUT if hop else Tie.USES)
        if hop:
            self._link(key, self._hop(hop), Tie.OUT)

    def _hop(self, hop: str) -> str:
        if hop == NextHopType.GATEWAY:
            return self._add(f"hop {hop}", Kind.HOP, "virtual network gateway")
        around = list(_around(hop, self._beside.peered))
        facts = (f"in the peered {around[0]}",) if around else ()
        return self._add(f"hop {hop}", Kind.HOP, f"next hop {hop}", facts)

    def _gateway(self, subnet: str, name: str) -> None:
        known = self._stack.gateways.get(name)
        public = [each.rsplit("/", 1)[-1] for each in (*known.addresses, *known.prefixes)] if known else ["existing"]
        zone = [f"zone {known.zone}"] if known and known.zone else []
        key = self._add(f"gateway {name}", Kind.GATEWAY, f"NAT gateway {name}", (*public, *zone))
        self._link(subnet, key, Tie.OUT)
        self._link(key, self._internet(), Tie.OUT)

    def _internet(self) -> str:
        return self._add("Internet", Kind.INTERNET, "Internet")

    def _beyond(self) -> None:
        peerings, peered = self._stack.peerings, self._beside.peered
        ranges = list(map(str, peered[:_RANGES]))
        if more := len(peered) - len(ranges):
            ranges.append(f"and {more} more")
        for name, remote in peerings.items():
            facts = (f"peering {name}", *(ranges if len(peerings) == 1 else ()))
            key = self._add(f"peering {name}", Kind.PEER, f"peered VNet {remote.rsplit('/', 1)[-1]}", facts)
            self._link("VNet", key, Tie.USES)
        if ranges and len(peerings) != 1:
            self._link("VNet", self._add("peered", Kind.PEER, "peered networks", ranges), Tie.USES)
        if self._stack.dns_servers:
            key = self._add("DNS servers", Kind.DNS, "DNS servers of the VNet", self._stack.dns_servers)
            self._link("VNet", key, Tie.USES)


def _tables(plan: StackPlan, existing: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield existing subnets of nodes with their route tables: a role on it is all that a plan has of one."""
    for cluster in plan.clusters:
        there = [role.target_name for role in cluster.roles if role.target is RoleTarget.ROUTE_TABLE]
        tables = [name for name in there if name not in plan.network.route_tables]
        subnets = [name for name in dict.fromkeys(p.node_subnet for p in cluster.pools) if name in existing]
        if len(tables) == 1:
            yield from ((name, tables[0].rsplit("/", 1)[-1]) for name in subnets)


def _front_ends(cluster: ClusterPlan) -> Iterator[tuple[str, str]]:
    for each in cluster.contents.workloads:
        if each.service is not None and each.service.internal:
            yield each.name, each.service.subnet or cluster.system_pool.node_subnet


def _around(hop: str, ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield the ranges that a next hop is in, where it is an address and not a kind of next hop."""
    with suppress(ValueError):
        address = ip_address(hop)
        yield from (each for each in ranges if address in each)


def _about(cluster: DeployedCluster) -> Iterator[str]:
    mode = deployed_mode(cluster)
    if mode is not None:
        yield mode.name
    if cluster.pod_cidrs:
        yield f"pods {', '.join(map(str, cluster.pod_cidrs))}"
    if cluster.service_cidrs:
        yield f"Services {', '.join(map(str, cluster.service_cidrs))}"
    if cluster.outbound == Outbound.NONE:
        yield "no way out"


def _sizes(pool: DeployedPool) -> Iterator[str]:
    least, most = pool.light.get("minCount", NONE), pool.light.get("maxCount", NONE)
    count = f"{pool.count or 0:,}" if most == NONE else most if least == most else f"{least}–{most}"
    yield f"{pool.light.get('mode', '')} · {count} node{'' if count == '1' else 's'}".removeprefix(" · ")
    if pool.max_pods is not None:
        yield f"{pool.max_pods} pods each"
    if pool.zones:
        yield f"zone{'' if len(pool.zones) == 1 else 's'} {', '.join(pool.zones)}"


def _addresses(cluster: DeployedCluster) -> Iterator[str]:
    """Yield the public addresses of AKS's load balancer, as far as they are asked for."""
    profile = cluster.load_balancer
    own = [
        each.get("id", "").rsplit("/", 1)[-1]
        for part, listed in (("outboundIPs", "publicIPs"), ("outboundIPPrefixes", "publicIPPrefixes"))
        for each in (profile.get(part) or {}).get(listed) or ()
    ]
    yield from own
    managed = (profile.get("managedOutboundIPs") or {}).get("count")
    if not own:
        count = int(managed or 1)
        yield f"{count} address{'' if count == 1 else 'es'} made by AKS"
