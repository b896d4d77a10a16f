"""Looks whether an environment is still what its last deployment made, and proves its network again.

    python -m tools.ci.drift --environment prod --stack prod --output results

Reads only: `pulumi refresh --preview-only` tells what Azure has now, `aksnet verify` what the clusters show. One JSON
file is written, for the issue. What main asks for and nobody has deployed yet is no drift.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from aksnet.diff.comparison import compare, from_state
from aksnet.diff.own_resources import PROGRAM, own_resources
from aksnet.engine.run_log import plain
from aksnet.engine.urns import STACK_TYPE, name_of, type_of
from aksnet.errors import AksnetError
from aksnet.plan.records import StackPlan
from aksnet.planning import plan_as_far_as_possible
from aksnet.report.diff_document import ChangeRow, DocumentRow, Shown, StackName, stack_diff
from aksnet.sandbox.display import SIGNS
from aksnet.settings.stackfile import read_stack

_SECONDS: Final = 3_600
_MASKED: Final = "[secret]"
"""What Pulumi prints in place of a secret."""
_POOLS: Final = "agentPoolProfiles"


class DriftError(AksnetError):
    """Raised when an environment cannot be looked at."""


class DriftDocument(DocumentRow):
    """What is different in one environment."""

    environment: StackName
    stack: StackName
    changes: list[ChangeRow] = Field(default_factory=list)
    """What the next up would take back, in the words of networks: `old` is what is there."""
    resources: list[Shown] = Field(default_factory=list)
    """Every resource that differs from the state, with the properties that do."""
    faults: list[Shown] = Field(default_factory=list)
    """Checks of living clusters that fail."""
    unknown: list[Shown] = Field(default_factory=list)
    """What could not be looked at."""

    @property
    def drifted(self) -> bool:
        """Whether something is other than it was deployed."""
        return bool(self.changes or self.resources or self.faults)


Outputs = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Refreshed:
    """What a refresh found: outputs of resources by URN, on both sides."""

    state: Outputs
    """As the last run left them."""
    there: Outputs
    """As they are now."""
    resources: Sequence[str]
    """A line for each that differs."""


def read_refresh(text: str) -> Refreshed:
    """Return what `pulumi refresh --preview-only --json` printed.

    Raises:
        DriftError: where it is no such document.

    """
    try:
        steps = json.loads(text)["steps"]
        state = {each["urn"]: _readable(each["oldState"]) for each in steps if each.get("oldState")}
        there = {each["urn"]: _readable(each["newState"]) for each in steps if each.get("newState")}
        differing = [each for each in steps if each["op"] in SIGNS and type_of(each["urn"]) != STACK_TYPE]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DriftError("What pulumi refresh printed is no JSON of the form that it documents.") from None
    return Refreshed(state=state, there=there, resources=[_line(each) for each in differing])


def _readable(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs of a resource without those that are secret, which Pulumi prints as one word."""
    outputs: Mapping[str, Any] = state.get("outputs") or {}
    if outputs.get(_POOLS) == _MASKED:
        name = name_of(state["urn"])
        raise DriftError(
            f"The node pools of {name} are encrypted, as a tag of theirs is a secret: they cannot be compared."
        )
    return {key: value for key, value in outputs.items() if value != _MASKED}


def _line(step: Mapping[str, Any]) -> str:
    names = ", ".join(sorted(step.get("diffReasons") or ()))
    sign = SIGNS[step["op"]][0]
    return f"{sign} {type_of(step['urn'])}  {name_of(step['urn'])}{f'  [{names}]' if names else ''}"


def taken_back(found: Refreshed, plan: StackPlan) -> list[ChangeRow]:
    """Return what an up of the plan would take back, without what it would change anyway."""
    waiting, now = (
        stack_diff(compare(from_state("what is there", own_resources(side, PROGRAM), {}), plan)).changes
        for side in (found.state, found.there)
    )
    return [each for each in now if each not in waiting]


def look(environment: str, stack: str, project: Path = Path()) -> DriftDocument:
    """Look at one environment with the Pulumi CLI, and at its clusters."""
    unknown: list[str] = []
    refreshed = Refreshed(state={}, there={}, resources=())
    changes: list[ChangeRow] = []
    try:
        refreshed = _refresh(stack, project)
        file = read_stack(project, stack)
        plan = plan_as_far_as_possible(file.raw, stack=file.stack, location=file.location).plan
        changes = taken_back(refreshed, plan) if plan is not None else []
    except AksnetError as fault:
        unknown.append(f"the state: {fault}")
    faults, unproved = verified(stack, project)
    return DriftDocument(
        environment=environment,
        stack=stack.rpartition("/")[2],
        changes=changes,
        resources=list(refreshed.resources),
        faults=faults,
        unknown=[*unknown, *unproved],
    )


def _refresh(stack: str, project: Path) -> Refreshed:
    command = ["pulumi", "refresh", "--preview-only", "--json", "--non-interactive", "--stack", stack]
    done = subprocess.run(  # noqa: S603
        command, cwd=project, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise DriftError(plain(done.stderr) or "pulumi refresh failed and gave no reason")
    return read_refresh(done.stdout)


def verified(stack: str, project: Path = Path()) -> tuple[list[str], list[str]]:
    """Return the checks that fail in a stack's clusters, and what could not be judged."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "verify.json"
        command = [".venv/bin/aksnet", "verify", "--stack", stack, "--format", "json", "--output", str(file)]
        done = subprocess.run(  # noqa: S603
            command, cwd=project, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
        if not file.is_file():
            return [], [f"the clusters: {done.stderr.strip() or 'aksnet verify gave no reason'}"]
        return read_verdicts(json.loads(file.read_text(encoding="utf-8")))


def read_verdicts(document: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the checks that fail in a report of verify, and the clusters that were not judged or not proved."""
    faults, unknown = [], []
    for each in document.get("clusters") or [document]:
        name = each.get("cluster") or "the cluster"
        failed = [check for check in each.get("checks") or () if check["status"] == "failed"]
        faults += [f"{name}: {check['id']} {check['title']}: {check['summary']}" for check in failed]
        if not each["ok"] and not failed:
            unknown.append(f"{name}: {each.get('why') or each['verdict']}")
    return faults, unknown


def main() -> None:
    """Look, and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", required=True)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--output", type=Path, required=True, help="the folder for the JSON file")
    given = parser.parse_args()
    found = look(given.environment, given.stack)
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / f"{given.environment}.json").write_text(found.model_dump_json(indent=2), encoding="utf-8")
    print(found.model_dump_json(indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
