"""Raw maps of a plan as single properties."""

from collections.abc import Iterator, Mapping
from typing import Any


def leaves(raw: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the dotted path and the value of everything in a raw map that is no map itself, in the order of paths."""
    for name, value in sorted(raw.items()):
        if isinstance(value, Mapping) and value:
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def at(found: Mapping[str, Any], path: str) -> Any:
    """Return what a map of maps has at a dotted path; None where it has nothing."""
    here: Any = found
    for name in path.split("."):
        here = here.get(name) if isinstance(here, Mapping) else None
    return here
