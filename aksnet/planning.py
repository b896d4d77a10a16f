"""From settings to the plan of a stack: every default filled in, every decision taken, no resource declared.

`make_plan` is the one entry: raw settings in, `StackPlan` out, or `SettingsError` with every problem at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from aksnet.azure.axes import OsType, PodAddresses, PoolMode
from aksnet.azure.modes import MODES, Mode
from aksnet.layout import naming
from aksnet.layout.addressing import DEFAULT_SERVICES_IPV6, Range, dns_address
from aksnet.layout.subnets import cluster_name
from aksnet.plan.contents import plan_contents
from aksnet.plan.network import plan_network, pod_cidrs, route_tables_of, subnet_names
from aksnet.plan.records import ClusterPlan, PoolPlan, StackPlan
from aksnet.plan.roles import cluster_roles
from aksnet.rules import check
from aksnet.rules.checks import check_plan
from aksnet.rules.checks.case import Case
from aksnet.rules.pools import OS_SKUS
from aksnet.rules.services import ipv4_services
from aksnet.rules.warnings import warnings
from aksnet.settings.cluster_settings import DEFAULT_NODES, ClusterSettings, NodePoolSettings
from aksnet.settings.loading import load
from aksnet.settings.problems import Problem, SettingsError
from aksnet.settings.settings import Settings

_ALLOCATION = {
    PodAddresses.POD_SUBNET_DYNAMIC: "DynamicIndividual",
    PodAddresses.POD_SUBNET_BLOCKS: "StaticBlock",
}
"""`podIPAllocationMode` of pools with a pod subnet."""


def make_plan(raw: Mapping[str, Any], *, stack: str, location: str | None, today: date | None = None) -> StackPlan:
    """Plan a stack.

    Args:
        raw: the plain values below `aks-networking:` in the stack file.
        stack: the stack's name, from which default names derive.
        location: the value of `azure-native:location`.
        today: the day that retirements are compared with; the present day when not given.

    Raises:
        SettingsError: when anything is wrong, with all problems.

    """
    settings, problems = load(raw)
    if location is None:
        problems.insert(0, _NO_LOCATION)
    if settings is not None:
        settings = naming.with_default_names(settings, stack)
        problems += [found for found in check(settings) if not _explained(found, problems)]
        plan = draft(settings, stack, location or "")
        found = check_plan(Case(settings=settings, plan=plan, today=today or date.today()))
        problems += [problem for problem in found if not problem.warning and not _explained(problem, problems)]
    if problems or settings is None:
        raise SettingsError(problems)
    return replace(plan, warnings=(*plan.warnings, *(problem.sentence() for problem in found if problem.warning)))


_NO_LOCATION = Problem(
    path="azure-native:location",
    value=None,
    allowed="the Azure region of everything that the stack creates",
    cure="add for instance `azure-native:location: westeurope`",
)


def _explained(found: Problem, problems: list[Problem]) -> bool:
    """True when what could not be read already says what is wrong, or is needed to say anything about it.

    Without the VNet's own ranges nothing is known of where a subnet may lie.
    """
    placed = found.path.rsplit(".", 1)[-1] in ("prefix", "ipv6Prefix")
    return any(said.explains(found) or (placed and _about_space(said)) for said in problems)


def _about_space(said: Problem) -> bool:
    known = said.path == "network" or said.path.startswith("network.addressSpace")
    return known or said.cure in ("write network", "write addressSpace")


def draft(settings: Settings, stack: str, location: str) -> StackPlan:
    """Plan settings that nobody has checked yet; checks look at what comes of them."""
    return StackPlan(
        stack=stack,
        location=location,
        resource_group=naming.resource_group(settings),
        resource_group_existing=settings.resource_group.existing,
        network=plan_network(settings),
        clusters=tuple(_cluster(settings, key, location) for key in sorted(settings.clusters)),
        tags=dict(sorted(settings.tags.items())),
        warnings=tuple(warnings(settings)),
    )


def _cluster(settings: Settings, key: str, location: str) -> ClusterPlan:
    cluster = settings.clusters[key]
    mode = MODES[cluster.mode]
    name = cluster_name(key, cluster)
    names = subnet_names(settings)
    pools = {pool: _pool(cluster, key, pool, mode, names) for pool in sorted(cluster.node_pools)}
    # A rule asks for exactly one system pool; without one the rest is still planned, so that it is checked too.
    system = next((name for name, pool in pools.items() if pool.mode is PoolMode.SYSTEM), next(iter(pools)))
    node_subnets = dict.fromkeys(pool.node_subnet for pool in pools.values())
    pod_subnets = dict.fromkeys(pool.pod_subnet for pool in pools.values() if pool.pod_subnet)
    policy = cluster.network_policy or next(iter(mode.policies), None)
    services = ipv4_services(cluster)
    return ClusterPlan(
        key=key,
        name=name,
        mode=mode,
        policy=policy.value if policy else None,
        pod_cidrs=pod_cidrs(cluster),
        service_cidrs=_service_cidrs(cluster, mode),
        dns_service_ip=cluster.dns_service_ip or dns_address(services),
        outbound=cluster.outbound.type,
        network_mode=cluster.network_mode.value if cluster.network_mode else None,
        dns_prefix=naming.dns_prefix(name),
        kubernetes_version=cluster.kubernetes_version,
        tier=cluster.tier,
        node_resource_group=naming.node_resource_group(settings, key, location),
        identity_name=naming.identity_name(key, cluster),
        private=cluster.private_cluster,
        authorized_ip_ranges=tuple(str(network) for network in cluster.authorized_ip_ranges),
        ssh_public_key=cluster.ssh_public_key,
        protect=cluster.protect,
        system_pool=pools.pop(system),
        user_pools=tuple(pools.values()),
        roles=cluster_roles(
            cluster,
            vnet=settings.network.name or "",
            node_subnets=node_subnets,
            pod_subnets=pod_subnets,
            route_tables=route_tables_of(settings, key),
        ),
        contents=plan_contents(cluster),
    )


def _service_cidrs(cluster: ClusterSettings, mode: Mode) -> tuple[Range, ...]:
    if mode.dual_stack:
        return tuple(cluster.service_cidrs or (ipv4_services(cluster), DEFAULT_SERVICES_IPV6))
    return (ipv4_services(cluster),)


def _pool(
    cluster: ClusterSettings, key: str, name: str, mode: Mode, names: Mapping[tuple[str, str, bool], str]
) -> PoolPlan:
    pool = cluster.node_pools[name]
    return PoolPlan(
        name=name,
        mode=pool.mode or (PoolMode.SYSTEM if len(cluster.node_pools) == 1 else PoolMode.USER),
        count=_count(pool),
        min_count=pool.min_count,
        max_count=pool.max_count,
        max_pods=pool.max_pods or mode.max_pods.default,
        vm_size=pool.vm_size,
        zones=tuple(pool.zones),
        os_type=pool.os_type,
        os_sku=pool.os_sku or OS_SKUS[OsType(pool.os_type)][0],
        max_surge=pool.max_surge,
        node_subnet=names[key, name, False],
        pod_subnet=names.get((key, name, True)),
        pod_ip_allocation=_ALLOCATION.get(mode.pods),
        taints=tuple(pool.taints),
        labels=dict(sorted(pool.labels.items())),
    )


def _count(pool: NodePoolSettings) -> int:
    if pool.min_count is not None:
        return pool.min_count
    return DEFAULT_NODES if pool.count is None else pool.count
