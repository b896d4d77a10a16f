"""What a picture of a topology shows: things, what lies in what, and which leads to which; no pixel is known here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cached_property


@unique
class Kind(StrEnum):
    """What a thing is."""

    VNET = "VNet"
    SUBNET = "subnet"
    CLUSTER = "cluster"
    POOL = "pool"
    FRONT_END = "internal load balancer"
    API_SERVER = "API server"
    ENDPOINT = "private endpoint"
    TABLE = "route table"
    GATEWAY = "NAT gateway"
    BALANCER = "load balancer"
    HOP = "next hop"
    INTERNET = "Internet"
    PEER = "peered"
    DNS = "DNS servers"
    ZONE = "private DNS zone"
    REGISTRY = "registry"


@unique
class Tie(StrEnum):
    """What a line between two things means, as the legend says it."""

    NODES = "nodes"
    PODS = "pods"
    ADDRESS = "front end or endpoint"
    OUT = "way out"
    USES = "other connection"


SAYS = {
    Tie.NODES: "{} has its nodes in {}",
    Tie.PODS: "{} has its pods in {}",
    Tie.ADDRESS: "{} has its address in {}",
    Tie.OUT: "traffic of {} leaves by {}",
    Tie.USES: "{} is connected with {}",
}
"""What a line says to those who cannot see it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """One thing of a stack, or beside it."""

    key: str
    """Its own in the scene, and the same before and after a change."""
    kind: Kind
    title: str
    facts: tuple[str, ...] = ()
    """Lines below the title."""
    inside: str | None = None
    """Key of what it lies in: pools in a cluster, subnets in the VNet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A line from one thing to another."""

    source: str
    target: str
    tie: Tie


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything that is drawn, things in the order in which they are met first."""

    things: Mapping[str, Thing]
    links: tuple[Link, ...]

    @cached_property
    def inner(self) -> Mapping[str | None, Sequence[Thing]]:
        """What lies in a thing, by its key, and in nothing."""
        found: dict[str | None, list[Thing]] = {key: [] for key in (None, *self.things)}
        for each in self.things.values():
            found[each.inside].append(each)
        return found

    @cached_property
    def around(self) -> Mapping[str, Sequence[str]]:
        """Keys of what lines join a thing with, by its key."""
        found: dict[str, list[str]] = {key: [] for key in self.things}
        for link in self.links:
            found[link.source].append(link.target)
            found[link.target].append(link.source)
        return found

    @cached_property
    def targets(self) -> Mapping[str, Sequence[str]]:
        """Keys of what lines lead to from a thing, by its key."""
        found: dict[str, list[str]] = {key: [] for key in self.things}
        for link in self.links:
            found[link.source].append(link.target)
        return found

    def described(self) -> str:
        """Return the scene in sentences, for those who cannot see it."""
        said = [f"{'; '.join((each.title, *each.facts))}." for each in self.things.values()]
        for link in self.links:
            source, target = self.things[link.source], self.things[link.target]
            whose = self.things[source.inside] if source.inside else None
            of = f" of {whose.title}" if whose is not None and whose.kind is Kind.CLUSTER else ""
            said.append(f"{SAYS[link.tie].format(f'{source.title}{of}', target.title)}.")
        return " ".join(f"{each[:1].upper()}{each[1:]}" for each in said)
