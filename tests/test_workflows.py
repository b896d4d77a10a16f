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


def workflow(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return loaded


def test_there_is_one_for_pull_requests_one_for_azure_previews_one_that_deploys_and_one_for_dates() -> None:
    assert FILES == ["azure-preview.yml", "deploy.yml", "pull-request.yml", "radar.yml"]


def test_dates_are_looked_at_every_week_without_a_secret() -> None:
    text = (FOLDER / "radar.yml").read_text()
    (job,) = workflow("radar.yml")["jobs"].values()
    # YAML 1.1 reads the key `on` as true.
    schedule = yaml.safe_load(text)[True]["schedule"]
    assert (schedule, job["steps"][-1]) == ([{"cron": "17 6 * * 1"}], {"run": "make radar"})
    assert "secrets." not in text


@every_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name: str) -> None:
    uses = re.findall(r"uses: (.*)", (FOLDER / name).read_text())
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", line)] == []


@every_workflow
def test_nothing_may_write_unless_a_job_says_so(name: str) -> None:
    assert workflow(name)["permissions"] == {"contents": "read"}


@every_workflow
def test_every_job_ends_by_itself(name: str) -> None:
    assert [job for job, body in workflow(name)["jobs"].items() if "timeout-minutes" not in body] == []


def test_the_checks_of_a_pull_request_need_no_secret_and_no_token() -> None:
    text = (FOLDER / "pull-request.yml").read_text()
    assert "secrets." not in text
    assert "id-token" not in text


@pytest.mark.parametrize("name", ["azure-preview.yml", "deploy.yml"])
def test_azure_is_used_only_where_it_is_configured_and_by_oidc(name: str) -> None:
    (job,) = workflow(name)["jobs"].values()
    assert "vars.AZURE_CLIENT_ID != ''" in job["if"]
    assert job["permissions"]["id-token"] == "write"
    assert job["env"]["ARM_USE_OIDC"] == "true"


def test_what_was_deployed_is_verified() -> None:
    (job,) = workflow("deploy.yml")["jobs"].values()
    deploys, verifies = job["steps"][-2:]
    assert deploys["with"]["command"] == "up"
    assert verifies["run"].startswith('.venv/bin/aksnet verify --stack "$STACK"')
    assert verifies["env"] == {"STACK": deploys["with"]["stack-name"]}
