"""Judge a case by every check, in their order."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from aksnet.verify.case import Case, lacking
from aksnet.verify.check import Check, Outcome, Status, skipped
from aksnet.verify.checks import CHECKS


@dataclass(frozen=True, kw_only=True)
class Result:
    """A check and how it ended."""

    check: Check
    outcome: Outcome
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Everything that the checks found about one case."""

    case: Case
    results: tuple[Result, ...]
    undone: str = ""
    """What was asked for and did not happen, with the reason."""

    @property
    def ok(self) -> bool:
        """Whether no check failed, at least one passed, and all happened that was asked for; else nothing is proven."""
        return not self.count(Status.FAILED) and bool(self.count(Status.PASSED)) and not self.undone

    def count(self, status: Status) -> int:
        """Return how many checks ended this way."""
        return sum(result.outcome.status is status for result in self.results)


def judge(case: Case, checks: Iterable[Check] = CHECKS) -> Verdict:
    """Run the checks; one whose needs are not met is skipped with the reason."""
    return Verdict(case=case, results=tuple(_result(check, case) for check in checks))


def _result(check: Check, case: Case) -> Result:
    started = time.monotonic()
    outcome = _outcome(check, case)
    return Result(check=check, outcome=outcome, seconds=time.monotonic() - started)


def _outcome(check: Check, case: Case) -> Outcome:
    for need in check.needs:
        reason = lacking(case, need)
        if reason is not None:
            return skipped(reason)
    return check.run(case)
