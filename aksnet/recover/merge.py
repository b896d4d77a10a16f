"""The inputs that an adopted resource gets in the state: what the program declares, as far as it is really so.

A resource that is read answers with Azure's defaults as well; kept as they are, the next up would see each of them as
a setting that the program took back, and replace the cluster for some. So what is only in the answer is dropped; what
both have alike is kept as the program writes it; what differs is kept as Azure answers it, so that the next up shows
the change and repairs it. So is what is not known before an up, which cannot be compared. A declared setting that Azure
does not answer at all counts as missing, and is written again by the next up – unless that would replace the resource:
then it is taken as one that Azure keeps to itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aksnet.engine.difference import Change
from aksnet.engine.marks import SECRET_MASK, UNKNOWN_MASK, mask

Json = dict[str, Any]
Path = tuple[str | int, ...]


def merged(declared: Json, read: Json, fixed: Sequence[str] = (), path: Path = ()) -> Json:
    """Return the inputs for the state; `fixed` are the properties whose change replaces the resource."""
    result: Json = {}
    for key, value in declared.items():
        here = (*path, key)
        if key in read and read[key] is not None:
            result[key] = _merged_value(value, read[key], fixed, here)
        elif not value or Change(path=here, kind="add").under(fixed):
            result[key] = value
    return result


def _merged_value(declared: Any, read: Any, fixed: Sequence[str], path: Path) -> Any:
    match declared, read:
        case dict(), dict():
            return merged(declared, read, fixed, path)
        case list(), dict():
            # ARM maps each identity's id to its ids; azure-native takes the ids as a list.
            return _merged_value(declared, list(read), fixed, path)
        case list(), list():
            return _merged_list(declared, read, fixed, path)
        case _:
            return declared if _alike(declared, read, path) else read


def _merged_list(declared: list[Any], read: list[Any], fixed: Sequence[str], path: Path) -> list[Any]:
    if declared and all(isinstance(item, dict) and "name" in item for item in declared):
        answered = {item.get("name"): item for item in read if isinstance(item, dict)}
        return [
            _merged_value(item, answered[item["name"]], fixed, (*path, index))
            for index, item in enumerate(declared)
            if item["name"] in answered
        ]
    if len(declared) == len(read) and all(isinstance(item, dict) for item in declared):
        return [_merged_value(*both, fixed, (*path, at)) for at, both in enumerate(zip(declared, read, strict=True))]
    return (
        declared
        if sorted(_plain(item, path) for item in declared) == sorted(_plain(item, path) for item in read)
        else read
    )


def _alike(declared: Any, read: Any, path: Path) -> bool:
    if isinstance(declared, str) and isinstance(read, str):
        return _plain(declared, path) == _plain(read, path)
    return type(declared) is type(read) and bool(declared == read)


def _plain(value: Any, path: Path) -> str:
    """Write a value as ARM compares it: ids without case, a location without case and spaces."""
    text = str(value)
    if path[-1] == "location":
        return text.lower().replace(" ", "")
    return text.lower() if text.startswith("/") else text


def known(value: Any) -> Any:
    """Return a value of an event without what is secret or not known yet: its mask must never reach the state."""
    return _without(mask(value), (SECRET_MASK, UNKNOWN_MASK))


def shown(value: Any) -> Any:
    """Return a value of an event without what is secret; what is not known yet stays, masked."""
    return _without(mask(value), (SECRET_MASK,))


def _without(value: Any, masks: tuple[str, ...]) -> Any:
    match value:
        case dict():
            return {key: _without(item, masks) for key, item in value.items() if item not in masks}
        case list():
            return [_without(item, masks) for item in value if item not in masks]
        case _:
            return value
