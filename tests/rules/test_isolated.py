"""Rules on clusters without a way out, and on API servers in the VNet: a case that breaks each, and one beside it."""

from typing import Any

from aksnet.azure.axes import RoleTarget
from aksnet.rules import isolated, subnets
from aksnet.rules.capacity import ranges_that_are_too_small
from aksnet.rules.denied_flows import denied_flows
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, SUBSCRIPTION, Case, cluster, dev, found

REGISTRY = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/hub"
IDENTITY = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pull"
ISOLATED = LEARN + "aks/concepts-network-isolated"
IN_VNET = LEARN + "aks/api-server-vnet-integration"
CLOSED = {"prefix": "10.224.0.0/16", "defaultOutboundAccess": False}


def closed(**keys: Any) -> dict[str, Any]:
    """A private cluster without a way out that nothing is wrong with."""
    return dev(**{"outbound": "none", "privateCluster": True, "nodeSubnet": CLOSED} | keys)


def deny(port: str) -> dict[str, Any]:
    """An API server's subnet whose group lets nothing in at a port."""
    rule = {"priority": 200, "direction": "Inbound", "access": "Deny", "destinationPorts": [port]}
    return dev(apiServerSubnet={"prefix": "10.226.0.0/28", "networkSecurityGroup": {"rules": {"none": rule}}})


CASES = [
    Case(
        rule=isolated.public_api_servers,
        says="nodes without a way out reach no public API server",
        raw=closed(privateCluster=False),
        expected=[
            Problem(
                kind=Kind.ISOLATED_PUBLIC,
                path="clusters.dev.privateCluster",
                value=False,
                message="true with outbound: none, because nodes without a way out reach a private API server only",
                cure="write privateCluster: true; with apiServerSubnet too, the API server itself is in the VNet",
                page=ISOLATED,
            )
        ],
        beside=closed(),
    ),
    Case(
        rule=isolated.nodes_and_modes,
        says="kubenet always has a way out",
        raw=closed(mode="kubenet"),
        expected=[
            Problem(
                kind=Kind.ISOLATED_NODES,
                path="clusters.dev.mode",
                value="kubenet",
                message="another mode with outbound: none, which AKS does not offer with kubenet",
                cure="choose a mode of Azure CNI",
                page=ISOLATED,
                code="UnsupportedOutboundType",
            )
        ],
        beside=closed(mode="overlay"),
    ),
    Case(
        rule=isolated.nodes_and_modes,
        says="Windows nodes always have a way out",
        raw=closed(mode="overlay", nodePools={"np": {"mode": "System"}, "win": {"osType": "Windows"}}),
        expected=[
            Problem(
                kind=Kind.ISOLATED_NODES,
                path="clusters.dev.nodePools.win.osType",
                value="Windows",
                message="Linux with outbound: none, which AKS does not offer with Windows nodes",
                cure="remove the pool, or write another outbound type",
                page=ISOLATED,
                code="UnsupportedOutboundType",
            )
        ],
        beside=closed(mode="overlay", nodePools={"np": {"mode": "System"}, "more": {"osType": "Linux"}}),
    ),
    Case(
        rule=isolated.updates,
        says="nodes without a way out are updated by their image",
        raw=closed(nodeOsChannel="SecurityPatch"),
        expected=[
            Problem(
                kind=Kind.ISOLATED_UPDATES,
                path="clusters.dev.nodeOsChannel",
                value="SecurityPatch",
                message="NodeImage or None with outbound: none, because nodes reach no packages outside",
                cure="write NodeImage",
                page=ISOLATED,
            )
        ],
        beside=closed(nodeOsChannel="NodeImage"),
    ),
    Case(
        rule=isolated.registries,
        says="only nodes without a way out need a registry with AKS's images",
        raw=dev(outbound={"type": "loadBalancer", "registryId": REGISTRY}),
        expected=[
            Problem(
                kind=Kind.REGISTRY_UNUSED,
                path="clusters.dev.outbound.registryId",
                value=REGISTRY,
                message="none with loadBalancer: nodes pull AKS's images from where they are published",
                cure="remove it, or write type: none",
                page=ISOLATED,
            )
        ],
        beside=closed(outbound={"type": "none", "registryId": REGISTRY}, kubeletIdentityId=IDENTITY),
    ),
    Case(
        rule=isolated.registries,
        says="nodes pull from a registry of one's own as an identity that may",
        raw=closed(outbound={"type": "none", "registryId": REGISTRY}),
        expected=[
            Problem(
                kind=Kind.ISOLATED_REGISTRY,
                path="clusters.dev.kubeletIdentityId",
                value=None,
                message=(
                    "an identity that may pull from registryId already (AcrPull): nodes do so before they start, and "
                    "one that AKS makes comes with the cluster"
                ),
                cure="make the identity, grant it AcrPull there, and write its ARM id",
                page=LEARN + "aks/network-isolated",
            )
        ],
        beside=closed(outbound="none", kubeletIdentityId=IDENTITY),
    ),
    Case(
        rule=isolated.images,
        says="nodes without a way out pull no image from outside",
        raw=closed(workloads={"web": {"kind": "nginx", "image": "docker.io/library/nginx:1.29"}}),
        expected=[
            Problem(
                kind=Kind.ISOLATED_IMAGES,
                path="clusters.dev.workloads.web.image",
                value="docker.io/library/nginx:1.29",
                message="an image of a registry that nodes reach inside the network; they have no way out to this one",
                cure="put it into a registry with a private endpoint in the VNet, and write its name there",
                page=LEARN + "aks/network-isolated",
            )
        ],
        beside=closed(workloads={"web": {"kind": "nginx", "image": "hub.azurecr.io/library/nginx:1.29"}}),
    ),
    Case(
        rule=isolated.subnets,
        says="Azure lets a new subnet out by itself",
        raw=closed(nodeSubnet={"prefix": "10.224.0.0/16"}),
        expected=[
            Problem(
                kind=Kind.ISOLATED_ACCESS,
                path="clusters.dev.nodeSubnet.defaultOutboundAccess",
                value=None,
                message="false: Azure gives dev-node-subnet a way out by itself, though the cluster asks for none",
                cure="write false; of a subnet that is there already it cannot be changed",
                page=LEARN + "aks/network-isolated",
            )
        ],
        beside=closed(),
    ),
    Case(
        rule=subnets.sharing,
        says="an API server's subnet is for nothing else",
        raw=dev(
            nodeSubnet={"name": "all", "prefix": "10.224.0.0/16"},
            apiServerSubnet="all",
        ),
        expected=[
            Problem(
                kind=Kind.API_SERVER_ALONE,
                path="clusters.dev.apiServerSubnet",
                value="all",
                message="a subnet for API servers only; nodes of a cluster are in this one",
                cure="give the API server a subnet of its own, a /28 or larger",
                page=IN_VNET,
                code="SubnetWithExternalResourcesCannotBeUsedByOtherResources",
            )
        ],
        beside=dev(apiServerSubnet={}),
    ),
    Case(
        rule=ranges_that_are_too_small,
        says="an API server takes nine addresses",
        raw=dev(apiServerSubnet="10.226.0.0/29"),
        expected=[
            Problem(
                kind=Kind.TOO_SMALL,
                path="clusters.dev.apiServerSubnet.prefix",
                value="10.226.0.0/29",
                message="room for 9 addresses (9 API server of dev); this range has 3, 6 too few",
                cure="write 10.226.0.0/28",
                page=Kind.TOO_SMALL.value.page,
            )
        ],
        beside=dev(apiServerSubnet="10.226.0.0/28"),
    ),
    Case(
        rule=denied_flows,
        says="nodes and the load balancer's probes reach the API server",
        raw=deny("4443"),
        expected=[
            Problem(
                kind=Kind.DENIED_FLOWS,
                path="clusters.dev.apiServerSubnet.networkSecurityGroup.rules.none",
                value="Deny",
                message=(
                    "this rule cuts traffic from dev-node-subnet to the API server's port 4443, which the cluster "
                    "cannot do without"
                ),
                cure="allow that by rules with lower numbers, or narrow this one",
                page=Kind.DENIED_FLOWS.value.page,
            )
        ],
        beside=deny("22"),
    ),
]


def test_an_api_server_in_the_vnet_asks_for_its_subnet_and_its_role() -> None:
    """Beside the nodes' own; it takes no endpoint among them."""
    plan = cluster(dev(apiServerSubnet={}))
    assert plan.api_server_subnet == "dev-api-server-subnet"
    assert [(role.target, role.target_name) for role in plan.roles] == [
        (RoleTarget.NODE_SUBNET, "dev-node-subnet"),
        (RoleTarget.API_SERVER_SUBNET, "dev-api-server-subnet"),
    ]


def test_nodes_reach_an_api_server_in_the_vnet_from_any_way_out() -> None:
    """So that no address of a firewall is asked for, and none of the stack's own gateway is authorized."""
    reached = {"apiServerSubnet": {}, "authorizedIpRanges": ["203.0.113.0/24"]}
    behind = dev(**reached, outbound={"type": "userDefinedRouting", "nextHop": "10.230.0.4"})
    assert [each.kind for each in found(behind)] == []
    plan = cluster(dev(**reached, outbound="userAssignedNATGateway"))
    assert (plan.authorized_ip_ranges, plan.authorized_gateway) == (("203.0.113.0/24",), None)


def test_two_api_servers_share_a_subnet_that_is_large_enough() -> None:
    def two(prefix: str) -> dict[str, Any]:
        both = {
            key: {"nodeSubnet": f"10.{number}.0.0/16", "apiServerSubnet": "servers"}
            for number, key in ((224, "a"), (225, "b"))
        }
        return {"network": {"subnets": {"servers": prefix}}, "clusters": both}

    assert found(two("10.226.0.0/27")) == []
    assert [(each.path, each.message) for each in found(two("10.226.0.0/28"))] == [
        (
            "network.subnets.servers.prefix",
            "room for 18 addresses (9 API server of a + 9 API server of b); this range has 11, 7 too few",
        )
    ]


def test_a_way_out_may_be_denied_to_nodes_that_have_none() -> None:
    rules = {"out": {"priority": 200, "direction": "Outbound", "access": "Deny", "destination": "Internet"}}
    assert found(closed(nodeSubnet={**CLOSED, "networkSecurityGroup": {"rules": rules}})) == []
