"""Fixtures for tests that run the real engine: each test has its own state, all share the obtained engine."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import pytest
from filelock import FileLock

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run


class Deployed(Protocol):
    """Brings up a stack of the checkout with a stack file, in an empty home."""

    def __call__(self, stack_file: Path, stack: str = "dev") -> None:
        """Bring it up."""


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


@dataclass(frozen=True, kw_only=True)
class Homes:
    """Homes in which a stack was brought up, each once for the tests of all workers that begin there."""

    folder: Path
    engine: Engine

    def copied(self, stack_file: Path, home: Path, stack: str = "dev") -> None:
        """Make a new home in which a stack of the checkout was brought up with this file."""
        kept = self.folder / sha256(stack.encode() + stack_file.read_bytes()).hexdigest()
        with FileLock(f"{kept}.lock"):
            if not kept.exists():
                made = Home(root=self.folder / f"{kept.name}.made")
                result = run("up", project=CHECKOUT, stack=stack, stack_file=stack_file, using=self.engine, home=made)
                assert result.errors == ()
                made.root.rename(kept)
        shutil.copytree(kept, home)


@pytest.fixture(scope="session")
def homes(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """Return the homes that tests begin with, which all workers share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "homes"
    folder.mkdir(exist_ok=True)
    return Homes(folder=folder, engine=engine)


@pytest.fixture
def deployed(home: Home, homes: Homes) -> Deployed:
    """Give the test a stack with this file, brought up, in its empty home: a copy of what was made once."""
    return lambda stack_file, stack="dev": homes.copied(stack_file, home.root, stack)


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
