"""The rule book: every rule has a case that breaks it alone, and one just beside the edge.

The tables are in the other files of this folder.
"""

import re
from importlib import import_module
from pathlib import Path

import pytest

from aksnet.rules import RULES
from aksnet.settings.problem_entry import Severity
from aksnet.settings.problem_kinds import Kind
from tests.plan.support import Case, context, found, problems
from tests.program import ROOT

TABLES = [import_module(f"{__package__}.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_*.py"))]
CASES: list[Case] = [case for table in TABLES for case in getattr(table, "CASES", ()) if isinstance(case, Case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_stack_that_breaks_a_rule_is_told_of_it(case: Case) -> None:
    """And of nothing else that is wrong; there may be more to warn of."""
    told = found(case.raw, today=case.today)
    assert [problem for problem in told if problem.severity is Severity.ERROR] == [
        problem for problem in case.expected if problem.severity is Severity.ERROR
    ]
    assert [problem for problem in case.expected if problem not in told] == []
    assert case.expected == list(case.rule(context(case.raw, today=case.today)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_stack_beside_the_edge_breaks_nothing(case: Case) -> None:
    told = list(case.rule(context(case.beside, today=case.today)))
    assert (problems(case.beside, today=case.today), told) == ([], [])


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
