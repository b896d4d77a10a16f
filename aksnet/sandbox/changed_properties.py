"""What changes of a resource in words: the path of each property, with its old and new value where both are short."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi.automation.events import StepEventMetadata

from aksnet.engine.marks import mask

SHORT: Final = 40
"""Characters of a value beyond which only the property's path is said."""
_PART: Final = re.compile(r'\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<index>\d+)\]|(?P<name>[^.\[\]]+)')
_NOTHING: Final = object()


def changed_properties(metadata: StepEventMetadata) -> Iterator[str]:
    """Yield `path: old → new` of each property that a step changes, in the order of the paths.

    Of a long value, a list or a record only the path is said. What is secret or not known yet is masked.
    """
    paths = metadata.detailed_diff or metadata.diffs or ()
    old, new = (mask(state.inputs or {}) if state is not None else {} for state in (metadata.old, metadata.new))
    for path in sorted(paths):
        before, after = _value(old, path), _value(new, path)
        known = before is not _NOTHING or after is not _NOTHING
        texts = [_text(each) for each in (before, after)]
        yield f"{path}: {texts[0]} → {texts[1]}" if known and None not in texts and texts[0] != texts[1] else path


def _value(properties: Mapping[str, Any] | None, path: str) -> Any:
    """Return what a path of the engine's leads to; a mark of its own when that is nothing."""
    found: Any = properties
    for part in _PART.finditer(path):
        key = int(part["index"]) if part["index"] else part["name"] or json.loads(f'"{part["quoted"]}"')
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            return _NOTHING
    return found


def _text(value: Any) -> str | None:
    """Return a value as it is shown, or nothing when it is no short scalar."""
    if value is _NOTHING or value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return text if isinstance(value, str | int | float) and text and len(text) <= SHORT and text.isprintable() else None
