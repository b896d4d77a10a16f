"""Every range against every other: the VNet, subnets, pods, Services, peered networks, and what AKS keeps for itself.

What may meet what is said by the table of `aksnet.rules.meetings`. One overlap is told once, at the setting
that has to give way: pods and Services before subnets, subnets and the VNet before peered networks. Subnets against
one another are in `aksnet.rules.places`; two clusters may have one pod or Service range, because it never
leaves a cluster.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from aksnet.layout.addressing import Range
from aksnet.rules.context import Context, Site
from aksnet.rules.meetings import Meeting, of_network
from aksnet.settings.problems import MOST_NAMED, Problem, one_of, some_of


def pod_and_service_ranges(context: Context) -> Iterator[Problem]:
    """Yield once per setting everything that its ranges meet, with ranges that are free."""
    for site in context.sites:
        found = context.meetings[site.path]
        if context.moves(site):
            wrong = [meeting for meeting in found if meeting.verdict.wrong]
            yield _problem(site, wrong, write(context.ranges(site)) + _with_dns(context, site))
            continue
        for meeting in found:
            free = context.elsewhere(site, meeting.network)
            cure = f"{free} is free outside" if free else "choose a private range outside"
            yield _problem(site, [meeting], f"{cure}; it cannot be changed once the cluster is there")


def _problem(site: Site, found: Sequence[Meeting], cure: str) -> Problem:
    first = found[0].verdict
    shown = [str(network) for network in site.ranges]
    return Problem(
        kind=first.kind,
        path=site.path,
        value=shown if len(shown) > 1 else shown[0],
        message=f"{first.message}; {_met(found)}" if _met(found) else first.message,
        cure=cure,
        code=first.code,
    )


def _met(found: Sequence[Meeting]) -> str:
    others: dict[Range, list[str]] = {}
    for meeting in found:
        others.setdefault(meeting.network, []).extend(meeting.others)
    clauses = [f"{network} overlaps {some_of(met)}" for network, met in islice(others.items(), MOST_NAMED) if met]
    return ", and ".join(clauses)


def write(ranges: Sequence[Range | None]) -> str:
    """Return what to write: one range, or the pair of a dual-stack cluster."""
    known = [str(network) for network in ranges if network is not None]
    if len(known) < len(ranges):
        return "write a private range that nothing else has"
    return f"write {known[0]}" if len(known) == 1 else f"write [{one_of(known)}]"


def _with_dns(context: Context, site: Site) -> str:
    """A DNS address that is written lies in the old Service range."""
    written = context.settings.clusters[site.cluster.key].dns_service_ip
    return " and remove dnsServiceIp" if site.kind == "services" and written is not None else ""


def ranges_of_the_vnet(context: Context) -> Iterator[Problem]:
    """The VNet's own ranges; its subnets have to move along and are told of later."""
    found = context.vnet_meetings
    if not found:
        return
    space = [str(network) for network in context.plan.network.address_space]
    named = context.vnet()
    cure = f"write [{one_of(map(str, named))}] and move the subnets there"
    if context.plan.network.existing:
        cure = "use another VNet, or correct what is written here about this one and its peers"
    elif None in named:
        cure = "write private ranges that nothing else has, and move the subnets there"
    yield Problem(
        kind=found[0].verdict.kind,
        path="network.addressSpace",
        value=space,
        message=f"{found[0].verdict.message}; {_met(found)}",
        cure=cure,
    )


def subnets_outside(context: Context) -> Iterator[Problem]:
    """Subnets of a VNet whose ranges are not written here."""
    if context.plan.network.address_space:
        return
    for subnet in context.layout.subnets.values():
        for meeting in of_network("subnet", subnet.prefixes, context.fixed):
            field = "prefix" if meeting.network.version == 4 else "ipv6Prefix"
            yield Problem(
                kind=meeting.verdict.kind,
                path=f"{subnet.path}.{field}",
                value=str(meeting.network),
                message=f"{meeting.verdict.message}; {_met([meeting])}",
                cure="use another subnet of that VNet, or correct the prefix",
            )


RULES = (ranges_of_the_vnet, pod_and_service_ranges, subnets_outside)
