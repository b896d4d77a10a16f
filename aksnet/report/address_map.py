"""The ranges of a stack before and after a change as one Mermaid diagram, which GitHub draws in a comment.

Each side is a column in the order of addresses. Edges between things are left to the topology (`mermaid`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aksnet.report.diff_document import AddressesRow, RangeRow, StackDiff
from aksnet.report.mermaid import label

_MOST: Final = 40
"""Ranges on one side; of more only those are drawn that differ."""
_STYLES: Final = (
    "  classDef new stroke:#1a7f37,stroke-width:3px",
    "  classDef gone stroke:#cf222e,stroke-width:3px,stroke-dasharray:5",
    "  classDef changed stroke:#9a6700,stroke-width:3px",
)
_Key = tuple[str, str]
_Sides = Mapping[_Key, Sequence[str]]


def address_map(diff: StackDiff) -> str:
    """Write the diagram; empty where neither a range nor its room differs."""
    before, after = diff.ranges.before, diff.ranges.after
    room = {name: (both.before, both.after) for name, both in diff.addresses.items()}
    if before == after and all(old == new for old, new in room.values()):
        return ""
    old, new = _by_name(before), _by_name(after)
    lines = ["flowchart LR"]
    drawn = []
    for side, ranges, word, column in (("before", before, "gone", 0), ("after", after, "new", 1)):
        counted = {name: rows[column] for name, rows in room.items()}
        marks = {key: _mark(key, old, new, word) for key in (old, new)[column]}
        if nodes := list(_nodes(side, ranges, marks, counted)):
            drawn.append(side)
            lines += [f'  subgraph {side}["{side}"]', "    direction TB", *nodes, "  end"]
    if len(drawn) > 1:
        lines.append("  before ~~~ after")
    return "\n".join([*lines, *_STYLES]) + "\n"


def _by_name(ranges: Sequence[RangeRow]) -> _Sides:
    found: dict[_Key, list[str]] = {}
    for each in ranges:
        found.setdefault((each.place, each.name), []).append(each.range)
    return found


def _mark(key: _Key, old: _Sides, new: _Sides, word: str) -> str:
    if key not in old or key not in new:
        return word
    return "" if old[key] == new[key] else "changed"


def _nodes(
    side: str, ranges: Sequence[RangeRow], marks: Mapping[_Key, str], counted: Mapping[str, AddressesRow | None]
) -> Iterator[str]:
    shown = ranges if len(ranges) <= _MOST else [each for each in ranges if marks[each.place, each.name]]
    names = []
    for number, each in enumerate(shown[:_MOST], 1):
        mark = marks[each.place, each.name]
        names.append(f"{side}{number}")
        title = f"{each.place} {each.name}" if each.place in ("VNet", "subnet") else f"{each.place} of {each.name}"
        text = label(title, each.range, _room(each, counted), mark)
        yield f"    {side}{number}[{text}]{':::' if mark else ''}{mark}"
    if more := len(ranges) - len(names):
        names.append(f"{side}more")
        yield f"    {side}more[{label(f'{more} more ranges')}]"
    if len(names) > 1:
        yield f"    {' ~~~ '.join(names)}"


def _room(each: RangeRow, counted: Mapping[str, AddressesRow | None]) -> str:
    """Return how much of a range is free, where that is counted."""
    name = f"{each.name} pods" if each.place == "pods" else each.name
    row = counted.get(name)
    if row is None or row.range != each.range:
        return ""
    return f"{row.free:,} of {row.available:,} free"
