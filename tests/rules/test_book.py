"""The rule book: every rule has a case that breaks it alone, and one just beside the edge.

The tables are in the other files of this folder.
"""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from aksnet.rules import RULES
from aksnet.settings.problem_entry import Severity
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Case, context, found, problems
from tests.program import ROOT

TABLES = [import_module(f"{__package__}.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_*.py"))]
BY_SUBJECT: dict[str, list[Case]] = {
    table.__name__.rpartition("test_")[2]: cases
    for table in TABLES
    if (cases := [case for case in getattr(table, "CASES", ()) if isinstance(case, Case)])
}
CASES = [case for cases in BY_SUBJECT.values() for case in cases]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_a_stack_that_breaks_a_rule_is_told_of_it(subject: str) -> None:
    """And of nothing else that is wrong; there may be more to warn of."""
    for case in BY_SUBJECT[subject]:
        told = found(case.raw, today=case.today)
        unsaid = [problem for problem in case.expected if problem not in told]
        by_rule = list(case.rule(context(case.raw, today=case.today)))
        assert (errors(told), unsaid, by_rule) == (errors(case.expected), [], case.expected), case.says


@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_a_stack_beside_the_edge_breaks_nothing(subject: str) -> None:
    for case in BY_SUBJECT[subject]:
        told = list(case.rule(context(case.beside, today=case.today)))
        assert (problems(case.beside, today=case.today), told) == ([], []), case.says


def test_every_rule_has_a_case() -> None:
    told_elsewhere = {"retirements"}  # its cases are facts, in `test_retirements`
    assert {rule.__name__ for rule in RULES} - {case.rule.__name__ for case in CASES} == told_elsewhere


def test_every_case_is_of_a_rule_in_the_book() -> None:
    assert {case.rule for case in CASES} - set(RULES) == set()


def test_no_rule_stands_in_the_book_twice() -> None:
    assert len(set(RULES)) == len(RULES)


def test_ids_are_unique_and_start_with_their_subject() -> None:
    ids = [kind.id for kind in Kind]
    assert (len(set(ids)), [each for each in ids if each.count(".") != 1]) == (len(ids), [])


def test_every_kind_is_somebodys() -> None:
    catalogue = ROOT / "aksnet/settings/problem_kinds.py"
    sources = "".join(path.read_text() for path in (ROOT / "aksnet").rglob("*.py") if path != catalogue)
    assert {kind.name for kind in Kind} - set(re.findall(r"\bKind\.(\w+)", sources)) == set()


def test_every_page_is_one_of_microsofts_or_of_kubernetes() -> None:
    pages = {kind.value.page for kind in Kind if kind.value.page is not None}
    homes = ("https://learn.microsoft.com/", "https://kubernetes.io/docs/")
    assert [page for page in pages if not page.startswith(homes)] == []
