"""What hides what, by kind and path alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.rules.reporter import findings
from aksnet.settings.problem_entry import Severity, Stage
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def _at(kind: Kind, path: str, message: str = "m", meant: str | None = None) -> Problem:
    return Problem(kind=kind, path=path, value=None, message=message, cure="c", meant=meant)


FORM, WRITTEN, PLANNED, WARNING = Kind.TYPE, Kind.CONTRADICTION, Kind.OUTSIDE_VNET, Kind.PODS_IN_VNET
SPACE = "network.addressSpace"
PREFIX = "clusters.a.nodeSubnet.prefix"

HIDDEN: dict[str, tuple[Problem, Problem]] = {
    "a later stage at the path": (_at(FORM, "a.b"), _at(WRITTEN, "a.b")),
    "a later stage below the path": (_at(FORM, "a"), _at(PLANNED, "a.b.c")),
    "a later stage above the path": (_at(WRITTEN, "a.b.c"), _at(PLANNED, "a")),
    "a second problem of the plan at one path": (_at(PLANNED, "a"), _at(PLANNED, "a", "other")),
    "the same twice": (_at(WARNING, "a"), _at(WARNING, "a")),
    "a place in a VNet whose ranges could not be read": (_at(FORM, f"{SPACE}.0"), _at(PLANNED, PREFIX)),
    "a place in a network that could not be read": (_at(FORM, "network"), _at(PLANNED, PREFIX)),
    "a place in a VNet whose ranges were meant": (_at(FORM, "network.x", meant=SPACE), _at(PLANNED, PREFIX)),
    "a place in a VNet that has to move": (_at(Kind.VNET_ON_PEERED, SPACE), _at(PLANNED, PREFIX)),
    "what to warn of where something is written wrong": (_at(WRITTEN, "a"), _at(WARNING, "a.b")),
}
TOLD: dict[str, tuple[Problem, Problem]] = {
    "a later stage beside the path": (_at(FORM, "a.b"), _at(PLANNED, "a.c")),
    "two problems of what is written at one path": (_at(WRITTEN, "a"), _at(WRITTEN, "a", "other")),
    "two problems of the plan, one below the other": (_at(PLANNED, "a"), _at(PLANNED, "a.b")),
    "two warnings at one path": (_at(WARNING, "a"), _at(WARNING, "a", "other")),
    "a warning of the plan where the plan is wrong": (_at(PLANNED, "a"), _at(WARNING, "a", "other")),
    "what a setting of the same stage says of a subnet": (_at(WRITTEN, SPACE), _at(WRITTEN, PREFIX)),
    "what is no place in the VNet": (_at(FORM, SPACE), _at(PLANNED, "clusters.a.podCidr")),
}


@pytest.mark.parametrize(("one", "other"), HIDDEN.values(), ids=HIDDEN)
def test_a_problem_hides(one: Problem, other: Problem) -> None:
    told = findings([other, one] if one.stage < other.stage else [one, other])
    assert (*told.problems, *told.warnings) == (one,)


@pytest.mark.parametrize(("one", "other"), TOLD.values(), ids=TOLD)
def test_a_problem_does_not_hide(one: Problem, other: Problem) -> None:
    told = findings([one, other])
    assert (*told.problems, *told.warnings) == (one, other)


def _hidden_by(said: Problem, problem: Problem) -> bool:
    """The policy as it is written down, of one pair."""
    if (said.path, said.message) == (problem.path, problem.message):
        return True
    if said.severity is Severity.WARNING:
        return False
    earlier, planned = said.stage < problem.stage, said.stage is problem.stage is Stage.PLANNED
    in_space = problem.path.rsplit(".", 1)[-1] in ("prefix", "ipv6Prefix")
    about_space = any(
        each in ("network", SPACE) or each.startswith(f"{SPACE}.") for each in (said.path, said.meant or "")
    )
    return (
        (earlier and said.explains(problem))
        or (planned and problem.severity is Severity.ERROR and said.path == problem.path)
        or ((earlier or planned) and about_space and in_space)
    )


PATHS = st.sampled_from(["a", "a.b", "a.b.c", "a.prefix", "x", "network", SPACE, f"{SPACE}.0", PREFIX, "clusters.a"])
PROBLEMS = st.builds(_at, st.sampled_from([FORM, WRITTEN, PLANNED, WARNING]), PATHS, st.sampled_from("mn"))


@given(st.lists(PROBLEMS, max_size=12))
def test_what_is_told_is_hidden_by_nothing_that_is_told_before_it(given: list[Problem]) -> None:
    told: list[Problem] = []
    for problem in sorted(given, key=lambda each: each.stage):
        told += [] if any(_hidden_by(said, problem) for said in told) else [problem]
    found = findings(given)
    assert [*found.problems, *found.warnings] == sorted(told, key=lambda each: each.severity is Severity.WARNING)


def test_a_warning_hides_nothing() -> None:
    warning, wrong = _at(Kind.MASQUERADE, "a", "other"), _at(PLANNED, "a")
    told = findings([warning, wrong])
    assert (told.problems, told.warnings) == ((wrong,), (warning,))


def test_problems_are_told_by_stage_and_then_as_they_came() -> None:
    given = [_at(PLANNED, "x"), _at(WRITTEN, "c"), _at(FORM, "b"), _at(WRITTEN, "a"), _at(PLANNED, "d")]
    assert [problem.path for problem in findings(given).problems] == ["b", "c", "a", "x", "d"]
