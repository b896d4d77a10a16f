"""What a check is, and how it can end.

A check is one row: what it is called, what it proves and does not, what it needs, and a function from the case to an
outcome. The rows in their order are in `aksnet.verify.checks`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique

from aksnet.verify.judged_cluster import JudgedCluster, Requirement


@unique
class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    INFO = "info"


@unique
class Left(StrEnum):
    """Why a check that was skipped judged nothing."""

    UNKNOWN = "unknown"
    """What it would judge by was not seen."""
    NOTHING_TO_JUDGE = "nothing to judge"
    """This cluster has nothing of the kind."""
    NOT_ASKED = "not asked for"
    """It needs what only somebody who verifies can name, such as a stack."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is not as it should be."""

    object: str
    """What it is about, such as `pod default/nginx-1`."""
    seen: str
    expected: str
    cause: str
    """The likely cause."""
    cure: str
    """What to do."""

    def __str__(self) -> str:
        return f"{self.object}: {self.seen}; expected {self.expected}. Likely cause: {self.cause}. Cure: {self.cure}."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a check found."""

    status: Status
    summary: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    """Lines for the report that are no faults."""
    left: Left | None = None
    """Why a skipped check judged nothing."""


def passed(summary: str, *notes: str) -> Outcome:
    """Everything is as it should be."""
    return Outcome(status=Status.PASSED, summary=summary, notes=notes)


def skipped(reason: str, left: Left = Left.UNKNOWN) -> Outcome:
    """Nothing can be said, for this reason."""
    return Outcome(status=Status.SKIPPED, summary=reason, left=left)


def no_case(reason: str, *notes: str) -> Outcome:
    """There is nothing to judge here, for this reason: nothing is lost by it."""
    return Outcome(status=Status.SKIPPED, summary=reason, notes=notes, left=Left.NOTHING_TO_JUDGE)


def info(summary: str, *notes: str) -> Outcome:
    """Something worth knowing, neither good nor bad."""
    return Outcome(status=Status.INFO, summary=summary, notes=notes)


def judged(faults: list[Fault], summary: str, *notes: str) -> Outcome:
    """Fail with the faults, or pass with the summary where there is none."""
    if not faults:
        return passed(summary, *notes)
    more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
    return Outcome(status=Status.FAILED, summary=f"{faults[0].object}{more}", faults=tuple(faults), notes=notes)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check."""

    id: str
    """Its number in the catalogue, such as V2."""
    name: str
    """A short name in lower case with hyphens, which never changes: reports and JUnit use it."""
    title: str
    """The question as a sentence, such as "Pods have addresses of the range that the mode promises"."""
    proves: str
    does_not: str
    """What a pass leaves open."""
    needs: tuple[Requirement, ...]
    """What must be known or readable, else the check is skipped with the reason."""
    without: str = ""
    """What it does with less than everything that it can use; empty where its needs are all that it uses."""
    run: Callable[[JudgedCluster], Outcome]
