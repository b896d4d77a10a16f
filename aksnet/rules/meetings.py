"""Which ranges of a stack meet: pod and Service ranges, and the VNet's, against everything that is in their way.

A table says what each kind of range may meet; here it is only found out. `aksnet.rules.ranges` turns what is
found into problems, and `aksnet.rules.context` keeps suggestions clear of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aksnet.azure.reserved_ranges import PRIVATE_IPV4, PRIVATE_IPV6, RESERVED_BY_AKS, RESERVED_BY_AZURE
from aksnet.layout.addressing import Range, overlaps, within
from aksnet.layout.range_index import RangeIndex
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.settings.problem_entry import Severity
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import MOST_NAMED

PRIVATE: tuple[Range, ...] = (*PRIVATE_IPV4, PRIVATE_IPV6)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What it means that a range meets another, or has a wrong size: a row of the table."""

    kind: Kind
    message: str
    code: str | None = None

    @property
    def wrong(self) -> bool:
        """True when the range cannot stay where it is."""
        return self.kind.value.severity is Severity.ERROR


VERDICTS = {
    ("pods", "reserved"): Verdict(
        kind=Kind.PODS_ON_RESERVED, message="a range apart from those that AKS keeps for itself"
    ),
    ("pods", "Azure"): Verdict(
        kind=Kind.PODS_ON_AZURE, message="a range apart from those that nothing in Azure may have"
    ),
    ("pods", "subnet"): Verdict(
        kind=Kind.PODS_ON_SUBNET,
        message="a range apart from every subnet, or pods do not reach what is there",
        code="PodCidrOverlapExistingSubnetsCidr",
    ),
    ("pods", "services"): Verdict(
        kind=Kind.PODS_ON_SERVICES,
        message="a range apart from the cluster's Services, or a pod and a Service could have one address",
        code="PodCidrOverlapServiceCidr",
    ),
    ("pods", "peered"): Verdict(
        kind=Kind.PODS_ON_PEERED, message="a range apart from peered networks, which pods could not reach otherwise"
    ),
    ("pods", "VNet"): Verdict(
        kind=Kind.PODS_IN_VNET,
        message=(
            "a pod range inside the VNet bars its addresses from every later subnet, and AKS may refuse it "
            "(NetworkProfileCIDROverlapVNET)"
        ),
        code="NetworkProfileCIDROverlapVNET",
    ),
    ("pods", "public"): Verdict(
        kind=Kind.PODS_PUBLIC,
        message="pods with public addresses of others cannot reach those; AKS does not support it",
    ),
    ("services", "reserved"): Verdict(
        kind=Kind.SERVICES_ON_RESERVED, message="a range apart from those that AKS keeps for itself"
    ),
    ("services", "Azure"): Verdict(
        kind=Kind.SERVICES_ON_AZURE, message="a range apart from those that nothing in Azure may have"
    ),
    ("services", "subnet"): Verdict(
        kind=Kind.SERVICES_ON_SUBNET,
        message="a range apart from every subnet: pods would take its addresses for Services",
        code="ServiceCidrOverlapExistingSubnetsCidr",
    ),
    ("services", "peered"): Verdict(
        kind=Kind.SERVICES_ON_PEERED, message="a range apart from peered networks, which pods would take for Services"
    ),
    ("services", "large"): Verdict(kind=Kind.SERVICES_LARGE, message="a range smaller than a /12, so at most a /13"),
    ("services", "large IPv6"): Verdict(kind=Kind.SERVICES_LARGE_IPV6, message="an IPv6 range no larger than a /108"),
    ("services", "VNet"): Verdict(
        kind=Kind.SERVICES_IN_VNET,
        message="a Service range inside the VNet bars its addresses from every later subnet",
    ),
    ("services", "public"): Verdict(
        kind=Kind.SERVICES_PUBLIC, message="Services with public addresses of others hide those from pods"
    ),
    ("VNet", "reserved"): Verdict(
        kind=Kind.VNET_ON_RESERVED, message="ranges apart from those that AKS keeps for itself"
    ),
    ("VNet", "Azure"): Verdict(kind=Kind.VNET_ON_AZURE, message="ranges apart from those that no VNet may have"),
    ("VNet", "peered"): Verdict(kind=Kind.VNET_ON_PEERED, message="ranges apart from those of peered networks"),
    ("subnet", "reserved"): Verdict(
        kind=Kind.SUBNET_ON_RESERVED, message="a range apart from those that AKS keeps for itself"
    ),
    ("subnet", "peered"): Verdict(kind=Kind.SUBNET_ON_PEERED, message="a range apart from those of peered networks"),
}
"""By what a range is and what it meets; the worst first."""

_ORDER = {key: number for number, key in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Span:
    """A range that others may meet."""

    kind: str
    name: str
    """As the user reads it."""
    network: Range


class Surroundings:
    """What lies around the ranges of a stack, found by what it shares addresses with."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = tuple(spans)
        self._kinds: dict[str, list[Span]] = {}
        for span in self.spans:
            self._kinds.setdefault(span.kind, []).append(span)
        self._indexes = {kind: RangeIndex(each.network for each in those) for kind, those in self._kinds.items()}

    def met(self, network: Range) -> dict[str, list[str]]:
        """Return the names of what a range meets, by its kind: of thousands, one more than a message names."""
        found = {kind: index.meeting(network, MOST_NAMED + 1) for kind, index in self._indexes.items()}
        return {kind: [self._kinds[kind][each].name for each in those] for kind, those in found.items() if those}


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One range that meets others of one kind, or is of a kind that it should not be."""

    network: Range
    verdict: Verdict
    others: tuple[str, ...] = ()
    """What it meets, as the user reads it."""


def of_cluster(cluster: ClusterPlan, kind: str, network: Range, around: Surroundings) -> list[Meeting]:
    """Return what is to say of a pod range (`pods`) or a Service range (`services`), the worst first.

    What has to move anyway is not told of trifles at its old place.
    """
    met = around.met(network)
    own = [f"its Service range {each}" for each in cluster.service_cidrs if kind == "pods" and overlaps(each, network)]
    if own:
        met["services"] = own
    met |= {shape: [] for shape in _shapes(network)}
    keys = sorted((key for key in ((kind, other) for other in met) if key in VERDICTS), key=_ORDER.__getitem__)
    found = [Meeting(network=network, verdict=VERDICTS[key], others=tuple(met[key[1]])) for key in keys]
    wrong = [meeting for meeting in found if meeting.verdict.wrong]
    return wrong or found


def _shapes(network: Range) -> Iterator[str]:
    if network.version == 4 and network.prefixlen <= 12:
        yield "large"
    if network.version == 6 and network.prefixlen < 108:
        yield "large IPv6"
    if not within(network, PRIVATE):
        yield "public"


def of_network(kind: str, networks: Iterable[Range], around: Surroundings) -> list[Meeting]:
    """Return what the VNet's ranges (`VNet`) or a subnet's (`subnet`) meet that they may not."""
    return [
        Meeting(network=network, verdict=VERDICTS[kind, other], others=tuple(met[other]))
        for network in dict.fromkeys(networks)
        for met in (around.met(network),)
        for other in ("reserved", "Azure", "peered")
        if other in met and (kind, other) in VERDICTS
    ]


def fixed_spans(peered: Iterable[Range]) -> Surroundings:
    """Return what no setting moves: the ranges that AKS keeps, and those of peered networks."""
    return Surroundings(
        [
            *(Span("reserved", f"{network}", network) for network in RESERVED_BY_AKS),
            *(Span("Azure", f"{network}", network) for network in RESERVED_BY_AZURE),
            *(Span("peered", f"the peered range {network}", network) for network in dict.fromkeys(peered)),
        ]
    )


def placed_spans(plan: StackPlan) -> list[Span]:
    """Return the VNet's ranges and the subnets that are in them; a subnet that is not has to move anyway."""
    space = plan.network.address_space
    index = RangeIndex(space)
    return [
        *(
            Span("subnet", f"{name} ({prefix})", prefix)
            for name, subnet in plan.network.subnets.items()
            for prefix in subnet.prefixes
            if not space or index.holds(prefix)
        ),
        *(Span("VNet", f"the VNet's {network}", network) for network in space),
    ]
