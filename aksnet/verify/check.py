"""What a check is, and how it can end.

A check is one row: what it is called, what it proves and does not, what it needs, and a function from the case to an
outcome. The rows in their order are in `aksnet.verify.checks`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique

from aksnet.verify.case import Case, Need


@unique
class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    INFO = "info"


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


def passed(summary: str, *notes: str) -> Outcome:
    """Everything is as it should be."""
    return Outcome(status=Status.PASSED, summary=summary, notes=notes)


def skipped(reason: str) -> Outcome:
    """Nothing can be said, for this reason."""
    return Outcome(status=Status.SKIPPED, summary=reason)


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
    needs: tuple[Need, ...]
    """What must be known or readable, else the check is skipped with the reason."""
    run: Callable[[Case], Outcome]
