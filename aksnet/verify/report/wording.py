"""The parts of the report that people read, in their order; how they look is in `table` and `markdown`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

from aksnet.report.sheet import Sheet
from aksnet.verify.check import Status
from aksnet.verify.report.observed_ranges import ranges
from aksnet.verify.report.text import plain
from aksnet.verify.runner import Conclusion, Result, Verdict
from aksnet.verify.verdicts import Judged, Unjudged

MOST_FAULTS: Final = 50
"""As many faults of one check are told to people; the JSON has all."""
_WORDS: Final = ("seen", "expected", "cause", "cure")
ORDER: Final = (Status.FAILED, Status.PASSED, Status.SKIPPED, Status.INFO)


def clean_sheet(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Sheet:
    """Make a table whose every cell is one line of plain text, whatever a cluster wrote into it."""
    return Sheet(title=plain(title), columns=columns, rows=tuple(tuple(map(plain, row)) for row in rows))


def headline(verdict: Verdict) -> str:
    """Return in one line how it ended."""
    counts = ", ".join(f"{verdict.count(each)} {each.value}" for each in ORDER if verdict.count(each))
    undone = f" Not done: {plain(verdict.undone)}." if verdict.undone else ""
    match verdict.conclusion:
        case Conclusion.FAILED if verdict.count(Status.FAILED):
            return f"Failed: {counts}.{undone}"
        case Conclusion.FAILED:
            return f"{f'Verified in part: {counts}.' if counts else 'Nothing was judged.'}{undone}"
        case Conclusion.NOT_PROVED:
            return f"Not proved: {counts}. {plain('. '.join(verdict.unproved))}."
        case Conclusion.PROVED:
            return f"Verified: {counts}."
        case _:
            assert_never(verdict.conclusion)


def endings(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield how each cluster ended, a line each with its name where there are several, and then all together."""
    if len(judged) == 1:
        yield _ending(judged[0])
        return
    for each in judged:
        yield f"{name_of(each)}: {_ending(each)}"
    counts = Counter(_word(each) for each in judged)
    yield f"{len(judged)} clusters: {', '.join(f'{count} {word}' for word, count in counts.items())}."


def _ending(judged: Judged) -> str:
    return f"Not judged: {plain(judged.why)}" if isinstance(judged, Unjudged) else headline(judged)


def _word(judged: Judged) -> str:
    return "not judged" if isinstance(judged, Unjudged) else judged.conclusion.value


def name_of(judged: Judged) -> str:
    """Return the name of a cluster; empty where it is of no stack."""
    return plain(judged.cluster if isinstance(judged, Unjudged) else judged.case.expected.cluster)


def to_do(verdict: Verdict) -> Iterator[str]:
    """Yield what to save, grant or name so that more can be judged, where too little was."""
    if verdict.conclusion is not Conclusion.NOT_PROVED:
        return
    facts = verdict.case.facts
    for kind, reason in sorted(facts.unread.items()):
        if kind not in facts.not_served:
            yield plain(f"{kind}: {reason}" if facts.saved else f"{kind}: {reason}; see Rights in docs/verify.md")
    yield "or accept it: --accept unproved ends with 0"


def title(verdict: Verdict) -> str:
    """Return what was verified."""
    case = verdict.case
    cluster = f"{case.expected.cluster} · " if case.expected.cluster else ""
    only = f" · namespace {case.facts.namespace}" if case.facts.namespace else ""
    return plain(f"{cluster}{case.facts.source}{only}")


def checks(verdict: Verdict) -> Sheet:
    """Return a row per check."""
    rows = tuple(
        (each.check.id, each.check.title, each.outcome.status.value, each.outcome.summary) for each in verdict.results
    )
    return clean_sheet("Checks", ("id", "check", "status", "summary"), rows)


def declared_and_observed(verdict: Verdict) -> Sheet:
    """Return the ranges."""
    rows = tuple(
        (
            each.of,
            ", ".join(each.declared) or "not known",
            ", ".join(each.observed) or "none seen",
            str(each.outside) if each.declared else "–",
        )
        for each in ranges(verdict.case)
    )
    return clean_sheet("Declared and observed", ("of", "declared", "observed", "outside"), rows)


def how_known(verdict: Verdict) -> Iterator[str]:
    """Yield which mode and policy engine were found, and how that is known."""
    case = verdict.case
    expected, found = case.expected, case.detection
    declared = f"declared {expected.mode.name}; " if expected.mode else ""
    yield plain(f"Mode: {declared}found {found.mode.name if found.mode else 'none'} – {found.why}")
    declared = f"declared {expected.policy}; " if expected.policy else ""
    yield plain(f"Policy engine: {declared}found {found.policy or 'nothing to tell by'} – {found.policy_why}")


def failed(verdict: Verdict) -> tuple[Result, ...]:
    """Return the results with faults."""
    return tuple(result for result in verdict.results if result.outcome.status is Status.FAILED)


def faults(result: Result) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the faults that are told: of each the object, and what is said of it under its words."""
    for fault in result.outcome.faults[:MOST_FAULTS]:
        yield plain(fault.object), tuple((word, plain(getattr(fault, word))) for word in _WORDS)


def notes(result: Result) -> list[str]:
    """Return the notes of a result."""
    return list(map(plain, result.outcome.notes))


def noted(verdict: Verdict) -> tuple[Result, ...]:
    """Return the results with notes."""
    return tuple(result for result in verdict.results if result.outcome.notes)


def left_out(result: Result) -> str:
    """Return how many faults are not told, or nothing."""
    more = len(result.outcome.faults) - MOST_FAULTS
    return f"… and {more:,} more: --format json has all of them." if more > 0 else ""


def unread(verdict: Verdict) -> Iterator[str]:
    """Name each kind that could not be read, with the reason."""
    case = verdict.case
    reasons = {**case.facts.unread, **(case.azure.unread if case.azure else {})}
    yield from (plain(f"{kind}: {reason}") for kind, reason in sorted(reasons.items()))
    yield from map(plain, case.facts.left_out)
