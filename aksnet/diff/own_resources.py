"""Which resources of a state are the children of one AksNetwork, told by the exact chain of types and the name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

NETWORK_TYPE = "aks-networking:index:AksNetwork"
"""Type of the component that declares all that a stack file says."""

NETWORK_NAME = "aks"
"""Name of that component in the program of this project."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Place:
    """What the URNs of a component's children begin with."""

    chain: str
    """Types from the top of the stack down to the component, with `$` between them; empty for the stack itself."""
    prefix: str
    """What its children's names begin with."""

    @classmethod
    def below(cls, chain: str, type_: str, name: str) -> "Place":
        """Return the place of a component's children, from the chain of its parent, its type and its name."""
        return cls(chain=f"{chain}${type_}" if chain else type_, prefix=child_name(name, ""))

    @classmethod
    def of_urn(cls, urn: str) -> "Place":
        """Return the place of a component's children, from its URN."""
        parts = urn.split("::", 3)
        return cls(chain=parts[2], prefix=child_name(parts[3], ""))

    def own(self, urn: str) -> str | None:
        """Return a URN as it would be without the component; None when it is of none of the component's children."""
        parts = urn.split("::", 3)
        if len(parts) < 4 or not parts[3].startswith(self.prefix):
            return None
        chain = parts[2]
        if self.chain:
            if not chain.startswith(f"{self.chain}$"):
                return None
            chain = chain.removeprefix(f"{self.chain}$")
        return "::".join([*parts[:2], chain, parts[3].removeprefix(self.prefix)])


def child_name(name: str, part: str) -> str:
    """Return the logical name of a component's child: `a` with a cluster `b-c` never meets `a-b` with `c`."""
    return f"{name}/{part}"


AT_THE_TOP = Place(chain="", prefix="")
"""Where this program declared everything before it had the component."""

PROGRAM = (Place.below("", NETWORK_TYPE, NETWORK_NAME), AT_THE_TOP)
"""Where what this program declares may be in a state."""


def own_resources(resources: Mapping[str, _Value], places: Iterable[Place]) -> dict[str, _Value]:
    """Return what is at some of the places, by the URNs that it would have without the component."""
    found: dict[str, _Value] = {}
    for place in places:
        for urn, value in resources.items():
            own = place.own(urn)
            if own is not None:
                found.setdefault(own, value)
    return found
