"""What a stack file names as there already, put into the simulated subscription: `--assume-existing`.

Nothing is there unless a stack has made it, so that a stack inside a landing zone meets "not found". Here each ARM id
in the settings, and each network or subnet with `existing: true`, becomes the plainest resource of its type: a route
table with a default route to a firewall, a NAT gateway with an address, a network with the ranges that are stated.
What is there already stays as it is. Whether any of it exists in Azure, only a run there can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, ip_network
from typing import Any, Final

from aksnet.arm import catalogue
from aksnet.arm.values import Json
from aksnet.sandbox.azure import puts
from aksnet.sandbox.azure.addresses import overlap
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.store import Subscription

FIREWALL: Final = "10.255.255.4"
"""Next hop of the default route of a route table that nobody has made."""
_SPACE: Final = ("10.224.0.0/12", "fd12:3456:789b::/48")
_SUBNET_LENGTH: Final = 22
_STANDARD: Final = {"name": "Standard"}
_ID: Final = re.compile(
    r"(?P<subscription>/subscriptions/[^/]+)/resourceGroups/(?P<group>[^/]+)/providers/(?P<type>[\w.]+/\w+)/"
    r"(?P<name>[^/]+)(?:/(?P<child>\w+)/(?P<child_name>[^/]+))?",
    re.IGNORECASE,
)
_BY_TYPE: Final = {kind.arm.name.lower(): kind for kind in KINDS.values()}
_VNET, _SUBNET = catalogue.VIRTUAL_NETWORK.name, catalogue.SUBNET.name


@dataclass
class _Vnet:
    """A virtual network that is to be there."""

    group: str
    name: str
    id: str = ""
    """As the settings have it, where they have one."""
    space: list[str] = field(default_factory=list)
    subnets: dict[str, Json] = field(default_factory=dict)
    """By name the settings of each subnet that is to be in it."""


def assume(view: Subscription, settings: Mapping[str, Any], *, group: str, location: str) -> list[str]:
    """Put what settings name as there already into a subscription, and return the ids of what was not there.

    Args:
        view: The subscription, which is changed.
        settings: What stands below `aks-networking:` in a stack file.
        group: The stack's resource group.
        location: The region.
    """
    made = _Made(view=view, location=location)
    own = settings.get("resourceGroup")
    if isinstance(own, Mapping) and own.get("existing") is True:
        made.group(group)
    for arm_id in sorted(_ids(settings)):
        made.resource(arm_id)
    for vnet in _networks(settings, group):
        made.network(vnet)
    return made.ids


@dataclass
class _Made:
    """Writes resources that are not there yet."""

    view: Subscription
    location: str
    ids: list[str] = field(default_factory=list)

    def resource(self, arm_id: str) -> None:
        """Let the resource of an id be there; networks and subnets come with their ranges, in `network`."""
        found = _ID.fullmatch(arm_id)
        if found is None or found["child"] or found["type"].lower() == _VNET.lower():
            return
        self.group(found["group"])
        extra: Json = {}
        match found["type"].lower().rpartition("/")[2]:
            case "natgateways":
                address = self._write(catalogue.PUBLIC_IP.name, found["group"], f"{found['name']}-address", _ADDRESS)
                extra = {"sku": _STANDARD, "publicIpAddresses": [{"id": address}]}
            case "publicipaddresses":
                extra = _ADDRESS
            case "publicipprefixes":
                extra = {"sku": _STANDARD, "prefixLength": 28}
        self._write(found["type"], found["group"], found["name"], extra, arm_id)
        if found["type"].lower() == catalogue.ROUTE_TABLE.name.lower():
            hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": FIREWALL}
            self._write(catalogue.ROUTE.name, found["group"], found["name"], hop, child="default")

    def network(self, vnet: _Vnet) -> None:
        """Let a virtual network be there, and its subnets."""
        self.group(vnet.group)
        stated = [text for each in vnet.subnets.values() for text in _prefixes(each)]
        space = vnet.space or [*_SPACE, *(text for text in stated if not _inside(text, _SPACE))]
        self._write(_VNET, vnet.group, vnet.name, {"addressSpace": {"addressPrefixes": space}}, vnet.id)
        free = _free(space, stated)
        for name, said in vnet.subnets.items():
            ranges = _prefixes(said) or [next(free)]
            body: Json = {"addressPrefixes": ranges} if len(ranges) > 1 else {"addressPrefix": ranges[0]}
            for key, part in (("routeTableId", "routeTable"), ("natGatewayId", "natGateway")):
                body |= {part: {"id": said[key]}} if isinstance(said.get(key), str) else {}
            arm_id = f"{vnet.id}/subnets/{name}" if vnet.id else ""
            self._write(_SUBNET, vnet.group, vnet.name, body, arm_id, child=name)

    def group(self, name: str) -> None:
        """Let a resource group be there."""
        self._write(catalogue.RESOURCE_GROUP.name, name, name, {})

    def _write(self, arm_type: str, group: str, name: str, body: Json, arm_id: str = "", *, child: str = "") -> str:
        """Write a resource of the simulated subscription, and the same under an id in another subscription.

        Returns its id in the simulated one.
        """
        kind = _BY_TYPE.get(arm_type.lower())
        if kind is None:
            self._remember({"id": arm_id, "type": arm_type, "inputs": {}, "outputs": {}})
            return arm_id
        names = [group, name, child] if child else [group, name]
        inputs: Json = {**dict(zip(kind.arm.parameters, names, strict=False)), **body}
        inputs |= {"location": self.location} if kind.arm.located else {}
        own = kind.id_of(inputs)
        if self.view.get(own) is None:
            puts.put(self.view, kind, own, inputs)
            self.ids.append(own)
        if arm_id and arm_id.lower() != own.lower():
            self._remember({**(self.view.get(own) or {}), "id": arm_id})
        return own

    def _remember(self, record: Json) -> None:
        if self.view.get(record["id"]) is None:
            self.view.put(record)
            self.ids.append(record["id"])


_ADDRESS: Final = {"sku": _STANDARD, "publicIPAllocationMethod": "Static"}


def _ids(value: Any) -> Iterator[str]:
    """Yield every ARM id that stands as a value anywhere in settings."""
    match value:
        case str() if _ID.fullmatch(value):
            yield value
        case Mapping():
            for each in value.values():
                yield from _ids(each)
        case list():
            for each in value:
                yield from _ids(each)


def _networks(settings: Mapping[str, Any], group: str) -> Iterator[_Vnet]:
    """Yield the networks that settings name: the stack's own where it is there already, and those it is peered with."""
    network = settings.get("network")
    network = network if isinstance(network, Mapping) else {}
    found: dict[tuple[str, str], _Vnet] = {}

    def one(vnet: _Vnet) -> _Vnet:
        return found.setdefault((vnet.group.lower(), vnet.name.lower()), vnet)

    own: _Vnet | None = None
    space = [str(each) for each in network.get("addressSpace") or () if isinstance(each, str)]
    if isinstance(network.get("id"), str) and (named := _ID.fullmatch(network["id"])):
        own = one(_Vnet(named["group"], named["name"], network["id"], space))
    elif network.get("existing") is True and network.get("name"):
        own = one(_Vnet(str(network.get("resourceGroup") or group), str(network["name"]), space=space))
    for number, peering in enumerate(_mappings(network.get("peerings"), "id")):
        named = _ID.fullmatch(str(peering["id"]))
        if named is not None:
            ranges = [str(each) for each in peering.get("ranges") or ()] or [f"10.{200 + number}.0.0/16"]
            one(_Vnet(named["group"], named["name"], named[0], ranges))
    for said in _subnets(settings):
        named = _ID.fullmatch(str(said.get("id") or ""))
        if named is not None and named["child_name"]:
            vnet_id = named[0][: named.start("child") - 1]
            vnet = one(_Vnet(named["group"], named["name"], vnet_id))
            vnet.subnets.setdefault(named["child_name"], {}).update(said)
        elif own is not None and said.get("existing") is True and said.get("name"):
            own.subnets.setdefault(str(said["name"]), {}).update(said)
    yield from found.values()


def _mappings(value: Any, shorthand: str) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a map; text alone is for the key of the shorthand."""
    for each in value.values() if isinstance(value, Mapping) else ():
        if isinstance(each, str):
            yield {shorthand: each}
        elif isinstance(each, Mapping):
            yield each


def _subnets(value: Any, key: str = "") -> Iterator[Mapping[str, Any]]:
    """Yield the settings of every subnet, wherever one stands; text alone that is an id is one."""
    if isinstance(value, Mapping):
        if key not in ("network", "resourceGroup") and (
            key.endswith("Subnet") or "prefix" in value or value.get("existing") is True
        ):
            yield value
        for name, each in value.items():
            yield from _subnets(each, str(name))
    elif isinstance(value, str) and (found := _ID.fullmatch(value)) and (found["child"] or "").lower() == "subnets":
        yield {"id": value}


def _prefixes(said: Mapping[str, Any]) -> list[str]:
    return [str(said[key]) for key in ("prefix", "ipv6Prefix") if isinstance(said.get(key), str)]


def _inside(text: str, space: tuple[str, ...]) -> bool:
    network = ip_network(text, strict=False)
    return any(overlap(network, ip_network(each, strict=False)) for each in space)


def _free(space: list[str], taken: list[str]) -> Iterator[str]:
    """Yield ranges for subnets whose settings state none."""
    for text in space:
        around = ip_network(text, strict=False)
        if isinstance(around, IPv4Network):
            length = max(_SUBNET_LENGTH, around.prefixlen)
            yield from (str(each) for each in around.subnets(new_prefix=length) if not _inside(str(each), tuple(taken)))
