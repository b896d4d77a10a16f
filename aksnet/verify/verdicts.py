"""What several clusters come to together: a verdict of each that could be read, and one exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aksnet.errors import ExitCode
from aksnet.verify.runner import Conclusion, Verdict


@dataclass(frozen=True, kw_only=True)
class Unjudged:
    """A cluster of a stack that could not be read at all."""

    cluster: str
    why: str
    exit_code: ExitCode


Judged = Verdict | Unjudged
_CODES: Final = {
    Conclusion.PROVED: ExitCode.DONE,
    Conclusion.FAILED: ExitCode.FAILED,
    Conclusion.NOT_PROVED: ExitCode.NOT_PROVED,
}
_WORST_FIRST: Final = (ExitCode.FAILED, ExitCode.WRONG_USAGE, ExitCode.NOT_PROVED, ExitCode.DONE)


def exit_code_of(judged: Judged, *, accept_unproved: bool = False) -> ExitCode:
    """Return the exit code that one cluster alone would end with."""
    code = judged.exit_code if isinstance(judged, Unjudged) else _CODES[judged.conclusion]
    return ExitCode.DONE if accept_unproved and code is ExitCode.NOT_PROVED else code


def worst_exit_code(judged: Sequence[Judged], *, accept_unproved: bool = False) -> ExitCode:
    """Return the exit code of all: that of the cluster that ended worst."""
    codes = {exit_code_of(each, accept_unproved=accept_unproved) for each in judged}
    return next(code for code in _WORST_FIRST if code in codes)
