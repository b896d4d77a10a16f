"""What AKS refuses when a cluster or a pool is written: all rules, in the order in which they are asked.

Each is a small function of one request and returns a refusal with Azure's code and wording, or nothing. Sources are
Microsoft's support articles and public reports of the messages, named beside the rule. Written from those pages alone:
the program's own planner has its rules elsewhere, and each side checks the other. To add a rule, write it in the
`aks_*` module of its subject, put it into `RULES`, and add a line to the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aksnet.sandbox.azure import aks_access as access
from aksnet.sandbox.azure import aks_addresses as addresses
from aksnet.sandbox.azure import aks_balancers as balancers
from aksnet.sandbox.azure import aks_capacity as capacity
from aksnet.sandbox.azure import aks_changes as changes
from aksnet.sandbox.azure import aks_egress as egress
from aksnet.sandbox.azure import aks_fixed as fixed
from aksnet.sandbox.azure import aks_images as images
from aksnet.sandbox.azure import aks_modes as modes
from aksnet.sandbox.azure import aks_pools as pools
from aksnet.sandbox.azure import aks_ranges as ranges
from aksnet.sandbox.azure import aks_upgrades as upgrades
from aksnet.sandbox.azure import aks_versions as versions
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.sandbox_errors import Refusal

AksRule = Callable[[AksRequest], Refusal | None]

RULES: Final[tuple[AksRule, ...]] = (
    pools.one_system_pool,
    pools.no_new_inline_pool,
    pools.names,
    pools.zones,
    versions.well_formed,
    versions.upgraded_in_order,
    versions.pools_of_cluster_alike,
    versions.pool_upgraded,
    versions.support_plan,
    versions.offered,
    versions.pools_offered,
    versions.pools_near_control_plane,
    images.known_to_api,
    images.with_version,
    images.not_removed,
    upgrades.channels_fit,
    upgrades.shares,
    upgrades.surge_or_fewer,
    upgrades.room_for_surge,
    fixed.cluster_kept,
    fixed.pools_kept,
    changes.overlay_with_policy,
    changes.overlay_from_node_subnet,
    changes.outbound_with_provisioning,
    changes.profile_kept,
    pools.subnet_exists,
    access.identity_exists,
    pools.managed_or_own,
    pools.one_network,
    modes.overlay_with_kubenet,
    modes.overlay_with_pod_subnet,
    modes.pod_subnet_plugin,
    modes.all_pools_or_none,
    modes.cilium_plane_without_policy,
    modes.cilium_policy_without_plane,
    modes.cilium_plugin,
    modes.policy_offered,
    modes.network_mode,
    modes.advanced_networking,
    modes.node_auto_provisioning,
    modes.overlay_sizes,
    modes.overlay_names,
    pools.windows,
    pools.local_dns,
    pools.windows_nat,
    pools.gateways,
    pools.node_subnet_delegated,
    pools.subnet_of_others,
    pools.one_allocation_mode,
    addresses.well_formed,
    addresses.mirrors,
    modes.dual_stack,
    addresses.service_size,
    addresses.reserved,
    addresses.of_nobody,
    addresses.network_reserved,
    addresses.dns_address,
    addresses.pods_over_services,
    addresses.services_over_subnet,
    addresses.pods_over_subnet,
    capacity.pools,
    capacity.nodes,
    capacity.tier_nodes,
    capacity.autoscaler,
    capacity.pods_per_node,
    capacity.pod_range,
    capacity.subnet_size,
    capacity.block_subnet,
    capacity.api_server_subnet,
    egress.kubenet_identity,
    egress.one_kubenet_table,
    egress.outbound_needs_own_subnet,
    egress.outbound_nat,
    egress.nat_gateway,
    egress.outbound_routes,
    egress.routed_only,
    balancers.profile,
    balancers.own_addresses,
    balancers.ports,
    egress.no_way_out,
    ranges.taken,
    ranges.nodes_come_in,
    access.may_join,
    access.kubelet_identity,
    access.some_account,
    access.entra_kept,
    access.zone_name,
    access.subdomain,
    access.private_zone,
)


def first_refusal(ask: AksRequest) -> Refusal | None:
    """Return what AKS answers: the first refusal, or nothing."""
    return next(filter(None, (rule(ask) for rule in RULES)), None)
