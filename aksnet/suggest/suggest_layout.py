"""Draws the settings of one suggestion: pools, subnets carved largest first, pod and Service ranges kept apart.

Gives plain settings as a stack file has them, or `NoRoom` with the range that is missing. Which mode is drawn, and
whether the plan takes the drawing, is decided by `aksnet.suggest.suggestion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any, assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import IpFamily, OsType, Outbound, PodAddresses, Tier
from aksnet.azure.mode import Mode
from aksnet.azure.node_images import OS_SKUS
from aksnet.azure.reserved_ranges import RESERVED_BY_AKS
from aksnet.errors import AksnetError
from aksnet.layout.addressing import Range, overlaps
from aksnet.layout.default_ranges import PODS, SERVICES, VNET
from aksnet.plan.free_ranges import OFFERED, FreeRanges
from aksnet.report import mode_words
from aksnet.report.worked import worked
from aksnet.suggest.needs import Need, Needs, surge_of

Raw = dict[str, Any]

SYSTEM_NODES = 3
"""Linux nodes that a cluster of some size, or of Windows, has for AKS's own pods: https://learn.microsoft.com/azure/aks/use-system-pools"""
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
"""Keeps all other pods off a system pool that has only Linux nodes beside it. Same page."""

SMALL_CLUSTER = 10
"""Nodes from which on the Free tier is not for a cluster. https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers"""

FRONT_ENDS = 10
"""Addresses kept in a node subnet for internal load balancers and the private API server."""


class NoRoom(AksnetError):  # noqa: N818 - an answer, not an error of the program
    """Raised when the ranges do not fit anywhere; says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """One node pool of a suggestion."""

    name: str
    os: OsType
    least: int
    most: int
    surge: int
    max_pods: int
    """Pods on a node; written down only where it is not what AKS gives the mode."""
    system: bool


def pools_of(needs: Needs, mode: Mode) -> list[Pool]:
    """Spread the nodes over as few pools as AKS allows; a system pool comes first where there is one of its own."""
    parts = -(-needs.most_nodes // formulas.POOL_CEILING)
    least = [max(each, 1) for each in _spread(needs.nodes, parts)]
    windows = Need.WINDOWS in needs.needs
    names = _names("win" if windows else "nodepool", parts, bare=windows)
    apart = own_system_pool(needs)
    pools = [
        _pool(needs, mode, name, OsType.WINDOWS if windows else OsType.LINUX, low, high, system=not apart and not i)
        for i, (name, low, high) in enumerate(zip(names, least, _spread(needs.most_nodes, parts), strict=True))
    ]
    if apart:
        pools.insert(0, _pool(needs, mode, "system", OsType.LINUX, SYSTEM_NODES, SYSTEM_NODES, system=True))
    return pools


def own_system_pool(needs: Needs) -> bool:
    """Return whether AKS's own pods have a pool of their own."""
    return Need.WINDOWS in needs.needs or needs.most_nodes >= SMALL_CLUSTER


def _spread(nodes: int, parts: int) -> list[int]:
    return [nodes // parts + (part < nodes % parts) for part in range(parts)]


def _names(base: str, parts: int, *, bare: bool) -> list[str]:
    return [base] if bare and parts == 1 else [f"{base}{number + 1}" for number in range(parts)]


def _pool(needs: Needs, mode: Mode, name: str, os: OsType, least: int, most: int, *, system: bool) -> Pool:
    wanted = max(needs.pods_on(mode), mode.max_pods.least, -(-formulas.LEAST_PODS // least))
    if not mode.pods_in_vnet:
        # Fewer would save no address, and the number of a pool is never changed again.
        wanted = max(wanted, mode.max_pods.default)
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        wanted = formulas.max_pods_without_waste(wanted)
    return Pool(name=name, os=os, least=least, most=most, surge=surge_of(needs, most), max_pods=wanted, system=system)


def vnet_addresses(needs: Needs, mode: Mode) -> int:
    """Return the addresses that all clusters take one by one from the VNet."""
    total = 0
    for pool in pools_of(needs, mode):
        for each in worked(mode, nodes=pool.most, surge=pool.surge, max_pods=pool.max_pods):
            counted = each.what == "node subnet" or (each.what == "pod subnet, full" and mode.pods_one_by_one)
            total += each.addresses if counted else 0
    return total * needs.clusters


def draw(needs: Needs, mode: Mode) -> Raw:
    """Return the settings below `aks-networking:`; first with room for front ends, else as tight as it goes."""
    try:
        return _draw(needs, mode, FRONT_ENDS)
    except NoRoom:
        return _draw(needs, mode, int(Need.PRIVATE in needs.needs))


def _draw(needs: Needs, mode: Mode, spare: int) -> Raw:
    keys = [needs.name] if needs.clusters == 1 else [f"{needs.name}{number + 1}" for number in range(needs.clusters)]
    pools = pools_of(needs, mode)
    lengths = _lengths(mode, pools, spare)
    vnet = _vnet(needs, [length for length in lengths.values() for _ in keys])
    subnets = _carve(needs, vnet, keys, lengths)
    free = FreeRanges([*RESERVED_BY_AKS, vnet, *needs.in_use])
    services = _services(free)
    ipv6 = _ipv6(needs) if IpFamily.IPV6 in mode.families else {}
    clusters: Raw = {}
    shared: IPv4Network | None = None
    for number, key in enumerate(keys):
        cluster: Raw = {"mode": mode.name}
        for place, (what, prefix) in enumerate(subnets[key].items(), start=number * len(lengths)):
            cluster[what] = {"prefix": str(prefix)} | ({"ipv6Prefix": _nth(ipv6["vnet"], place)} if ipv6 else {})
        if mode.has_pod_cidr:
            # Overlay clusters may have one pod range between them; routes of kubenet and another CNI's may not meet.
            pods = shared or _pods(pools, free)
            if mode.pods is PodAddresses.POD_CIDR_OVERLAY:
                shared = pods
            cluster |= {"podCidrs": [str(pods), ipv6["pods"]]} if ipv6 else {"podCidr": str(pods)}
        if ipv6:
            cluster["serviceCidrs"] = [str(services), ipv6["services"]]
        else:
            cluster["serviceCidr"] = str(services)
        clusters[key] = cluster | _choices(needs, mode, pools) | {"nodePools": _pool_settings(needs, mode, pools)}
    space = [str(vnet), ipv6["vnet"]] if ipv6 else [str(vnet)]
    network: Raw = {"addressSpace": space} | ({"peeredRanges": peers} if (peers := _peers(needs, vnet)) else {})
    return {"network": network, "clusters": clusters}


def _peers(needs: Needs, vnet: IPv4Network) -> list[str]:
    """Return the ranges outside the VNet that it meets in peering: those to avoid, and that of a firewall elsewhere."""
    peers = [other for other in needs.avoid if not overlaps(other, vnet)]
    hop = needs.next_hop
    if hop is not None and needs.firewall is not None and not any(hop in each for each in (vnet, *peers)):
        peers.append(IPv4Network(hop) if overlaps(needs.firewall, vnet) else needs.firewall)
    return [str(each) for each in peers]


def _choices(needs: Needs, mode: Mode, pools: Sequence[Pool]) -> Raw:
    chosen: Raw = {}
    if Need.NETWORK_POLICY in needs.needs and (engines := mode_words.lasting_policies(mode)):
        chosen["networkPolicy"] = str(engines[0])
    match needs.outbound:
        case Outbound.LOAD_BALANCER | Outbound.NONE:
            pass  # the default; a cluster without a way out is nobody's need here
        case Outbound.NAT_GATEWAY:
            chosen["outbound"] = str(needs.outbound)
        case Outbound.ROUTES:
            chosen["outbound"] = {"type": str(needs.outbound), "nextHop": str(needs.next_hop)}
        case unknown:
            assert_never(unknown)
    if Need.PRIVATE in needs.needs:
        chosen["privateCluster"] = True
    if sum(pool.most for pool in pools) >= SMALL_CLUSTER:
        chosen["tier"] = str(Tier.STANDARD)
    return chosen


def _pool_settings(needs: Needs, mode: Mode, pools: Sequence[Pool]) -> Raw:
    settings: Raw = {}
    for pool in pools:
        one: Raw = {"mode": "System"} if pool.system and len(pools) > 1 else {}
        if pool.os is not OsType.LINUX:
            # The newest image lasts longest; the default is the one that most have.
            one |= {"osType": str(pool.os), "osSku": OS_SKUS[pool.os][-1]}
        grows = pool.most > pool.least
        one |= {"minCount": pool.least, "maxCount": pool.most} if grows else {"count": pool.most}
        if pool.system and len(pools) > 1 and all(each.os is OsType.LINUX for each in pools):
            one["taints"] = [SYSTEM_TAINT]
        one |= {"maxPods": pool.max_pods} if pool.max_pods != mode.max_pods.default else {}
        settings[pool.name] = one | {"maxSurge": needs.surge}
    return settings


def _lengths(mode: Mode, pools: Sequence[Pool], spare: int) -> dict[str, int]:
    """Return the prefix length of each subnet of one cluster, from the formulas of all its pools."""
    sums: dict[str, tuple[int, int]] = {}
    for pool in pools:
        for each in worked(mode, nodes=pool.most, surge=pool.surge, max_pods=pool.max_pods):
            if each.what in _KEYS:
                before = sums.get(_KEYS[each.what], (0, 0))[0]
                sums[_KEYS[each.what]] = (before + each.addresses, each.reserved)
    nodes, reserved = sums["nodeSubnet"]
    sums["nodeSubnet"] = (nodes + spare, reserved)
    lengths = {key: formulas.prefix_length_for(needed, reserved=kept) for key, (needed, kept) in sums.items()}
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS and lengths["podSubnet"] < formulas.LARGEST_BLOCK_SUBNET:
        raise NoRoom(
            f"pods need a /{lengths['podSubnet']}, and a pod subnet is no larger than a "
            f"/{formulas.LARGEST_BLOCK_SUBNET}"
        )
    return lengths


_KEYS = {"node subnet": "nodeSubnet", "pod subnet": "podSubnet", "pod subnet, full": "podSubnet"}


def _vnet(needs: Needs, lengths: Sequence[int]) -> IPv4Network:
    """Return the VNet's range: the one asked for, the default, or a free private one that is large enough."""
    if needs.vnet is not None:
        return needs.vnet
    total = sum(1 << (32 - length) for length in lengths)
    smallest = 32 - (total - 1).bit_length()
    if smallest >= VNET.ipv4.prefixlen and not FreeRanges(needs.in_use).meets(VNET.ipv4):
        return VNET.ipv4
    free = FreeRanges([*RESERVED_BY_AKS, *needs.in_use, SERVICES.ipv4])
    return _take(free, (min(16, smallest), smallest), f"no private /{smallest} is left for the VNet")


def _carve(
    needs: Needs, vnet: IPv4Network, keys: Sequence[str], lengths: dict[str, int]
) -> dict[str, dict[str, IPv4Network]]:
    """Return a prefix for every subnet, taken the largest first, so that no room is lost between them."""
    free = FreeRanges(needs.in_use)
    found: dict[str, dict[str, IPv4Network]] = {key: {} for key in keys}
    wanted = [(length, key, what) for key in keys for what, length in lengths.items()]
    parts = " and ".join(f"a /{length} for {_SAID[what]}" for length, _, what in wanted)
    for length, key, what in sorted(wanted, key=lambda each: each[0]):
        found[key][what] = _take(free, (length,), f"{vnet} has no room for {parts}", [vnet])
    return {key: {what: found[key][what] for what in lengths} for key in keys}


_SAID = {"nodeSubnet": "nodes", "podSubnet": "pods"}


def _services(free: FreeRanges) -> IPv4Network:
    if not free.meets(SERVICES.ipv4):
        free.keep(SERVICES.ipv4)
        return SERVICES.ipv4
    return _take(free, (16, 20, 24), "no private /24 is left for Services")


def _pods(pools: Sequence[Pool], free: FreeRanges) -> IPv4Network:
    """Return a range with a /24 for every node; a CNI of one's own is given the same."""
    needed = sum(formulas.pod_cidr(pool.most, pool.surge) for pool in pools)
    length = formulas.prefix_length_for(needed, reserved=0)
    if length >= PODS.ipv4.prefixlen and not free.meets(PODS.ipv4):
        free.keep(PODS.ipv4)
        return PODS.ipv4
    missing = f"no private /{length} is left for the pod CIDR, a /24 for every node"
    return _take(free, (min(length, 16), length), missing)


def _take(free: FreeRanges, lengths: Sequence[int], missing: str, spaces: Sequence[Range] = OFFERED[4]) -> IPv4Network:
    found = free.take(spaces, lengths)
    if not isinstance(found, IPv4Network):
        raise NoRoom(missing)
    return found


def _ipv6(needs: Needs) -> dict[str, str]:
    """Return the IPv6 ranges of VNet, pods and Services: the defaults, or free ones."""
    free = FreeRanges(needs.in_use)
    found: dict[str, str] = {}
    for what, usual in (("vnet", VNET.ipv6), ("pods", PODS.ipv6), ("services", SERVICES.ipv6)):
        other = usual if not free.meets(usual) else free.take(OFFERED[6], [usual.prefixlen])
        if other is None:
            raise NoRoom(f"no private IPv6 /{usual.prefixlen} is left")
        free.keep(other)
        found[what] = str(other)
    return found


def _nth(space: str, number: int) -> str:
    return str(IPv6Network((int(IPv6Network(space).network_address) + (number << 64), 64)))
