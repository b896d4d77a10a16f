"""One policy for all problems of a stack file: which are told, and in which order.

A problem is known by its kind and its path; nothing is decided by the words of a message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from aksnet.settings.problem_entry import Severity, Stage
from aksnet.settings.problems import Problem

SPACE = ("network", "network.addressSpace")
"""Settings without which nothing is known of where a subnet may lie."""

IN_SPACE = ("prefix", "ipv6Prefix")
"""Settings that say where a subnet lies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What there is to tell of a stack, in the order in which it is told."""

    problems: tuple[Problem, ...]
    """What has to be mended before anything is declared."""
    warnings: tuple[Problem, ...]
    """What Azure takes, and what should still be said."""


def findings(found: Iterable[Problem]) -> Findings:
    """Return what is told of everything that was found: by the stage of its kind, within a stage as it came.

    - Nothing is told twice, and a warning hides nothing else.
    - A problem hides those of later stages at, above and below its path: where something could not be read, or does not
      go together, there is no need to say what would come of it.
    - At one path one problem of the plan is told, the first: its cure is the same as that of the others.
    - A problem with the VNet's own ranges hides where subnets lie in them, if it is of an earlier stage or of the plan.
    """
    told = _Told()
    for _, together in groupby(sorted(found, key=lambda each: each.stage), key=lambda each: each.stage):
        told.add(together)
    return Findings(
        problems=tuple(problem for problem in told.all if problem.severity is Severity.ERROR),
        warnings=tuple(problem for problem in told.all if problem.severity is Severity.WARNING),
    )


class _Told:
    """What is told so far, by what it hides: of ten thousand problems none is compared with all others."""

    def __init__(self) -> None:
        self.all: list[Problem] = []
        self._sentences: set[tuple[str, str]] = set()
        self._planned: set[str] = set()
        """Paths of errors of the plan."""
        self._wrong: set[_Path] = set()
        """Paths of errors of earlier stages."""
        self._above: set[_Path] = set()
        """Those paths and all above them."""
        self._space = False
        """Whether it is known that the VNet's own ranges are wrong."""

    def add(self, together: Iterable[Problem]) -> None:
        """Tell what is not hidden of the problems of one stage, later than all before."""
        errors = []
        for problem in together:
            if self._hides(problem):
                continue
            self.all.append(problem)
            self._sentences.add((problem.path, problem.message))
            if problem.severity is Severity.ERROR:
                errors.append(problem)
                if problem.stage is Stage.PLANNED:
                    self._planned.add(problem.path)
                    self._space |= _about_space(problem)
        for problem in errors:
            path = _segments(problem)
            self._wrong.add(path)
            self._above.update(path[:length] for length in range(len(path) + 1))
            self._space |= _about_space(problem)

    def _hides(self, problem: Problem) -> bool:
        path = _segments(problem)
        return (
            (problem.path, problem.message) in self._sentences
            or path in self._above
            or any(path[:length] in self._wrong for length in range(1, len(path)))
            or (problem.severity is Severity.ERROR and problem.path in self._planned)
            or (self._space and path[-1] in IN_SPACE)
        )


_Path = tuple[str, ...]


def _segments(problem: Problem) -> _Path:
    return tuple(problem.path.split("."))


def _about_space(said: Problem) -> bool:
    return any(path in SPACE or (path or "").startswith(f"{SPACE[1]}.") for path in (said.path, said.meant))
