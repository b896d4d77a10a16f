"""JSON values that a service or a person wrote: what may be missing or of another shape counts as empty."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def as_list(value: Any) -> list[Any]:
    """Return a list; what is none counts as an empty one."""
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> Json:
    """Return an object; what is none counts as an empty one."""
    return value if isinstance(value, dict) else {}


def reference(value: Any) -> str | None:
    """Return the id in a reference `{id: …}`, or nothing."""
    found = as_dict(value).get("id")
    return found if isinstance(found, str) and found else None
