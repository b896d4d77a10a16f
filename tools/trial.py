"""A stack of one mode in a subscription of its own, to be run, killed, recovered and migrated by those who test that.

The modes are those of Pulumi.all-modes.yaml, each in a stack of its own with a second pool and both workloads.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.cli.migrate_sandbox import in_sandbox as migrating
from aksnet.cli.recover_sandbox import in_sandbox
from aksnet.diff.change import Change
from aksnet.diff.migration_mark import Migration
from aksnet.engine.difference import changes
from aksnet.engine.file_backend import project_name
from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine
from aksnet.migrate.migration import Report
from aksnet.migrate.migration import abort as take_back
from aksnet.migrate.migration import migrate as prepare
from aksnet.migrate.migration_step import Choice
from aksnet.recover.recovery import Findings, recover
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run

Json = dict[str, Any]
STACK: Final = "chaos"
_MODES_FILE: Final = "Pulumi.all-modes.yaml"
_CLUSTERS: Final = "aks-networking:clusters"
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STAMP: Final = re.compile(r'"(resourceVersion|creationTimestamp|created)": "[^"]*"')
"""What an object's server stamps on it in every run anew."""


@dataclass(frozen=True, kw_only=True)
class End:
    """How a stack and the subscription look, without what is new in every run."""

    stack: Json
    subscription: Json

    def differences(self, other: End) -> list[str]:
        """Return what differs at the other end."""
        pairs = (("state", self.stack, other.stack), ("subscription", self.subscription, other.subscription))
        return [
            f"{where}: {key} is {'other than' if key in mine and key in theirs else 'only in'} "
            f"{'the undisturbed run' if key in mine else 'this run'}{_at(mine.get(key), theirs.get(key))}"
            for where, mine, theirs in pairs
            for key in sorted({*mine, *theirs})
            if mine.get(key) != theirs.get(key)
        ]


def modes(project: Path) -> list[str]:
    """Return the names of the modes."""
    return sorted(_all_modes(project)[_CLUSTERS])


def _all_modes(project: Path) -> Json:
    config: Json = yaml.safe_load((project / _MODES_FILE).read_text(encoding="utf-8"))["config"]
    return config


def stack_file(project: Path, mode: str, folder: Path) -> Path:
    """Write the stack file of one mode."""
    config = _all_modes(project)
    cluster = config[_CLUSTERS][mode]
    cluster |= {
        "nodePools": {"system": {"mode": "System"}, "user": {"count": 1}},
        "workloads": {"nginx": {"service": {"type": "LoadBalancer"}}, "hello-kubernetes": {}},
    }
    path = folder / f"Pulumi.{STACK}.yaml"
    # JSON is YAML, and nothing in it depends on quoting.
    path.write_text(json.dumps({"config": {**config, _CLUSTERS: {mode: cluster}}}), encoding="utf-8")
    return path


class Yes:
    """Agrees to everything and keeps the report."""

    def note(self, text: str) -> None:
        """Show nothing."""

    def gone(self, urns: tuple[str, ...]) -> None:
        """Show nothing."""

    def found(self, report: Findings) -> None:
        """Show nothing: the result is compared."""

    def may(self, question: str) -> bool:
        """Agree."""
        return bool(question)

    def may_adopt(self, strangers: Mapping[str, str], stack: str) -> bool:
        """Agree."""
        return bool(strangers and stack)


class Agrees:
    """Agrees to a migration, and shows nothing of it."""

    def nothing(self, prepared: tuple[Change, ...]) -> None:
        """Show nothing."""

    def steps(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Show nothing."""

    def may(self, question: str) -> bool:
        """Agree."""
        return bool(question)

    def prepared(self, reports: tuple[Report, ...], choice: Choice) -> None:
        """Show nothing."""

    def restored(self, marks: tuple[Migration, ...]) -> None:
        """Show nothing."""


class Trial:
    """One mode in a subscription of its own."""

    def __init__(self, project: Path, engine: Engine, mode: str, folder: Path) -> None:
        self._project = project
        self._engine = engine
        self._home = Home(root=folder / "home")
        # The folder of another trial may have been copied, so that its up need not run again.
        there = folder / f"Pulumi.{STACK}.yaml"
        self._file = there if there.is_file() else stack_file(project, mode, folder)

    def run(self, operation: Operation, *faults: str) -> RunResult:
        """Run an operation."""
        with _home(self._home):
            return run(
                operation,
                project=self._project,
                stack=STACK,
                stack_file=self._file,
                using=self._engine,
                faults=faults,
            )

    def configure(self, **settings: Any) -> None:
        """Change settings of the cluster in the stack file."""
        document = json.loads(self._file.read_text(encoding="utf-8"))
        for cluster in document["config"][_CLUSTERS].values():
            cluster.update(settings)
        self._file.write_text(json.dumps(document), encoding="utf-8")

    def recover(self) -> Findings | None:
        """Recover the stack."""
        with (
            _home(self._home),
            in_sandbox(project=self._project, stack=STACK, stack_file=self._file, using=self._engine) as task,
        ):
            return recover(task, Yes())

    def migrate(self, *, abort: bool = False) -> bool:
        """Prepare the state for a change in place, or put it back; tell whether it was written."""
        with (
            _home(self._home),
            migrating(project=self._project, stack=STACK, stack_file=self._file, using=self._engine) as task,
        ):
            return (take_back if abort else prepare)(task, Agrees())

    def state(self) -> Json:
        """Return the checkpoint of the stack."""
        return self._home.backend.stack(project_name(self._project), STACK).deployment()

    def rewrite(self, edit: Callable[[list[Json]], None]) -> None:
        """Change the resources in the checkpoint, as no engine would."""
        file = self._home.backend.stack(project_name(self._project), STACK).checkpoint
        document = json.loads(file.read_text(encoding="utf-8"))
        edit(document["checkpoint"]["latest"]["resources"])
        file.write_text(json.dumps(document), encoding="utf-8")

    def end(self, result: RunResult) -> End:
        """Return how everything looks after an up."""
        subscription = self.subscription()
        # New in each run: ids of provider instances, and what tells clusters and objects from their predecessors.
        made_up = {each["id"] for each in result.resources if ":providers:" in each["type"]}
        made_up |= {record["outputs"].get("resourceUID") for record in subscription["resources"].values()}
        objects = [each for found in subscription["objects"].values() for each in found.values()]
        made_up |= {each["outputs"].get("metadata", {}).get("uid") for each in objects}
        return End(
            stack=_plain({each["urn"]: each for each in result.resources}, made_up),
            subscription=_plain(
                subscription["resources"]
                | {
                    f"{cluster} {key}": each
                    for cluster, objects in subscription["objects"].items()
                    for key, each in objects.items()
                },
                made_up,
            ),
        )

    def subscription(self) -> Json:
        """Return what is in the subscription."""
        data: Json = json.loads(self._home.subscription.read_text(encoding="utf-8"))
        return data


@contextlib.contextmanager
def _home(home: Home) -> Iterator[None]:
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(home.root)
    try:
        yield
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def _at(mine: Any, theirs: Any) -> str:
    """Return in words in which properties two resources differ, where both have the resource."""
    if mine is None or theirs is None:
        return ""
    return f" ({', '.join(str(each) for each in changes(mine, theirs))})"


def _plain(values: Json, made_up: set[str | None]) -> Json:
    text = _UUID.sub(lambda found: "made up" if found.group() in made_up else found.group(), json.dumps(values))
    plain: Json = json.loads(_STAMP.sub(r'"\1": "made up"', text))
    return plain
