"""From needs to a mode: every row of the table weighed, the best one drawn as a stack that passes the plan.

A row is out when one of its axes or limits stands against a need, when its ranges fit nowhere, or when the plan itself
refuses the drawing; what is left is ranked. Nothing is suggested that `make_plan` does not take. How the settings are
drawn is in `aksnet.suggest.suggest_layout`, how they are written as a file in `aksnet.suggest.suggest_file`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.formulas import INDIVIDUAL_ADDRESSES
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.plan.budget import Budget
from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from aksnet.suggest.advised import Advice
from aksnet.suggest.decisions import decisions, elsewhere, made_up
from aksnet.suggest.needs import Need, Needs, refused
from aksnet.suggest.reasons import crowded, reasons_against, reasons_for
from aksnet.suggest.suggest_layout import Drawing, NoRoom, draw
from aksnet.suggest.suggest_pools import SYSTEM_NODES, Raw, own_system_pool, pools_of, vnet_addresses


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A stack that passes the plan."""

    drawing: Drawing
    plan: StackPlan
    budget: Budget

    @property
    def raw(self) -> Raw:
        """Return what stands below `aks-networking:`."""
        return self.drawing.raw


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One row of the table, weighed."""

    mode: Mode
    reasons_out: tuple[str, ...]
    """Why it does not fit; empty when it does."""
    reasons_for: tuple[Advice, ...]
    reasons_against: tuple[Advice, ...]
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
    decisions: tuple[Advice, ...]
    """What was decided beside the mode, each with its page."""
    made_up: tuple[str, ...]
    """What stands in the settings and nobody has said."""
    notes: tuple[str, ...]
    """What the plan warns of."""
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
        decisions=tuple(decisions(needs, candidates[0].mode, drawn.drawing)) if drawn else (),
        made_up=tuple(made_up(needs, drawn.drawing)) if drawn else (),
        notes=drawn.plan.warnings if drawn else (),
        would_help=() if drawn else tuple(_would_help(needs)),
        elsewhere=() if drawn else tuple(elsewhere(needs)),
    )


def wrong_inputs(needs: Needs) -> tuple[Problem, ...]:
    """Return what no mode could make up for: a name or a region that is none, servers and zones that Azure refuses."""
    zone = {} if needs.private_dns_zone is None else {"privateCluster": True, "privateDnsZone": needs.private_dns_zone}
    network = {"dnsServers": list(map(str, needs.dns_servers))} if needs.dns_servers else {}
    raw: Raw = {"network": network, "clusters": {needs.name: {"nodeSubnet": {"name": "nodes"}, **zone}}}
    found = plan_as_far_as_possible(raw, stack="aks", location=needs.location).problems
    # This stack has the default ranges; those of a suggestion keep off the servers.
    return tuple(problem for problem in found if problem.kind is not Kind.DNS_SERVER_SHADOWED)


def _ranked(needs: Needs) -> tuple[Candidate, ...]:
    weighed = [_weigh(needs, mode) for mode in MODES.values()]
    return tuple(sorted(weighed, key=lambda each: (not each.fits, *_order(needs, each.mode))))


def _weigh(needs: Needs, mode: Mode) -> Candidate:
    out = [*_refusals(needs, mode), *_limits(needs, mode)]
    drawn: Drawn | None = None
    if not out:
        try:
            drawing = draw(needs, mode)
            found = plan_as_far_as_possible(drawing.raw, stack=needs.name, location=needs.location)
            out += [f"{problem.path}: {problem.message}" for problem in found.problems]
            if found.plan is not None and not found.problems:
                drawn = Drawn(drawing=drawing, plan=found.plan, budget=found.budget)
        except NoRoom as full:
            out.append(str(full))
    return Candidate(
        mode=mode,
        reasons_out=tuple(out),
        reasons_for=tuple(reasons_for(needs, mode)),
        reasons_against=tuple(reasons_against(needs, mode)),
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
    """Rank as the pages do: an overlay, else a subnet for pods, and the node subnet, which they call legacy, last."""
    match mode.pods:
        case PodAddresses.POD_CIDR_OVERLAY | PodAddresses.CNI_OWN | PodAddresses.POD_CIDR_ROUTES:
            return 0
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return 1 if not crowded(needs, mode) else 3
        case PodAddresses.POD_SUBNET_BLOCKS:
            return 2
        case PodAddresses.NODE_SUBNET:
            return 4
        case unknown:
            assert_never(unknown)


def _would_help(needs: Needs) -> Iterator[str]:
    yield from _with_less_asked(needs)
    yield from _with_smaller_numbers(needs)


def _with_less_asked(needs: Needs) -> Iterator[str]:
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


def _with_smaller_numbers(needs: Needs) -> Iterator[str]:
    pods = max(mode.max_pods.most for mode in MODES.values())
    if (needs.pods_per_node or 0) > pods:
        best = _ranked(replace(needs, pods_per_node=pods))[0]
        if best.fits:
            yield f"with at most {pods} pods a node: {best.mode.name}"
    most = max(mode.node_ceiling for mode in MODES.values()) - (SYSTEM_NODES if own_system_pool(needs) else 0)
    if needs.most_nodes > most:
        best = _ranked(replace(needs, nodes=most, grow_to=None))[0]
        if best.fits:
            yield f"in several clusters of at most {most:,} nodes: {best.mode.name}"
