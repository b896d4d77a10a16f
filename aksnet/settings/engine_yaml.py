"""Reads YAML as Pulumi's engine does, which is not as PyYAML does: one document, plain values, no end of aliases.

The engine passes values on as JSON, where 1.30 and 1.3 are one number. Only the meaning of maps and aliases is
different here, and that of scalars in `engine_scalars`; scanning and parsing are PyYAML's own.
tests/engine/test_yaml_reading.py compares the two.
"""

from collections.abc import Iterator
from typing import Any

import yaml

from aksnet.settings.engine_scalars import PLAIN, TAG, as_text, quoted, scalar, wrong

_MERGE = f"{TAG}merge"
DEEPEST = 100
"""Levels of maps and lists that are read; no stack file has a tenth of them."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml, of which the engine's reader is a translation, or PyYAML's slower one where it was built without."""


def read(text: str) -> Any:
    """Return what a document holds.

    Raises:
        yaml.YAMLError: for what is not YAML, what has no form in JSON, and what is beyond all measure.

    """
    try:
        root = _Composer(yaml.parse(text, Loader=_LOADER)).document()
    except (ValueError, OverflowError):  # PyYAML's slower scanner, on numbers beyond those of characters and versions
        raise yaml.YAMLError("an escape or a version has a number beyond all that there are") from None
    return None if root is None else _Decoder().value(root)


class _Alias(yaml.Node):
    """A place where an anchored node stands again: what comes by it is counted apart."""

    def __init__(self, target: yaml.Node, start_mark: Any) -> None:
        super().__init__(target.tag, target, start_mark, start_mark)


class _Composer:
    """Makes nodes of the parser's events; tells plain scalars from tagged and quoted ones, refuses what has no end."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, yaml.Node] = {}
        self._open: list[int] = []
        """Levels below each node that is being read, as far as they are known."""
        self._levels: dict[int, int] = {}
        """Levels of each node that has been read, itself included."""

    def document(self) -> yaml.Node | None:
        """Return the root of the only document, or nothing where there is none."""
        root = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise wrong("a second document begins here; a stack file has one", event)
                root = self._node(next(self._events))
        return root

    def _node(self, event: Any) -> yaml.Node:
        node: yaml.Node
        if isinstance(event, yaml.AliasEvent):
            target = self._anchors.get(str(event.anchor))
            if target is None:
                raise wrong(f"the alias *{event.anchor} has no anchor before it", event)
            if id(target) not in self._levels:
                raise wrong(f"the alias *{event.anchor} stands inside its own anchor", event)
            node = _Alias(target, event.start_mark)
            levels = self._levels[id(target)]
        else:
            self._check_depth(1, event)
            self._open.append(0)
            node = self._new(event)
            levels = self._levels[id(node)] = 1 + self._open.pop()
        self._check_depth(levels, event)
        if self._open:
            self._open[-1] = max(self._open[-1], levels)
        return node

    def _new(self, event: Any) -> yaml.Node:
        tag = None if event.tag == "!" else event.tag
        start: Any = event.start_mark
        node: yaml.Node
        if isinstance(event, yaml.ScalarEvent):
            if not _is_text(event.value):
                raise wrong("an escape stands for half a character", event)
            tag = tag or (PLAIN if event.implicit[0] else f"{TAG}str")
            node = yaml.ScalarNode(tag, event.value, start)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = yaml.SequenceNode(tag or f"{TAG}seq", [], start)
        else:
            node = yaml.MappingNode(tag or f"{TAG}map", [], start)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        if isinstance(node, yaml.SequenceNode):
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                node.value.append(self._node(item))
        elif isinstance(node, yaml.MappingNode):
            while not isinstance(item := next(self._events), yaml.MappingEndEvent):
                key = self._node(item)
                node.value.append((key, self._node(next(self._events))))
        return node

    def _check_depth(self, levels: int, event: Any) -> None:
        if len(self._open) + levels > DEEPEST:
            raise wrong(f"more than {DEEPEST} levels of maps and lists inside one another", event)


class _Decoder:
    """Makes plain values of nodes, and stops where aliases blow a document up, at the engine's own bound."""

    def __init__(self) -> None:
        self._decoded = 0
        self._aliased = 0
        """How many of these came by an alias."""
        self._aliases_open = 0

    def value(self, node: yaml.Node) -> Any:
        """Return what a node holds."""
        self._count(node)
        if isinstance(node, _Alias):
            self._aliases_open += 1
            found = self.value(node.value)
            self._aliases_open -= 1
            return found
        if isinstance(node, yaml.MappingNode):
            return self._map(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item) for item in node.value]
        return scalar(node)

    def _count(self, node: yaml.Node) -> None:
        """Count as yaml.v3 does (decode.go, `unmarshal`)."""
        self._decoded += 1
        self._aliased += self._aliases_open > 0
        if self._aliased <= 100 or self._decoded <= 1000:
            return
        if self._aliased > self._decoded * _aliased_share(self._decoded):
            raise wrong("its aliases (*name) repeat too much; the engine calls it excessive aliasing", node)

    def _map(self, node: yaml.MappingNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag in (PLAIN, _MERGE) and key.value == "<<":
                for source in _sources(value):
                    merged = {**self.value(source), **merged}
                continue
            if not isinstance(_target(key), yaml.ScalarNode):
                raise wrong("a key must be text or a number", key)
            name = _key(self.value(key))
            if name in found:
                raise wrong(f"the key {quoted(name)} stands here twice", key)
            found[name] = self.value(value)
        return {**merged, **found}


def _is_text(value: str) -> bool:
    """Return False for surrogates, which PyYAML's slower scanner takes and libyaml refuses."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _aliased_share(decoded: int) -> float:
    """Return which share of a document may come by aliases: less, the longer it is."""
    low, high = 400_000, 4_000_000
    return 0.99 - 0.89 * (min(max(decoded, low), high) - low) / (high - low)


def _target(node: yaml.Node) -> yaml.Node:
    """Return the node that is meant, through an alias too."""
    return node.value if isinstance(node, _Alias) else node


def _sources(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the maps that `<<` brings in, the first one winning."""
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    for each in nodes:
        if not isinstance(_target(each), yaml.MappingNode):
            raise wrong("<< brings in maps only", each)
        yield each


def _key(value: object) -> str:
    """Keys of objects are text for the engine, whatever they look like."""
    return "<nil>" if value is None else as_text(value)
