"""What a living cluster needs of its subnets until it has been changed itself, and so keeps in a plan that drops it.

Subnets are written before the cluster that is in them. At that moment the pods of a cluster that moves away from
kubenet still reach each other by the routes of its table, and traffic still leaves by the NAT gateway or firewall that
another outbound type drops. So what hangs on the subnets stays, with the grant that AKS writes routes by, until the
state says that the cluster has changed; the up after that takes it away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from aksnet.azure.axes import NextHopType, Outbound, Plugin, RoleTarget
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.deployed_network import DeployedGateway, DeployedSubnet
from aksnet.diff.egress_changes import IDLE_MINUTES
from aksnet.layout.naming import public_prefix
from aksnet.plan.egress_records import NatGatewayPlan
from aksnet.plan.records import ClusterPlan, NetworkPlan, RouteTablePlan, StackPlan
from aksnet.plan.roles import route_table_role


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptParts:
    """What one cluster keeps on one subnet."""

    cluster: str
    subnet: str
    table: str | None
    gateway: str | None


def with_kept_parts(plan: StackPlan, old: DeployedStack) -> tuple[StackPlan, tuple[str, ...]]:
    """Return a plan with what living clusters still need, and a sentence without its full stop for each of it."""
    said: list[str] = []
    for kept in _kept(plan, old):
        plan = replace(plan, network=_on_subnet(plan.network, kept, old))
        if kept.table is not None:
            plan = _granted(plan, kept, old)
        plan = _authorized(plan, kept, old.clusters[kept.cluster])
        what = " and ".join(
            [
                *([f"route table {kept.table} with its grant"] if kept.table else []),
                *([f"NAT gateway {kept.gateway}"] if kept.gateway else []),
            ]
        )
        said.append(
            f"{what} of {kept.subnet} stay while {kept.cluster} uses them; the up after the one that changes the "
            "cluster takes them away"
        )
    return _with_default_routes(plan, old), tuple(said)


def _kept(plan: StackPlan, old: DeployedStack) -> Iterator[KeptParts]:
    for cluster in plan.clusters:
        living = old.clusters.get(cluster.key)
        if living is None or cluster.replace == living.mark:
            continue  # a replaced cluster takes everything with it
        for name in dict.fromkeys(n for pool in living.pools for n in (pool.node_subnet, pool.pod_subnet) if n):
            subnet, planned = old.subnets.get(name), plan.network.subnets.get(name)
            if subnet is None or planned is None or planned.existing:
                continue
            table = subnet.route_table if planned.route_table is None and _routed(living, subnet, old) else None
            gateway = subnet.nat_gateway if planned.nat_gateway is None and _translated(living, subnet, old) else None
            if table or gateway:
                yield KeptParts(cluster=cluster.key, subnet=name, table=table, gateway=gateway)


def _routed(living: DeployedCluster, subnet: DeployedSubnet, old: DeployedStack) -> bool:
    by_routes = living.plugin == Plugin.KUBENET or living.outbound == Outbound.ROUTES
    return by_routes and subnet.route_table in old.tables


def _translated(living: DeployedCluster, subnet: DeployedSubnet, old: DeployedStack) -> bool:
    return living.outbound == Outbound.NAT_GATEWAY and subnet.nat_gateway in old.gateways


def _on_subnet(network: NetworkPlan, kept: KeptParts, old: DeployedStack) -> NetworkPlan:
    subnet = network.subnets[kept.subnet]
    tables, gateways = dict(network.route_tables), dict(network.nat_gateways)
    if kept.table is not None:
        tables.setdefault(kept.table, RouteTablePlan(name=kept.table, default_next_hop=_hop(kept.table, old)))
        subnet = replace(subnet, route_table=kept.table)
    if kept.gateway is not None:
        gateways.setdefault(kept.gateway, _gateway(kept.gateway, old.gateways[kept.gateway]))
        subnet = replace(subnet, nat_gateway=kept.gateway)
    subnets = {**network.subnets, kept.subnet: subnet}
    return replace(network, subnets=subnets, route_tables=tables, nat_gateways=gateways)


def _gateway(name: str, there: DeployedGateway) -> NatGatewayPlan:
    """Return the plan of a gateway as it is: what bears a name that this program gives is its own, the rest is not."""
    own = [last for each in there.addresses if (last := each.rsplit("/", 1)[-1]).startswith(f"{name}-ip")]
    prefix = next((each for each in there.prefixes if each.rsplit("/", 1)[-1] == public_prefix(name)), None)
    return NatGatewayPlan(
        name=name,
        public_ip_names=tuple(own),
        prefix_name=public_prefix(name) if prefix else None,
        prefix_length=there.prefix_length if prefix else None,
        public_ip_ids=tuple(each for each in there.addresses if each.rsplit("/", 1)[-1] not in own),
        public_ip_prefix_ids=tuple(each for each in there.prefixes if each != prefix),
        zone=there.zone,
        # Azure fills its default in; sent as well, it would be a change.
        idle_timeout=None if there.idle_timeout == IDLE_MINUTES else there.idle_timeout,
    )


def _hop(table: str, old: DeployedStack) -> IPv4Address | NextHopType | None:
    hop = old.tables[table].default_next_hop
    if hop is None:
        return None
    return NextHopType(hop) if hop in set(NextHopType) else IPv4Address(hop)


def _granted(plan: StackPlan, kept: KeptParts, old: DeployedStack) -> StackPlan:
    """Keep the grant on a table, worded as it was: another description would write it anew."""
    living = old.clusters[kept.cluster]
    role = route_table_role(kept.table or "", routes_to_pods=living.plugin == Plugin.KUBENET)
    held = {(grant.key, grant.target.lower()) for grant in old.grants}
    clusters = tuple(
        replace(cluster, roles=(*cluster.roles, role))
        if cluster.key == kept.cluster
        and (kept.cluster, role.target_name.lower()) in held
        and not any(each.target is RoleTarget.ROUTE_TABLE and each.target_name == kept.table for each in cluster.roles)
        else cluster
        for cluster in plan.clusters
    )
    return replace(plan, clusters=clusters)


def _authorized(plan: StackPlan, kept: KeptParts, living: DeployedCluster) -> StackPlan:
    """Keep the address of the old way out among the ranges of the API server: nodes leave by it until it is gone.

    Which address is a firewall's the state does not tell, so every single one that is there stays for this run.
    """
    by_firewall = kept.table is not None and living.outbound == Outbound.ROUTES
    single = [each for each in living.authorized_ip_ranges if each.endswith("/32")] if by_firewall else []

    def with_old(cluster: ClusterPlan) -> ClusterPlan:
        if cluster.key != kept.cluster or not cluster.authorized_ip_ranges:
            return cluster
        ranges = tuple(dict.fromkeys((*cluster.authorized_ip_ranges, *single)))
        gateway = kept.gateway or cluster.authorized_gateway
        return replace(cluster, authorized_ip_ranges=ranges, authorized_gateway=gateway)

    return replace(plan, clusters=tuple(map(with_old, plan.clusters)))


def _with_default_routes(plan: StackPlan, old: DeployedStack) -> StackPlan:
    """Keep the default route of a table that stays for another reason, while its cluster still leaves by it."""
    tables = dict(plan.network.route_tables)
    for cluster in plan.clusters:
        living = old.clusters.get(cluster.key)
        if living is None or living.outbound != Outbound.ROUTES or cluster.replace == living.mark:
            continue
        for pool in living.pools:
            subnet = old.subnets.get(pool.node_subnet or "")
            name = subnet.route_table if subnet else None
            if name in tables and name in old.tables and tables[name].default_next_hop is None:
                tables[name] = replace(tables[name], default_next_hop=_hop(name, old))
    return replace(plan, network=replace(plan.network, route_tables=tables))
