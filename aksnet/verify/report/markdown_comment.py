"""The report as GitHub Markdown, for a comment on a pull request: faults first, long lists folded away.

GitHub takes comments of 65,536 characters, so a report beyond that is cut at the end and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aksnet.report.markdown_text import escape
from aksnet.report.sheet import Sheet, markdown_lines
from aksnet.verify.report import wording
from aksnet.verify.report.pods import shown
from aksnet.verify.runner import Result
from aksnet.verify.verdicts import Judged, Unjudged

_MOST: Final = 65_000


def markdown(judged: Sequence[Judged], *, pods: bool) -> str:
    """Write the report: of several clusters first how each ended, then a section of each."""
    if len(judged) == 1:
        return _cut(list(_section(judged[0], "", pods=pods)))
    *each_ending, together = wording.endings(judged)
    lines = [f"## {escape(together)}", "", *(f"- {escape(line)}" for line in each_ending), ""]
    for each in judged:
        lines += _section(each, f"{wording.name_of(each)}: ", pods=pods)
    return _cut(lines)


def _section(judged: Judged, of: str, *, pods: bool) -> Iterator[str]:
    """Yield the lines of one cluster; `of` names it where there are several."""
    if isinstance(judged, Unjudged):
        yield from (f"## {escape(of)}not judged", "", escape(judged.why), "")
        return
    yield from (f"## {escape(of + wording.headline(judged))}", "", escape(wording.title(judged)), "")
    for result in wording.failed(judged):
        yield from (*_faults(result), "")
    if to_do := list(wording.to_do(judged)):
        yield from ("### To prove it, save or grant", "", *(f"- {escape(line)}" for line in to_do), "")
    yield from (*_sheet(wording.checks(judged)), *_sheet(wording.declared_and_observed(judged)))
    yield from (*(f"- {escape(line)}" for line in wording.how_known(judged)), "")
    if unread := list(wording.unread(judged)):
        yield from ("### Not readable", "", *(f"- {escape(line)}" for line in unread), "")
    for result in wording.noted(judged):
        notes = [f"- {escape(note)}" for note in wording.notes(result)]
        yield from _folded(f"{result.check.id} {result.check.name}", notes)
    for each in shown(judged.case, asked=pods):
        yield from _folded(each.title, list(markdown_lines(each)))


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
    for about, said in wording.faults(result):
        yield f"- **{escape(about)}**"
        yield from (f"  - {word}: {escape(text)}" for word, text in said)
    if more := wording.left_out(result):
        yield f"- {escape(more)}"


def _sheet(sheet: Sheet) -> list[str]:
    return [f"### {sheet.title}", "", *markdown_lines(sheet), ""]


def _folded(summary: str, lines: list[str]) -> list[str]:
    # GitHub reads no Markdown in a summary, only HTML.
    safe = summary.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return [f"<details><summary>{safe}</summary>", "", *lines, "", "</details>", ""]
