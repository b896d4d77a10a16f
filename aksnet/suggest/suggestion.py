"""From needs to a mode: every row of the table weighed, the best one drawn as a stack that passes the plan.

A row is out when one of its axes or limits stands against a need, when its ranges fit nowhere, or when the plan itself
refuses the drawing; what is left is ranked. Nothing is suggested that `make_plan` does not take. How the settings are
drawn is in `aksnet.suggest.suggest_layout`, how they are written as a file in `aksnet.suggest.suggest_file`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from aksnet.azure import formulas
from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.beyond import BEYOND
from aksnet.azure.formulas import INDIVIDUAL_ADDRESSES, OVERLAY_PODS
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.plan.budget import Budget
from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.report.mode_words import lasting_policies
from aksnet.settings.problems import Problem, one_of
from aksnet.suggest.needs import Need, Needs, refused
from aksnet.suggest.suggest_layout import SYSTEM_NODES, NoRoom, Raw, draw, own_system_pool, pools_of, vnet_addresses


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A stack that passes the plan."""

    raw: Raw
    """What stands below `aks-networking:`."""
    plan: StackPlan
    budget: Budget


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One row of the table, weighed."""

    mode: Mode
    reasons_out: tuple[str, ...]
    """Why it does not fit; empty when it does."""
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    drawn: Drawn | None

    @property
    def fits(self) -> bool:
        """True when the mode gives what is needed."""
        return self.drawn is not None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What is suggested for some needs."""

    needs: Needs
    candidates: tuple[Candidate, ...]
    """All rows: those that fit, the best first, then those that do not."""
    notes: tuple[str, ...]
    """What was decided beside the mode, and what the plan warns of."""
    would_help: tuple[str, ...]
    """Where nothing fits: needs that could be given up, and what would fit then."""
    elsewhere: tuple[str, ...] = ()
    """Where nothing fits: what gives it all the same, with resources of the user's or by other tools."""

    @property
    def chosen(self) -> Candidate | None:
        """The best row; none when nothing fits."""
        first = self.candidates[0]
        return first if first.fits else None


def suggest(needs: Needs) -> Suggestion:
    """Weigh every mode for these needs."""
    candidates = _ranked(needs)
    drawn = candidates[0].drawn
    return Suggestion(
        needs=needs,
        candidates=candidates,
        notes=(*_notes(needs, candidates[0].mode), *drawn.plan.warnings) if drawn else (),
        would_help=() if drawn else tuple(_would_help(needs)),
        elsewhere=() if drawn else tuple(_elsewhere(needs)),
    )


def wrong_inputs(needs: Needs) -> tuple[Problem, ...]:
    """Return what no mode could make up for: a name or a region that is none, a VNet that Azure refuses."""
    raw: Raw = {"clusters": {needs.name: {"nodeSubnet": {"name": "nodes"}}}}
    return plan_as_far_as_possible(raw, stack="aks", location=needs.location).problems


def _ranked(needs: Needs) -> tuple[Candidate, ...]:
    weighed = [_weigh(needs, mode) for mode in MODES.values()]
    return tuple(sorted(weighed, key=lambda each: (not each.fits, *_order(needs, each.mode))))


def _weigh(needs: Needs, mode: Mode) -> Candidate:
    out = [*_refusals(needs, mode), *_limits(needs, mode)]
    drawn: Drawn | None = None
    if not out:
        try:
            raw = draw(needs, mode)
            found = plan_as_far_as_possible(raw, stack=needs.name, location=needs.location)
            out += [f"{problem.path}: {problem.message}" for problem in found.problems]
            if found.plan is not None and not found.problems:
                drawn = Drawn(raw=raw, plan=found.plan, budget=found.budget)
        except NoRoom as full:
            out.append(str(full))
    return Candidate(
        mode=mode,
        reasons_out=tuple(out),
        reasons_for=tuple(_for(needs, mode)),
        reasons_against=tuple(_against(needs, mode)),
        drawn=drawn,
    )


def _refusals(needs: Needs, mode: Mode) -> Iterator[str]:
    for need in Need:
        if need in needs.needs and (reason := refused(need, mode, needs)):
            yield reason


def _limits(needs: Needs, mode: Mode) -> Iterator[str]:
    """Limits of the row and of Azure that numbers alone break."""
    nodes = sum(pool.most for pool in pools_of(needs, mode))
    if nodes > mode.node_ceiling:
        yield f"{nodes:,} nodes: this mode ends at {mode.node_ceiling:,} in one cluster"
    if needs.pods_on(mode) > mode.max_pods.most:
        yield f"{needs.pods_per_node} pods a node: AKS allows {mode.max_pods.most}"
    addresses = vnet_addresses(needs, mode)
    if addresses > INDIVIDUAL_ADDRESSES:
        yield f"{addresses:,} addresses one by one: a VNet gives out {INDIVIDUAL_ADDRESSES:,}"


def _order(needs: Needs, mode: Mode) -> tuple[int, ...]:
    """Rank by what matters most first: it lasts, AKS looks after it, nothing is paid for that nobody asked for."""
    return (
        mode.retirement is not None,
        mode.pods is PodAddresses.CNI_OWN and Need.OWN_CNI not in needs.needs,
        IpFamily.IPV6 in mode.families and Need.IPV6 not in needs.needs,
        _order_of_addresses(needs, mode),
        mode.data_plane is not DataPlane.CILIUM,
    )


def _order_of_addresses(needs: Needs, mode: Mode) -> int:
    match mode.pods:
        case PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN | PodAddresses.POD_CIDR_ROUTES:
            return 0
        case PodAddresses.NODE_SUBNET:
            return 1 if _small(needs, mode) else 4
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return 2 if not _crowded(needs, mode) else 4
        case PodAddresses.POD_SUBNET_BLOCKS:
            return 3
        case unknown:
            assert_never(unknown)


def _small(needs: Needs, mode: Mode) -> bool:
    """True when all nodes and pods fit into one /24, so that a second subnet would only be more to look after."""
    return vnet_addresses(needs, mode) <= 256 - formulas.RESERVED


def _crowded(needs: Needs, mode: Mode) -> bool:
    """True when the cluster could not double before the VNet has no single addresses left."""
    return 2 * vnet_addresses(needs, mode) > INDIVIDUAL_ADDRESSES


def _for(needs: Needs, mode: Mode) -> Iterator[str]:
    if mode.pods_in_vnet:
        if Need.PODS_REACHABLE in needs.needs:
            yield "pods have addresses of the VNet, so others reach them directly"
        yield from _for_the_subnet(needs, mode)
    elif mode.pods is not PodAddresses.CNI_OWN:
        yield "pods take no addresses of the VNet"
    if mode.data_plane is DataPlane.CILIUM:
        yield "Cilium: no kube-proxy, network policies included"
    for need, said in (
        (Need.WINDOWS, "runs Windows nodes"),
        (Need.IPV6, "has IPv4 and IPv6"),
        (Need.OWN_CNI, "leaves the CNI to you"),
    ):
        if need in needs.needs and refused(need, mode, needs) is None:
            yield said
    if Need.NETWORK_POLICY in needs.needs and mode.data_plane is DataPlane.AZURE and lasting_policies(mode):
        yield f"{lasting_policies(mode)[0].value.title()} enforces network policies"


def _for_the_subnet(needs: Needs, mode: Mode) -> Iterator[str]:
    if mode.pods is PodAddresses.POD_SUBNET_DYNAMIC:
        yield "pods have a subnet of their own, and take addresses as they come"
    elif mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield "pods have a subnet of their own; whole blocks count once, so a VNet holds up to a million pods"
    elif _small(needs, mode):
        yield "nodes and pods fit into one /24: one subnet is simplest"


def _against(needs: Needs, mode: Mode) -> Iterator[str]:
    if mode.retirement is not None:
        yield f"retires on {mode.retirement.on}"
    if mode.pods is PodAddresses.CNI_OWN and Need.OWN_CNI not in needs.needs:
        yield "you install a CNI and look after it; nodes stay NotReady until then"
    if IpFamily.IPV6 in mode.families and Need.IPV6 not in needs.needs:
        yield "a second address family that nothing here needs"
    if mode.pods_in_vnet:
        yield from _against_the_subnet(needs, mode)
    elif mode.pods is PodAddresses.POD_CIDR_OVERLAY and needs.most_nodes * (needs.pods_per_node or 0) > OVERLAY_PODS:
        yield f"more than {OVERLAY_PODS:,} pods, as far as AKS says that a cluster goes"
    if mode.data_plane is DataPlane.AZURE and Need.WINDOWS not in needs.needs:
        asked = Need.NETWORK_POLICY in needs.needs
        yield f"kube-proxy, and {'an engine beside it for' if asked else 'no'} network policies"


def _against_the_subnet(needs: Needs, mode: Mode) -> Iterator[str]:
    if Need.PODS_REACHABLE not in needs.needs:
        yield "pods take addresses of the VNet, which nothing here needs"
    if mode.pods_one_by_one and _crowded(needs, mode):
        yield f"takes more than half of the {INDIVIDUAL_ADDRESSES:,} single addresses that a VNet gives out"
    if mode.pods is PodAddresses.NODE_SUBNET and not _small(needs, mode):
        yield "every node sets aside addresses for all the pods that it may ever run"
    if mode.pods is PodAddresses.POD_SUBNET_BLOCKS:
        yield "a node holds all its blocks from the start"


_WAYS_OUT = (
    "the fixed egress address is that of the stack's NAT gateway, in the output egressRanges; natGateway: "
    "{prefixLength: 28} makes a range of 16, and publicIpIds or publicIpPrefixIds there take what you have already",
    "addresses of yours stay the same on AKS's load balancer too: outbound: {type: loadBalancer, loadBalancer: "
    "{publicIpIds: [...]}}, or publicIpPrefixIds",
    "a firewall has a fixed address of its own: --need firewall --next-hop <its address>",
)
"""What gives a cluster fixed egress addresses: what is drawn, then what else does."""


def _notes(needs: Needs, mode: Mode) -> Iterator[str]:
    wanted = needs.needs
    pods = needs.pods_on(mode)
    asked = {pool.max_pods for pool in pools_of(needs, mode) if pool.max_pods != pods}
    if asked and not mode.pods_in_vnet:
        own = one_of(map(str, sorted(asked)))
        yield f"maxPods stays AKS's own, {own}: fewer would save no address, and no pool's maxPods can be changed later"
    elif asked and mode.pods is PodAddresses.POD_SUBNET_BLOCKS and pods >= mode.max_pods.least:
        yield f"maxPods is {one_of(map(str, sorted(asked)))} and not {pods}: it fills whole /28 blocks"
    elif asked:
        yield f"maxPods is {one_of(map(str, sorted(asked)))}: AKS wants 10 on a node and room for 30 in a pool"
    if Need.WINDOWS in wanted:
        yield f"{SYSTEM_NODES} Linux nodes come on top of the Windows nodes, for AKS's own pods"
    elif own_system_pool(needs):
        yield f"{SYSTEM_NODES} nodes for AKS's own pods come on top, as AKS advises for a cluster that others rely on"
    if {Need.FIREWALL, Need.FIXED_EGRESS} <= wanted:
        yield "the fixed egress address is the firewall's own: a cluster has one outbound type"
    elif Need.FIXED_EGRESS in wanted:
        yield from _WAYS_OUT
    if Need.PRIVATE in wanted:
        yield "the API server is private: run `pulumi up` inside the VNet or a network peered with it"
    if Need.OWN_CNI in wanted:
        yield "`installCilium: {}` in the cluster installs Cilium by its chart; any other CNI is yours to install"


def _elsewhere(needs: Needs) -> Iterator[str]:
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


def _would_help(needs: Needs) -> Iterator[str]:
    for need in Need:
        if need in needs.needs:
            best = _ranked(replace(needs, needs=needs.needs - {need}))[0]
            if best.fits:
                yield f"without {need}: {best.mode.name}"
    if needs.vnet is not None:
        best = _ranked(replace(needs, vnet=None))[0]
        if best.fits and best.drawn is not None:
            yield f"in another VNet, for instance {best.drawn.raw['network']['addressSpace'][0]}: {best.mode.name}"
    if needs.avoid:
        best = _ranked(replace(needs, avoid=()))[0]
        if best.fits:
            yield f"with no ranges to avoid: {best.mode.name}"
    most = max(mode.node_ceiling for mode in MODES.values())
    if needs.most_nodes + (SYSTEM_NODES if own_system_pool(needs) else 0) > most:
        yield f"in several clusters of at most {most:,} nodes"
