"""What the engine (Go, yaml.v3) makes of a scalar, which is not what PyYAML makes of it: text, numbers, points in time.

It follows YAML 1.2 with leftovers of 1.1: `yes`, `on` and `12:30` are text, 010 is 8, and a date becomes a point in
time that is handed on as text. Left out: whole numbers of 64 bits and more, which the engine rounds in some places and
not in others; they are rounded everywhere here.
"""

import base64
import binascii
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from math import inf, isinf
from typing import Any

import yaml

TAG = "tag:yaml.org,2002:"
PLAIN = f"{TAG}plain"
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WHOLE = re.compile(r"(?P<sign>[-+]?)(?P<base>0[xX]|0[bB]|0[oO]|0(?=.))?(?P<digits>[0-9a-fA-F]+)")
_BASES = {"0x": 16, "0b": 2, "0o": 8, "0": 8, "": 10}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TIME = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})"
    r"((?P<t>[Tt ])(?P<clock>\d{1,2}:\d{1,2}:\d{1,2})(\.(?P<fraction>\d{1,9}))?(?P<zone>Z|[-+]\d\d:\d\d)?)?"
)
_WHOLE_LIMIT = 1 << 63
_SHOWN = 60
_EXPONENT_FROM = 1e21
_EXPONENT_BELOW = 1e-6


def as_text(value: object) -> str:
    """Return a scalar as the engine hands it over at the top level of a stack file, where everything is text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float_text(value) if isinstance(value, float) else str(value)


def scalar(node: yaml.Node) -> Any:
    """Return the value of a scalar: text, a number, true or false, or None."""
    text = str(node.value)
    if node.tag == PLAIN:
        return _plain(text, node)
    kind = node.tag.removeprefix(TAG)
    if kind == "binary":
        try:
            return base64.b64decode(text).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise wrong("!!binary must be base64 of text", node) from None
    if kind in ("int", "float", "bool", "null"):
        value = _plain(text, node)
        allowed: tuple[type, ...] = (int, float) if kind == "float" else (_KINDS[kind],)
        if type(value) not in allowed:
            raise wrong(f"{quoted(text)} cannot be read as !!{kind}", node)
        return value
    return (_time(text) or text) if kind == "timestamp" else text


_KINDS: dict[str, type] = {"int": int, "bool": bool, "null": type(None)}


def _plain(text: str, node: yaml.Node) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise wrong(f"{text} is a number that the engine cannot pass on; put it in quotes", node)
    if text[0] not in "+-.0123456789":
        return text
    time = _time(text)
    if time is not None:
        return time
    number = _number(text.replace("_", ""))
    return text if number is None else number


def _number(text: str) -> int | float | None:
    """Return the number that the engine reads, or nothing for text and for what no float of 64 bits holds."""
    whole = _WHOLE.fullmatch(text)
    if whole:
        try:
            value = int(whole["sign"] + whole["digits"], _BASES[(whole["base"] or "").lower()])
        except ValueError:  # a digit that the base has not, or more digits than Python takes
            pass
        else:
            if -_WHOLE_LIMIT <= value < _WHOLE_LIMIT:
                return value
            if 0 < value < 2 * _WHOLE_LIMIT:
                return _from_float(float(value))
    number = float(text) if _FLOAT.fullmatch(text) else inf
    return None if isinf(number) else _from_float(number)


def _from_float(value: float) -> int | float:
    """JSON does not tell 1.0 from 1; a float without a fraction comes back as a whole number."""
    if value.is_integer() and abs(value) < _EXPONENT_FROM:
        return int(Decimal(repr(value)))
    return value


def _float_text(value: float) -> str:
    if _EXPONENT_BELOW <= abs(value) < _EXPONENT_FROM:
        return format(Decimal(repr(value)), "f")
    digits, _, exponent = repr(value).partition("e")
    return f"{digits}e{int(exponent):+d}"


def _time(text: str) -> str | None:
    """Return a point in time as the engine writes it, or none for text that is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone = match["zone"]
    if match["t"] and (zone is None) != (match["t"] == " "):
        return None  # with T a zone is needed, with a blank there is none
    offset = timedelta()
    if zone and zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:])) * (-1 if zone[0] == "-" else 1)
    try:
        year, month, day = map(int, match["day"].split("-"))
        hours, minutes, seconds = map(int, (match["clock"] or "0:0:0").split(":"))
        when = datetime(year, month, day, hours, minutes, seconds, tzinfo=timezone(offset))
    except ValueError:
        return None
    fraction = (match["fraction"] or "").rstrip("0")
    shift = f"{when:%z}"
    return f"{when:%Y-%m-%d %H:%M:%S}{'.' if fraction else ''}{fraction} {shift} {shift if offset else 'UTC'}"


def quoted(text: str) -> str:
    """Return text for a message: escaped, and its beginning only where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def wrong(what: str, node: Any) -> yaml.MarkedYAMLError:
    """Return the fault of a node or an event, with its place."""
    return yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark)
