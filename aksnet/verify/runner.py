"""Judge a case by every check, in their order, and say what that comes to."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique

from aksnet.verify.check import Check, Left, Outcome, Status, skipped
from aksnet.verify.checks import CHECKS
from aksnet.verify.judged_cluster import JudgedCluster, Requirement, is_asked, lacking


@unique
class Conclusion(StrEnum):
    """What all checks together come to."""

    PROVED = "proved"
    FAILED = "failed"
    NOT_PROVED = "not proved"


@dataclass(frozen=True, kw_only=True)
class Result:
    """A check and how it ended."""

    check: Check
    outcome: Outcome
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Everything that the checks found about one case."""

    case: JudgedCluster
    results: tuple[Result, ...]
    undone: str = ""
    """What was asked for and did not happen, with the reason."""

    @property
    def conclusion(self) -> Conclusion:
        """What the results come to: failed also where something that was asked for did not happen."""
        if self.count(Status.FAILED) or self.undone:
            return Conclusion.FAILED
        return Conclusion.NOT_PROVED if self.unproved else Conclusion.PROVED

    @property
    def ok(self) -> bool:
        """Whether the network is proved to be what its mode promises."""
        return self.conclusion is Conclusion.PROVED

    @property
    def unproved(self) -> tuple[str, ...]:
        """Why nothing is proved though nothing may have failed; empty where enough was judged."""
        return tuple(_doubts(self))

    def count(self, status: Status) -> int:
        """Return how many checks ended this way."""
        return sum(result.outcome.status is status for result in self.results)

    def left(self, why: Left) -> tuple[Result, ...]:
        """Return the skipped checks that judged nothing for this reason."""
        return tuple(result for result in self.results if result.outcome.left is why)


def judge(case: JudgedCluster, checks: Iterable[Check] = CHECKS) -> Verdict:
    """Run the checks; one whose needs are not met is skipped with the reason."""
    return Verdict(case=case, results=tuple(_result(check, case) for check in checks))


def _result(check: Check, case: JudgedCluster) -> Result:
    started = time.monotonic()
    outcome = _outcome(check, case)
    return Result(check=check, outcome=outcome, seconds=time.monotonic() - started)


def _outcome(check: Check, case: JudgedCluster) -> Outcome:
    unmet = [(need, reason) for need in check.needs if (reason := lacking(case, need)) is not None]
    not_asked = next((reason for need, reason in unmet if not is_asked(case, need)), None)
    if not_asked is not None:
        return skipped(not_asked, Left.NOT_ASKED)
    return skipped(unmet[0][1]) if unmet else check.run(case)


def _doubts(verdict: Verdict) -> Iterator[str]:
    """Yield why the results prove nothing: the mode is not known, or less than half could be judged."""
    case = verdict.case
    for need in (Requirement.POD_ADDRESSES, Requirement.DATA_PLANE):
        if reason := lacking(case, need):
            yield reason[:1].upper() + reason[1:]
            break
    judged = verdict.count(Status.PASSED) + verdict.count(Status.FAILED)
    unknown = verdict.left(Left.UNKNOWN)
    if judged < len(unknown) or not judged:
        names = ", ".join(result.check.name for result in unknown)
        yield f"Only {judged} of {judged + len(unknown)} checks could be judged; not judged: {names or 'any'}"
    facts = case.facts
    if facts.namespace is not None and not _has_anything(case, facts.namespace):
        yield f"There is nothing in the namespace {facts.namespace}: it is empty, or there is no such namespace"


def _has_anything(case: JudgedCluster, namespace: str) -> bool:
    facts = case.facts
    seen = {each.namespace for each in facts.pods} | {each.namespace for each in facts.services}
    seen |= {each.namespace for each in facts.workloads}
    unread = any(facts.why_unread(kind, namespace) for kind in ("pods", "services", "deployments"))
    return unread or namespace in seen
