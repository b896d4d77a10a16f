"""Route tables and NAT gateways: a cluster has one of each, whichever subnets it uses."""

from collections.abc import Iterator

from aksnet.azure.axes import Outbound, RoleTarget
from aksnet.azure.modes import MODES
from aksnet.layout.layout import Mention, Subnet
from aksnet.layout.once import by_cluster, cluster_name, gather, route_table_name
from aksnet.settings.problems import Problem, one_of
from aksnet.settings.settings import Settings

_KUBENET = "https://learn.microsoft.com/azure/aks/configure-kubenet"
_NAT = "https://learn.microsoft.com/azure/aks/nat-gateway"


def one_table_per_cluster(settings: Settings) -> Iterator[Problem]:
    """All node subnets of a cluster whose pods are reached by routes carry the same table."""
    for key, cluster in settings.clusters.items():
        if RoleTarget.ROUTE_TABLE not in MODES[cluster.mode].identity_needs:
            continue
        found: dict[str, str] = {}
        for subnet in sorted(_node_subnets(settings, key), key=lambda subnet: not subnet.existing):
            mention = _with_table(subnet)
            if mention is not None:
                table, path = _table(mention), f"{mention.path}.routeTableId"
            elif subnet.existing:
                continue  # another rule asks for its table
            else:
                table, path = route_table_name(cluster_name(key, cluster)), subnet.path
            if not found or table.lower() in found:
                found.setdefault(table.lower(), subnet.name)
                continue
            yield Problem(
                path=path,
                value=table,
                allowed=(
                    f"one route table for all node subnets of {key}, the one of {next(iter(found.values()))}: its "
                    "routes are kept in one table"
                ),
                cure="associate that table with this subnet too and name it here, or use the other subnet only",
                page=_KUBENET,
            )


def tables_of_one_cluster(settings: Settings) -> Iterator[Problem]:
    """A route table that AKS writes a cluster's pod routes into is no other cluster's."""
    owners: dict[str, str] = {}
    for key, cluster in settings.clusters.items():
        if RoleTarget.ROUTE_TABLE in MODES[cluster.mode].identity_needs:
            for used in filter(None, map(_with_table, _node_subnets(settings, key))):
                owners.setdefault(_table(used).lower(), key)
    for subnet in gather(settings).values():
        mention = _with_table(subnet)
        owner = owners.get(_table(mention).lower()) if mention else None
        if mention is not None and owner is not None and subnet.clusters and owner not in subnet.clusters:
            yield Problem(
                path=f"{mention.path}.routeTableId",
                value=_table(mention),
                allowed=f"a route table other than {owner}'s: AKS writes the routes to that cluster's pods into it",
                cure=f"give the subnets of {one_of(subnet.clusters)} a route table of their own",
                page=_KUBENET,
            )


def _node_subnets(settings: Settings, key: str) -> list[Subnet]:
    return [s for s in by_cluster(settings)[key] if any(m.cluster == key and not m.pods for m in s.mentions)]


def _with_table(subnet: Subnet) -> Mention | None:
    given = (mention for mention in subnet.mentions if mention.settings.route_table_id is not None)
    return next(given, None) if subnet.existing else None


def _table(mention: Mention) -> str:
    return mention.settings.route_table_id or ""


def gateways_of_existing_subnets(settings: Settings) -> Iterator[Problem]:
    """The stack's NAT gateway reaches only the subnets that the stack creates; a cluster leaves through one."""
    for key, cluster in settings.clusters.items():
        subnets = by_cluster(settings)[key]
        created = [subnet.name for subnet in subnets if not subnet.existing]
        if cluster.outbound.type is not Outbound.NAT_GATEWAY or not created:
            continue
        for subnet in subnets:
            if subnet.existing:
                yield Problem(
                    path=subnet.path,
                    value=subnet.name,
                    allowed=(
                        f"subnets that all exist or are all created, because {key} has a NAT gateway that the stack "
                        f"creates and that only {one_of(created)} can be given"
                    ),
                    cure="give this subnet a prefix to create it, or use only existing ones with a NAT gateway",
                    page=_NAT,
                    code="SubnetNotAssociatedWithNATGateway",
                )


def routes_of_created_pod_subnets(settings: Settings) -> Iterator[Problem]:
    """Pods leave by the route table of created node subnets; beside existing ones the stack makes none."""
    for key, cluster in settings.clusters.items():
        subnets = by_cluster(settings)[key]
        nodes_exist = all(subnet.existing for subnet in subnets if not subnet.holds_pods)
        if cluster.outbound.type is not Outbound.ROUTES or not nodes_exist:
            continue
        for subnet in subnets:
            if subnet.holds_pods and not subnet.existing:
                yield Problem(
                    path=subnet.path,
                    value=subnet.name,
                    allowed="an existing pod subnet with the route table of the node subnets: pods leave by it too",
                    cure="name an existing pod subnet, or give the nodes a subnet of their own with a prefix",
                    page="https://learn.microsoft.com/azure/aks/egress-udr",
                )


RULES = (
    one_table_per_cluster,
    tables_of_one_cluster,
    gateways_of_existing_subnets,
    routes_of_created_pod_subnets,
)
