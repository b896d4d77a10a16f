"""Reads YAML as Pulumi's engine does, which is not as PyYAML does: one document, plain values.

The engine (Go, yaml.v3) follows YAML 1.2 with leftovers of 1.1: `yes`, `on` and `12:30` are text, 010 is 8, and a
date becomes a point in time that is handed on as text. It passes values on as JSON, where 1.30 and 1.3 are one
number. Only the meaning of scalars and maps is different here; scanning and parsing are PyYAML's own.
tests/engine/test_yaml_reading.py compares the two. Left out: whole numbers of 64 bits and more, which the engine
rounds in some places and not in others; they are rounded everywhere here.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import yaml

_TAG = "tag:yaml.org,2002:"
_PLAIN = f"{_TAG}plain"
_MERGE = f"{_TAG}merge"
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
_EXPONENT_FROM = 1e21
_EXPONENT_BELOW = 1e-6


_DEEPEST = 100
"""Levels of maps and lists that are read; no stack file has a tenth of them."""


class _Reader(yaml.SafeLoader):
    """Marks plain scalars, so that a written tag or quotes can be told from none, and refuses what has no end."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._open: list[int] = []
        """Levels below each node that is being read, as far as they are known."""
        self._levels: dict[int, int] = {}
        """Levels of each node that has been read, itself included."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent):
            node = super().compose_node(parent, index)
            if id(node) not in self._levels:
                raise _wrong(f"the alias *{event.anchor} stands inside its own anchor", event)
        else:
            self._check_depth(1, event)
            self._open.append(0)
            node = super().compose_node(parent, index)
            self._levels[id(node)] = 1 + self._open.pop()
        levels = self._levels[id(node)]
        self._check_depth(levels, event)
        if self._open:
            self._open[-1] = max(self._open[-1], levels)
        return node

    def _check_depth(self, levels: int, event: yaml.Event) -> None:
        if len(self._open) + levels > _DEEPEST:
            raise _wrong(f"more than {_DEEPEST} levels of maps and lists inside one another", event)

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002 - PyYAML's signature
        if kind is yaml.ScalarNode:
            return _PLAIN if implicit[0] else f"{_TAG}str"
        return f"{_TAG}seq" if kind is yaml.SequenceNode else f"{_TAG}map"


def read(text: str) -> Any:
    """Give what a document holds; raises `yaml.YAMLError` for what is not YAML, or not to be had as JSON."""
    reader = _Reader(text)
    try:
        node = reader.get_single_node()
        return None if node is None else _value(node)
    finally:
        reader.dispose()


def as_text(value: object) -> str:
    """Give a scalar as the engine hands it over at the top level of a stack file, where everything is text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float_text(value) if isinstance(value, float) else str(value)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _map(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return _scalar(node)


def _map(node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if key.tag in (_PLAIN, _MERGE) and key.value == "<<":
            for source in _sources(value):
                merged = {**source, **merged}
            continue
        if not isinstance(key, yaml.ScalarNode):
            raise _wrong("a key must be text or a number", key)
        name = _key(_scalar(key))
        if name in found:
            raise _wrong(f"the key {name!r} stands here twice", key)
        found[name] = _value(value)
    return {**merged, **found}


def _sources(node: yaml.Node) -> Iterator[dict[str, Any]]:
    """Give the maps that `<<` brings in, the first one winning."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for each in nodes:
        if not isinstance(each, yaml.MappingNode):
            raise _wrong("<< brings in maps only", each)
        yield _map(each)


def _key(value: object) -> str:
    """Keys of objects are text for the engine, whatever they look like."""
    return "<nil>" if value is None else as_text(value)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if node.tag == _PLAIN:
        return _plain(text, node)
    kind = node.tag.removeprefix(_TAG)
    if kind == "binary":
        try:
            return base64.b64decode(text).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise _wrong("!!binary must be base64 of text", node) from None
    if kind in ("int", "float", "bool", "null"):
        value = _plain(text, node)
        allowed: tuple[type, ...] = (int, float) if kind == "float" else (_KINDS[kind],)
        if type(value) not in allowed:
            raise _wrong(f"{text!r} cannot be read as !!{kind}", node)
        return value
    return (_time(text) or text) if kind == "timestamp" else text


_KINDS: dict[str, type] = {"int": int, "bool": bool, "null": type(None)}


def _plain(text: str, node: yaml.Node) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise _wrong(f"{text} is a number that the engine cannot pass on; put it in quotes", node)
    if text[0] not in "+-.0123456789":
        return text
    time = _time(text)
    if time is not None:
        return time
    number = _number(text.replace("_", ""))
    return text if number is None else number


def _number(text: str) -> int | float | None:
    whole = _WHOLE.fullmatch(text)
    if whole:
        try:
            value = int(whole["sign"] + whole["digits"], _BASES[(whole["base"] or "").lower()])
        except ValueError:  # 09 has a digit that base 8 has not
            value = None
        if value is not None:
            return value if -_WHOLE_LIMIT <= value < _WHOLE_LIMIT else _from_float(float(value))
    return _from_float(float(text)) if _FLOAT.fullmatch(text) else None


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
    """Give a point in time as the engine writes it, or none for text that is none."""
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


def _wrong(what: str, node: Any) -> yaml.MarkedYAMLError:
    """Give the fault of a node or an event, with its place."""
    return yaml.MarkedYAMLError(problem=what, problem_mark=node.start_mark)
