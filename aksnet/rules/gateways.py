"""The NAT gateway that a stack creates: how it is made, and what Azure takes of addresses."""

from collections.abc import Iterator

from aksnet.azure.axes import EgressPart
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_MOST = 16
"""Public addresses of one gateway, those of prefixes too.
https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource"""


def unused_gateways(context: Context) -> Iterator[Problem]:
    """Only a gateway that the stack creates is made as the settings say."""
    for key, cluster in context.layout.clusters.items():
        said = cluster.settings.outbound
        if said.nat_gateway is None or (cluster.egress is EgressPart.NAT_GATEWAY and cluster.nat_gateway is not None):
            continue
        why = (
            "the NAT gateways of its subnets are there already"
            if cluster.egress is EgressPart.NAT_GATEWAY
            else f"with {said.type} there is none"
        )
        yield Problem(
            kind=Kind.GATEWAY_UNUSED,
            path=f"clusters.{key}.outbound.natGateway",
            value="(set)",
            message=f"nothing of a NAT gateway, because {why}",
            cure="remove it",
        )


def gateway_skus(context: Context) -> Iterator[Problem]:
    """A StandardV2 gateway needs an API version that this project does not send."""
    for key, cluster in context.settings.clusters.items():
        said = cluster.outbound.nat_gateway
        if said is not None and said.sku == "StandardV2":
            yield Problem(
                kind=Kind.GATEWAY_SKU,
                path=f"clusters.{key}.outbound.natGateway.sku",
                value=said.sku,
                message=(
                    "Standard, for a gateway that this stack creates: StandardV2 needs version 2025-07-01 of the "
                    "network API, or a later one, and StandardV2 public addresses"
                ),
                cure="create it with its addresses by other means, and write its id as natGatewayId of the subnets",
            )


def addresses_of_gateways(context: Context) -> Iterator[Problem]:
    """A gateway has an address at least, and no more than Azure puts on one."""
    for cluster in context.layout.clusters.values():
        plan = context.plan.network.nat_gateways.get(cluster.nat_gateway or "")
        if plan is None:
            continue
        in_prefix = 0 if plan.prefix_length is None else 2 ** (32 - plan.prefix_length)
        single = len(plan.public_ip_names) + len(plan.public_ip_ids)
        number = single + in_prefix + len(plan.public_ip_prefix_ids)
        if not 0 < number <= _MOST:
            yield Problem(
                kind=Kind.GATEWAY_ADDRESSES,
                path=f"{cluster.path}.outbound.natGateway",
                value=f"{number} addresses",
                message=f"1 to {_MOST} public addresses, those of prefixes among them",
                cure="write publicIps: 1" if number == 0 else f"take {number - _MOST} away",
            )


RULES = (unused_gateways, gateway_skus, addresses_of_gateways)
