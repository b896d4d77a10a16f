"""Draws the settings of one suggestion: pools, subnets carved largest first, pod and Service ranges kept apart.

Gives plain settings as a stack file has them, or `NoRoom` with the range that is missing. Which mode is drawn, and
whether the plan takes the drawing, is decided by `aksnet.suggest.suggestion`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import IpFamily, Outbound, PodAddresses, Tier
from aksnet.azure.mode import Mode
from aksnet.azure.reserved_ranges import PRIVATE_IPV4, RESERVED_BY_AKS
from aksnet.errors import AksnetError
from aksnet.layout.addressing import Range, overlaps
from aksnet.layout.default_ranges import PODS, SERVICES, VNET
from aksnet.plan.free_ranges import OFFERED, FreeRanges
from aksnet.report import mode_words
from aksnet.report.worked import worked
from aksnet.suggest.needs import Need, Needs
from aksnet.suggest.suggest_pools import SYSTEM, Pool, Raw, pool_settings, pools_of, with_room

FRONT_ENDS = 10
"""Addresses kept in a node subnet for internal load balancers and the private API server."""


class NoRoom(AksnetError):  # noqa: N818 - an answer, not an error of the program
    """Raised when the ranges do not fit anywhere; says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """The settings of one suggestion."""

    raw: Raw
    """What stands below `aks-networking:`."""
    room: int
    """Nodes for workloads that every range has room for."""
    peers: tuple[Range, ...]
    """Peered ranges that nobody has named: those of a firewall and of DNS servers elsewhere."""


def draw(needs: Needs, mode: Mode) -> Drawing:
    """Draw with room to grow and for front ends, else with room for front ends, else as tight as it goes.

    Raises:
        NoRoom: The ranges do not fit even so.
    """
    asked = pools_of(needs, mode)
    grown = with_room(needs, mode, asked)
    for sized in (grown, asked):
        try:
            return _draw(needs, mode, asked, sized, FRONT_ENDS)
        except NoRoom:
            continue
    return _draw(needs, mode, asked, asked, int(Need.PRIVATE in needs.needs))


def _draw(needs: Needs, mode: Mode, pools: Sequence[Pool], sized: Sequence[Pool], spare: int) -> Drawing:
    """Draw pools with ranges for those that they may become."""
    keys = [needs.name] if needs.clusters == 1 else [f"{needs.name}{number + 1}" for number in range(needs.clusters)]
    lengths = _lengths(mode, sized, spare)
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
            pods = shared or _pods(sized, free)
            if mode.pods is PodAddresses.POD_CIDR_OVERLAY:
                shared = pods
            cluster |= {"podCidrs": [str(pods), ipv6["pods"]]} if ipv6 else {"podCidr": str(pods)}
        if ipv6:
            cluster["serviceCidrs"] = [str(services), ipv6["services"]]
        else:
            cluster["serviceCidr"] = str(services)
        clusters[key] = cluster | _choices(needs, mode) | {"nodePools": pool_settings(needs, mode, pools)}
    space = [str(vnet), ipv6["vnet"]] if ipv6 else [str(vnet)]
    made_up = tuple(_made_up_peers(needs, vnet))
    peers = [str(each) for each in (*(other for other in needs.avoid if not overlaps(other, vnet)), *made_up)]
    servers = {"dnsServers": [str(server) for server in needs.dns_servers]} if needs.dns_servers else {}
    network: Raw = {"addressSpace": space} | ({"peeredRanges": peers} if peers else {}) | servers
    room = sum(pool.most for pool in sized if pool.name != SYSTEM)
    return Drawing(raw={"network": network, "clusters": clusters}, room=room, peers=made_up)


def _made_up_peers(needs: Needs, vnet: IPv4Network) -> Iterator[IPv4Network]:
    """Yield the range of a firewall elsewhere, and DNS servers elsewhere, that no range to avoid has."""
    near: list[Range] = [vnet, *needs.avoid]
    hop, firewall = needs.next_hop, needs.firewall
    places = [(IPv4Network(server), server) for server in needs.dns_servers if _private(server)]
    if hop is not None and firewall is not None:
        places.insert(0, (IPv4Network(hop) if overlaps(firewall, vnet) else firewall, hop))
    for place, address in places:
        if not any(address in each for each in near):
            near.append(place)
            yield place


def _private(address: IPv4Address) -> bool:
    return any(address in each for each in PRIVATE_IPV4)


def _choices(needs: Needs, mode: Mode) -> Raw:
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
    if needs.private_dns_zone is not None:
        chosen["privateDnsZone"] = needs.private_dns_zone
        # Whatever is linked to a zone of the user's finds the API server: its name need not be in public DNS as well.
        chosen |= {"publicFqdn": False} if needs.own_zone else {}
    if needs.relied_on:
        chosen["tier"] = str(Tier.STANDARD)
    return chosen


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
