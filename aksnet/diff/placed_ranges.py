"""Every range of a stack with what it is for, told alike of what is deployed and of a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from ipaddress import ip_network

from aksnet.diff.deployed import DeployedStack
from aksnet.plan.records import Range
from aksnet.plan.shares import pods_name


@unique
class Place(StrEnum):
    """What a range is for."""

    VNET = "VNet"
    SUBNET = "subnet"
    PODS = "pods"
    SERVICES = "Services"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedRange:
    """One range."""

    place: Place
    name: str
    """Of the VNet or the subnet, or key of the cluster."""
    network: Range


def placed_ranges(stack: DeployedStack, counted: Mapping[str, str]) -> tuple[PlacedRange, ...]:
    """Return every range once: VNet, subnets, pods, Services, each in the order of their addresses.

    Args:
        stack: what is deployed, or a plan as if it were.
        counted: the ranges whose addresses are counted, by name; subnets of others are known from there alone.

    """
    found = dict.fromkeys(_ranges(stack, counted))
    places = list(Place)
    return tuple(
        sorted(found, key=lambda r: (places.index(r.place), r.network.version, int(r.network[0]), r.network.prefixlen))
    )


def _ranges(stack: DeployedStack, counted: Mapping[str, str]) -> Iterator[PlacedRange]:
    for space in stack.address_space:
        yield PlacedRange(place=Place.VNET, name=stack.vnet or "", network=space)
    for name, subnet in stack.subnets.items():
        for prefix in subnet.prefixes:
            yield PlacedRange(place=Place.SUBNET, name=name, network=prefix)
    pods = {pods_name(key) for key in stack.clusters}
    for name, text in counted.items():
        if name not in pods:
            yield PlacedRange(place=Place.SUBNET, name=name, network=ip_network(text))
    for key, cluster in stack.clusters.items():
        for network in cluster.pod_cidrs:
            yield PlacedRange(place=Place.PODS, name=key, network=network)
        for network in cluster.service_cidrs:
            yield PlacedRange(place=Place.SERVICES, name=key, network=network)
