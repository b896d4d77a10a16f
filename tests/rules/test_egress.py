"""Rules on route tables and NAT gateways: every one has a case that breaks it alone, and one beside the edge."""

from aksnet.rules import egress, route_tables
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, TABLE_ID, VNET_ID, Case, Raw, dev, network, problems

OTHER = f"{TABLE_ID}-2"
KUBENET = LEARN + "aks/configure-kubenet"


def _pools(mode: str, one: Raw, other: Raw, /, **keys: object) -> Raw:
    pools = {"a": {"mode": "System", "nodeSubnet": one}, "b": {"nodeSubnet": other}}
    return network({"dev": {"mode": mode, "nodePools": pools} | keys}, id=VNET_ID)


def _existing(name: str, table: str | None = None) -> Raw:
    return {"name": name, "existing": True} | ({"routeTableId": table} if table else {})


def _two(one: str, other: str, mode: str = "cilium-overlay") -> Raw:
    clusters = {
        "a": {"mode": "kubenet", "nodeSubnet": _existing("one", one)},
        "b": {"mode": mode, "nodeSubnet": _existing("two", other), "outbound": "userDefinedRouting"},
    }
    return network(clusters, id=VNET_ID)


def _routed(pods: Raw, outbound: object) -> Raw:
    cluster = {"mode": "pod-subnet", "nodeSubnet": _existing("one", TABLE_ID), "podSubnet": pods, "outbound": outbound}
    return network({"dev": cluster}, id=VNET_ID)


ONE = "one route table for all node subnets of dev, the one of one: its routes are kept in one table"
NAME_IT = "associate that table with this subnet too and name it here, or use the other subnet only"

CASES = [
    Case(
        rule=egress.default_routes_for_ipv4_only,
        says="a dual-stack cluster behind a firewall has a default route of IPv4 alone",
        raw=dev(mode="overlay-dual-stack", outbound={"type": "userDefinedRouting", "nextHop": "10.225.0.4"}),
        expected=[
            Problem(
                kind=Kind.NEXT_HOP_IPV4_ONLY,
                path="clusters.dev.outbound.nextHop",
                value="10.225.0.4",
                message="the default route of this stack's route table is 0.0.0.0/0 alone: no route sends IPv6 there",
                cure="deny outbound IPv6 in the subnets' networkSecurityGroup, or use existing subnets with a route "
                "table that has ::/0 too",
            )
        ],
        beside=dev(mode="overlay", outbound={"type": "userDefinedRouting", "nextHop": "10.225.0.4"}),
    ),
    Case(
        rule=egress.gateways_for_ipv4_only,
        says="a dual-stack cluster leaves by a NAT gateway that is the user's",
        raw=dev(mode="overlay-dual-stack", outbound="userAssignedNATGateway"),
        expected=[
            Problem(
                kind=Kind.GATEWAY_IPV4_ONLY,
                path="clusters.dev.outbound",
                value="userAssignedNATGateway",
                message="not with a NAT gateway that this stack creates: it is a Standard one, which carries IPv4 only",
                cure="write loadBalancer, or use existing subnets with a StandardV2 NAT gateway of your own",
            )
        ],
        beside=network(
            {
                "dev": {
                    "mode": "overlay-dual-stack",
                    "outbound": "userAssignedNATGateway",
                    "nodeSubnet": {"name": "nodes", "existing": True},
                }
            },
            id=VNET_ID,
        ),
    ),
    Case(
        rule=route_tables.one_table_per_cluster,
        says="two existing subnets of a kubenet cluster carry one table",
        raw=_pools("kubenet", _existing("one", TABLE_ID), _existing("two", OTHER)),
        expected=[
            Problem(
                kind=Kind.TWO_ROUTE_TABLES,
                path="clusters.dev.nodePools.b.nodeSubnet.routeTableId",
                value=OTHER,
                message=ONE,
                cure=NAME_IT,
                page=KUBENET,
            )
        ],
        beside=_pools("kubenet", _existing("one", TABLE_ID), _existing("two", TABLE_ID.upper())),
    ),
    Case(
        rule=route_tables.one_table_per_cluster,
        says="a created subnet has the stack's table, an existing one another",
        raw=_pools(
            "kubenet",
            {"name": "made", "prefix": "10.9.0.0/24"},
            _existing("one", TABLE_ID),
        ),
        expected=[
            Problem(
                kind=Kind.TWO_ROUTE_TABLES,
                path="clusters.dev.nodePools.a.nodeSubnet",
                value="dev-routes",
                message=ONE,
                cure=NAME_IT,
                page=KUBENET,
            )
        ],
        beside=_pools(
            "kubenet",
            {"name": "made", "prefix": "10.9.0.0/24"},
            {"name": "also", "prefix": "10.9.1.0/24"},
        ),
    ),
    Case(
        rule=route_tables.tables_of_one_cluster,
        says="a kubenet cluster's table is no other cluster's",
        raw=_two(TABLE_ID, TABLE_ID.upper()),
        expected=[
            Problem(
                kind=Kind.ROUTE_TABLE_OF_OTHER,
                path="clusters.b.nodeSubnet.routeTableId",
                value=TABLE_ID.upper(),
                message="a route table other than a's: AKS writes the routes to that cluster's pods into it",
                cure="give the subnets of b a route table of their own",
                page=KUBENET,
            )
        ],
        beside=_two(TABLE_ID, OTHER, "kubenet"),
    ),
    Case(
        rule=egress.gateways_of_existing_subnets,
        says="the stack's NAT gateway does not reach existing subnets",
        raw=_pools(
            "overlay",
            {"name": "made", "prefix": "10.9.0.0/24"},
            _existing("old"),
            outbound="userAssignedNATGateway",
        ),
        expected=[
            Problem(
                kind=Kind.GATEWAY_ON_EXISTING,
                path="clusters.dev.nodePools.b.nodeSubnet",
                value="old",
                message=(
                    "subnets that all exist or are all created, because dev has a NAT gateway that the stack creates "
                    "and that only made can be given"
                ),
                cure="give this subnet a prefix to create it, or use only existing ones with a NAT gateway",
                page=LEARN + "aks/nat-gateway",
                code="SubnetNotAssociatedWithNATGateway",
            )
        ],
        beside=_pools("overlay", _existing("new"), _existing("old"), outbound="userAssignedNATGateway"),
    ),
    Case(
        rule=egress.routes_of_created_pod_subnets,
        says="beside existing node subnets no route table is made for a created pod subnet",
        raw=_routed({"prefix": "10.9.0.0/20"}, "userDefinedRouting"),
        expected=[
            Problem(
                kind=Kind.POD_SUBNET_ROUTES,
                path="clusters.dev.podSubnet",
                value="dev-pod-subnet",
                message="a route table, because pods leave by it too, and the node subnets have one of yours",
                cure="add routeTableId to the pod subnet",
                page=LEARN + "aks/egress-udr",
            )
        ],
        beside=_routed({"prefix": "10.9.0.0/20", "routeTableId": TABLE_ID}, "userDefinedRouting"),
    ),
]


def test_routed_clusters_may_share_a_table_that_nobody_writes_pod_routes_into() -> None:
    clusters = {
        key: {"nodeSubnet": _existing(key, TABLE_ID), "outbound": "userDefinedRouting"} for key in ("one", "two")
    }
    assert problems(network(clusters, id=VNET_ID)) == []
