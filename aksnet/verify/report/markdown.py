"""The report as GitHub Markdown, for a comment on a pull request: faults first, long lists folded away.

GitHub takes comments of 65,536 characters, so a report beyond that is cut at the end and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aksnet.report.markdown import escape
from aksnet.verify.report import parts
from aksnet.verify.report.parts import Sheet
from aksnet.verify.report.pods import shown
from aksnet.verify.runner import Result
from aksnet.verify.verdicts import Judged, Unjudged

_MOST: Final = 65_000


def markdown(judged: Sequence[Judged], *, pods: bool) -> str:
    """Write the report: of several clusters first how each ended, then a section of each."""
    if len(judged) == 1:
        return _cut(list(_section(judged[0], "", pods=pods)))
    *each_ending, together = parts.endings(judged)
    lines = [f"## {escape(together)}", "", *(f"- {escape(line)}" for line in each_ending), ""]
    for each in judged:
        lines += _section(each, f"{parts.name_of(each)}: ", pods=pods)
    return _cut(lines)


def _section(judged: Judged, of: str, *, pods: bool) -> Iterator[str]:
    """Yield the lines of one cluster; `of` names it where there are several."""
    if isinstance(judged, Unjudged):
        yield from (f"## {escape(of)}not judged", "", escape(judged.why), "")
        return
    yield from (f"## {escape(of + parts.headline(judged))}", "", escape(parts.title(judged)), "")
    for result in parts.failed(judged):
        yield from (*_faults(result), "")
    if to_do := list(parts.to_do(judged)):
        yield from ("### To prove it, save or grant", "", *(f"- {escape(line)}" for line in to_do), "")
    yield from (*_sheet(parts.checks(judged)), *_sheet(parts.declared_and_observed(judged)))
    yield from (*(f"- {escape(line)}" for line in parts.how_known(judged)), "")
    if unread := list(parts.unread(judged)):
        yield from ("### Not readable", "", *(f"- {escape(line)}" for line in unread), "")
    for result in parts.noted(judged):
        notes = [f"- {escape(note)}" for note in parts.notes(result)]
        yield from _folded(f"{result.check.id} {result.check.name}", notes)
    for each in shown(judged.case, asked=pods):
        yield from _folded(each.title, list(_rows(each.columns, each.rows)))


def _cut(lines: list[str]) -> str:
    """Keep whole sections as far as a comment goes."""
    text = "\n".join(lines).rstrip() + "\n"
    if len(text) <= _MOST:
        return text
    kept = text[:_MOST].rsplit("\n", 1)[0]
    if kept.count("<details>") > kept.count("</details>"):
        kept = kept.rsplit("<details>", 1)[0]
    return f"{kept.rstrip()}\n\nThe rest does not fit a comment: `--format json` has everything.\n"


def _faults(result: Result) -> Iterator[str]:
    yield f"### {escape(f'{result.check.id} {result.check.name}: {result.check.title}')}"
    yield ""
    for about, said in parts.faults(result):
        yield f"- **{escape(about)}**"
        yield from (f"  - {word}: {escape(text)}" for word, text in said)
    if more := parts.left_out(result):
        yield f"- {escape(more)}"


def _sheet(sheet: Sheet) -> list[str]:
    return [f"### {sheet.title}", "", *_rows(sheet.columns, sheet.rows), ""]


def _rows(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield _row(columns)
    yield _row(tuple("---" for _ in columns))
    yield from (_row(tuple(escape(cell) for cell in row)) for row in rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _folded(summary: str, lines: list[str]) -> list[str]:
    # GitHub reads no Markdown in a summary, only HTML.
    safe = summary.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return [f"<details><summary>{safe}</summary>", "", *lines, "", "</details>", ""]
