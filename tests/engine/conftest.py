"""Fixtures for tests that run the real engine: each test has its own state, all share the obtained engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run

Deployed = Callable[[Path], None]
"""Brings up the stack `dev` with a stack file, in an empty home."""

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECTS = Path(__file__).parent / "projects"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pass over what the Pulumi SDK leaves open when an inline program fails: sockets and an event loop."""
    for item in items:
        if item.get_closest_marker("engine"):
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs operations on stacks of one project."""

    project: Path
    engine: Engine
    scratch: Path
    """A folder for changed stack files."""

    def __call__(self, operation: Operation, stack: str, stack_file: Path | None = None) -> RunResult:
        """Run an operation; another stack file may stand in for the stack's own."""
        return run(operation, project=self.project, stack=stack, stack_file=stack_file, using=self.engine)

    def stack_file(self, stack: str, old: str, new: str) -> Path:
        """Return a copy of a stack file with one text replaced everywhere."""
        text = (self.project / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
        assert old in text, f"Pulumi.{stack}.yaml does not hold {old!r}"
        copy = self.scratch / f"Pulumi.{stack}.yaml"
        copy.write_text(text.replace(old, new), encoding="utf-8")
        return copy


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the engine that the checkout has; `aksnet engine` obtains it once."""
    return obtain(Home.of(CHECKOUT))


@pytest.fixture
def home(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Give the test its own subscription and state."""
    assert engine.path.is_file()
    root = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(root))
    return Home(root=root)


@pytest.fixture
def checkout(engine: Engine, home: Home, tmp_path: Path) -> Runner:
    """Run stack files of the real checkout, by name."""
    assert home.root != CHECKOUT / ".aksnet"
    return Runner(project=CHECKOUT, engine=engine, scratch=tmp_path)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of homes in which a stack was brought up, by what its file says."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture
def deployed(checkout: Runner, home: Home, homes: Path) -> Deployed:
    """Give the test the stack `dev` with this file, brought up; a second test gets a copy of what the first made."""

    def bring_up(stack_file: Path) -> None:
        kept = homes / sha256(stack_file.read_bytes()).hexdigest()
        assert not home.root.exists()
        if kept.exists():
            shutil.copytree(kept, home.root)
        else:
            assert checkout("up", "dev", stack_file).errors == ()
            shutil.copytree(home.root, kept)

    return bring_up


@dataclass(frozen=True, kw_only=True)
class Flat:
    """The small flat program, with switches."""

    runner: Runner
    home: Home

    def __call__(self, operation: Operation, **switches: str | int | bool) -> RunResult:
        """Run the flat program with these switches in its stack file."""
        config: dict[str, Any] = {"azure-native:location": "eastus"}
        config |= {f"flat:{name}": value for name, value in switches.items()}
        # JSON is YAML: nothing to get wrong in the quoting.
        (self.runner.project / "Pulumi.try.yaml").write_text(json.dumps({"config": config}), encoding="utf-8")
        return self.runner(operation, "try")

    def subscription(self) -> dict[str, Any]:
        """Return what is in the simulated subscription."""
        data: dict[str, Any] = json.loads(self.home.subscription.read_text(encoding="utf-8"))
        return data


@pytest.fixture
def flat(engine: Engine, home: Home, tmp_path: Path) -> Flat:
    """Run the small flat program from a copy of its own."""
    project = tmp_path / "flat"
    shutil.copytree(PROJECTS / "flat", project)
    return Flat(runner=Runner(project=project, engine=engine, scratch=tmp_path), home=home)
