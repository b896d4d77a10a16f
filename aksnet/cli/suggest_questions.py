"""What `aksnet suggest` asks when it is called bare in a terminal: the answers as the options that say the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import typer

from aksnet.suggest.needs import Need

_YES_OR_NO: Final = (
    ("Must machines outside the cluster reach pods by the pods' own addresses?", Need.PODS_REACHABLE),
    ("Do nodes run Windows?", Need.WINDOWS),
    ("Do pods and Services need IPv6 addresses, too?", Need.IPV6),
    ("Shall the API server have only a private address?", Need.PRIVATE),
)
_WAYS_OUT: Final = {"any": None, "fixed": Need.FIXED_EGRESS, "firewall": Need.FIREWALL}


@dataclass(frozen=True, kw_only=True)
class Checks:
    """What refuses an answer with the words of its option."""

    growth: Callable[[int, int], object]
    vnet: Callable[[str], object]
    ranges: Callable[[str], object]
    address: Callable[[str], object]


def asked_for(checks: Checks) -> list[str]:
    """Ask what decides, and return the options; a wrong answer is told of and asked for again."""
    return [*_size(checks), *_needs(checks), *_surroundings(checks), "--name", typer.prompt("Name of the stack", "aks")]


def can_ask() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _size(checks: Checks) -> Iterator[str]:
    nodes = typer.prompt("How many nodes run your pods", type=int, value_proc=_positive)
    yield from ("--nodes", str(nodes))

    def grown(text: str) -> str:
        if text:
            checks.growth(nodes, _positive(text))
        return text

    most = typer.prompt(
        "To how many may the autoscaler grow them (empty: to none)", "", show_default=False, value_proc=grown
    )
    yield from ("--grow-to", most) if most else ()


def _needs(checks: Checks) -> Iterator[str]:
    for question, need in _YES_OR_NO:
        if typer.confirm(question):
            yield from ("--need", need)
    way = typer.prompt(
        "By which address does traffic leave: any, fixed (one that others can allow), or a firewall's",
        "any",
        value_proc=_way,
    )
    chosen = _WAYS_OUT[way]
    yield from ("--need", chosen) if chosen is not None else ()
    if chosen is Need.FIREWALL:
        yield from ("--next-hop", _text("The firewall's address", checks.address, needed=True))


def _surroundings(checks: Checks) -> Iterator[str]:
    vnet = _text("Range of the VNet (empty: one is chosen)", checks.vnet)
    yield from ("--vnet", vnet) if vnet else ()

    def each(text: str) -> None:
        for part in text.replace(",", " ").split():
            checks.ranges(part)

    for part in _text("Ranges in use elsewhere, such as a hub's (empty: none)", each).replace(",", " ").split():
        yield from ("--avoid", part)


def _text(question: str, check: Callable[[str], object], *, needed: bool = False) -> str:
    def checked(text: str) -> str:
        if text:
            check(text)
        return text

    return str(typer.prompt(question, None if needed else "", show_default=False, value_proc=checked))


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise typer.BadParameter(f"{text} is not a number from 1 to 100,000")
    return int(text)


def _way(text: str) -> str:
    if text not in _WAYS_OUT:
        raise typer.BadParameter(f"{text} is none of any, fixed, firewall")
    return text
