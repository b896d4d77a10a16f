"""What changes do to the networks of several stacks, as one GitHub comment: the worst first, no longer than it may be.

GitHub takes comments of 65,536 characters. What does not fit is taken out by parts that a reader misses least, and the
comment names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from aksnet.report.diff_document import StackDiff
from aksnet.report.diff_section import Detail, section
from aksnet.report.diff_words import verdict
from aksnet.report.markdown_text import code
from aksnet.report.preview_document import SANDBOX, PreviewDocument

MOST: Final = 60_000
"""Characters of a comment; what is left to GitHub's limit is for whoever adds a line."""
_ROWS: Final = (100, 40, 10)
"""How many stacks the table may show: the first number of which the table leaves room for sections."""
_MOST_NAMES: Final = 40
_MOST_CELLS: Final = 5
"""Environments of one stack that the table shows; its section has all."""

Previews = Mapping[str, Sequence[PreviewDocument]]
"""Previews by stack."""


class _Rank(IntEnum):
    """What a reader has to see first."""

    REFUSED = 0
    WRONG = 1
    CHANGED = 2
    UNCHANGED = 3


@dataclass(frozen=True, slots=True)
class _Sections:
    """The sections of all stacks, each in some detail."""

    stacks: Sequence[StackDiff]
    previews: Previews

    def fitting(self, room: int) -> tuple[list[str], str]:
        """Return the texts that fit, and the sentence that names what was left out."""
        details = [Detail.ALL] * len(self.stacks)
        texts = [self._text(number, Detail.ALL) for number in range(len(self.stacks))]
        taken = sum(map(len, texts))
        for less in (Detail.SHORT, Detail.NONE):
            for number in reversed(range(len(self.stacks))):
                if taken <= room and taken + len(left_out := self._left_out(details)) <= room:
                    return texts, left_out
                shorter = self._text(number, less)
                taken += len(shorter) - len(texts[number])
                details[number], texts[number] = less, shorter
        return texts, self._left_out(details)

    def _text(self, number: int, detail: Detail) -> str:
        diff = self.stacks[number]
        return section(diff, self.previews.get(diff.stack, ()), detail)

    def _left_out(self, details: Sequence[Detail]) -> str:
        parts = [
            f"{what} {_names([s.stack for s, had in zip(self.stacks, details, strict=True) if had is detail])}"
            for detail, what in ((Detail.SHORT, "maps, long tables and lines of previews of"), (Detail.NONE, "all of"))
            if detail in details
        ]
        if not parts:
            return ""
        return (
            f"\nLeft out, as a comment has room for {MOST:,} characters: {'; '.join(parts)}. "
            "`aksnet diff --stack <name> --against <revision>` shows it.\n"
        )


def comment(stacks: Sequence[StackDiff], previews: Sequence[PreviewDocument] = (), *, most: int = MOST) -> str:
    """Return the comment on some stacks, of which there may be none, with the previews that there are of them."""
    if not stacks:
        return "## Network changes\n\nNo stack file changes.\n"
    by_stack: dict[str, list[PreviewDocument]] = {}
    for each in previews:
        by_stack.setdefault(each.stack, []).append(each)
    ordered = sorted(stacks, key=lambda diff: (_rank(diff, by_stack.get(diff.stack, ())), diff.stack))
    tables = (_summary(ordered, by_stack, rows) for rows in _ROWS)
    table = next((each for each in tables if len(each) <= most // 2), _summary(ordered, by_stack, _ROWS[-1]))
    head = f"## Network changes\n\n{table}\n"
    texts, left_out = _Sections(ordered, by_stack).fitting(most - len(head))
    return "".join([head, *texts, left_out])


def _rank(diff: StackDiff, previews: Sequence[PreviewDocument]) -> _Rank:
    if diff.refused:
        return _Rank.REFUSED
    if not diff.compared or not all(each.ok for each in previews):
        return _Rank.WRONG
    return _Rank.UNCHANGED if diff.unchanged else _Rank.CHANGED


def _summary(stacks: Sequence[StackDiff], previews: Previews, most: int) -> str:
    """Return the table of stacks, with a column for the sandbox and one for environments where either was asked."""
    places = {each.where for of_stack in previews.values() for each in of_stack}
    columns = {
        "stack": True,
        "network": True,
        "preview in the sandbox": SANDBOX in places,
        "previews of environments": bool(places - {SANDBOX}),
    }
    heads = [head for head, shown in columns.items() if shown]
    rows = [f"| {' | '.join(heads)} |", f"| {' | '.join('---' for _ in heads)} |"]
    for diff in stacks[:most]:
        found = previews.get(diff.stack, ())
        sandbox = ", ".join(each.told for each in found if each.where == SANDBOX)
        others = [f"{code(each.where)}: {each.told}" for each in found if each.where != SANDBOX]
        more = f"; and {len(others) - _MOST_CELLS} more" if len(others) > _MOST_CELLS else ""
        cells = (code(diff.stack), verdict(diff), sandbox or "–", "; ".join(others[:_MOST_CELLS]) + more or "–")
        rows.append(f"| {' | '.join(cell for cell, shown in zip(cells, columns.values(), strict=True) if shown)} |")
    if len(stacks) > most:
        rows.append(f"\nAnd {_names([diff.stack for diff in stacks[most:]])}.")
    return "\n".join(rows)


def _names(stacks: Sequence[str]) -> str:
    shown = ", ".join(map(code, stacks[:_MOST_NAMES]))
    return shown if len(stacks) <= _MOST_NAMES else f"{shown} and {len(stacks) - _MOST_NAMES:,} more"
