"""Writes what Azure retires as data for the policy pack, which runs in an environment of its own."""

import json
import re
from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.modes import MODES
from aksnet.azure.retirements import RETIREMENTS, Part, Retiring


def retiring_values() -> str:
    """Return `policy/retiring.json`: values of properties as patterns, with the last day of support.

    What ends with a version of Kubernetes only is left to the program's own warnings: a policy sees no version where
    the stack leaves it to AKS.
    """
    return json.dumps([each for fact in RETIREMENTS for each in _values(fact)], indent=2) + "\n"


def _values(fact: Retiring) -> Iterator[dict[str, str | None]]:
    if fact.on is None or fact.minors is not None:
        return
    for name, pattern in _patterns(fact):
        yield {
            "what": fact.what,
            "property": name,
            "pattern": pattern,
            "on": fact.on.isoformat(),
            "page": fact.page,
            "os": None if fact.os_type is None else fact.os_type.value,
        }


def _patterns(fact: Retiring) -> Iterator[tuple[str, str]]:
    match fact.part:
        case Part.MODE:
            yield from (("networkPlugin", re.escape(MODES[name].plugin.value)) for name in fact.names)
        case Part.POLICY:
            yield from (("networkPolicy", re.escape(name)) for name in fact.names)
        case Part.IMAGE:
            yield from (("osSKU", re.escape(name)) for name in fact.names)
        case Part.SIZE:
            if fact.series is not None:
                yield "vmSize", f"Standard_(?:{fact.series.pattern})"
        case unknown:
            assert_never(unknown)
