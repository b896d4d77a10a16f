"""Route tables: a cluster has one, whichever subnets it uses, and no other writes into it."""

from collections.abc import Iterator

from aksnet.azure.axes import EgressPart, SubnetUse
from aksnet.layout import naming
from aksnet.layout.layout import Mention, Subnet
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of


def route_tables_of_existing_subnets(context: Context) -> Iterator[Problem]:
    """An existing subnet keeps its own route table, and a cluster that changes routes must be told which it is."""
    for subnet in context.layout.subnets.values():
        users = {m.cluster for m in subnet.mentioned_for(SubnetUse.NODES) if m.cluster is not None}
        known = any(m.settings.route_table_id for m in subnet.mentions)
        clusters = [context.layout.clusters[key] for key in users]
        if subnet.existing and not known and any(each.egress is EgressPart.ROUTE_TABLE for each in clusters):
            yield Problem(
                kind=Kind.ROUTE_TABLE_UNKNOWN,
                path=f"{subnet.path}.routeTableId",
                value=None,
                message=(
                    "the ARM id of the route table on this existing subnet: the cluster's identity must be able to "
                    "change it"
                ),
                cure="add routeTableId, or give the cluster a subnet of its own with a prefix",
                code="CustomRouteTableMissingPermission",
            )
        elif subnet.existing and not known and any(each.mode.routes_to_pods for each in clusters):
            yield Problem(
                kind=Kind.ROUTE_TABLE_ASSUMED,
                path=f"{subnet.path}.routeTableId",
                value=None,
                message="AKS creates a route table for this existing subnet, unless the subnet has one already",
                cure="add its ARM id if it has one, so that the cluster's identity may write routes into it",
            )


def one_table_per_cluster(context: Context) -> Iterator[Problem]:
    """All node subnets of a cluster whose pods are reached by routes carry the same table."""
    for key, cluster in context.layout.clusters.items():
        if not cluster.mode.routes_to_pods:
            continue
        found: dict[str, str] = {}
        for subnet in sorted(context.layout.subnets_of(key, SubnetUse.NODES), key=lambda subnet: not subnet.existing):
            mention = _with_table(subnet)
            if mention is not None:
                table, path = _table(mention), f"{mention.path}.routeTableId"
            elif subnet.existing:
                continue  # another rule asks for its table
            else:
                table, path = naming.route_table(cluster.name), subnet.path
            if not found or table.lower() in found:
                found.setdefault(table.lower(), subnet.name)
                continue
            yield Problem(
                kind=Kind.TWO_ROUTE_TABLES,
                path=path,
                value=table,
                message=(
                    f"one route table for all node subnets of {key}, the one of {next(iter(found.values()))}: its "
                    "routes are kept in one table"
                ),
                cure="associate that table with this subnet too and name it here, or use the other subnet only",
            )


def tables_of_one_cluster(context: Context) -> Iterator[Problem]:
    """A route table that AKS writes a cluster's pod routes into is no other cluster's."""
    owners: dict[str, str] = {}
    for key, cluster in context.layout.clusters.items():
        if cluster.mode.routes_to_pods:
            for used in filter(None, map(_with_table, context.layout.subnets_of(key, SubnetUse.NODES))):
                owners.setdefault(_table(used).lower(), key)
    for subnet in context.layout.subnets.values():
        mention = _with_table(subnet)
        owner = owners.get(_table(mention).lower()) if mention else None
        if mention is not None and owner is not None and subnet.clusters and owner not in subnet.clusters:
            yield Problem(
                kind=Kind.ROUTE_TABLE_OF_OTHER,
                path=f"{mention.path}.routeTableId",
                value=_table(mention),
                message=f"a route table other than {owner}'s: AKS writes the routes to that cluster's pods into it",
                cure=f"give the subnets of {one_of(subnet.clusters)} a route table of their own",
            )


def _with_table(subnet: Subnet) -> Mention | None:
    return next((mention for mention in subnet.mentions if mention.settings.route_table_id is not None), None)


def _table(mention: Mention) -> str:
    return mention.settings.route_table_id or ""


RULES = (route_tables_of_existing_subnets, one_table_per_cluster, tables_of_one_cluster)
