"""Which ranges of a stack meet: pod and Service ranges, and the VNet's, against everything that is in their way.

A table says what each kind of range may meet; here it is only found out. `aksnet.rules.checks.ranges` turns what is
found into problems, and `aksnet.rules.checks.case` keeps suggestions clear of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from aksnet.layout.addressing import Range, within
from aksnet.plan.records import ClusterPlan, StackPlan

_LEARN = "https://learn.microsoft.com/"
_CNI = _LEARN + "azure/aks/concepts-network-cni-overview"
_OVERLAY = _LEARN + "azure/aks/concepts-network-azure-cni-overlay"
_PLANNING = _LEARN + "azure/aks/concepts-network-ip-address-planning"
_VNETS = _LEARN + "azure/virtual-network/virtual-networks-faq"
_PEERING = _LEARN + "azure/virtual-network/virtual-network-peering-overview"
_DUAL = _LEARN + "azure/aks/configure-dual-stack"
_SERVICES = _LEARN + "troubleshoot/azure/azure-kubernetes/error-codes/servicecidroverlapexistingsubnetscidr-error"

KEPT_BY_AKS = tuple(map(IPv4Network, ("169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16")))
"""No VNet, subnet, pod or Service range may overlap them.
https://learn.microsoft.com/azure/aks/concepts-network-cni-overview"""

KEPT_BY_AZURE = tuple(map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4")))
"""No VNet may contain them either, and nothing else can use them: this host, loopback, Azure's own services, multicast,
and what is reserved with the broadcast address. https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"""

PRIVATE: tuple[Range, ...] = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("100.64.0.0/10"),
    IPv6Network("fc00::/7"),
)
"""Private by RFC 1918, RFC 6598 and RFC 4193. https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What it means that a range meets another, or has a wrong size: a row of the table."""

    allowed: str
    page: str
    code: str | None = None
    warning: bool = False


VERDICTS = {
    ("pods", "reserved"): Verdict(allowed="a range apart from those that AKS keeps for itself", page=_CNI),
    ("pods", "Azure"): Verdict(allowed="a range apart from those that nothing in Azure may have", page=_VNETS),
    ("pods", "subnet"): Verdict(
        allowed="a range apart from every subnet, or pods do not reach what is there",
        page=_OVERLAY,
        code="PodCidrOverlapExistingSubnetsCidr",
    ),
    ("pods", "services"): Verdict(
        allowed="a range apart from the cluster's Services, or a pod and a Service could have one address",
        page=_PLANNING,
        code="PodCidrOverlapServiceCidr",
    ),
    ("pods", "peered"): Verdict(
        allowed="a range apart from peered networks, which pods could not reach otherwise", page=_OVERLAY
    ),
    ("pods", "VNet"): Verdict(
        allowed=(
            "a pod range inside the VNet bars its addresses from every later subnet, and AKS may refuse it "
            "(NetworkProfileCIDROverlapVNET)"
        ),
        page=_OVERLAY,
        code="NetworkProfileCIDROverlapVNET",
        warning=True,
    ),
    ("pods", "public"): Verdict(
        allowed="pods with public addresses of others cannot reach those; AKS does not support it",
        page=_OVERLAY,
        warning=True,
    ),
    ("services", "reserved"): Verdict(allowed="a range apart from those that AKS keeps for itself", page=_CNI),
    ("services", "Azure"): Verdict(allowed="a range apart from those that nothing in Azure may have", page=_VNETS),
    ("services", "subnet"): Verdict(
        allowed="a range apart from every subnet: pods would take its addresses for Services",
        page=_SERVICES,
        code="ServiceCidrOverlapExistingSubnetsCidr",
    ),
    ("services", "peered"): Verdict(
        allowed="a range apart from peered networks, which pods would take for Services", page=_PLANNING
    ),
    ("services", "large"): Verdict(allowed="a range smaller than a /12, so at most a /13", page=_PLANNING),
    ("services", "large IPv6"): Verdict(allowed="an IPv6 range no larger than a /108", page=_DUAL),
    ("services", "VNet"): Verdict(
        allowed="a Service range inside the VNet bars its addresses from every later subnet",
        page=_PLANNING,
        warning=True,
    ),
    ("services", "public"): Verdict(
        allowed="Services with public addresses of others hide those from pods", page=_PLANNING, warning=True
    ),
    ("VNet", "reserved"): Verdict(allowed="ranges apart from those that AKS keeps for itself", page=_CNI),
    ("VNet", "Azure"): Verdict(allowed="ranges apart from those that no VNet may have", page=_VNETS),
    ("VNet", "peered"): Verdict(allowed="ranges apart from those of peered networks", page=_PEERING),
    ("subnet", "reserved"): Verdict(allowed="a range apart from those that AKS keeps for itself", page=_CNI),
    ("subnet", "peered"): Verdict(allowed="a range apart from those of peered networks", page=_PEERING),
}
"""By what a range is and what it meets; the worst first."""

_ORDER = {key: number for number, key in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Span:
    """A range with its ends as numbers, which compare faster than addresses do."""

    kind: str
    name: str
    network: Range
    first: int
    last: int

    @classmethod
    def of(cls, kind: str, name: str, network: Range) -> "Span":
        """Make the span of a range."""
        return cls(kind, name, network, int(network.network_address), int(network.broadcast_address))

    def meets(self, other: "Span") -> bool:
        """True when both have an address in common."""
        return self.first <= other.last and other.first <= self.last and self.network.version == other.network.version


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """One range that meets others of one kind, or is of a kind that it should not be."""

    network: Range
    verdict: Verdict
    others: tuple[str, ...] = ()
    """What it meets, as the user reads it."""


def of_cluster(cluster: ClusterPlan, kind: str, network: Range, around: Iterable[Span]) -> list[Meeting]:
    """Give what is to say of a pod range (`pods`) or a Service range (`services`), the worst first.

    What has to move anyway is not told of trifles at its old place.
    """
    mine = Span.of(kind, "", network)
    met: dict[str, list[str]] = {}
    spans = [
        *around,
        *(Span.of("services", f"its Service range {r}", r) for r in cluster.service_cidrs if kind == "pods"),
    ]
    for other in spans:
        if mine.meets(other):
            met.setdefault(other.kind, []).append(other.name)
    met |= {shape: [] for shape in _shapes(network)}
    keys = sorted((key for key in ((kind, other) for other in met) if key in VERDICTS), key=_ORDER.__getitem__)
    found = [Meeting(network=network, verdict=VERDICTS[key], others=tuple(met[key[1]])) for key in keys]
    wrong = [meeting for meeting in found if not meeting.verdict.warning]
    return wrong or found


def _shapes(network: Range) -> Iterator[str]:
    if network.version == 4 and network.prefixlen <= 12:
        yield "large"
    if network.version == 6 and network.prefixlen < 108:
        yield "large IPv6"
    if not within(network, PRIVATE):
        yield "public"


def of_network(kind: str, networks: Iterable[Range], around: Iterable[Span]) -> list[Meeting]:
    """Give what the VNet's ranges (`VNet`) or a subnet's (`subnet`) meet that they may not."""
    others = [span for span in around if (kind, span.kind) in VERDICTS]
    found = []
    for network in networks:
        mine = Span.of(kind, "", network)
        for other in ("reserved", "Azure", "peered"):
            met = tuple(span.name for span in others if span.kind == other and mine.meets(span))
            if met:
                found.append(Meeting(network=network, verdict=VERDICTS[kind, other], others=met))
    return found


def fixed_spans(peered: Iterable[Range]) -> list[Span]:
    """Give what no setting moves: the ranges that AKS keeps, and those of peered networks."""
    return [
        *(Span.of("reserved", f"{network}", network) for network in KEPT_BY_AKS),
        *(Span.of("Azure", f"{network}", network) for network in KEPT_BY_AZURE),
        *(Span.of("peered", f"the peered range {network}", network) for network in peered),
    ]


def placed_spans(plan: StackPlan) -> list[Span]:
    """Give the VNet's ranges and the subnets that are in them; a subnet that is not has to move anyway."""
    space = plan.network.address_space
    return [
        *(
            Span.of("subnet", f"{name} ({prefix})", prefix)
            for name, subnet in plan.network.subnets.items()
            for prefix in subnet.prefixes
            if not space or within(prefix, space)
        ),
        *(Span.of("VNet", f"the VNet's {network}", network) for network in space),
    ]
