"""Ten needs lead to the stacks that Microsoft's pages lead to; what is suggested passes the plan."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from aksnet.suggest.advised import Advice, Page, page_of
from aksnet.suggest.questions import needs_from, options_of
from aksnet.suggest.suggest_file import stack_file
from aksnet.suggest.suggestion import Suggestion, suggest
from tests.command_line import invoke
from tests.suggest.ten_needs import CASES, Case

of_each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@cache
def answered_by_name(name: str) -> Suggestion:
    return suggest(needs_from(next(case for case in CASES if case.name == name).answers))


def answered(case: Case) -> Suggestion:
    return answered_by_name(case.name)


def pages(answer: Suggestion) -> set[tuple[str, str]]:
    """Every page that an answer leads to, by title and address."""
    assert answer.chosen is not None
    said: list[Advice] = [*answer.chosen.reasons_for, *answer.chosen.reasons_against, *answer.decisions]
    found: list[Page] = [page_of(answer.chosen.mode), *(each.page for each in said)]
    return {(page.title, page.address) for page in found}


def test_ten_needs_are_ten() -> None:
    assert len({case.name for case in CASES}) == 10


@of_each_case
def test_a_need_leads_to_the_stack_that_the_pages_lead_to_and_the_answer_names_them(case: Case) -> None:
    answer = answered(case)
    assert yaml.safe_load(stack_file(answer))["config"] == yaml.safe_load(case.settings)
    assert set(case.advised) - pages(answer) == set()


@of_each_case
def test_the_options_say_the_same_as_the_answers_and_their_file_passes_the_plan(case: Case, tmp_path: Path) -> None:
    name = case.answers.get("name", "aks")
    path = tmp_path / f"Pulumi.{name}.yaml"
    (tmp_path / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n")
    assert invoke("suggest", *options_of(case.answers), "--output", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == stack_file(answered(case))
    assert invoke("plan", "-s", name, "--project", str(tmp_path)).exit_code == 0
