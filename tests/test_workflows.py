"""The GitHub workflows keep to their promises: pinned actions, minimal permissions, no secret where forks run.

That GitHub runs them is not proved here.
"""

import re
from typing import Any

import pytest
import yaml

from tests.program import ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(path.name for path in FOLDER.glob("*.yml"))
every_workflow = pytest.mark.parametrize("name", FILES)
EVERY_FILE = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".github").rglob("*.yml"))


def workflow(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return loaded


def steps(name: str) -> list[dict[str, Any]]:
    jobs = [step for job in workflow(name)["jobs"].values() for step in job["steps"]]
    actions = [step["uses"] for step in jobs if str(step.get("uses")).startswith("./")]
    files = [yaml.safe_load((ROOT / each / "action.yml").read_text()) for each in dict.fromkeys(actions)]
    return [*jobs, *(step for file in files for step in file["runs"]["steps"])]


def test_what_there_is() -> None:
    assert FILES == [
        "advisories.yml",
        "deploy.yml",
        "drift.yml",
        "network-changes.yml",
        "network-comment.yml",
        "pull-request.yml",
        "radar.yml",
        "release.yml",
    ]


def test_dates_are_looked_at_every_week_without_a_secret() -> None:
    text = (FOLDER / "radar.yml").read_text()
    (job,) = workflow("radar.yml")["jobs"].values()
    # YAML 1.1 reads the key `on` as true.
    schedule = yaml.safe_load(text)[True]["schedule"]
    assert (schedule, job["steps"][-1]) == ([{"cron": "17 6 * * 1"}], {"run": "make radar"})
    assert "secrets." not in text


@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name: str) -> None:
    uses = [use for use in re.findall(r"uses: (.*)", (ROOT / name).read_text()) if not use.startswith("./.github/")]
    assert [line for line in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", line)] == []


@every_workflow
def test_what_a_step_runs_is_one_command_with_its_logic_in_tested_programs(name: str) -> None:
    """A shell's words for a decision would run on GitHub only."""
    runs = [step["run"] for step in steps(name) if "run" in step]
    assert runs
    assert [run for run in runs if not re.fullmatch(r"(make|\.venv/bin/(python|aksnet)) [^\n|;&`]*\n?", run)] == []


@every_workflow
def test_nothing_may_write_unless_a_job_says_so(name: str) -> None:
    assert workflow(name)["permissions"] == {"contents": "read"}


@every_workflow
def test_every_job_ends_by_itself(name: str) -> None:
    assert [job for job, body in workflow(name)["jobs"].items() if "timeout-minutes" not in body] == []


@pytest.mark.parametrize("name", ["pull-request.yml", "network-comment.yml"])
def test_what_runs_for_forks_needs_no_secret_and_no_login(name: str) -> None:
    text = (FOLDER / name).read_text()
    assert "secrets." not in text
    assert "id-token" not in text


def test_the_comparison_runs_for_forks_and_only_previews_of_environments_ask_for_more() -> None:
    jobs = workflow("network-changes.yml")["jobs"]
    compare = yaml.safe_dump(jobs["compare"])
    assert ("secrets." in compare, "permissions" in compare, "if" in jobs["compare"]) == (False, False, False)
    assert "github.event.pull_request.head.repo.full_name == github.repository" in jobs["preview"]["if"]
    assert jobs["preview"]["environment"] == "${{ matrix.environment }}-preview"


def test_the_comment_is_posted_by_code_of_the_default_branch_that_takes_no_name_from_the_other_run() -> None:
    """The one expression in it that another can choose is the group of runs that wait for one another."""
    (job,) = workflow("network-comment.yml")["jobs"].values()
    checkout, *_ = job["steps"]
    assert checkout["with"] == {"persist-credentials": False}
    said = yaml.safe_dump(job)
    assert set(re.findall(r"\$\{\{ *(.*?) *\}\}", said)) == {"github.event.workflow_run.id", "github.token"}
    assert job["permissions"] == {"contents": "read", "actions": "read", "pull-requests": "write"}


@pytest.mark.parametrize("name", ["network-changes.yml", "deploy.yml", "drift.yml"])
def test_azure_is_used_only_where_it_is_configured_and_by_oidc(name: str) -> None:
    jobs = [job for job in workflow(name)["jobs"].values() if "id-token" in job.get("permissions", {})]
    assert jobs
    for job in jobs:
        assert job["env"]["ARM_USE_OIDC"] == "true"
        assert job["environment"]
        # A job of its own says whether there is anything to do, or the job itself.
        first = workflow(name)["jobs"]["list" if name == "drift.yml" else "plan" if name == "deploy.yml" else "preview"]
        assert "vars.AZURE_CLIENT_ID != ''" in first["if"]


def test_what_was_deployed_is_verified() -> None:
    action = yaml.safe_load((ROOT / ".github" / "actions" / "deploy" / "action.yml").read_text())
    deploys, verifies = action["runs"]["steps"][-2:]
    assert deploys["run"] == '.venv/bin/python -m tools.ci.deploy --stack "$STACK"'
    assert verifies["run"].startswith('.venv/bin/aksnet verify --stack "$STACK"')
    # Secrets only in the steps that read the stack: neither the setup nor a login sees them.
    assert deploys["env"] == {
        "STACK": "${{ inputs.stack }}",
        "PULUMI_ACCESS_TOKEN": "${{ inputs.access-token }}",
        "PULUMI_CONFIG_PASSPHRASE": "${{ inputs.passphrase }}",
    }
    assert verifies["env"] == deploys["env"]
    assert [step for step in action["runs"]["steps"][:-2] if "inputs.passphrase" in str(step)] == []
