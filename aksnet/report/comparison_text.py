"""A comparison as text for a terminal."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Final

from aksnet.diff.change import Change, Effect, Outcome
from aksnet.diff.comparison import Addresses, Comparison, warnings_on_sides

_WIDTH = 78
_BY_AZURE: Final[Mapping[Effect, str]] = {
    Effect.IN_PLACE: "in place",
    Effect.REIMAGED: "Azure changes it in place and re-images all nodes",
    Effect.STEPS: "Azure changes it in place, in several steps",
    Effect.NEW_POOL: "only by a new pool, after which the old one goes",
    Effect.REPLACED: "only by a new cluster",
    Effect.IMPOSSIBLE: "Azure refuses it",
    Effect.REMOVED: "removed",
}


def headline(comparison: Comparison) -> str:
    """Return the one line that says how it stands."""
    count = len(comparison.changes)
    what = f"{count or 'no'} change{'' if count == 1 else 's'}"
    new = f", {len(comparison.new_clusters)} new cluster{'' if len(comparison.new_clusters) == 1 else 's'}"
    refused = f"; {len(comparison.refused)} would lose a living cluster" if comparison.refused else ""
    return (
        f"{comparison.stack} compared with {comparison.against}: {what}{new * bool(comparison.new_clusters)}{refused}"
    )


def sentence(change: Change) -> str:
    """Return what a change is and how it is carried out, in one line."""
    return f"{change.path}: {change.old} → {change.new}: {_how(change)}"


def lines(comparison: Comparison) -> Iterator[str]:
    """Yield the lines for a terminal, at most 80 columns wide where words allow."""
    yield headline(comparison)
    for title, changes in _groups(comparison):
        yield ""
        yield title
        for change in changes:
            yield f"  {change.path}: {change.old} → {change.new}"
            yield from _details(change)
    if comparison.kept:
        yield ""
        yield "Kept as it is"
        for sentence in comparison.kept:
            yield from wrap(sentence, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    yield from _ways_out(comparison)
    yield from _address_lines(comparison)
    yield from _new_warnings(comparison)


def _ways_out(comparison: Comparison) -> Iterator[str]:
    """Yield what traffic of clusters that stay leaves through, where that differs."""
    before, after = comparison.ways_out_before, comparison.ways_out_after
    differing = [key for key in before if key in after and before[key] != after[key]]
    if differing:
        yield from ("", "Where traffic leaves")
        for key in differing:
            yield from (f"  {key}: {before[key]}", f"      → {after[key]}")


def _new_warnings(comparison: Comparison) -> Iterator[str]:
    new, _, _ = warnings_on_sides(comparison.warnings_before, comparison.warnings_after)
    if new:
        yield from ("", "New warnings")
        for each in new:
            text = each.sentence()
            yield from wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _groups(comparison: Comparison) -> Iterator[tuple[str, list[Change]]]:
    refused, migrated = list(comparison.refused), list(comparison.to_migrate)
    kept = [change for change in comparison.changes if change not in (*refused, *migrated)]
    for title, changes in (
        ("Would lose a living cluster: refused", refused),
        (f"Changed in place, once aksnet migrate -s {comparison.stack} has prepared the up", migrated),
        ("Deleted and made again", [change for change in kept if change.outcome is Outcome.REPLACED]),
        ("Removed", [change for change in kept if change.outcome is Outcome.DELETED]),
        ("Changed in place", [c for c in kept if c.outcome in (Outcome.UPDATED, Outcome.REFUSED)]),
    ):
        if changes:
            yield title, changes


def _how(change: Change) -> str:
    return _BY_AZURE[change.effect] + (f"; {change.because}" if change.because else "")


def _details(change: Change) -> Iterator[str]:
    for line in wrap(_how(change), _WIDTH - 6, break_long_words=False, break_on_hyphens=False):
        yield f"      {line}"
    for number, step in enumerate(change.steps, 1):
        head = f"{number}. "
        for at, line in enumerate(wrap(step, _WIDTH - 11, break_long_words=False, break_on_hyphens=False)):
            yield f"        {head if at == 0 else '   '}{line}"


def _address_lines(comparison: Comparison) -> Iterator[str]:
    moved = _moved(comparison)
    if not moved:
        return
    table = [("range", "free before", "free after"), *moved]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    yield ""
    yield "Addresses"
    for row in table:
        line = "  " + "   ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        yield from [line] if 2 + sum(widths) + 6 <= _WIDTH + 2 else (f"  {row[0]}", f"      {row[1]} → {row[2]}")


def _moved(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return the ranges whose room changes: name, and free of available addresses on both sides."""
    found = [(name, comparison.before.get(name), comparison.after.get(name)) for name in _names(comparison)]
    return [(name, _room(old), _room(new)) for name, old, new in found if old != new]


def _names(comparison: Comparison) -> list[str]:
    return list(dict.fromkeys([*comparison.before, *comparison.after]))


def _room(addresses: Addresses | None) -> str:
    return "–" if addresses is None else f"{addresses.free:,} of {addresses.available:,} in {addresses.range}"
