"""What comes from elsewhere: pinned, looked after, and given no more secrets than it needs."""

from pathlib import Path
from typing import Any

import yaml

from tools.shipped import PROJECT, shipped

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def _jobs() -> dict[str, Any]:
    """Return every job by its workflow and name."""
    workflows = sorted((GITHUB / "workflows").glob("*.yml"))
    return {f"{path.stem}.{name}": job for path in workflows for name, job in _read(path)["jobs"].items()}


def test_workflows_run_the_pulumi_cli_whose_engine_the_tests_run_on() -> None:
    steps = [step for job in _jobs().values() for step in job.get("steps", ())]
    steps += [step for path in (GITHUB / "actions").glob("*/action.yml") for step in _read(path)["runs"]["steps"]]
    versions = {step["with"]["pulumi-version"] for step in steps if "pulumi/actions" in step.get("uses", "")}
    module = (ROOT / "aksnet/engine/go_module/go.mod").read_text()
    [version] = versions
    assert f"github.com/pulumi/pulumi/pkg/v3 v{version}\n" in module


def test_no_job_gives_a_secret_to_all_of_its_steps() -> None:
    jobs = {name: str(job.get("env", "")) for name, job in _jobs().items()}
    assert [name for name, env in jobs.items() if "secrets." in env] == []


def test_what_looks_at_pull_requests_has_an_identity_that_deploys_nothing() -> None:
    environments = {
        name: job["environment"] for name, job in _jobs().items() if "id-token" in job.get("permissions", {})
    }
    readers = {name for name, environment in environments.items() if environment.endswith("-preview")}
    assert {name.split(".")[0] for name in readers} == {"network-changes", "drift"}
    assert {name.split(".")[0] for name in environments.keys() - readers} == {"deploy"}


def test_dependabot_looks_wherever_something_is_pinned() -> None:
    watched = {
        each["package-ecosystem"]: set(each["directories"]) for each in _read(GITHUB / "dependabot.yml")["updates"]
    }
    modules = {f"/{path.parent.relative_to(ROOT)}" for path in ROOT.glob("[a-z]*/**/go.mod")}
    locks = {f"/{path.parent.relative_to(ROOT)}".rstrip(".") for path in ROOT.glob("[a-z]*/**/requirements.in")}
    packages = {f"/{path.parent.relative_to(ROOT)}" for path in ROOT.glob("[a-z]*/**/package-lock.json")}
    assert watched["gomod"] == modules
    assert watched["npm"] == packages
    assert watched["pip"] == {"/", *locks}
    assert watched["github-actions"] == {"/", "/.github/actions/*"}


def test_what_is_shipped_is_what_the_wheel_needs_and_nothing_of_the_tests() -> None:
    names = set(shipped())
    assert {"pydantic", "pulumi-azure-native", "azure-mgmt-network", "kubernetes"} <= names
    assert names & {"pytest", "mypy", "ruff", "hypothesis", PROJECT} == set()
