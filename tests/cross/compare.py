"""Compare what planning says of a drawn stack with what the sandbox answers, and report where they differ.

Planning's rules are heard one by one, without the reporter that tells people the first of several things about one
setting; so is every rule of the sandbox. `python -m tests.cross.compare SEED` prints one case.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, Final

import yaml

from aksnet.layout.resolve import resolve
from aksnet.plan.stack_plan import plan_stack
from aksnet.rules import RULES
from aksnet.rules.context import Context
from aksnet.sandbox import clock
from aksnet.settings.loading import load
from aksnet.settings.problem_entry import Severity
from aksnet.settings.problems import Problem
from tests.cross.answers import AZURE, OURS, SILENT, WARNED
from tests.cross.drawing import Drawn, draw
from tests.cross.simulated import INSIDE, Refused, deployed

STACK: Final = "dev"
LOCATION: Final = "westeurope"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What both sides say of one stack."""

    seed: str
    drawn: Drawn
    context: Context
    found: tuple[Problem, ...]
    refused: tuple[Refused, ...]

    @property
    def errors(self) -> list[Problem]:
        """What planning refuses, whoever's limit it is."""
        return [problem for problem in self.found if problem.severity is Severity.ERROR]

    @property
    def of_azure(self) -> list[Problem]:
        """What planning refuses as a limit of Azure and the request shows; in a cluster, once Azure has taken it."""
        asked = [p for p in self.errors if p.kind in AZURE and AZURE[p.kind].shown(self.context, p)]
        in_azure = any(not refused.rule.startswith(INSIDE) for refused in self.refused)
        return [p for p in asked if not (in_azure and AZURE[p.kind].rules[0].startswith(INSIDE))]

    def differences(self) -> Iterator[str]:
        """Yield where the sides differ; nothing where they say the same."""
        rules = {refused.rule for refused in self.refused}
        for problem in self.of_azure:
            if rules.isdisjoint(AZURE[problem.kind].rules):
                yield f"planning refuses {problem.kind.id} at {problem.path}, and the sandbox takes it"
        explained = {rule for problem in self.found for rule in _rules_of(problem)}
        explained |= {rule for silence in SILENT if silence.when(self.context) for rule in silence.rules}
        for refused in self.refused:
            if refused.rule not in explained:
                yield f"the sandbox refuses by {refused.rule}, and planning has no word for it"

    def report(self) -> str:
        """Return all that a person needs to see which side is right."""
        changed = ", ".join(self.drawn.changes) or "nothing was changed of a right stack"
        return "\n".join(
            [
                f"Planning and the sandbox differ (python -m tests.cross.compare {self.seed}):",
                *(f"  {difference}" for difference in self.differences()),
                f"changed: {changed}",
                "planning says:",
                *(f"  {p.severity} {p.kind.id} ({p.limit}) {p.path}: {p.message}" for p in self.found),
                "the sandbox refuses:",
                *(f"  {refused}" for refused in self.refused),
                "the stack file:",
                yaml.safe_dump(self.drawn.raw, sort_keys=False),
            ]
        )


def _rules_of(problem: Problem) -> tuple[str, ...]:
    if problem.kind in OURS:
        return OURS[problem.kind].rules
    answer = AZURE.get(problem.kind) or WARNED.get(problem.kind)
    return answer.rules if answer else ()


def compared(seed: str) -> Compared:
    """Draw the stack of a seed and let both sides judge it."""
    drawn = draw(Random(seed))
    context = _context(drawn.raw, clock.now().date())
    return Compared(
        seed=seed,
        drawn=drawn,
        context=context,
        found=tuple(problem for rule in RULES for problem in rule(context)),
        refused=tuple(deployed(context.plan, drawn.existing.subscription())),
    )


def _context(raw: dict[str, Any], today: date) -> Context:
    settings, unread = load(raw)
    if settings is None or unread:
        raise AssertionError(f"a stack was drawn that cannot be read: {[str(problem) for problem in unread]}")
    layout = resolve(settings, stack=STACK, location=LOCATION)
    return Context(settings=settings, layout=layout, plan=plan_stack(settings, layout), today=today)


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        sys.stdout.write(f"{compared(asked).report()}\n")
