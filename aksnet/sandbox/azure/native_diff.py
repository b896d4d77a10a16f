"""What pulumi-azure-native says to a Diff: which properties differ, and which of them replace the resource.

After provider/pkg/provider/diff.go of https://github.com/pulumi/pulumi-azure-native (the newest version that could be
read; that it is the one of 3.29.0 is not proven). Its rules are narrower than they look: a property replaces only where
the path to it, with [] for positions in lists, is one that the type lists, or where a value inside a listed object
changes that was there before and is there after. Left out: values added that the API describes as defaults are no
change there; the SDK's models do not tell them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aksnet.arm.arm_type import ArmType
from aksnet.arm.ids import region
from aksnet.arm.values import Json, as_dict
from aksnet.engine.difference import Change, ChangeKind
from aksnet.engine.marks import Unknown

Judged = tuple[Change, str | None]
"""A change, and the listed property by which it replaces, if it does."""

# AKS's names of a tier, old and new: https://github.com/pulumi/pulumi-azure-native/issues/2600
_SAME_SKU: Final = {"Basic": "Base", "Paid": "Standard"}


def judged(arm: ArmType, old: Json, new: Json, outputs: Json) -> Iterator[Judged]:
    """Yield the changes of a resource's inputs, each with what it replaces; `outputs` are those of the state."""
    listed = frozenset(arm.fixed)
    for name in sorted({*old, *new}):
        if name in old and name in new and _means_the_same(name, old[name], new[name]):
            continue
        for found in _compared({name: old.get(name)}, {name: new.get(name)}, _Place(listed=listed, keyed=arm.keyed)):
            change, replaces = found
            # What Azure had filled in already, and the program now says as well, is no replacement.
            said_now = change.kind == "add" and change.path == (name,) and outputs.get(name) == new[name]
            yield (change, None) if said_now else (change, replaces)


def _means_the_same(name: str, old: Any, new: Any) -> bool:
    """Return whether azure-native takes two values of a top-level property for one."""
    same: Callable[[Any], Any] | None = {"location": region, "resourceGroupName": _caseless, "sku": _sku}.get(name)
    return same is not None and type(old) is type(new) and not isinstance(new, Unknown) and same(old) == same(new)


def _caseless(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _sku(value: Any) -> Any:
    """Return a sku with the names that mean the same; any other than a name and a tier is as it is."""
    found = as_dict(value)
    if {*found} != {"name", "tier"}:
        return value
    return {key: _SAME_SKU.get(str(each), each) for key, each in found.items()}


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where in the inputs the comparison is."""

    listed: frozenset[str]
    keyed: Mapping[str, str]
    path: tuple[str | int, ...] = ()
    key: str = ""
    """The path as types list it: names, and [] for any position."""
    inside: str | None = None
    """The listed object that this is inside of, if any."""

    def below(self, step: str | int) -> _Place:
        """Return the place of a property, or of an element of a list."""
        key = f"{self.key}[]" if isinstance(step, int) else f"{self.key}.{step}".lstrip(".")
        return _Place(listed=self.listed, keyed=self.keyed, path=(*self.path, step), key=key, inside=self.inside)

    def within(self) -> _Place:
        """Return the place with this object's own being listed taken along."""
        inside = self.key if self.key in self.listed else self.inside
        return _Place(listed=self.listed, keyed=self.keyed, path=self.path, key=self.key, inside=inside)

    def judge(self, kind: ChangeKind, *, element: bool = False) -> Judged:
        """Return a change here; elements that come and go replace nothing, nor does what comes and goes inside."""
        own = self.key if self.key in self.listed and not element else None
        return Change(path=self.path, kind=kind), own or (self.inside if kind == "update" else None)


def _compared(old: Any, new: Any, place: _Place) -> Iterator[Judged]:
    match old, new:
        case dict(), dict():
            inner = place.within()
            for name in sorted({*old, *new}):
                before, after, there = old.get(name), new.get(name), inner.below(name)
                if before is None and after is not None:
                    yield there.judge("add")
                elif after is None and before is not None:
                    yield there.judge("delete")
                elif before is not None:
                    yield from _compared(before, after, there)
        case list(), list():
            for index, before, after in _paired(old, new, place.keyed.get(place.key)):
                there = place.below(index)
                if before is None or after is None:
                    yield there.judge("add" if before is None else "delete", element=True)
                else:
                    yield from _compared(before, after, there)
        case _:
            if isinstance(new, Unknown) or type(old) is not type(new) or old != new:
                yield place.judge("update")


def _paired(old: list[Any], new: list[Any], name: str | None) -> Iterator[tuple[int, Any, Any]]:
    """Yield the elements of two lists that belong together: by place, or by the property that names them."""
    if name is None:
        for index in range(max(len(old), len(new))):
            yield index, *_both(old, new, index)
        return
    before = {as_dict(each).get(name): (index, each) for index, each in enumerate(old)}
    for index, after in enumerate(new):
        _, found = before.pop(as_dict(after).get(name), (index, None))
        yield index, found, after
    for index, left in before.values():
        yield index, left, None


def _both(old: list[Any], new: list[Any], index: int) -> tuple[Any, Any]:
    before, after = (each[index] if index < len(each) else None for each in (old, new))
    return before, after
