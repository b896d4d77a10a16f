"""Print the distributions that the wheel brings with all of its extras, as far as they are installed here.

`make licences` asks for their licences; what only tests and tools use is left out, and nothing of Go is shipped: the
engine is built on the machine of whoever runs it.
"""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT: Final = "aks-networking"


def shipped() -> list[str]:
    """Return the names of all distributions that the project needs, its own aside."""
    found: set[tuple[str, str]] = set()
    waiting = [(PROJECT, extra) for extra in ("", *(distribution(PROJECT).metadata.get_all("Provides-Extra") or ()))]
    while waiting:
        pair = waiting.pop()
        if pair not in found:
            found.add(pair)
            waiting += _needs(*pair)
    return sorted({name for name, _ in found} - {PROJECT})


def _needs(name: str, extra: str) -> Iterator[tuple[str, str]]:
    """Yield the installed requirements of a distribution with an extra: each alone, and with every extra it names."""
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        needed = canonicalize_name(requirement.name)
        try:
            distribution(needed)
        except PackageNotFoundError:
            continue
        yield from ((needed, each) for each in ("", *requirement.extras))


if __name__ == "__main__":
    sys.stdout.write("\n".join([*shipped(), ""]))
