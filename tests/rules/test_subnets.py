"""Rules on VNets, existing subnets and sharing: every one has a case that breaks it alone, and one beside the edge.

Where subnets lie is in `tests/rules/test_places.py`.
"""

import pytest

from aksnet.rules import subnets
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, TABLE_ID, VNET_ID, Case, dev, network, problems

EXISTING = {"name": "nodes", "existing": True}
OTHER_SUBSCRIPTION = f"{VNET_ID}/subnets/nodes".replace("000000000001", "000000000002")
NAT = {"outbound": "userAssignedNATGateway"}
SHARED = {"name": "shared", "prefix": "10.224.0.0/24"}
PODS = {"name": "pods", "prefix": "10.225.0.0/16"}

CASES = [
    Case(
        rule=subnets.names_of_extra_subnets,
        says="an extra subnet's key is its name",
        raw=network({"dev": {}}, subnets={"lb": {"name": "other", "prefix": "10.230.0.0/24"}}),
        expected=[
            Problem(
                kind=Kind.EXTRA_SUBNET_NAME,
                path="network.subnets.lb.name",
                value="other",
                message="the key is the subnet's name here",
                cure="remove name, or rename the key; a text alone must be a prefix with a slash",
            )
        ],
        beside=network({"dev": {}}, subnets={"lb": {"name": "lb", "prefix": "10.230.0.0/24"}}),
    ),
    Case(
        rule=subnets.vnet_ranges,
        says="a VNet has an IPv4 range",
        raw=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["fd12:3456:789b::/48"]),
        expected=[
            Problem(
                kind=Kind.VNET_WITHOUT_IPV4,
                path="network.addressSpace",
                value=["fd12:3456:789b::/48"],
                message="at least one IPv4 range: Azure has no IPv6-only VNets",
                cure="add for instance 10.224.0.0/12",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {"nodeSubnet": "10.224.0.0/16"}}, addressSpace=["10.224.0.0/16", "fd12:3456:789b::/48"]),
    ),
    Case(
        rule=subnets.vnet_ranges,
        says="a VNet's ranges do not overlap",
        raw=network({"dev": {}}, addressSpace=["10.224.0.0/12", "10.224.0.0/16"]),
        expected=[
            Problem(
                kind=Kind.VNET_RANGES_OVERLAP,
                path="network.addressSpace",
                value=["10.224.0.0/12", "10.224.0.0/16"],
                message="ranges that do not overlap one another",
                cure="keep the larger one",
                page=LEARN + "virtual-network/virtual-networks-faq",
            )
        ],
        beside=network({"dev": {}}, addressSpace=["10.224.0.0/16", "10.225.0.0/16"]),
    ),
    Case(
        rule=subnets.existing_vnet,
        says="an existing VNet is named once",
        raw=network({"dev": {"nodeSubnet": EXISTING}}, id=VNET_ID, name="other"),
        expected=[
            Problem(
                kind=Kind.VNET_NAMED_TWICE,
                path="network.name",
                value="other",
                message="the name in network.id, hub-vnet",
                cure="remove one of the two keys",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING}}, id=VNET_ID, name="HUB-vnet"),
    ),
    Case(
        rule=subnets.existing_vnet,
        says="a VNet that is created is in the stack's own resource group",
        raw=network({"dev": {}}, resourceGroup="hub"),
        expected=[
            Problem(
                kind=Kind.VNET_GROUP,
                path="network.resourceGroup",
                value="hub",
                message=(
                    "only beside network.name and existing: true; a VNet that is created is in the stack's own group"
                ),
                cure="remove the key, or say existing: true",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING}}, name="hub-vnet", existing=True, resourceGroup="hub"),
    ),
    Case(
        rule=subnets.existing_subnets,
        says="an existing subnet is in an existing VNet",
        raw=dev(nodeSubnet=EXISTING),
        expected=[
            Problem(
                kind=Kind.EXISTING_IN_NEW_VNET,
                path="clusters.dev.nodeSubnet",
                value="existing: true",
                message="an existing subnet only in an existing VNet; this stack would create its VNet",
                cure="set network.id, or network.name with existing: true",
                page=LEARN + "aks/concepts-network-cni-overview",
            )
        ],
        beside=network({"dev": {"nodeSubnet": EXISTING}}, id=VNET_ID),
    ),
    Case(
        rule=subnets.existing_subnets,
        says="an existing subnet is in the VNet of the stack",
        raw=network({"dev": {"nodeSubnet": f"{VNET_ID}-2/subnets/nodes"}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.OTHER_VNET,
                path="clusters.dev.nodeSubnet.id",
                value=VNET_ID + "-2/subnets/nodes",
                message="a subnet of the VNet hub-vnet: node and pod subnets of a cluster are in one VNet",
                cure="name a subnet of that VNet, or set network.id to the other one",
                page=LEARN + "aks/concepts-network-cni-overview",
            )
        ],
        beside=network({"dev": {"nodeSubnet": f"{VNET_ID}/subnets/nodes"}}, id=VNET_ID.lower()),
    ),
    Case(
        rule=subnets.existing_subnets,
        says="the same names in another subscription are another VNet",
        raw=network({"dev": {"nodeSubnet": OTHER_SUBSCRIPTION}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.OTHER_VNET,
                path="clusters.dev.nodeSubnet.id",
                value=OTHER_SUBSCRIPTION,
                message="a subnet of the VNet hub-vnet: node and pod subnets of a cluster are in one VNet",
                cure="name a subnet of that VNet, or set network.id to the other one",
                page=LEARN + "aks/concepts-network-cni-overview",
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": OTHER_SUBSCRIPTION}}, name="hub-vnet", existing=True, resourceGroup="hub"
        ),
    ),
    Case(
        rule=subnets.existing_subnets,
        says="an existing subnet by id is in the resource group of the VNet",
        raw=network({"dev": {"nodeSubnet": f"{VNET_ID}/subnets/nodes"}}, name="hub-vnet", existing=True),
        expected=[
            Problem(
                kind=Kind.OTHER_VNET,
                path="clusters.dev.nodeSubnet.id",
                value=VNET_ID + "/subnets/nodes",
                message="a subnet of the VNet hub-vnet: node and pod subnets of a cluster are in one VNet",
                cure="name a subnet of that VNet, or set network.id to the other one",
                page=LEARN + "aks/concepts-network-cni-overview",
            )
        ],
        beside=network({"dev": {"nodeSubnet": f"{VNET_ID}/subnets/nodes"}}, name="hub-vnet", existing=True)
        | {"resourceGroup": "hub"},
    ),
    Case(
        rule=subnets.existing_subnets,
        says="an existing subnet's id and name agree",
        raw=network({"dev": {"nodeSubnet": {"name": "other", "id": f"{VNET_ID}/subnets/nodes"}}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.SUBNET_NAME_AND_ID,
                path="clusters.dev.nodeSubnet.id",
                value=VNET_ID + "/subnets/nodes",
                message="the id of the subnet that is named here, other",
                cure="remove the name, or correct the id",
            )
        ],
        beside=network({"dev": {"nodeSubnet": {"name": "nodes", "id": f"{VNET_ID}/subnets/nodes"}}}, id=VNET_ID),
    ),
    Case(
        rule=subnets.existing_subnets,
        says="an existing subnet gets no security group",
        raw=network({"dev": {"nodeSubnet": EXISTING | {"networkSecurityGroup": {}}}}, id=VNET_ID),
        expected=[
            Problem(
                kind=Kind.GROUP_ON_EXISTING,
                path="clusters.dev.nodeSubnet.networkSecurityGroup",
                value="(set)",
                message="no group on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
                page=LEARN + "virtual-network/network-security-groups-overview",
            )
        ],
        beside=network({"dev": {"nodeSubnet": {"prefix": "10.224.0.0/24", "networkSecurityGroup": {}}}}, id=VNET_ID),
    ),
    Case(
        rule=subnets.contradictions,
        says="names that differ in case are one name to Azure",
        raw=network({"dev": {"nodeSubnet": {"name": "Nodes"}}}, subnets={"nodes": "10.230.0.0/24"}),
        expected=[
            Problem(
                kind=Kind.NAMES_BY_CASE,
                path="clusters.dev.nodeSubnet.name",
                value="Nodes",
                message="a name that differs from nodes in more than its case: Azure takes them for one",
                cure="write nodes if the same subnet is meant",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside=network({"dev": {"nodeSubnet": {"name": "Nodes"}}}, subnets={"nodes2": "10.230.0.0/24"}),
    ),
    Case(
        rule=subnets.contradictions,
        says="a subnet has one range, however often it is named",
        raw=network(
            {"dev": {"nodeSubnet": {"name": "nodes", "prefix": "10.224.0.0/24"}}}, subnets={"nodes": "10.224.1.0/24"}
        ),
        expected=[
            Problem(
                kind=Kind.CONTRADICTION,
                path="clusters.dev.nodeSubnet.prefix",
                value="10.224.1.0/24, 10.224.0.0/24",
                message="one range for the subnet nodes, which is named in several places",
                cure="write the range once and only the name elsewhere",
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": {"name": "nodes", "prefix": "10.224.1.0/24"}}}, subnets={"nodes": "10.224.1.0/24"}
        ),
    ),
    Case(
        rule=subnets.contradictions,
        says="a subnet has one route table",
        raw=network(
            {"dev": {"mode": "kubenet", "nodeSubnet": {"name": "nodes", "routeTableId": f"{TABLE_ID}-2"}}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True, "routeTableId": TABLE_ID}},
        ),
        expected=[
            Problem(
                kind=Kind.CONTRADICTION,
                path="clusters.dev.nodeSubnet.routeTableId",
                value=f"{TABLE_ID}, {TABLE_ID}-2",
                message="one route table for the subnet nodes, which is named in several places",
                cure="write the route table once and only the name elsewhere",
            )
        ],
        beside=network(
            {"dev": {"mode": "kubenet", "nodeSubnet": {"name": "nodes", "routeTableId": TABLE_ID.upper()}}},
            id=VNET_ID,
            subnets={"nodes": {"existing": True, "routeTableId": TABLE_ID}},
        ),
    ),
    Case(
        rule=subnets.contradictions,
        says="a subnet has one security group",
        raw=network(
            {"dev": {"nodeSubnet": {"name": "nodes", "networkSecurityGroup": {}}}},
            subnets={"nodes": {"prefix": "10.224.1.0/24", "networkSecurityGroup": {}}},
        ),
        expected=[
            Problem(
                kind=Kind.TWO_GROUPS,
                path="clusters.dev.nodeSubnet.networkSecurityGroup",
                value="(set)",
                message="one group for the subnet nodes; network.subnets.nodes gives it one already",
                cure="describe the group in one place",
                page=LEARN + "virtual-network/network-security-groups-overview",
            )
        ],
        beside=network(
            {"dev": {"nodeSubnet": {"name": "nodes"}}},
            subnets={"nodes": {"prefix": "10.224.1.0/24", "networkSecurityGroup": {}}},
        ),
    ),
    Case(
        rule=subnets.sharing,
        says="pods and nodes never share a subnet",
        raw=dev(mode="pod-subnet", nodeSubnet={"name": "both", "prefix": "10.224.0.0/16"}, podSubnet="both"),
        expected=[
            Problem(
                kind=Kind.NODES_ON_POD_SUBNET,
                path="clusters.dev.podSubnet",
                value="both",
                message=("a pod subnet for pods only: it is delegated, so no node can be in it"),
                cure="give pods and nodes different subnets",
                page=LEARN + "aks/concepts-network-cni-overview",
                code="SubnetIsDelegated",
            )
        ],
        beside=dev(
            mode="pod-subnet",
            nodeSubnet={"name": "nodes", "prefix": "10.224.0.0/16"},
            podSubnet={"name": "pods", "prefix": "10.225.0.0/16"},
        ),
    ),
    Case(
        rule=subnets.sharing,
        says="a kubenet cluster keeps its subnet to itself",
        raw={
            "clusters": {
                "a": {"mode": "kubenet", "nodeSubnet": SHARED},
                "b": {"mode": "overlay", "nodeSubnet": "shared"},
            }
        },
        expected=[
            Problem(
                kind=Kind.SHARED_WITH_KUBENET,
                path="clusters.b.nodeSubnet",
                value="shared",
                message=("a subnet other than a's: AKS writes routes to that cluster's pods into the subnet's table"),
                cure="give each cluster a subnet of its own",
            )
        ],
        beside={
            "clusters": {
                "a": {"mode": "node-subnet", "nodeSubnet": SHARED},
                "b": {"mode": "overlay", "nodeSubnet": "shared"},
            }
        },
    ),
    Case(
        rule=subnets.sharing,
        says="two clusters with NAT gateways have two subnets",
        raw={"clusters": {"a": NAT | {"nodeSubnet": SHARED}, "b": NAT | {"nodeSubnet": "shared"}}},
        expected=[
            Problem(
                kind=Kind.SHARED_EGRESS,
                path="clusters.b.nodeSubnet",
                value="shared",
                message=(
                    "a subnet other than a's: the stack gives it the route table or NAT gateway that it creates for a, "
                    "and a subnet has one of each"
                ),
                cure="give each cluster a subnet of its own, or share one with a routeTableId or natGatewayId of yours",
            )
        ],
        beside={"clusters": {"a": {"nodeSubnet": SHARED}, "b": {"nodeSubnet": "shared"}}},
    ),
    Case(
        rule=subnets.sharing,
        says="every cluster that may not share is told",
        raw={"clusters": {key: NAT | {"nodeSubnet": SHARED} for key in ("a", "b", "c")}},
        expected=[
            Problem(
                kind=Kind.SHARED_EGRESS,
                path=f"clusters.{key}.nodeSubnet",
                value="shared",
                message=(
                    "a subnet other than a's: the stack gives it the route table or NAT gateway that it creates for a, "
                    "and a subnet has one of each"
                ),
                cure="give each cluster a subnet of its own, or share one with a routeTableId or natGatewayId of yours",
            )
            for key in ("b", "c")
        ],
        beside={"clusters": {key: {"nodeSubnet": SHARED} for key in ("a", "b", "c")}},
    ),
    Case(
        rule=subnets.sharing,
        says="a pod subnet hands out addresses in one way",
        raw={
            "clusters": {
                "a": {"mode": "pod-subnet", "nodeSubnet": SHARED, "podSubnet": PODS},
                "b": {"mode": "pod-subnet-static-block", "nodeSubnet": "shared", "podSubnet": "pods"},
            }
        },
        expected=[
            Problem(
                kind=Kind.MIXED_POD_SUBNET,
                path="clusters.b.podSubnet",
                value="pods",
                message=("one way of handing out addresses per pod subnet; pod-subnet, pod-subnet-static-block differ"),
                cure="give each cluster a pod subnet of its own",
                page=LEARN + "aks/configure-azure-cni-static-block-allocation",
            )
        ],
        beside={
            "clusters": {
                "a": {"mode": "pod-subnet", "nodeSubnet": SHARED, "podSubnet": PODS},
                "b": {"mode": "cilium-pod-subnet", "nodeSubnet": "shared", "podSubnet": "pods"},
            }
        },
    ),
]


@pytest.mark.parametrize("outbound", ["userAssignedNATGateway", "userDefinedRouting"])
def test_clusters_share_an_existing_subnet_whose_way_out_is_the_users(outbound: str) -> None:
    shared = {"name": "shared", "existing": True, "routeTableId": TABLE_ID}
    clusters = {key: {"outbound": outbound, "nodeSubnet": shared} for key in ("a", "b")}
    assert problems(network(clusters, id=VNET_ID)) == []
