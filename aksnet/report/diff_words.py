"""How a stack's change stands, in words that begin no sentence: for the table and the headings of a comment."""

from collections.abc import Iterator
from typing import assert_never

from aksnet.diff.change import Effect, Outcome, Subject
from aksnet.report.diff_document import ChangeRow, StackDiff


def verdict(diff: StackDiff) -> str:
    """Return in a few words what becomes of a network; what weighs most is in bold."""
    if diff.problems:
        return f"**{_count(len(diff.problems), 'problem')} in the settings**"
    if diff.failure is not None:
        return "**not compared**"
    if diff.unchanged:
        return "nothing changes"
    parts = [*_of_changes(diff), *_besides(diff)]
    return ", ".join(parts) or "other numbers of addresses"


def _of_changes(diff: StackDiff) -> Iterator[str]:
    if lost := len(diff.refused):
        yield f"**refused: {_count(lost, 'change')} would lose a living cluster**"
    if migrated := sum(each.migrate for each in diff.changes):
        yield f"{migrated} changed in place by `aksnet migrate`"
    allowed = [each for each in diff.changes if not each.refused and not each.migrate]
    kept = [Outcome[each.outcome] for each in allowed if each.subject is not Subject.GRANT]
    for words, outcomes in (
        ("replaced", (Outcome.REPLACED,)),
        ("removed", (Outcome.DELETED,)),
        ("changed in place", (Outcome.UPDATED, Outcome.REFUSED)),
    ):
        if count := sum(outcome in outcomes for outcome in kept):
            yield f"{count} {words}"
    grants = [Outcome[each.outcome] for each in allowed if each.subject is Subject.GRANT]
    if added := grants.count(Outcome.UPDATED):
        yield _count(added, "new grant")
    if removed := grants.count(Outcome.DELETED):
        yield f"{_count(removed, 'grant')} removed"


def _besides(diff: StackDiff) -> Iterator[str]:
    if diff.new_clusters:
        yield _count(len(diff.new_clusters), "new cluster")
    if diff.ways_out:
        yield "another way out"
    if diff.warnings.new:
        yield _count(len(diff.warnings.new), "new warning")


def done_by_an_up(change: ChangeRow) -> str:
    """Return what an up would do to the living resource, and what Azure itself could do instead."""
    outcome, effect = Outcome[change.outcome], Effect[change.effect]
    if change.migrate:
        return f"Azure changes it {effect}"
    match outcome:
        case Outcome.UPDATED:
            return effect.value
        case Outcome.REPLACED:
            what = "the pool" if change.subject is Subject.POOL else f"the {_whole(change)}"
            return f"{what} is deleted and made again{_instead(effect)}"
        case Outcome.DELETED:
            return "deleted"
        case Outcome.REFUSED:
            return "Azure refuses it in the middle of the run"
        case unknown:
            assert_never(unknown)


def _whole(change: ChangeRow) -> str:
    return "cluster" if change.cluster is not None else f"{change.subject} with everything in it"


def _instead(effect: Effect) -> str:
    match effect:
        case Effect.IN_PLACE | Effect.REIMAGED | Effect.STEPS:
            return f", where Azure can do it {effect}"
        case Effect.NEW_POOL | Effect.REPLACED | Effect.IMPOSSIBLE | Effect.REMOVED:
            return ""
        case unknown:
            assert_never(unknown)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
