"""Reads what people write into needs, for the command line, its questions and the page of the site alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, ip_network

from aksnet.azure.formulas import surge_text
from aksnet.azure.regions import WITHOUT_ZONES, programmatic
from aksnet.errors import AksnetError
from aksnet.layout.addressing import Range
from aksnet.settings.problems import nearest, one_of
from aksnet.suggest.advised import REGIONS
from aksnet.suggest.needs import LOCATION, NAME, Need, Needs
from aksnet.suggest.suggestion import wrong_inputs

MOST_NODES = 100_000
MOST_PODS = 1_000
"""Numbers beyond these are slips of the finger; what AKS allows is far below, and told of by mode."""


class WrongInputError(AksnetError):
    """Something that cannot be taken as it is written."""

    def __init__(self, option: str, text: str) -> None:
        super().__init__(text)
        self.option = option
        """The option that says it on the command line, such as `--vnet`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What is said, as it was written; the names of the fields are those of the options."""

    nodes: int
    pods_per_node: int | None = None
    grow_to: int | None = None
    surge: str | None = None
    need: Sequence[str] = ()
    clusters: int = 1
    vnet: str | None = None
    avoid: Sequence[str] = ()
    next_hop: str | None = None
    dns_server: Sequence[str] = ()
    private_dns_zone: str | None = None
    name: str = NAME
    location: str = LOCATION


def needs_of(said: Inputs) -> Needs:
    """Return the needs.

    Raises:
        WrongInputError: One of the texts cannot be taken, or two belong together and were not given together.
    """
    needs = Needs(
        nodes=said.nodes,
        pods_per_node=said.pods_per_node,
        grow_to=growth(said.nodes, said.grow_to),
        surge=None if said.surge is None else surge(said.surge),
        needs=frozenset(map(need, said.need)),
        clusters=said.clusters,
        vnet=None if said.vnet is None else vnet(said.vnet),
        avoid=tuple(dict.fromkeys(a_range(each, "--avoid") for each in said.avoid)),
        next_hop=None if said.next_hop is None else address(said.next_hop, "--next-hop"),
        dns_servers=tuple(dict.fromkeys(address(each, "--dns-server") for each in said.dns_server)),
        private_dns_zone=None if said.private_dns_zone is None else zone(said.private_dns_zone),
        name=said.name,
        location=said.location,
    )
    _complete(needs)
    return needs


def number(text: str, option: str, most: int) -> int:
    """Return a number from 1 to the most that is allowed."""
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise WrongInputError(option, f"{text} is not a number from 1 to {most:,}")
    return int(text)


def growth(nodes: int, grow_to: int | None) -> int | None:
    """Return the most nodes; none where they do not grow."""
    if grow_to is not None and grow_to < nodes:
        raise WrongInputError("--grow-to", f"{grow_to} is less than the {nodes} nodes to start with")
    return grow_to if grow_to != nodes else None


def surge(text: str) -> str:
    """Return a surge as the settings take it."""
    taken = surge_text(text, least=1)
    if taken is None:
        raise WrongInputError("--surge", f"{text} is neither a number of nodes such as 1 nor a share such as 10%")
    return taken


def need(word: str) -> Need:
    """Return a need by its word."""
    try:
        return Need(word.strip().lower())
    except ValueError:
        meant = nearest(word, Need)
        hint = f"did you mean {meant}?" if meant else f"known: {one_of(Need)}"
        raise WrongInputError("--need", f"{word} is not a known need; {hint}") from None


def a_range(text: str, option: str) -> Range:
    """Return a range in CIDR notation."""
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        meant = f"; did you mean {ip_network(text, strict=False)}?"
    except ValueError:
        meant = ", such as 10.20.0.0/16"
    raise WrongInputError(option, f"{text} is not a range in CIDR notation{meant}")


def vnet(text: str) -> IPv4Network:
    """Return the range of a VNet."""
    found = a_range(text, "--vnet")
    if not isinstance(found, IPv4Network):
        raise WrongInputError("--vnet", "an IPv4 range; the IPv6 range of a dual-stack VNet is added")
    return found


def address(text: str, option: str) -> IPv4Address:
    """Return an IPv4 address."""
    try:
        return IPv4Address(text)
    except ValueError:
        raise WrongInputError(option, f"{text} is not an IPv4 address") from None


def zone(text: str) -> str:
    """Return where a private API server has its name; what no stack file may say of it is found by `planned`."""
    return text.lower() if text.lower() in ("system", "none") else text


def planned_zone(text: str) -> None:
    """Raise WrongInputError for a zone that no stack file may say."""
    planned(Needs(nodes=1, needs=frozenset({Need.PRIVATE}), private_dns_zone=zone(text)))


def _complete(needs: Needs) -> None:
    """Refuse what belongs together and was not given together, and names that Azure does not take."""
    if (Need.FIREWALL in needs.needs) != (needs.next_hop is not None):
        raise WrongInputError("--next-hop", "--need firewall and --next-hop <address of the firewall> go together")
    if (Need.HUB_DNS in needs.needs) != bool(needs.dns_servers):
        raise WrongInputError("--dns-server", "--need hub-dns and --dns-server <address of the server> go together")
    if needs.private_dns_zone is not None and Need.PRIVATE not in needs.needs:
        raise WrongInputError("--private-dns-zone", "only with --need private: other names are in public DNS")
    if Need.ZONES in needs.needs and programmatic(needs.location) in WITHOUT_ZONES:
        raise WrongInputError("--location", f"{needs.location} has no availability zones; see {REGIONS.address}")
    planned(needs)


def planned(needs: Needs) -> None:
    """Raise WrongInputError for a name, a region, servers or a zone that no stack file may say."""
    for problem in wrong_inputs(needs):
        raise WrongInputError(_OPTIONS.get(problem.path.split(".")[-1], "--name"), f"{problem.message}; {problem.cure}")


_OPTIONS: Mapping[str, str] = {
    "privateDnsZone": "--private-dns-zone",
    "dnsServers": "--dns-server",
    "azure-native:location": "--location",
}
"""The option of a problem, by the last part of its path; any other one is of the name."""
