"""What a program makes of a value that the engine hands over: objects and lists come as JSON text, all else as text.

The program and the reader of stack files take values apart here alike.
"""

import json
from math import isfinite
from typing import Any, NoReturn

from aksnet.settings.engine_yaml import DEEPEST


def unpacked(text: str) -> Any:
    """Return the map or list that a text has in JSON; any other text stays what it is.

    Text stays what it is too where what it has is no value: numbers that no float of 64 bits holds, halves of
    characters, and more levels than a stack file may have.
    """
    if text[:1] not in ("{", "["):
        return text
    try:
        found = json.loads(text, parse_constant=_refuse)
        _check(found, DEEPEST)
    except (ValueError, RecursionError):
        return text
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: Any, levels: int) -> None:
    """Raise ValueError for what is no value."""
    if levels == 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            key.encode()  # UnicodeEncodeError is a ValueError
            _check(inner, levels - 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, levels - 1)
    elif isinstance(value, str):
        value.encode()
    elif isinstance(value, float) and not isfinite(value):
        raise ValueError(value)
