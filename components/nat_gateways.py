"""NAT gateways with their public addresses and prefixes, as children of the network."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_azure_native.network as azure

from aksnet.plan.egress_records import NatGatewayPlan

from .child_options import child_of
from .public_addresses import public_range


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where resources are made."""

    group: pulumi.Input[str]
    location: pulumi.Input[str]
    tags: Mapping[str, pulumi.Input[str]]


def nat_gateway(
    name: str, plan: NatGatewayPlan, placed: Placed, parent: pulumi.ComponentResource
) -> tuple[azure.NatGateway, dict[str, pulumi.Output[str]]]:
    """Declare a NAT gateway, and return it with the ranges of its public addresses by their names."""
    addresses = [_address(name, each, plan, placed, parent) for each in plan.public_ip_names]
    prefix = _prefix(name, plan, placed, parent) if plan.prefix_name is not None else None
    looked_up = pulumi.InvokeOutputOptions(parent=parent)
    ranges = {
        own: each.ip_address.apply(lambda found: f"{found}/32" if found else "")
        for own, each in zip(plan.public_ip_names, addresses, strict=True)
    }
    if prefix is not None and plan.prefix_name is not None:
        ranges[plan.prefix_name] = prefix.ip_prefix.apply(lambda found: found or "")
    for arm_id in (*plan.public_ip_ids, *plan.public_ip_prefix_ids):
        ranges[arm_id.rsplit("/", 1)[-1]] = public_range(arm_id, looked_up)
    ids: list[pulumi.Input[str]] = [*(each.id for each in addresses), *plan.public_ip_ids]
    prefixes: list[pulumi.Input[str]] = [*([prefix.id] if prefix else []), *plan.public_ip_prefix_ids]
    gateway = azure.NatGateway(
        name,
        nat_gateway_name=plan.name,
        resource_group_name=placed.group,
        location=placed.location,
        sku=azure.NatGatewaySkuArgs(name=azure.NatGatewaySkuName.STANDARD),
        public_ip_addresses=[azure.SubResourceArgs(id=arm_id) for arm_id in ids] or None,
        public_ip_prefixes=[azure.SubResourceArgs(id=arm_id) for arm_id in prefixes] or None,
        zones=_zones(plan),
        idle_timeout_in_minutes=plan.idle_timeout,
        tags=placed.tags,
        opts=child_of(parent),
    )
    return gateway, ranges


def _address(
    name: str, own: str, plan: NatGatewayPlan, placed: Placed, parent: pulumi.ComponentResource
) -> azure.PublicIPAddress:
    return azure.PublicIPAddress(
        f"{name}{own.removeprefix(plan.name)}",
        public_ip_address_name=own,
        resource_group_name=placed.group,
        location=placed.location,
        sku=azure.PublicIPAddressSkuArgs(name=azure.PublicIPAddressSkuName.STANDARD),
        public_ip_allocation_method=azure.IPAllocationMethod.STATIC,
        public_ip_address_version=azure.IPVersion.I_PV4,
        zones=_zones(plan),
        tags=placed.tags,
        opts=child_of(parent),
    )


def _prefix(name: str, plan: NatGatewayPlan, placed: Placed, parent: pulumi.ComponentResource) -> azure.PublicIPPrefix:
    return azure.PublicIPPrefix(
        f"{name}-prefix",
        public_ip_prefix_name=plan.prefix_name,
        resource_group_name=placed.group,
        location=placed.location,
        sku=azure.PublicIPPrefixSkuArgs(name=azure.PublicIPPrefixSkuName.STANDARD),
        prefix_length=plan.prefix_length,
        public_ip_address_version=azure.IPVersion.I_PV4,
        zones=_zones(plan),
        tags=placed.tags,
        opts=child_of(parent),
    )


def _zones(plan: NatGatewayPlan) -> list[str] | None:
    return [plan.zone] if plan.zone is not None else None
