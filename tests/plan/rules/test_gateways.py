"""What egress takes for granted: each warning alone, and its counterpart beside the edge."""

from aksnet.rules import egress
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, VNET_ID, Case, Raw, network


def _existing(outbound: str, **keys: object) -> Raw:
    subnet = {"name": "old"} | keys
    return network({"dev": {"nodeSubnet": subnet, "outbound": outbound}}, id=VNET_ID)


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
]
