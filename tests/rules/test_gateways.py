"""What egress takes for granted: each warning alone, and its counterpart beside the edge."""

from aksnet.rules import egress
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, Case, Raw, dev, network


def _existing(outbound: str, **keys: object) -> Raw:
    subnet = {"name": "old"} | keys
    return network({"dev": {"nodeSubnet": subnet, "outbound": outbound}}, id=VNET_ID)


def _zones(zones: list[int]) -> Raw:
    return dev(outbound="userAssignedNATGateway", nodePools={"np": {"zones": zones}})


CASES = [
    Case(
        rule=egress.existing_gateways,
        says="existing subnets have a NAT gateway already",
        raw=_existing("userAssignedNATGateway", existing=True),
        expected=[
            Problem(
                kind=Kind.GATEWAY_EXPECTED,
                path="clusters.dev.outbound",
                value="userAssignedNATGateway",
                message="AKS refuses the cluster unless each of its existing subnets has a NAT gateway (old)",
                cure="associate one before you create the cluster",
                page=LEARN + "aks/nat-gateway",
                code="SubnetNotAssociatedWithNATGateway",
            )
        ],
        beside=_existing("userAssignedNATGateway", prefix="10.9.0.0/24"),
    ),
    Case(
        rule=egress.gateways_of_zones,
        says="nodes in several zones leave by a gateway that is in one",
        raw=_zones([1, 2, 3]),
        expected=[
            Problem(
                kind=Kind.GATEWAY_OF_ONE_ZONE,
                path="clusters.dev.outbound",
                value="userAssignedNATGateway",
                message=(
                    "the nodes are in 3 zones and leave by the Standard NAT gateway that this stack creates, which "
                    "is in one zone: while that one is down, none of them gets out"
                ),
                cure="write loadBalancer, or use existing subnets with a StandardV2 NAT gateway of your own",
            )
        ],
        beside=_zones([2]),
    ),
]
