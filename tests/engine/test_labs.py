"""What the pages say is true: every command of a `console` block prints what stands below it, on a clone of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aksnet.engine.obtain import Engine
from tests.kubectl import kubectl_program
from tests.program import ROOT
from tests.test_docs import PAGES
from tools.labs import LABS, Session, fits, steps

pytestmark = pytest.mark.engine
WITH_COMMANDS = [page for page in PAGES if [*steps(page.read_text(encoding="utf-8"))]]
LAB_PAGES = sorted(LABS.glob("[0-9]*.md"))


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=[str(page.relative_to(ROOT)) for page in WITH_COMMANDS])
def test_every_command_of_a_page_prints_what_the_page_says(page: Path, engine: Engine, tmp_path: Path) -> None:
    """Each page has a home of its own, so it does not live on what another page has made."""
    kubectl = kubectl_program()
    if kubectl is None:
        pytest.skip("there is no kubectl, and no Go to build one")
    with Session(home=tmp_path / "home", programs=[engine.path.parent, kubectl.parent]) as reader:
        assert [str(each) for each in reader.differences(page.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("page", LAB_PAGES, ids=[page.stem for page in LAB_PAGES])
def test_a_lab_brings_up_what_it_needs_and_reads_nothing_that_it_has_not_made(page: Path) -> None:
    """A reader's folder has what other labs have left, so this is not seen by running the page there."""
    commands = [step.command for step in steps(page.read_text(encoding="utf-8"))]
    assert len(commands) > 20
    (stack,) = re.findall(r"^make up STACK=(\w+)$", commands[0])
    assert commands[1] == f".venv/bin/aksnet sandbox serve -s {stack} --port 8021"
    known = {f".aksnet/kubeconfig-{stack}"}
    for command in commands[2:]:
        known |= set(re.findall(r"(?:^export |^for )(\w+)", command))
        known |= set(re.findall(r"(?:> |tee |mkdir -p )(\.aksnet/[\w./-]+)", command))
        used = re.findall(r"\$\{?([A-Z]\w+|[a-z]\w+)", re.sub(r"'[^']*'", "", command))
        used += re.findall(r"\.aksnet/[\w./-]+", command)
        assert set(used) - known == set(), command


@pytest.mark.parametrize("page", LAB_PAGES, ids=[page.stem for page in LAB_PAGES])
def test_a_lab_fits_in_80_columns_and_has_a_picture_and_ten_questions_with_answers(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > 80 and " " in line] == []
    assert "```mermaid" in text
    questions, answers = text.split("## Ten questions")[1].split("<details>")
    for part in (questions, answers):
        assert re.findall(r"^(\d+)\. ", part, re.MULTILINE) == [str(number) for number in range(1, 11)]


def test_a_page_differs_by_words_and_lines_but_not_by_ages_and_widths() -> None:
    assert fits(["NAME   AGE", "a      41s"], ["NAME AGE", "a    3m9s"])
    assert fits(["a", "…", "z"], ["a", "b", "c", "z"])
    assert fits(["…"], [])
    assert not fits(["a", "…", "z"], ["a", "b"])
    assert not fits([], ["a"])
    assert not fits(["10.0.0.1"], ["10.0.0.2"])


def test_a_command_that_fails_differs_unless_the_page_shows_its_words(tmp_path: Path) -> None:
    page = "```console\n$ false\n…\n$ true\n…\n$ false\n$ echo no; false\nno\n$ echo no; false\nyes\n```\n"
    with Session(home=tmp_path) as reader:
        assert [(each.step.line, each.failed) for each in reader.differences(page)] == [(2, True), (6, True), (9, True)]
