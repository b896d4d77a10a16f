"""The labs are true: every command on their pages prints what stands below it, and the rest is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aksnet.engine.obtain import Engine
from tests.kubectl import kubectl_program
from tools.labs import LABS, Session, fits, steps

pytestmark = pytest.mark.engine
PAGES = sorted(LABS.glob("[0-9]*.md"))
MARK = "**Only on a real cluster"


@pytest.fixture(scope="module")
def session(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Give all labs one home: those on the same stack bring it up once."""
    kubectl = kubectl_program()
    if kubectl is None:
        pytest.skip("there is no kubectl, and no Go to build one")
    home = tmp_path_factory.mktemp("labs") / "home"
    with Session(home=home, programs=[engine.path.parent, kubectl.parent]) as reader:
        yield reader


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_every_command_of_a_lab_prints_what_its_page_says(page: Path, session: Session) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(list(steps(text))) > 10
    assert [str(each) for each in session.differences(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_what_no_sandbox_can_show_is_marked_and_everything_fits_in_80_columns(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for section in re.split(r"^##", text, flags=re.MULTILINE):
        unmarked = re.findall(r"^```(?:sh|text)$", section.split(MARK)[0], re.MULTILINE)
        assert unmarked == [], section
    assert set(re.findall(r"^```(\w+)$", text, re.MULTILINE)) <= {"console", "mermaid", "sh", "text"}
    assert [line for line in text.splitlines() if len(line) > 80] == []
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
