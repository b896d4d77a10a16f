"""The engine's marks in values: what is secret, and what is only known after deployment.

Events and checkpoints hold them as texts and objects; whoever prints a value masks them first.
"""

from __future__ import annotations

import json
from typing import Any, Final

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, not a secret
OUTPUT_SIGNATURE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

SECRET_MASK: Final = "[secret]"  # noqa: S105 - the mask, not a secret
UNKNOWN_MASK: Final = "[unknown]"
"""Stands in a preview for what is only known after deployment."""


class Unknown:
    """A value that is only known after deployment."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __deepcopy__(self, _memo: object) -> Unknown:
        return self


UNKNOWN: Final = Unknown()


def has_unknown(value: Any) -> bool:
    """Return whether a value is, or holds, something not yet known."""
    match value:
        case Unknown():
            return True
        case dict():
            return any(has_unknown(item) for item in value.values())
        case list():
            return any(has_unknown(item) for item in value)
        case _:
            return False


def is_secret(value: Any) -> bool:
    """Return whether a value is the envelope of a secret."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET_SIGNATURE


def opened(value: Any) -> Any:
    """Return a value of a state that was exported with its secrets, without their envelopes."""
    match value:
        case {"plaintext": str(text)} if is_secret(value):
            return opened(json.loads(text))
        case dict():
            return {key: opened(item) for key, item in value.items()}
        case list():
            return [opened(item) for item in value]
        case _:
            return value


def mask(value: Any) -> Any:
    """Return a value of a checkpoint or an event with every secret and everything unknown replaced."""
    match value:
        case dict() if is_secret(value):
            return SECRET_MASK
        case dict():
            return {key: mask(item) for key, item in value.items()}
        case list():
            return [mask(item) for item in value]
        case str() if value == UNKNOWN_TEXT:
            return UNKNOWN_MASK
        case _:
            return value


def unmasked(value: Any) -> Any:
    """Return a value of an event with what is not known, or not shown, as one that checks pass over."""
    match value:
        case dict():
            return {key: unmasked(item) for key, item in value.items()}
        case list():
            return [unmasked(item) for item in value]
        case _ if value in (UNKNOWN_TEXT, SECRET_MASK):
            return UNKNOWN
        case _:
            return value
