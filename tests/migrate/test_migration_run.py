"""When the state is written and when not: locks, other runs, questions, conditions, and the way back."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from aksnet.contract import MIGRATIONS
from aksnet.diff.change import Change
from aksnet.diff.deployed import DeployedStack
from aksnet.diff.migration_mark import Migration, read_migrations
from aksnet.engine.marks import SECRET_SIGNATURE, SIGNATURE
from aksnet.migrate import migration as module
from aksnet.migrate.live_cluster import LiveCluster
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.migration import Report, Task, abort, migrate
from aksnet.migrate.migration_step import Choice
from aksnet.migrate.saved_inputs import SavedInputs
from aksnet.migrate.stack_state import StackState
from aksnet.plan.records import StackPlan
from tests.diff.test_changes import planned
from tests.migrate.prepared import NODE_SUBNET, OVERLAY, before, live
from tests.migrate.test_prepared_state import deployment

STATE = deployment()


class Engine:
    """Exports and imports one state, as the engine does."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {"version": 3, "deployment": STATE}
        self.between: Callable[[], None] = lambda: None
        """What somebody else does before the second look."""
        self.looks = 0

    def run(self, args: list[str], cwd: str, environment: Mapping[str, str]) -> automation.CommandResult:
        """Answer a command."""
        assert cwd
        assert environment is not None
        assert args[-2:] == ["--stack", "test"]
        match args[:2], args[2:-2]:
            case ["stack", "export"], []:
                self.looks += 1
                if self.looks == 2:
                    self.between()
            case ["stack", "export"], ["--show-secrets"]:
                pass
            case ["stack", "import"], ["--file", file]:
                self.document = json.loads(Path(file).read_text())
            case other:
                raise AssertionError(other)
        return automation.CommandResult(stdout=json.dumps(self.document), stderr="", code=0)


class Teller:
    """Keeps what was said, and answers every question alike."""

    def __init__(self, *, agrees: bool = True) -> None:
        self.agrees = agrees
        self.said: list[str] = []

    def nothing(self, prepared: tuple[Change, ...]) -> None:
        self.said.append(f"nothing, {len(prepared)} prepared")

    def steps(self, reports: tuple[Report, ...], choice: Choice) -> None:
        self.said.append(f"{len(reports)} of {len(choice.steps)} steps")

    def may(self, question: str) -> bool:
        assert question
        return self.agrees

    def prepared(self, reports: tuple[Report, ...], choice: Choice) -> None:
        self.said.append(f"prepared {len(reports)} of {len(choice.steps)}")

    def restored(self, marks: tuple[Migration, ...]) -> None:
        self.said.append(f"restored {', '.join(mark.cluster for mark in marks)}")


class World:
    """A stack whose cluster dev lives in the mode node-subnet."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine = Engine()
        self.locks = folder / "locks"
        self.live: LiveCluster = live(before(NODE_SUBNET))
        self.wanted = OVERLAY
        self.saved = SavedInputs(path=folder / "Pulumi.test.migration.json")
        monkeypatch.setattr(module, "_before", self._before)

    def _before(self, found: dict[str, Any]) -> Any:
        """Return what lives, with the marks that the state has: reading resources is tested on the engine."""
        there = before(NODE_SUBNET)
        marks = read_migrations(found["resources"][0]["outputs"])
        deployed: DeployedStack = replace(there.deployed, migrations=marks)
        return replace(there, deployed=deployed)

    def read(self, cluster_id: str) -> LiveCluster:
        """Return the cluster as Azure tells it."""
        assert cluster_id == "/a/dev"
        return self.live

    def plan(self, running: Mapping[str, str]) -> StackPlan:
        """Plan the stack file."""
        assert running == {"dev": "1.35.2"}
        return planned(self.wanted)

    @property
    def task(self) -> Task:
        """The task."""
        state = StackState(
            stack="test",
            command=self.engine,  # type: ignore[arg-type] # its run is all that is called
            folder=Path("project"),
            environment={},
            locks=self.locks,
        )
        return Task(stack="test", state=state, plan=self.plan, clusters=self, saved=self.saved)

    @property
    def state(self) -> dict[str, Any]:
        """The state as it is now."""
        found: dict[str, Any] = self.engine.document["deployment"]
        return found


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, monkeypatch)


def test_the_state_is_prepared_and_its_inputs_are_kept(world: World) -> None:
    teller = Teller()
    assert migrate(world.task, teller)
    assert teller.said == ["1 of 1 steps", "prepared 1 of 1"]
    assert list(world.state["resources"][0]["outputs"][MIGRATIONS]) == ["dev"]
    assert world.state["resources"][1]["inputs"]["networkProfile"]["networkPluginMode"] == "overlay"
    (mark,) = read_migrations(world.state["resources"][0]["outputs"])
    assert world.saved.of(mark) == STATE["resources"][1]["inputs"]
    assert list(world.locks.iterdir()) == [], "the lock is gone"


def test_a_state_that_is_prepared_is_left_alone(world: World) -> None:
    migrate(world.task, Teller())
    prepared, teller = world.state, Teller()
    assert not migrate(world.task, teller)
    assert (teller.said, world.state) == (["nothing, 1 prepared"], prepared)


def test_where_there_is_nothing_to_do_an_old_file_goes(world: World) -> None:
    world.saved.path.write_text('{"clusters": {}}')
    world.wanted = NODE_SUBNET
    teller = Teller()
    assert not migrate(world.task, teller)
    assert (teller.said, world.saved.path.exists(), world.state) == (["nothing, 0 prepared"], False, STATE)


def test_without_a_yes_nothing_is_written(world: World) -> None:
    assert not migrate(world.task, Teller(agrees=False))
    assert (world.state, world.saved.path.exists()) == (STATE, False)


def test_a_condition_that_does_not_hold_is_told_and_nothing_is_written(world: World) -> None:
    world.live = replace(world.live, provisions_nodes=True)
    with pytest.raises(MigrateError) as error:
        migrate(world.task, Teller())
    assert str(error.value) == (
        "1 condition for this does not hold; nothing was prepared\n"
        "  clusters.dev: node auto-provisioning off: node auto-provisioning is on\n"
        "    change: turn it off (az aks update --node-provisioning-mode Manual) and run pulumi refresh"
    )
    assert (world.state, world.saved.path.exists()) == (STATE, False)


def test_while_it_is_looked_at_the_stack_is_locked_as_the_engine_locks_it(world: World) -> None:
    class Looking(Teller):
        def may(self, question: str) -> bool:
            (lock,) = (json.loads(path.read_text()) for path in world.locks.glob("*.json"))
            assert (lock["pid"], lock["hostname"]) == (os.getpid(), socket.gethostname())
            assert {*lock} == {"pid", "username", "hostname", "timestamp"}
            return super().may(question)

    assert migrate(world.task, Looking())


def test_a_lock_that_stands_ends_the_command(world: World) -> None:
    world.locks.mkdir()
    lock = {"pid": 1, "username": "ann", "hostname": "elsewhere", "timestamp": "2026-11-30"}
    (world.locks / "a.json").write_text(json.dumps(lock))
    for command in (migrate, abort):
        with pytest.raises(MigrateError, match="is locked, created by ann@elsewhere"):
            command(world.task, Teller())
    assert world.state == STATE


def test_what_another_run_has_written_meanwhile_is_left_as_it_is(world: World) -> None:
    other = {"version": 3, "deployment": {**STATE, "resources": [*STATE["resources"], {"urn": "a::b::c::d"}]}}
    world.engine.between = lambda: setattr(world.engine, "document", other)
    with pytest.raises(MigrateError, match="changed while migrate looked at it"):
        migrate(world.task, Teller())
    assert world.engine.document == other


def test_after_a_run_that_broke_off_recovery_comes_first(world: World) -> None:
    world.engine.document = {"version": 3, "deployment": {**STATE, "pending_operations": [{}]}}
    for command in (migrate, abort):
        with pytest.raises(MigrateError, match="Run aksnet recover first"):
            command(world.task, Teller())


def test_abort_puts_the_state_back(world: World) -> None:
    migrate(world.task, Teller())
    teller = Teller()
    assert abort(world.task, teller)
    assert (teller.said, world.state, world.saved.path.exists()) == (["restored dev"], STATE, False)


def test_abort_asks_first(world: World) -> None:
    migrate(world.task, Teller())
    prepared = world.state
    assert not abort(world.task, Teller(agrees=False))
    assert world.state == prepared


def test_where_nothing_is_prepared_there_is_nothing_to_put_back(world: World) -> None:
    teller = Teller()
    assert not abort(world.task, teller)
    assert (teller.said, world.state) == (["nothing, 0 prepared"], STATE)


def test_what_azure_has_made_is_not_put_back(world: World) -> None:
    migrate(world.task, Teller())
    (mark,) = read_migrations(world.state["resources"][0]["outputs"])
    world.live = replace(world.live, profile=mark.profile)
    prepared = world.state
    with pytest.raises(MigrateError, match="Azure has made this change already"):
        abort(world.task, Teller())
    assert world.state == prepared


def test_without_the_file_nothing_is_put_back(world: World) -> None:
    migrate(world.task, Teller())
    prepared = world.state
    world.saved.remove()
    with pytest.raises(MigrateError, match="does not have the inputs that the state had before"):
        abort(world.task, Teller())
    assert world.state == prepared


def test_secrets_are_opened_to_be_looked_at_and_never_written(world: World) -> None:
    secret = {SIGNATURE: SECRET_SIGNATURE, "plaintext": '{"a": ["b"]}'}
    world.engine.document = {"version": 3, "deployment": {"resources": [{"outputs": {"pools": secret}}]}}
    assert world.task.state.readable() == {"resources": [{"outputs": {"pools": {"a": ["b"]}}}]}
