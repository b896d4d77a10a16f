"""What the sandbox answers to each kind of error that planning finds: the table that tests/cross holds both sides to.

Every error of the catalogue is in exactly one of five tables. `AZURE` names the sandbox's rules that refuse the same
request, and `shown` says where a request does not show the fault. `UNASKED` are limits of Azure that no request can
break, because planning leaves the setting out or Azure takes it and something fails later. `UNDRAWN` are not drawn,
with why. `OURS` are this project's own limits, which Azure does not have. `WARNED` are warnings that Azure refuses in
some cases, `SILENT` is what planning cannot know or lets pass, and `OPEN` are disagreements that no source settled.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aksnet.azure.axes import Outbound, Plugin, PodAddresses, PoolMode, SubnetUse
from aksnet.layout.addressing import overlaps
from aksnet.rules.context import Context
from aksnet.sandbox.azure.aks_rules import RULES
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def _always(_context: Context, _problem: Problem) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Rules of the sandbox, of which at least one refuses what a kind of problem is about."""

    rules: tuple[str, ...]
    shown: Callable[[Context, Problem], bool] = _always
    """Returns whether the request shows the fault; where it does not, a refusal is not asked for."""
    unless: str = ""
    """Why a request may not show it."""


def _on(*rules: str) -> Answer:
    return Answer(rules=rules)


def _mode_of(context: Context, problem: Problem) -> PodAddresses:
    return context.layout.clusters[problem.path.split(".")[1]].mode.pods


def _of_other_plugin(context: Context, problem: Problem) -> bool:
    return context.layout.clusters[problem.path.split(".")[1]].mode.plugin is not Plugin.AZURE


def _parted_by_aks(context: Context, problem: Problem) -> bool:
    return _mode_of(context, problem) is not PodAddresses.CNI_OWN


def _system(context: Context, problem: Problem) -> bool:
    _, cluster, _, pool, _ = problem.path.split(".")
    return context.layout.clusters[cluster].pools[pool].mode is PoolMode.SYSTEM


def _taken_at_start(context: Context, problem: Problem) -> bool:
    """Return whether nodes take the addresses when they start: single ones of a pod subnet come batch by batch.

    Nodes that AKS makes by itself come when pods wait.
    """
    if any(cluster.node_provisioning for cluster in context.plan.clusters):
        return False
    for subnet in context.layout.subnets.values():
        modes = {context.layout.clusters[key].mode.pods for key in subnet.clusters}
        if problem.path.startswith(f"{subnet.path}.") and SubnetUse.PODS in subnet.uses:
            return PodAddresses.POD_SUBNET_DYNAMIC not in modes
    return True


def _own_subnets(context: Context, problem: Problem) -> bool:
    key = problem.path.split(".")[1]
    return all(subnet.clusters == (key,) for subnet in context.layout.subnets_of(key))


def _of_two_services(_context: Context, problem: Problem) -> bool:
    return ".workloads." in problem.message


def _of_nodes(context: Context, problem: Problem) -> bool:
    subnets = context.layout.subnets.values()
    nodes = (each for each in subnets if SubnetUse.NODES in each.uses)
    return any(f"{mention.path}.delegation" == problem.path for each in nodes for mention in each.mentions)


def _by_peering(context: Context, _problem: Problem) -> bool:
    network = context.settings.network
    said = [each for peering in network.peerings.values() for each in peering.ranges]
    met = any(overlaps(one, other) for one in said for other in context.plan.network.address_space)
    return met and not network.is_existing


def _new_vnet(context: Context, _problem: Problem) -> bool:
    return not context.settings.network.is_existing


_OWN_PODS: Final = 20
"""Pods of AKS's own on a node, at their most in the simulation."""
_PEERING: Final = ("AnotherPeeringAlreadyReferencesRemoteVnet", "VnetAddressSpacesOverlap")


def _by_gateway(context: Context, problem: Problem) -> bool:
    key = problem.path.split(".")[1]
    given = any(subnet.nat_gateway_id for subnet in context.layout.subnets_of(key, SubnetUse.NODES))
    outbound = context.settings.clusters[key].outbound.type
    return outbound is Outbound.NAT_GATEWAY or (given and outbound is Outbound.LOAD_BALANCER)


AZURE: Final[dict[Kind, Answer]] = {
    Kind.NODE_GROUP_SHARED: _on("NodeResourceGroupAlreadyExists"),
    Kind.CLUSTER_KEY: _on("InvalidResourceName"),
    Kind.NAME_TAKEN: _on("ResourceAlreadyExists", "NodeResourceGroupAlreadyExists"),
    Kind.DERIVED_NAME: _on("InvalidResourceName"),
    Kind.OVERLAY_NAME: _on("modes.overlay_names"),
    Kind.TAG: _on("InvalidTagNameCharacters", "InvalidTagName", "InvalidTagValueLength"),
    Kind.TOO_MANY: Answer(
        rules=("InvalidTagName", "InvalidRequestFormat", "capacity.pools"),
        shown=lambda context, problem: problem.path != "network.dnsServers" or _new_vnet(context, problem),
        unless="an existing VNet is given no DNS servers here",
    ),
    Kind.POLICY_NOT_OFFERED: _on(
        "modes.cilium_plane_without_policy",
        "modes.cilium_policy_without_plane",
        "modes.policy_offered",
        "modes.dual_stack",
    ),
    Kind.NETWORK_MODE_NOT_TAKEN: Answer(
        rules=("modes.network_mode",),
        shown=_of_other_plugin,
        unless=(
            "open: the reference of the API forbids networkMode for other plugins than azure; no source says what AKS "
            "does with it in an overlay or with Cilium, where planning has none"
        ),
    ),
    Kind.OS_NOT_OFFERED: _on("pools.windows", "modes.cilium_plugin"),
    Kind.MAX_PODS: _on("capacity.pods_per_node"),
    Kind.NODES_IN_CLUSTER: _on("capacity.nodes"),
    Kind.VERSION_FOR_MODE: _on("versions.offered"),
    Kind.VERSION_FOR_POLICY: _on("versions.offered"),
    Kind.VERSION_NOT_OFFERED: _on("versions.offered", "images.with_version"),
    Kind.POOL_NEWER: _on("versions.pools_near_control_plane"),
    Kind.POOL_BEHIND: _on("versions.pools_near_control_plane", "versions.pools_offered"),
    Kind.CHANNELS: _on("upgrades.channels_fit"),
    Kind.WINDOW_DAYS: _on("InvalidParameter"),
    Kind.LONG_TERM_TIER: _on("versions.support_plan"),
    Kind.IMAGE_FOR_VERSION: _on("images.with_version", "images.not_removed"),
    Kind.NO_SYSTEM_POOL: _on("pools.one_system_pool"),
    Kind.AUTOSCALER_REVERSED: _on("capacity.autoscaler"),
    Kind.SYSTEM_POOL_EMPTY: Answer(
        rules=("capacity.autoscaler",), shown=_system, unless="a single pool that says User is no system pool"
    ),
    Kind.SYSTEM_POOL_WINDOWS: _on("pools.windows"),
    Kind.WINDOWS_POOL_NAME: _on("pools.names"),
    Kind.NO_WAY_TO_UPGRADE: _on("upgrades.surge_or_fewer"),
    Kind.UNAVAILABLE_AND_SURGE: _on("upgrades.surge_or_fewer"),
    Kind.UNAVAILABLE_SYSTEM_POOL: _on("upgrades.surge_or_fewer"),
    Kind.POOL_PODS: _on("capacity.pods_per_node"),
    Kind.SIZE_FOR_OVERLAY: _on("modes.overlay_sizes"),
    Kind.FREE_TIER_NODES: _on("capacity.tier_nodes"),
    Kind.SERVICES_SMALL: _on("addresses.dns_address"),
    Kind.SERVICES_FULL: _on("inside.Invalid"),
    Kind.DNS_ADDRESS: _on("addresses.dns_address"),
    Kind.PODS_ON_RESERVED: _on("addresses.reserved"),
    Kind.PODS_ON_AZURE: _on("addresses.of_nobody"),
    Kind.SERVICES_ON_AZURE: _on("addresses.of_nobody"),
    Kind.VNET_ON_RESERVED: _on("addresses.network_reserved"),
    Kind.VNET_ON_AZURE: _on("NetcfgInvalidIPAddressPrefix"),
    Kind.VNET_RANGES_OVERLAP: _on("NetcfgInvalidIPAddressPrefix"),
    Kind.VNET_WITHOUT_IPV4: _on("InvalidRequestFormat", "NetcfgInvalidSubnet"),
    Kind.SUBNET_ON_RESERVED: _on("NetcfgInvalidSubnet"),
    Kind.BLOCK_SUBNET_LARGE: _on("capacity.block_subnet"),
    Kind.NAMES_BY_CASE: _on("ResourceAlreadyExists"),
    Kind.RULE_PRIORITY_TAKEN: _on("SecurityRuleConflict"),
    Kind.GROUP_NAME_TAKEN: _on("ResourceAlreadyExists"),
    Kind.PODS_ON_SUBNET: Answer(
        rules=("addresses.pods_over_subnet",),
        shown=_parted_by_aks,
        unless="with a CNI of one's own the range has no effect in AKS, and what overlaps is out of its pods' reach",
    ),
    Kind.PODS_ON_SERVICES: _on("addresses.pods_over_services"),
    Kind.SERVICES_ON_RESERVED: _on("addresses.reserved"),
    Kind.SERVICES_ON_SUBNET: _on("addresses.services_over_subnet"),
    Kind.SERVICES_LARGE: _on("addresses.service_size"),
    Kind.SERVICES_LARGE_IPV6: _on("addresses.service_size"),
    Kind.API_SERVER_ALONE: _on("pools.subnet_of_others", "pools.node_subnet_delegated"),
    Kind.ISOLATED_NODES: _on("egress.no_way_out"),
    Kind.ISOLATED_UPDATES: _on("egress.no_way_out"),
    Kind.NODES_ON_POD_SUBNET: _on("pools.node_subnet_delegated", "pools.subnet_of_others"),
    Kind.SHARED_WITH_KUBENET: _on(
        "egress.one_kubenet_table",
        "access.may_join",
        "egress.outbound_routes",
        "egress.outbound_nat",
        "ranges.nodes_come_in",
    ),
    Kind.DELEGATED_IN_USE: Answer(
        rules=("pools.node_subnet_delegated",),
        shown=_of_nodes,
        unless="planning sends AKS's own delegation for pods; of a front end nothing is asked until a Service comes",
    ),
    Kind.VNET_ON_PEERED: Answer(
        rules=("VnetAddressSpacesOverlap",),
        shown=_by_peering,
        unless="ranges that no peering is for are known to the stack file alone",
    ),
    Kind.ADDRESSES_OF_TWO_KINDS: _on("balancers.profile"),
    Kind.MANAGED_IPV6_NOT_TAKEN: _on("balancers.profile"),
    Kind.PORTS_OVER_ADDRESSES: _on("balancers.ports"),
    Kind.GATEWAY_ADDRESSES: _on("InvalidRequestFormat", "egress.nat_gateway"),
    Kind.SUBDOMAIN_UNUSED: _on("access.subdomain"),
    Kind.NO_NAME: _on("access.private_zone"),
    Kind.ZONE_NAME: _on("access.zone_name"),
    Kind.LOCAL_ACCOUNTS: _on("access.some_account"),
    Kind.NEEDS_CILIUM: _on("modes.advanced_networking"),
    Kind.LOCAL_DNS: _on("pools.local_dns"),
    Kind.OUTBOUND_NAT: _on("pools.windows_nat"),
    Kind.GATEWAY_POOL: _on("pools.gateways"),
    Kind.GATEWAY_POOL_NODES: _on("pools.gateways"),
    Kind.NODE_PROVISIONING: _on("modes.node_auto_provisioning"),
    Kind.PEERED_TWICE: Answer(rules=_PEERING, shown=_new_vnet, unless="an existing VNet is not peered here"),
    Kind.TWO_REMOTE_GATEWAYS: Answer(
        rules=("InvalidRequestFormat", *_PEERING), shown=_new_vnet, unless="an existing VNet is not peered here"
    ),
    Kind.STORAGE_ENDPOINTS: _on("InvalidRequestFormat"),
    Kind.MIXED_POD_SUBNET: _on("pools.one_allocation_mode"),
    Kind.MISSING_IPV6: _on("modes.dual_stack"),
    Kind.SUBNET_SIZE: _on("SubnetIsFull", "capacity.subnet_size"),
    Kind.OUTSIDE_VNET: _on("NetcfgInvalidSubnet"),
    Kind.SUBNETS_OVERLAP: _on("NetcfgSubnetRangesOverlap"),
    Kind.TOO_SMALL: Answer(
        rules=(
            "capacity.subnet_size",
            "capacity.api_server_subnet",
            "capacity.pod_range",
            "SubnetIsFull",
            "InsufficientPodCidr",
        ),
        shown=_taken_at_start,
        unless="pods of a dynamic pod subnet take addresses as they come: Azure takes the cluster, and pods wait later",
    ),
    Kind.RANGES_ON_PRIVATE: _on("ranges.taken"),
    Kind.RANGES_TOO_MANY: _on("ranges.taken"),
    Kind.RANGES_NOT_PUBLIC: _on("ranges.taken"),
    Kind.RANGE_STANDS_ALONE: _on("ranges.taken"),
    Kind.EGRESS_ADDRESS_NEEDED: Answer(
        rules=("ranges.nodes_come_in", "egress.outbound_nat"),
        shown=_by_gateway,
        unless="the address of a firewall is no resource of Azure's",
    ),
    Kind.NO_NEXT_HOP: Answer(
        rules=("egress.outbound_routes",), shown=_own_subnets, unless="a shared subnet has the other cluster's route"
    ),
    Kind.NO_HOST: _on("inside.pods"),
    Kind.REPLICAS_OVER_NODES: _on("inside.pods"),
    Kind.WORKLOADS_WITHOUT_CNI: _on("inside.pods"),
    Kind.FRONT_END_PUBLIC: _on("inside.front-end", "inside.Invalid"),
    Kind.FRONT_END_ADDRESS: _on("inside.front-end", "inside.Invalid"),
    Kind.FRONT_END_TAKEN: Answer(
        rules=("inside.front-end", "inside.Invalid"),
        shown=_of_two_services,
        unless="an address that only the stack file gives to a firewall is free in Azure",
    ),
    Kind.TWO_ROUTE_TABLES: _on("egress.one_kubenet_table"),
    Kind.ROUTE_TABLE_OF_OTHER: _on("egress.one_kubenet_table"),
}
UNASKED: Final[dict[Kind, str]] = {
    Kind.FAMILIES_ORDER: "planning sends the ranges in the order of the families, however they are written",
    Kind.TWO_GROUPS: "planning sends one of the two",
    Kind.CNI_INSTALLED: "the API server takes any chart; what two CNIs do to each other shows later",
    Kind.INTERNAL_WITHOUT_BALANCER: "planning sends nothing of a load balancer that a Service does not ask for",
    Kind.POD_RANGE_NOT_TAKEN: "planning leaves the range out where the mode has none",
    Kind.POD_SUBNET_NOT_TAKEN: "planning puts no pods into a subnet where the mode has none",
    Kind.AUTOSCALER_HALF: "one limit without the other is planned as a fixed number of nodes",
    Kind.PODS_ON_PEERED: "peered ranges are known to the stack file alone",
    Kind.SERVICES_ON_PEERED: "peered ranges are known to the stack file alone",
    Kind.SUBNET_ON_PEERED: "peered ranges are known to the stack file alone",
    Kind.NEXT_HOP_INSIDE: "Azure takes a route to any address; the nodes then have no way out",
    Kind.NEXT_HOP_KEPT: "Azure takes a route to any address; the nodes then have no way out",
    Kind.DNS_SERVER_SHADOWED: "Azure takes any address; nodes then resolve nothing",
    Kind.ISOLATED_REGISTRY: "what an identity may pull from is not simulated, and AKS asks for no role beforehand",
    Kind.ISOLATED_PUBLIC: "no source says that AKS refuses it; nodes then never reach the API server",
    Kind.POOL_MADE_WITH: "the version of the pool that a cluster is made with is not in the request",
    Kind.POOL_AND_CHANNEL: "AKS takes it, and the channel's next upgrade takes the pool along",
    Kind.PURPOSE_SIZE: "Azure takes the subnet, and refuses what is to be put into it",
    Kind.SINGLE_ADDRESSES: "single addresses are taken as pods come, not when the cluster is made",
}
UNDRAWN: Final[dict[Kind, str]] = {
    Kind.OTHER_SUBSCRIPTION: "the sandbox has one subscription",
    Kind.PUBLIC_ADDRESS_TWICE: "public addresses of Services are not drawn",
    Kind.FRONT_END_ON_PODS: "a role on a delegated subnet is no part of a plan that is to be declared",
}


@dataclass(frozen=True, kw_only=True)
class Own:
    """A limit of this project, and what Azure makes of the request when it is sent all the same."""

    why: str
    rules: tuple[str, ...] = ()


def _own(why: str, *rules: str) -> Own:
    return Own(why=why, rules=rules)


_IN_FULL: Final = ("SubnetIsFull", "capacity.subnet_size")
OURS: Final[dict[Kind, Own]] = {
    Kind.POOL_VERSION_ALONE: _own(
        "whether the pool is newer than AKS's own default cannot be told", "versions.pools_near_control_plane"
    ),
    Kind.NO_CLUSTER: _own("a stack without a cluster has nothing to do here"),
    Kind.FAMILY_KEY: _own(
        "one key for one family and another for two; the range of the wrong key is not judged further",
        "addresses.reserved",
        "addresses.of_nobody",
        "addresses.service_size",
        "addresses.services_over_subnet",
        "addresses.pods_over_subnet",
        "addresses.pods_over_services",
        "addresses.dns_address",
        "capacity.pod_range",
        "InsufficientPodCidr",
    ),
    Kind.IPV6_PREFIX_NOT_TAKEN: _own("Azure takes IPv6 on the subnet of any cluster; here it would mean nothing"),
    Kind.MASQUERADE_NOT_TAKEN: _own("no agent reads the exceptions, so they would be written for nobody"),
    Kind.COUNT_AND_AUTOSCALER: _own("Azure takes both; the next run would take the autoscaler's nodes back"),
    Kind.IMAGE_NOT_OFFERED: _own(
        "AKS has the image, and the API version that this project sends does not know its name",
        "InvalidBody",
        "images.known_to_api",
        "images.with_version",
        "images.not_removed",
    ),
    Kind.IPV6_RANGE_SMALL: _own("no source says how small an IPv6 range Azure takes"),
    Kind.EXTRA_SUBNET_NAME: _own("a subnet's key is its name in this file"),
    Kind.VNET_NAMED_TWICE: _own("one VNet is named by one key"),
    Kind.VNET_GROUP: _own("a VNet that is created is in the stack's own group"),
    Kind.EXISTING_IN_NEW_VNET: _own(
        "a subnet cannot exist in a VNet that does not", "pools.subnet_exists", "access.may_join"
    ),
    Kind.OTHER_VNET: _own("a stack has one VNet", "pools.one_network", "pools.subnet_exists"),
    Kind.SUBNET_NAME_AND_ID: _own("one subnet is named by one key", "pools.subnet_exists"),
    Kind.GROUP_ON_EXISTING: _own("an existing subnet is never written"),
    Kind.KEY_ON_EXISTING: _own("an existing subnet is never written"),
    Kind.KEY_ON_EXISTING_VNET: _own(
        "an existing VNet is never written", "ParentResourceNotFound", "VnetAddressSpacesOverlap"
    ),
    Kind.CONTRADICTION: _own("a subnet is described in one place"),
    Kind.SHARED_EGRESS: _own(
        "the stack makes a way out for one cluster",
        "access.may_join",
        "egress.outbound_nat",
        "ranges.nodes_come_in",
    ),
    Kind.MISSING_PREFIX: _own(
        "where several subnets are to be made, none is guessed", "InvalidRequestFormat", *_IN_FULL, "modes.dual_stack"
    ),
    Kind.GROUP_ID_AND_MORE: _own("an existing group is never written"),
    Kind.EGRESS_ADDRESS_UNUSED: _own("an address that nothing asks for is a mistake"),
    Kind.NEXT_HOP_ON_EXISTING: _own("the route table of an existing subnet is never written"),
    Kind.NEXT_HOP_UNUSED: _own("an address that nothing asks for is a mistake"),
    Kind.ROUTE_TABLE_UNKNOWN: _own(
        "the stack does not look into existing subnets, and must know what to assign a role on",
        "egress.outbound_routes",
        "access.may_join",
    ),
    Kind.IDENTITY_SAID_TWICE: _own("a name for an identity that is there already is a mistake"),
    Kind.IDENTITY_SHARED: _own("each cluster's roles are resources of the stack", "RoleAssignmentExists"),
    Kind.GATEWAY_PREFIX_UNUSED: _own("a prefix that no gateway has is a mistake"),
    Kind.NOBODY_ADMITTED: _own("AKS makes a cluster that nobody can enter"),
    Kind.PRIVATE_KEY_UNUSED: _own("a zone of a public API server is a mistake"),
    **dict.fromkeys(
        (Kind.RAW_UNKNOWN, Kind.RAW_TYPE, Kind.RAW_PLANNED, Kind.RAW_SECRET),
        _own("raw maps are not drawn; what planning does not know of, Azure judges"),
    ),
    Kind.REGISTRY_UNUSED: _own("an id that nothing asks for is a mistake"),
    Kind.BALANCER_UNUSED: _own("what is said of a load balancer that nothing leaves by is a mistake"),
    Kind.GATEWAY_UNUSED: _own("what is said of a gateway that the stack does not make is a mistake"),
    Kind.GATEWAY_SKU: _own("the API version that this project sends has no StandardV2"),
    Kind.GATEWAY_IPV4_ONLY: _own("the gateway that the stack makes is a Standard one"),
    Kind.GATEWAY_ON_EXISTING: _own("an existing subnet is never written", "egress.outbound_nat"),
    Kind.POD_SUBNET_ROUTES: _own("beside existing node subnets the stack makes no table"),
    Kind.PUBLIC_ADDRESS_UNUSED: _own("an address that nothing asks for is a mistake"),
    Kind.FRONT_END_SUBNET_UNKNOWN: _own("a front end is in a subnet of this stack"),
    Kind.DIGEST_SAID_TWICE: _own("an image has one digest"),
    Kind.KUBERNETES_NAMESPACE: _own("what Kubernetes has for itself is left alone"),
}
"""The limits that no cluster has by nature, with why they are there."""
WARNED: Final[dict[Kind, Answer]] = {
    Kind.VERSION_NOT_AVAILABLE: Answer(
        rules=("versions.offered", "images.with_version"),
        unless="AKS may offer more than its calendar had when it was read",
    ),
    Kind.POOL_NOT_OFFERED: Answer(
        rules=("versions.pools_offered",), unless="a pool that runs the version keeps it; what runs is not looked at"
    ),
    Kind.FRONT_END_AMONG_NODES: Answer(
        rules=("inside.front-end",), unless="which addresses nodes have is known once they are there"
    ),
    Kind.GATEWAY_EXPECTED: Answer(
        rules=("egress.outbound_nat",), unless="whether an existing subnet has a gateway is not in the stack file"
    ),
}
OPEN: Final[dict[Kind, str]] = {
    Kind.ROLE_SCOPE_TOO_NARROW: (
        "the article on private clusters asks for Network Contributor on the VNet with a zone of one's own; with the "
        "zone that AKS makes no source says whether AKS refuses the cluster or joins the zone itself"
    ),
}
"""Kinds about which the sides differ, and no source that could be found says which of them is right."""


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Where planning has no word for what the sandbox refuses, and why."""

    rules: tuple[str, ...]
    when: Callable[[Context], bool]
    why: str


def _unsaid_range(context: Context) -> bool:
    """Return whether a subnet exists whose range the stack file does not say."""
    return any(subnet.existing and not subnet.prefixes for subnet in context.layout.subnets.values())


def _unsaid_ipv6(context: Context) -> bool:
    """Return whether a subnet exists of which the stack file says no IPv6 range."""
    subnets = context.layout.subnets.values()
    return any(each.existing and all(network.version == 4 for network in each.prefixes) for each in subnets)


def _foreign_table(context: Context) -> bool:
    """Return whether a cluster leaves by a route table that the stack does not make."""
    clusters = context.layout.clusters.values()
    return any(each.settings.outbound.type is Outbound.ROUTES and each.existing_route_tables for each in clusters)


def _autoscaled(context: Context) -> bool:
    """Return whether a cluster may come to more nodes than it starts with."""
    pools = (pool for cluster in context.plan.clusters for pool in cluster.pools)
    return any(pool.most_nodes > (pool.count or 0) for pool in pools)


def _crowded(context: Context) -> bool:
    """Return whether workloads leave a cluster's nodes little room for AKS's own pods."""
    for cluster in context.plan.clusters:
        room = sum((pool.count or 0) * (pool.max_pods - _OWN_PODS) for pool in cluster.pools)
        if sum(each.replicas for each in cluster.contents.workloads) > room:
            return True
    return False


def _one_name(context: Context) -> bool:
    """Return whether two clusters are one resource."""
    names = [cluster.name.lower() for cluster in context.layout.clusters.values()]
    return len(set(names)) < len(names)


SILENT: Final[tuple[Silence, ...]] = (
    Silence(
        rules=tuple(f"{rule.__module__.rsplit('_', 1)[1]}.{rule.__name__}" for rule in RULES),
        when=_one_name,
        why="two clusters of one name are one to Azure, and what is written of the second meets pools of the first",
    ),
    Silence(
        rules=(
            "capacity.subnet_size",
            "SubnetIsFull",
            "addresses.services_over_subnet",
            "addresses.pods_over_subnet",
        ),
        when=_unsaid_range,
        why="the range of an existing subnet is not in the stack file, and planning asks Azure for nothing",
    ),
    Silence(
        rules=("inside.pods",),
        when=_autoscaled,
        why="planning counts the nodes that an autoscaler may add, and the sandbox has no autoscaler",
    ),
    Silence(
        rules=("inside.pods",),
        when=_crowded,
        why="how many pods of AKS's own a node runs is stated on no page, so planning leaves no room for them",
    ),
    Silence(
        rules=("modes.dual_stack",),
        when=_unsaid_ipv6,
        why="whether an existing subnet has an IPv6 range is not in the stack file",
    ),
    Silence(
        rules=("NetcfgSubnetRangesOverlap", "addresses.services_over_subnet", "addresses.pods_over_subnet"),
        when=lambda context: context.plan.network.existing,
        why="an existing VNet may have subnets that the stack file does not name",
    ),
    Silence(
        rules=("NetcfgInvalidSubnet",),
        when=lambda context: context.plan.network.existing and not context.plan.network.address_space,
        why="the ranges of an existing VNet are not in the stack file",
    ),
    Silence(
        rules=("ranges.nodes_come_in",),
        when=lambda context: any(subnet.existing for subnet in context.layout.subnets.values()),
        why="whether an existing subnet has a NAT gateway is not in the stack file",
    ),
    Silence(
        rules=("VnetAddressSpacesOverlap",),
        when=lambda context: any(not each.ranges for each in context.settings.network.peerings.values()),
        why="the ranges of the other VNet are in the stack file only where its author says them",
    ),
    Silence(
        rules=("egress.outbound_routes",),
        when=_foreign_table,
        why="whether the route table of an existing subnet has a default route is not in the stack file",
    ),
)
