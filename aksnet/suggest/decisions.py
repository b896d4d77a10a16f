"""What a suggestion decides beside the mode, each with the page that it follows, and what it makes up."""

from collections.abc import Iterator

from aksnet.azure.axes import PodAddresses
from aksnet.azure.beyond import BEYOND
from aksnet.azure.mode import Mode
from aksnet.azure.regions import WITHOUT_ZONES, programmatic
from aksnet.settings.problems import one_of
from aksnet.suggest import advised as page
from aksnet.suggest.advised import Advice
from aksnet.suggest.needs import LOCATION, NAME, PRODUCTION_SURGE, SMALL_CLUSTER, Need, Needs
from aksnet.suggest.suggest_layout import Drawing
from aksnet.suggest.suggest_pools import GROWTH, SYSTEM_NODES, WINDOWS_PODS, own_system_pool, pools_of

_WAYS_TO_FIXED_EGRESS = (
    Advice(
        "the fixed egress address is that of the stack's NAT gateway, in the output egressRanges; natGateway: "
        "{prefixLength: 28} makes a range of 16, and publicIpIds or publicIpPrefixIds there take what you have already",
        page.GATEWAYS,
    ),
    Advice(
        "addresses of yours stay the same on AKS's load balancer too: outbound: {type: loadBalancer, loadBalancer: "
        "{publicIpIds: [...]}}, or publicIpPrefixIds",
        page.BALANCER,
    ),
    Advice("a firewall has a fixed address of its own: --need firewall --next-hop <its address>", page.ROUTES),
)
"""What gives a cluster fixed egress addresses: what is drawn, then what else does."""


def decisions(needs: Needs, mode: Mode, drawing: Drawing) -> Iterator[Advice]:
    """Yield every choice beside the mode."""
    yield from _pods(needs, mode)
    yield from _size(needs)
    yield from _zones(needs)
    yield _surge(needs)
    yield _room(needs, mode, drawing)
    yield from _way_out(needs)
    yield from _api_server(needs)
    yield from _names(needs)
    if "peeredRanges" in drawing.raw["network"]:
        said = "peeredRanges only keeps ranges apart: network.peerings with the id of a VNet makes a peering"
        yield Advice(said, page.PEERING)
    if Need.OWN_CNI in needs.needs:
        said = "`installCilium: {}` in the cluster installs Cilium by its chart; any other CNI is yours to install"
        yield Advice(said, page.OWN_CNI)


def _pods(needs: Needs, mode: Mode) -> Iterator[Advice]:
    """Yield how many pods a node may run: no pool's number can be changed later, so none comes from a guess."""
    pods = needs.pods_on(mode)
    written = {pool.max_pods for pool in pools_of(needs, mode)}
    if not mode.pods_in_vnet and Need.WINDOWS in needs.needs and WINDOWS_PODS in written:
        yield Advice(f"maxPods is {WINDOWS_PODS} on Windows nodes, the most that is advised there", page.OVERLAYS)
        written -= {WINDOWS_PODS}
    number = one_of(map(str, sorted(written)))
    if not mode.pods_in_vnet and written != {needs.pods_per_node}:
        said = f"maxPods stays AKS's own, {number}: fewer would save no address, and no pool's can be changed later"
        yield Advice(said, page.OVERLAYS if mode.pods is PodAddresses.POD_CIDR_OVERLAY else page.PLANNING)
    elif written == {needs.pods_per_node}:
        yield Advice(f"maxPods is {number}, as you said; no pool's can be changed later", page.PLANNING)
    elif written == {pods}:
        said = f"maxPods is {number}, as nobody has said how many: the pages name several defaults for subnets of pods"
        yield Advice(f"{said}, each pod costs an address, and no pool's can be changed later", page.PLANNING)
    elif mode.pods is PodAddresses.POD_SUBNET_BLOCKS and pods >= mode.max_pods.least:
        yield Advice(f"maxPods is {number} and not {pods}: it fills whole /28 blocks", page.BLOCKS)
    else:
        yield Advice(f"maxPods is {number}: AKS wants 10 on a node and room for 30 in a pool", page.PLANNING)


def _size(needs: Needs) -> Iterator[Advice]:
    if needs.relied_on:
        yield Advice(f"the Standard tier: Free is advised for fewer than {SMALL_CLUSTER} nodes", page.TIERS)
    else:
        said = f"the Free tier, AKS's own: advised for fewer than {SMALL_CLUSTER} nodes, and for nothing in production"
        yield Advice(said, page.TIERS)
    if Need.WINDOWS in needs.needs:
        said = f"{SYSTEM_NODES} Linux nodes come on top of the Windows nodes, for AKS's own pods"
        yield Advice(said, page.SYSTEM_POOLS)
    elif own_system_pool(needs):
        said = f"{SYSTEM_NODES} nodes for AKS's own pods come on top, as AKS advises for a cluster that others rely on"
        yield Advice(said, page.SYSTEM_POOLS)
    else:
        said = "your pods and AKS's own share one pool, which is not advised in production"
        yield Advice(said, page.SYSTEM_POOLS)


def _zones(needs: Needs) -> Iterator[Advice]:
    if needs.zones:
        yield Advice(f"nodes in the availability zones 1, 2 and 3, which {needs.location} has", page.ZONES)
        fewest = needs.nodes
        if fewest < len(needs.zones):
            yield Advice(f"{fewest} nodes do not reach every zone: only {len(needs.zones)} or more do", page.ZONES)
    elif not needs.relied_on and Need.ZONES not in needs.needs:
        yield Advice("no availability zones for so few nodes; --need zones spreads them all the same", page.ZONES)
    elif programmatic(needs.location) in WITHOUT_ZONES:
        yield Advice(f"no availability zones: {needs.location} has none", page.REGIONS)
    else:
        said = f"no availability zones: whether {needs.location} has them is not known here"
        yield Advice(f'{said}; if it has, write zones: ["1", "2", "3"]', page.REGIONS)


def _surge(needs: Needs) -> Advice:
    surge = needs.max_surge
    if needs.surge is None and needs.relied_on:
        return Advice(f"maxSurge is {surge}, as advised for production", page.UPGRADES)
    if needs.surge is None:
        said = f"maxSurge is {surge}, AKS's own; {PRODUCTION_SURGE} is advised for production"
        return Advice(said, page.UPGRADES)
    return Advice(f"maxSurge is {surge}, as you said; {PRODUCTION_SURGE} is advised for production", page.UPGRADES)


def _room(needs: Needs, mode: Mode, drawing: Drawing) -> Advice:
    where = page.OVERLAYS if mode.pods is PodAddresses.POD_CIDR_OVERLAY else page.PLANNING
    room, most = drawing.room, needs.most_nodes
    if needs.grow_to is not None:
        return Advice(f"ranges have room for the {most:,} nodes that you name and an upgrade's extra ones", where)
    if room > most:
        times = "twice as many as you name" if room == GROWTH * most else "as many as a cluster may have"
        said = (
            f"ranges have room for {room:,} nodes, {times}, and an upgrade's extra ones: room to scale is advised, and "
            "how much is this project's choice (--grow-to is yours)"
        )
        return Advice(said, where)
    said = f"ranges have room for {most:,} nodes and an upgrade's extra ones, and there is none to scale beyond"
    return Advice(said, where)


def _way_out(needs: Needs) -> Iterator[Advice]:
    wanted = needs.needs
    if Need.FIREWALL in wanted:
        said = f"traffic leaves by the firewall at {needs.next_hop}, by a route that this stack makes"
        yield Advice(f"{said}; the firewall has to let through what AKS needs", page.ROUTES)
    if {Need.FIREWALL, Need.FIXED_EGRESS} <= wanted:
        yield Advice("the fixed egress address is the firewall's own: a cluster has one outbound type", page.ROUTES)
    elif Need.FIXED_EGRESS in wanted:
        yield from _WAYS_TO_FIXED_EGRESS
    elif Need.FIREWALL not in wanted:
        yield Advice("traffic leaves by AKS's load balancer, whose address AKS chooses", page.NODE_NETWORKS)


def _api_server(needs: Needs) -> Iterator[Advice]:
    if Need.PRIVATE in needs.needs:
        said = "the API server is private: run `pulumi up` inside the VNet or a network peered with it"
        yield Advice(said, page.PRIVATE)
    else:
        said = "the API server is public, as advised unless security asks for more; authorizedIpRanges says from where"
        yield Advice(said, page.CONTROL_PLANES)
    if needs.own_zone is not None:
        said = f"its name is in your zone {needs.own_zone} and not in public DNS"
        yield Advice(f"{said}: link that zone to the networks that ask for the name", page.PRIVATE)
    elif needs.private_dns_zone == "none":
        yield Advice("its name, and with it its private address, is in public DNS alone", page.PRIVATE)


def _names(needs: Needs) -> Iterator[Advice]:
    if Need.HUB_DNS not in needs.needs:
        return
    servers = one_of(map(str, needs.dns_servers))
    yield Advice(f"names are resolved by {servers}: nodes have to reach them before they can join", page.RESOLVING)
    if Need.PRIVATE in needs.needs and needs.private_dns_zone in (None, "system"):
        said = (
            "the zone of the API server's name is one that AKS makes and links to this VNet alone, where those servers "
            "do not look: --private-dns-zone takes a zone of the hub's instead, as advised, or none for public DNS"
        )
        yield Advice(said, page.PRIVATE)


def made_up(needs: Needs, drawing: Drawing) -> Iterator[str]:
    """Yield what stands in the settings and nobody has said; whoever deploys them compares it with what is there."""
    network, cluster = drawing.raw["network"], next(iter(drawing.raw["clusters"].values()))
    if needs.vnet is None:
        yield f"{network['addressSpace'][0]}, the VNet's range: --vnet is yours"
    if len(network["addressSpace"]) > 1:
        yield f"{network['addressSpace'][1]}, the VNet's IPv6 range: no option says another"
    pods = cluster.get("podCidrs") or ([cluster["podCidr"]] if "podCidr" in cluster else [])
    services = cluster.get("serviceCidrs") or [cluster["serviceCidr"]]
    ranges = f"{one_of(pods)} for pods and " if pods else ""
    yield f"{ranges}{one_of(services)} for Services: kept off all ranges and addresses that you name"
    for each in drawing.peers:
        what = "firewall's subnet, from its address" if each.prefixlen < each.max_prefixlen else "address alone"
        yield f"{each} as a peered range, the {what}: --avoid with the range of its network says more"
    yield from (
        f"{value}, {what}: --{option} is yours"
        for option, what, value, default in (
            ("name", "the name of stack and cluster", needs.name, NAME),
            ("location", "the region", needs.location, LOCATION),
        )
        if value == default
    )


def elsewhere(needs: Needs) -> Iterator[str]:
    """Yield what gives it all the same where nothing fits: with resources of the user's, or by other tools."""
    if {Need.IPV6, Need.FIXED_EGRESS} <= needs.needs:
        yield (
            "public IP prefixes of yours, one of IPv4 and one of IPv6: write their ids in outbound: {type: "
            "loadBalancer, loadBalancer: {publicIpPrefixIds: [...]}}, in a dual-stack mode"
        )
        yield (
            "a NAT gateway of yours of SKU StandardV2 carries IPv6: write its id as natGatewayId of the subnets, with "
            "outbound: userAssignedNATGateway, in a dual-stack mode"
        )
    if {Need.IPV6, Need.PODS_REACHABLE} <= needs.needs:
        yield from (each.said for each in BEYOND if each.pods is PodAddresses.POD_SUBNET_BLOCKS)
