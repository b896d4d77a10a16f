"""The section of one stack in a comment: changes, grants, ways out, addresses with their map, warnings, previews."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from html import escape as html
from typing import Final

from aksnet.diff.change import Effect, Outcome, Subject
from aksnet.report.address_map import address_map
from aksnet.report.diff_document import AddressesRow, ChangeRow, ProblemRow, StackDiff
from aksnet.report.diff_words import done_by_an_up, verdict
from aksnet.report.markdown_text import code, escape, page_link
from aksnet.report.preview_document import SANDBOX, PreviewDocument
from aksnet.visible import visible


class Detail(Enum):
    """How much of a stack is shown."""

    ALL = auto()
    SHORT = auto()
    """Without maps and the lines of previews, and with the beginning of long tables."""
    NONE = auto()


_ROWS: Final = {Detail.ALL: 500, Detail.SHORT: 20, Detail.NONE: 0}


def section(diff: StackDiff, previews: Sequence[PreviewDocument], detail: Detail) -> str:
    """Return the section, from its heading to an empty line."""
    if detail is Detail.NONE:
        return ""
    if diff.unchanged:
        told = [f"Compared with {code(diff.against)}. What else changes is no matter of the network."]
        body = "\n\n".join([*told, *_previews(previews, detail)])
        summary = f"<summary>{_html(diff.stack)}: nothing changes in the network</summary>"
        return f"\n<details>{summary}\n\n{body}\n\n</details>\n"
    parts = [f"### {code(diff.stack)}: {verdict(diff).replace('**', '')}"]
    if diff.compared:
        parts.append(f"Compared with {code(diff.against)}.")
    parts += _body(diff, detail)
    parts += _previews(previews, detail)
    return "\n" + "\n\n".join(parts) + "\n"


def _body(diff: StackDiff, detail: Detail) -> Iterator[str]:
    if diff.failure is not None:
        yield escape(diff.failure)
    yield from _listed("", diff.problems, detail)
    for title, changes in _groups(diff):
        yield from _changes(title, changes, detail)
    if diff.kept:
        yield "\n".join(["**Kept as it is**", "", *(f"- {escape(sentence)}" for sentence in diff.kept)])
    if diff.new_clusters:
        yield f"**New clusters**: {', '.join(map(code, diff.new_clusters))}"
    grants = [each for each in diff.changes if each.subject is Subject.GRANT]
    yield from _table(
        "Grants of the clusters' identities",
        ("cluster", "before", "after"),
        ((code(each.cluster or ""), escape(each.old), escape(each.new)) for each in grants),
        detail,
    )
    yield from _table(
        "Where traffic leaves: firewalls that list its addresses have to follow",
        ("cluster", "before", "after"),
        ((code(each.cluster), escape(each.before or "–"), escape(each.after or "–")) for each in diff.ways_out),
        detail,
    )
    yield from _table("Addresses", ("range", "before", "free", "after", "free"), _rooms(diff), detail, "lrrrr")
    if detail is Detail.ALL and (drawn := address_map(diff)):
        yield _map(drawn, folded=diff.ranges.before == diff.ranges.after)
    yield from _listed("New warnings", diff.warnings.new, detail)
    yield from _listed("Warnings that are gone", diff.warnings.gone, detail)
    if diff.warnings.kept:
        yield f"{diff.warnings.kept} warning{'' if diff.warnings.kept == 1 else 's'} as before."


def _map(drawn: str, *, folded: bool) -> str:
    """Return the map; where no range differs but what is left of it, out of the way."""
    fenced = f"```mermaid\n{drawn}```"
    return (
        f"<details><summary>Address map</summary>\n\n{fenced}\n\n</details>"
        if folded
        else f"**Address map**\n\n{fenced}"
    )


def _groups(diff: StackDiff) -> Iterator[tuple[str, list[ChangeRow]]]:
    own = [each for each in diff.changes if each.subject is not Subject.GRANT or each.refused]
    kept = [each for each in own if not each.refused and not each.migrate]
    yield "Refused: a living cluster would be lost", [each for each in own if each.refused]
    migrated = [each for each in own if each.migrate]
    yield f"Changed in place, once `aksnet migrate -s {diff.stack}` has prepared the up", migrated
    for title, outcomes in (
        ("Deleted and made again", (Outcome.REPLACED,)),
        ("Removed", (Outcome.DELETED,)),
        ("Changed in place", (Outcome.UPDATED, Outcome.REFUSED)),
    ):
        yield title, [each for each in kept if Outcome[each.outcome] in outcomes]


def _changes(title: str, changes: Sequence[ChangeRow], detail: Detail) -> Iterator[str]:
    yield from _table(
        title,
        ("setting", "before", "after", "what an up would do"),
        ((code(each.path), code(each.old), code(each.new), _doing(each)) for each in changes),
        detail,
    )
    if changes and all(each.refused for each in changes):
        yield _refusal(changes)
    for each in changes[: _ROWS[detail]]:
        if each.steps:
            own_way = Effect[each.effect] in (Effect.STEPS, Effect.REIMAGED, Effect.IN_PLACE)
            head = f"{code(each.path)}, {'as Azure does it' if own_way else 'instead'}:"
            yield "\n".join([head, "", *(f"{number}. {escape(step)}" for number, step in enumerate(each.steps, 1))])


def _refusal(changes: Sequence[ChangeRow]) -> str:
    """Return what becomes of a run, and whether the stack file can allow the changes."""
    ends = "A run that does this ends before anything is changed"
    by_azure = [Outcome[each.outcome] is Outcome.REFUSED for each in changes]
    if all(by_azure):
        return f"{ends}, and no key allows what Azure refuses."
    return f"{ends}, and names the key that would allow it{'; none allows what Azure refuses' * any(by_azure)}."


def _doing(change: ChangeRow) -> str:
    sentence = escape("; ".join(part for part in (done_by_an_up(change), change.because) if part))
    link = page_link(change.page)
    return f"{sentence} ({link})" if link else sentence


def _rooms(diff: StackDiff) -> Iterator[tuple[str, ...]]:
    for name, both in diff.addresses.items():
        if both.before != both.after:
            yield (code(name), *_room(both.before), *_room(both.after))


def _room(row: AddressesRow | None) -> tuple[str, str]:
    return ("–", "–") if row is None else (code(row.range), f"{row.free:,} of {row.available:,}")


def _listed(title: str, problems: Sequence[ProblemRow], detail: Detail) -> Iterator[str]:
    if not problems:
        return
    lines = [f"**{title}**", ""] if title else []
    shown = problems[: _ROWS[detail]]
    for each in shown:
        value = "" if each.value is None else f" {code(each.value)}"
        link = page_link(each.page)
        lines.append(
            f"- {code(each.path)}:{value} {escape(each.message)}; {escape(each.cure)}{f' ({link})' * bool(link)}"
        )
    yield "\n".join([*lines, *_more(len(problems) - len(shown))])


def _table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], detail: Detail, sides: str = ""
) -> Iterator[str]:
    every = list(rows)
    if not every:
        return
    shown = every[: _ROWS[detail]]
    bars = ["---:" if side == "r" else "---" for side in sides.ljust(len(columns), "l")]
    table = [_row(columns), _row(bars), *map(_row, shown)]
    yield "\n".join([f"**{title}**", "", *table, *_more(len(every) - len(shown))])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _more(count: int) -> list[str]:
    return ["", f"And {count:,} more."] if count > 0 else []


def _previews(previews: Sequence[PreviewDocument], detail: Detail) -> Iterator[str]:
    for each in previews:
        where = "in the sandbox" if each.where == SANDBOX else f"of {code(each.where)}"
        on_top = f", on top of {code(each.on_top)}" if each.on_top else ""
        yield f"**Preview {where}{on_top}**: {each.told}."
        if detail is Detail.ALL and (lines := [*each.errors, *each.lines]):
            yield _folded("What it printed", [line for text in lines for line in visible(text).splitlines()])


def _folded(summary: str, lines: Sequence[str]) -> str:
    # Indented, no line ends the block; in a fence a line of backticks would.
    text = "\n".join(f"    {line}".rstrip() for line in lines)
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"


def _html(text: str) -> str:
    return f"<code>{html(visible(text))}</code>"
