"""What a stack's state says of one node pool, as a plain record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aksnet.azure.axes import PoolMode
from aksnet.diff import light_settings
from aksnet.diff.light_settings import Light


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedPool:
    """One node pool."""

    name: str
    inline: bool
    """Whether it is in the managed cluster's request alone, as the first system pool is; else it is an AgentPool."""
    vm_size: str | None
    os_type: str | None
    os_sku: str | None
    count: int | None
    max_pods: int | None
    zones: tuple[str, ...]
    node_subnet: str | None
    """Name of the subnet."""
    pod_subnet: str | None
    pod_ip_allocation: str | None
    gateway_prefix: int | None
    """Of a pool of static egress gateways."""
    outbound_nat: bool
    """Whether Windows nodes translate their pods' addresses."""
    version: str | None
    requested_version: str | None
    raw: Mapping[str, Any]
    """What Azure answers with, for comparison with raw maps."""
    light: Light
    """What changes without losing anything."""


def pool_of(outputs: Mapping[str, Any], *, inline: bool) -> DeployedPool:
    """Return the record of a pool from its outputs, or from its place in the outputs of its cluster."""
    return DeployedPool(
        name=outputs["name"],
        inline=inline,
        vm_size=outputs.get("vmSize"),
        os_type=outputs.get("osType"),
        os_sku=outputs.get("osSKU"),
        count=whole(outputs.get("count")),
        max_pods=whole(outputs.get("maxPods")),
        zones=tuple(sorted(outputs.get("availabilityZones") or ())),
        node_subnet=name_in(outputs.get("vnetSubnetID")),
        pod_subnet=name_in(outputs.get("podSubnetID")),
        pod_ip_allocation=outputs.get("podIPAllocationMode"),
        gateway_prefix=whole((outputs.get("gatewayProfile") or {}).get("publicIPPrefixSize"))
        if outputs.get("mode") == PoolMode.GATEWAY
        else None,
        outbound_nat=not (outputs.get("windowsProfile") or {}).get("disableOutboundNat"),
        version=outputs.get("currentOrchestratorVersion") or outputs.get("orchestratorVersion"),
        requested_version=outputs.get("orchestratorVersion"),
        raw=outputs,
        light=light_settings.pool_in_state(outputs),
    )


def name_in(arm_id: str | None) -> str | None:
    """Return the last segment of an ARM id, the name of what it leads to."""
    return arm_id.rstrip("/").rsplit("/", 1)[-1] if arm_id else None


def whole(number: float | None) -> int | None:
    """Return a number as it was written: the engine hands every number over as a float."""
    return None if number is None else int(number)
