"""Which environments are deployed, in which wave, and what the summary says after an up that failed."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tests.ci.github_server import Answers, serving
from tests.ci.test_network_diff import commit, git
from tests.program import ROOT
from tools.ci.deploy import Ran, deploy, next_step
from tools.ci.deploy_plan import PROGRAM, WAVES, concerns, due
from tools.ci.environments import Environment

DEV = Environment(environment="dev", stack="dev", wave=1)
PROD = Environment(environment="prod", stack="prod", wave=2)


@pytest.mark.parametrize(
    ("path", "environments"),
    [
        ("Pulumi.dev.yaml", ["dev"]),
        ("Pulumi.prod.yaml", ["prod"]),
        ("Pulumi.yaml", ["dev", "prod"]),
        ("components/network.py", ["dev", "prod"]),
        ("requirements.lock", ["dev", "prod"]),
        ("README.md", []),
        ("docs/aksnet/x.md", []),
        ("tests/stacks/test_platform.py", []),
        ("Pulumi.training.yaml", []),
    ],
)
def test_a_change_concerns_the_environments_of_its_stack_file_and_all_where_the_program_changes(
    path: str, environments: list[str]
) -> None:
    assert [each.environment for each in (DEV, PROD) if concerns([path], each)] == environments


def test_the_workflow_begins_for_the_same_files() -> None:
    paths = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())[True]["push"]["paths"]
    program = {f"{each}**" if each.endswith("/") else each for each in PROGRAM} - {"Pulumi.yaml"}
    assert set(paths) == {*program, "Pulumi*.yaml", ".github/environments.yml"}


def test_the_workflow_has_a_job_for_each_wave_which_waits_for_those_before_it() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())["jobs"]
    assert list(jobs) == ["plan", *(f"wave-{wave}" for wave in WAVES)]
    assert [jobs[f"wave-{wave}"]["needs"] for wave in WAVES] == [
        "plan",
        ["plan", "wave-1"],
        ["plan", "wave-1", "wave-2"],
    ]
    alike = [{k: v for k, v in jobs[f"wave-{wave}"].items() if k not in ("needs", "if", "strategy")} for wave in WAVES]
    assert alike[0] == alike[1] == alike[2]
    for wave in WAVES:
        job = jobs[f"wave-{wave}"]
        assert f"needs.plan.outputs.wave{wave} != '[]'" in job["if"]
        assert "!failure()" in job["if"]
        assert "!contains(needs.*.result, 'cancelled')" in job["if"]
        assert job["strategy"]["matrix"] == {"include": f"${{{{ fromJSON(needs.plan.outputs.wave{wave}) }}}}"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("Pulumi.dev.yaml", "Pulumi.prod.yaml", "README.md"):
        (tmp_path / name).write_text("old")
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return tmp_path


def head(project: Path) -> str:
    found = (project / ".git" / "refs" / "heads").iterdir()
    return next(found).read_text().strip()


def deployments(*entries: tuple[int, str, list[str]]) -> dict[str, Any]:
    listed = [{"id": number, "sha": sha} for number, sha, _ in entries]
    states = {f"deployments/{number}/statuses": [{"state": s} for s in found] for number, _, found in entries}
    return {"deployments": listed, **states}


def due_of(project: Path, at: dict[str, Any]) -> list[str]:
    with serving(Answers(at)) as github:
        return [each.environment for each in due([DEV, PROD], github, project)]


def test_what_failed_or_waits_is_caught_up_from_the_last_deployment_that_succeeded(project: Path) -> None:
    first = head(project)
    (project / "Pulumi.prod.yaml").write_text("new")
    commit(project)
    second = head(project)
    (project / "README.md").write_text("new")
    commit(project)
    failed = (3, second, ["failure", "in_progress"])
    assert due_of(project, deployments(failed, (2, first, ["inactive", "success"]))) == ["prod"]
    assert due_of(project, deployments((4, second, ["success"]))) == []
    assert due_of(project, deployments(failed)) == ["dev", "prod"], "never deployed"
    assert due_of(project, deployments((2, "0" * 40, ["success"]))) == ["dev", "prod"], "history was rewritten"


def answered(text: str, code: int = 0) -> Ran:
    return SimpleNamespace(returncode=code, stdout=text)


@pytest.mark.parametrize(
    ("exported", "said"),
    [
        (
            answered(json.dumps({"deployment": {"pending_operations": [{}, {}]}})),
            "The run broke off: 2 operations may or",
        ),
        (answered(json.dumps({"deployment": {"resources": [{}]}})), "Nothing is left hanging"),
        (answered("", 255), "Its state cannot be read"),
        (answered("[]"), "Its state cannot be read"),
    ],
)
def test_the_next_step_is_told_by_what_the_state_says(exported: Ran, said: str) -> None:
    assert next_step("prod", exported).startswith(f"### `prod` was not deployed\n\n{said}")


def test_every_part_of_the_runbook_that_a_summary_names_is_there() -> None:
    book = (ROOT / "docs" / "runbook.md").read_text()
    for exported in (answered("", 1), answered(json.dumps({"deployment": {"pending_operations": [1]}}))):
        title = next_step("x", exported).rpartition("docs/runbook.md, *")[2].rstrip("*.")
        assert f"\n## {title}\n" in book


@pytest.mark.parametrize("code", [0, 255])
def test_an_up_ends_with_the_code_of_pulumi_and_only_a_failure_is_told(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary"
    summary.touch()
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    called = []

    def command(words: Any, *, shown: bool) -> Ran:
        called.append((words[0], shown))
        return answered("", code)

    assert deploy("prod", command) == code
    assert called == [("up", True), *([("stack", False)] if code else [])]
    assert summary.read_text().startswith("### `prod` was not deployed") is bool(code)
