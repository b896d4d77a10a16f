"""The page that asks in a browser: its Python, run under node, answers as the command line does, to the byte.

Not proven here: what a browser makes of the page itself, its words and its looks.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aksnet.suggest.page_answers import page_answer, questions
from aksnet.suggest.questions import QUESTIONS, options_of
from tests.command_line import invoke
from tests.suggest.ten_needs import CASES
from tools.site import chooser_page
from tools.site.chooser_page import ROOT, SOURCES, LeftOutError, build

WRONG = {"nodes": "5", "vnet": "10.0.0.1/16"}
NOTHING_FITS = {"nodes": "5", "ipv6": "yes", "pods-reachable": "yes"}
ANSWERS = [*(dict(case.answers) for case in CASES), WRONG, NOTHING_FITS]


def as_json(value: object) -> Any:
    return json.loads(json.dumps(value))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the page, or pass over where that is impossible."""
    folder = tmp_path_factory.mktemp("site") / "chooser"
    try:
        build(folder)
    except LeftOutError as fault:
        pytest.skip(str(fault))
    return folder


@pytest.fixture(scope="module")
def under_node(page: Path) -> Any:
    """Run the page's Python under node: its questions, and what it answers."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node on the PATH, under which the page's Python runs here")
    script = Path(__file__).with_name("under_node.mjs")
    command = [node, str(script), str(page)]
    done = subprocess.run(command, input=json.dumps(ANSWERS), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[-2000:]) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.node
def test_the_page_asks_and_answers_as_python_does_here(under_node: Any) -> None:
    assert under_node["questions"] == as_json(questions())
    assert under_node["answers"] == as_json([page_answer(answers) for answers in ANSWERS])


@pytest.mark.node
def test_the_page_tells_of_every_step_until_it_is_ready(under_node: Any) -> None:
    steps = under_node["steps"]
    assert [number for number, _, _ in steps] == list(range(1, len(steps) + 1))
    assert {of for _, of, _ in steps} == {len(steps)}
    assert [what for _, _, what in (*steps[:2], *steps[-3:])] == [
        "Python",
        "annotated_types",
        "aksnet",
        "the questions",
        "done",
    ]


@pytest.mark.node
def test_everything_that_the_page_loads_lies_beside_it(page: Path) -> None:
    files = json.loads((page / "files.json").read_text())
    assert [path for path in (*files["pyodide"], *files["archives"]) if not (page / path).is_file()] == []
    rule = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', (page / "index.html").read_text())
    assert rule is not None
    assert {part.split()[0]: part.split()[1:] for part in rule[1].split("; ")} == {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "worker-src": ["'self'"],
        "connect-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


@pytest.mark.parametrize("answers", ANSWERS, ids=lambda answers: " ".join(answers))
def test_an_answer_is_that_of_the_command_line(answers: dict[str, str], tmp_path: Path) -> None:
    answer: Any = page_answer(answers)
    if "wrong" in answer:
        assert answer == {
            "wrong": {
                "question": "vnet",
                "text": "10.0.0.1/16 is not a range in CIDR notation; did you mean 10.0.0.0/16?",
            }
        }
        return
    result = invoke("suggest", *options_of(answers), "--format", "json")
    assert json.loads(result.stdout) == as_json(answer["suggestion"])
    assert answer["command"].split()[:2] == ["aksnet", "suggest"]
    if answers == NOTHING_FITS:
        assert (answer["suggestion"]["stackFile"], answer["map"], answer["topology"]) == (None, None, None)
        return
    (tmp_path / "Pulumi.yaml").write_text("name: aks-networking\nruntime: python\n")
    (tmp_path / answer["fileName"]).write_text(answer["suggestion"]["stackFile"], encoding="utf-8")
    stack = answer["fileName"].split(".")[1]
    for form, drawn in (("svg", answer["map"]), ("topology", answer["topology"])):
        assert invoke("plan", "-s", stack, "--project", str(tmp_path), "-f", form).stdout == drawn["screen"]


def test_no_question_is_written_down_a_second_time() -> None:
    files = ("index.html", "chooser.js", "worker.js", "python.mjs")
    written = "".join((SOURCES / name).read_text(encoding="utf-8") for name in files)
    quoted = set(re.findall(r'"([^"]+)"', written))
    assert [each.key for each in QUESTIONS if each.said in written or each.key in quoted] == []


@pytest.mark.parametrize(
    ("npm", "told"),
    [
        (None, "there is no npm on the PATH, from whose registry Python for browsers comes"),
        (
            "#!/bin/sh\necho 'npm error network is away' >&2\nexit 3\n",
            "npm ended with 3 and said: npm error network is away",
        ),
    ],
    ids=["no npm", "no registry"],
)
def test_a_site_without_what_npm_brings_says_in_one_line_that_the_page_is_left_out(
    npm: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if npm is not None:
        (tmp_path / "npm").write_text(npm)
        (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chooser_page, "CACHE", tmp_path / "cache" / "chooser")
    chooser_page.main(tmp_path / "page")
    assert capsys.readouterr() == (f"The chooser is left out: {told}.\n", "")
    assert not (tmp_path / "page").exists()


def test_every_package_of_the_page_is_locked_by_version_and_hash_and_is_the_one_that_the_command_line_has() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == json.loads((SOURCES / "package.json").read_text())["dependencies"]
    packages = [each for name, each in lock["packages"].items() if name]
    assert [each for each in packages if not each["integrity"].startswith("sha512-") or "resolved" in each] == []
    pinned = re.findall(r"^(\S+==\S+) ", (SOURCES / "requirements.txt").read_text(), re.MULTILINE)
    assert [each for each in pinned if each not in (ROOT / "requirements.lock").read_text().split()] == []
    assert "pydantic-core" in {each.split("==")[0] for each in pinned}
