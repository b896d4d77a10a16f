"""What changed between two sets of property values, path by path.

Leaves out which changes replace a resource: each type has its own table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from aksnet.engine.marks import Unknown

ChangeKind = Literal["add", "delete", "update"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One property that differs."""

    path: tuple[str | int, ...]
    kind: ChangeKind

    def __str__(self) -> str:
        text = ""
        for step in self.path:
            if isinstance(step, int):
                text += f"[{step}]"
            elif "." in step or "[" in step:
                text += f'["{step}"]'
            else:
                text += f".{step}" if text else step
        return text

    def under(self, names: Sequence[str]) -> str | None:
        """Return the listed property that this change touches, if any; list positions do not count.

        Both directions count: dropping `networkProfile` as a whole changes `networkProfile.podCidr` too.
        """
        steps = [step for step in self.path if isinstance(step, str)]
        for name in names:
            wanted = name.split(".")
            shared = min(len(wanted), len(steps))
            if steps[:shared] == wanted[:shared]:
                return name
        return None


def changes(old: Any, new: Any, path: tuple[str | int, ...] = ()) -> Iterator[Change]:
    """Yield each property that differs, as deep as both sides have the same shape."""
    match old, new:
        case dict(), dict():
            for key in sorted({*old, *new}):
                if key not in new:
                    yield Change(path=(*path, key), kind="delete")
                elif key not in old:
                    yield Change(path=(*path, key), kind="add")
                else:
                    yield from changes(old[key], new[key], (*path, key))
        case list(), list():
            for index in range(max(len(old), len(new))):
                if index >= len(new):
                    yield Change(path=(*path, index), kind="delete")
                elif index >= len(old):
                    yield Change(path=(*path, index), kind="add")
                else:
                    yield from changes(old[index], new[index], (*path, index))
        case _:
            if isinstance(new, Unknown) or type(old) is not type(new) or old != new:
                yield Change(path=path, kind="update")
