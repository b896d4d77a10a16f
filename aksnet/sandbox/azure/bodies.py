"""Check of request bodies against the official Azure SDK's models, a description independent of azure-native.

Reports each fault with its dotted path. How the models are read is in `models`. Leaves out rules
between properties: those are refusals of the resource kinds. Values not known yet, in a preview, are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from aksnet.engine.marks import Unknown
from aksnet.sandbox.azure.models import ANYTHING, SCALARS, Model, Property

Problem = tuple[str, str]

# What azure-native sends otherwise than the SDK's model says, and why: (model, wire name).
_LIST_FOR_MAP: Final = {
    ("ManagedClusterIdentity", "userAssignedIdentities"): "azure-native takes the map's keys as a list",
}


def takes_keys(model: str, name: str) -> bool:
    """Return whether azure-native takes the keys of a map where ARM has the whole map."""
    return (model, name) in _LIST_FOR_MAP


def check(described: Model, body: Any, path: str = "") -> Iterator[Problem]:
    """Yield what is wrong with a body, each with its dotted path."""
    if isinstance(body, Unknown):
        return
    if not isinstance(body, dict):
        yield path, f"must be an object ({described.name}), not {_kind(body)}"
        return
    for name, value in body.items():
        at = f"{path}.{name}" if path else name
        known = described.properties.get(name)
        if known is None:
            yield at, f"unknown property: {described.name} has no {name!r}{_nearest(name, described)}"
        elif known.rules.get("readonly"):
            yield at, "read-only property: Azure sets it and does not take it"
        elif value is not None:
            yield from _check_value(described, name, known, value, at)
    for name, known in described.properties.items():
        if known.rules.get("required") and body.get(name) is None:
            yield f"{path}.{name}" if path else name, "required property is missing"


def _nearest(name: str, described: Model) -> str:
    same = [known for known in described.properties if known.lower() == name.lower()]
    return f"; it is spelled {same[0]!r}" if same else ""


def _check_value(described: Model, name: str, known: Property, value: Any, at: str) -> Iterator[Problem]:
    if (described.name, name) in _LIST_FOR_MAP and isinstance(value, list):
        value = {item: {} for item in value if isinstance(item, str)}
    yield from _check_type(described, known, known.type, value, at)


def _check_type(described: Model, known: Property, type_: str, value: Any, at: str) -> Iterator[Problem]:
    if isinstance(value, Unknown):
        return
    if type_.startswith("["):
        if not isinstance(value, list):
            yield at, f"must be a list, not {_kind(value)}"
            return
        for index, item in enumerate(value):
            yield from _check_type(described, known, type_[1:-1], item, f"{at}[{index}]")
    elif type_.startswith("{"):
        if not isinstance(value, dict):
            yield at, f"must be a map, not {_kind(value)}"
            return
        for key, item in value.items():
            yield from _check_type(described, known, type_[1:-1], item, f"{at}.{key}")
    elif type_ in SCALARS:
        yield from _check_simple(known, type_, value, at)
    elif type_ != ANYTHING:
        yield from check(described.family[type_], value, at)


def _check_simple(known: Property, type_: str, value: Any, at: str) -> Iterator[Problem]:
    allowed = SCALARS[type_]
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        yield at, f"must be of type {type_}, not {_kind(value)} ({value!r})"
        return
    if known.enum and value not in known.enum:
        # A later API version may know more: what is refused here is what this one cannot carry.
        yield at, f"{value!r} is not a value of this API version, which knows {', '.join(known.enum)}"
    rules = known.rules
    if "pattern" in rules and not re.search(rules["pattern"], str(value)):
        yield at, f"{value!r} does not match the pattern {rules['pattern']}"
    if "maximum" in rules and value > rules["maximum"]:
        yield at, f"{value} is more than the maximum {rules['maximum']}"
    if "minimum" in rules and value < rules["minimum"]:
        yield at, f"{value} is less than the minimum {rules['minimum']}"
    length = len(str(value))
    if "max_length" in rules and length > rules["max_length"]:
        yield at, f"{value!r} is longer than {rules['max_length']} characters"
    if "min_length" in rules and length < rules["min_length"]:
        yield at, f"{value!r} is shorter than {rules['min_length']} characters"


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a truth value", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)
