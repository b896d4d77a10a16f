"""A component's arguments as the settings of a stack file: the same keys, in the way in which Python writes names.

Keys may be written in camelCase too, as a stack file has them. What no stack file can hold is handed to the caller,
leaf by leaf, who says what stands for it.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic.alias_generators import to_snake

from aksnet.settings.annotations import fields_of, inside, marks_of
from aksnet.settings.later import MayBeLater
from aksnet.settings.settings import Settings

Path = tuple[str | int, ...]
Leaf = Callable[[object, Path, MayBeLater | None], object]
"""Takes a value that is neither a map nor a list, its path in the stack file, and the mark of its setting."""


def as_settings(arguments: Mapping[str, Any], leaf: Leaf) -> dict[str, Any]:
    """Return arguments as `aksnet.planning` takes the settings of a stack file."""
    return {str(key): value for key, value in _map(arguments, Settings, (), leaf).items()}


def _value(value: Any, kind: Any, path: Path, leaf: Leaf) -> Any:
    match value:
        case Mapping():
            return _map(value, kind, path, leaf)
        case str():
            return leaf(_plain(value), path, _mark(kind))
        case Sequence():
            return [_value(each, inside(kind), (*path, number), leaf) for number, each in enumerate(value)]
        case _:
            return leaf(_plain(value), path, _mark(kind))


def _map(value: Mapping[Any, Any], kind: Any, path: Path, leaf: Leaf) -> dict[Any, Any]:
    fields = fields_of(kind)
    by_name = {to_snake(key): key for key in fields}
    found = {}
    for name, each in value.items():
        key = by_name.get(name, name) if isinstance(name, str) else name
        if key in found:
            continue  # written twice, in both ways: the first one stands
        below = _annotation(fields[key]) if key in fields else inside(kind)
        found[key] = _value(each, below, (*path, key), leaf)
    return found


def _annotation(field: Any) -> Any:
    """Return a field's annotation with the marks that pydantic takes off its outside."""
    marks = [each for each in field.metadata if isinstance(each, MayBeLater)]
    return _Marked(field.annotation, marks[0]) if marks else field.annotation


def _plain(value: object) -> object:
    """Return enum members as their values, and whole numbers as such: the engine knows floats only."""
    if isinstance(value, Enum):
        return value.value
    return int(value) if isinstance(value, float) and value.is_integer() else value


class _Marked:
    """An annotation with a mark on its outside."""

    def __init__(self, kind: Any, mark: MayBeLater) -> None:
        self.kind, self.mark = kind, mark


def _mark(kind: Any) -> MayBeLater | None:
    if isinstance(kind, _Marked):
        return kind.mark
    return next(iter(marks_of(kind, MayBeLater)), None)
