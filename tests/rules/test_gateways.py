"""What egress takes for granted: each warning alone, and its counterpart beside the edge."""

from aksnet.rules import egress, gateways
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import IP_ID, LEARN, NAT_ID, VNET_ID, Case, Raw, dev, network


def _existing(outbound: str, **keys: object) -> Raw:
    subnet = {"name": "old"} | keys
    return network({"dev": {"nodeSubnet": subnet, "outbound": outbound}}, id=VNET_ID)


def _zones(zones: list[int]) -> Raw:
    return dev(outbound="userAssignedNATGateway", nodePools={"np": {"zones": zones}})


def _gateway(**keys: object) -> Raw:
    return dev(outbound={"type": "userAssignedNATGateway", "natGateway": keys})


ZONE_2: Raw = {"nodePools": {"np": {"zones": [2]}}}

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
    Case(
        rule=egress.gateways_of_zones,
        says="nodes leave by a gateway in another zone",
        raw=_gateway(zone="1") | {"clusters": {"dev": _gateway(zone="1")["clusters"]["dev"] | ZONE_2}},
        expected=[
            Problem(
                kind=Kind.GATEWAY_OF_ONE_ZONE,
                path="clusters.dev.outbound",
                value="userAssignedNATGateway",
                message=(
                    "the nodes are in zone 2 and leave by the Standard NAT gateway that this stack creates, which is "
                    "in one zone: while that one is down, none of them gets out"
                ),
                cure="write loadBalancer, or use existing subnets with a StandardV2 NAT gateway of your own",
                page=LEARN + "aks/nat-gateway",
            )
        ],
        beside={"clusters": {"dev": _gateway(zone="2")["clusters"]["dev"] | ZONE_2}},
    ),
    Case(
        rule=gateways.unused_gateways,
        says="a NAT gateway that is the user's is made as it is",
        raw=dev(
            nodeSubnet={"natGatewayId": NAT_ID},
            outbound={"type": "userAssignedNATGateway", "natGateway": {"publicIps": 2}},
        ),
        expected=[
            Problem(
                kind=Kind.GATEWAY_UNUSED,
                path="clusters.dev.outbound.natGateway",
                value="(set)",
                message="nothing of a NAT gateway, because the NAT gateways of its subnets are there already",
                cure="remove it",
                page=LEARN + "aks/nat-gateway",
            )
        ],
        beside=_gateway(publicIps=2),
    ),
    Case(
        rule=gateways.gateway_skus,
        says="a StandardV2 gateway is created by other means",
        raw=_gateway(sku="StandardV2"),
        expected=[
            Problem(
                kind=Kind.GATEWAY_SKU,
                path="clusters.dev.outbound.natGateway.sku",
                value="StandardV2",
                message=(
                    "Standard, for a gateway that this stack creates: StandardV2 needs version 2025-07-01 of the "
                    "network API, or a later one, and StandardV2 public addresses"
                ),
                cure="create it with its addresses by other means, and write its id as natGatewayId of the subnets",
                page=LEARN + "nat-gateway/nat-overview",
            )
        ],
        beside=_gateway(sku="Standard"),
    ),
    Case(
        rule=gateways.addresses_of_gateways,
        says="a NAT gateway has 16 addresses at most",
        raw=_gateway(publicIps=1, prefixLength=28),
        expected=[
            Problem(
                kind=Kind.GATEWAY_ADDRESSES,
                path="clusters.dev.outbound.natGateway",
                value="17 addresses",
                message="1 to 16 public addresses, those of prefixes among them",
                cure="take 1 away",
                page=LEARN + "nat-gateway/nat-gateway-resource",
            )
        ],
        beside=_gateway(prefixLength=28),
    ),
    Case(
        rule=gateways.addresses_of_gateways,
        says="a NAT gateway has an address",
        raw=_gateway(publicIps=0),
        expected=[
            Problem(
                kind=Kind.GATEWAY_ADDRESSES,
                path="clusters.dev.outbound.natGateway",
                value="0 addresses",
                message="1 to 16 public addresses, those of prefixes among them",
                cure="write publicIps: 1",
                page=LEARN + "nat-gateway/nat-gateway-resource",
            )
        ],
        beside=_gateway(publicIps=0, publicIpIds=[IP_ID]),
    ),
]
