"""A control plane per module and a home per test; without the parts every test here is passed over, with one reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent, StepEventMetadata
from rich.console import Console

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from aksnet.engine.run_log import RunLog, step_of
from aksnet.sandbox.changed_properties import changed_properties
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run
from aksnet.sandbox.store import Store, Subscription
from tests.engine.conftest import CHECKOUT
from tools.real import real_parts
from tools.real.control_plane import HOST, ControlPlane
from tools.real.stack_cluster import StackCluster
from tools.real.stand_ins import Running, StandIns

HOME_OF_PARTS = Home.of(CHECKOUT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pass over everything here where the parts are not built: building takes a quarter of an hour of processor."""
    absent = real_parts.missing(HOME_OF_PARTS)
    for item in items:
        if item.get_closest_marker("real"):
            # What the Pulumi SDK leaves open when an inline program fails.
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
            if absent:
                item.add_marker(pytest.mark.skip(f"{', '.join(absent)} not built: make parts"))


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the engine that the checkout has."""
    return obtain(HOME_OF_PARTS)


@pytest.fixture(scope="session")
def commands() -> real_parts.Commands:
    """Return the commands of the control plane, which are there: otherwise no test here runs."""
    return real_parts.commands(HOME_OF_PARTS, Console(stderr=True))


@dataclass
class Properties:
    """Which properties a run says to change, by URN and step."""

    changed: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def event(self, event: EngineEvent, _record: RunLog) -> None:
        """Keep what an event says of a resource that changes."""
        if event.resource_pre_event is not None:
            self._keep(event.resource_pre_event.metadata)

    def _keep(self, metadata: StepEventMetadata) -> None:
        if step_of(metadata) not in ("same", "create", "delete", "read"):
            self.changed[metadata.urn, step_of(metadata)] = list(changed_properties(metadata))


@dataclass(frozen=True, kw_only=True)
class World:
    """A subscription, and a stack in it whose Kubernetes is simulated or real."""

    engine: Engine
    home: Home
    plane: ControlPlane | None = None
    host: str = HOST
    """What the API server is called by in the kubeconfig."""

    def __call__(
        self, operation: Operation, stack: str, file: Path | None = None, *faults: str
    ) -> tuple[RunResult, Properties]:
        """Run an operation; return its result and the properties that it says to change."""
        listener = Properties()
        result = run(
            operation,
            project=CHECKOUT,
            stack=stack,
            stack_file=file,
            using=self.engine,
            home=self.home,
            listener=listener,
            faults=faults,
            kubeconfig=None if self.plane is None else self.plane.kubeconfig_text(self.host),
        )
        return result, listener

    def items(self, path: str) -> list[Mapping[str, Any]]:
        """Return the objects of a list of the real API."""
        assert self.plane is not None
        return list(self.plane.api().items(path))


def only_cluster(view: Subscription) -> str | None:
    """Return the id of the only cluster of a subscription."""
    found = [str(each["id"]) for each in view.of_type("Microsoft.ContainerService/managedClusters")]
    return found[0] if len(found) == 1 else None


def home_with_parts(root: Path) -> Home:
    """Return a home of its own that has the parts which the checkout's home has."""
    home = Home(root=root)
    home.make()
    home.parts.symlink_to(HOME_OF_PARTS.parts)
    return home


@contextmanager
def real_world(
    engine: Engine, commands: real_parts.Commands, folder: Path, cluster: StackCluster | None = None
) -> Iterator[World]:
    """Yield a world with a control plane of its own; its machines had nothing to complain of at the end."""
    home = home_with_parts(folder / "real")
    with (
        ControlPlane(commands, folder / "plane", (cluster or StackCluster()).service_range) as plane,
        Running(StandIns(Store(home.subscription), only_cluster), plane.api) as running,
    ):
        yield World(engine=engine, home=home, plane=plane)
        assert running.faults == []


@pytest.fixture
def real(engine: Engine, commands: real_parts.Commands, tmp_path: Path) -> Iterator[World]:
    """Yield a world for a cluster with the Service range that is the default."""
    with real_world(engine, commands, tmp_path) as world:
        yield world


@pytest.fixture
def simulated(engine: Engine, tmp_path: Path) -> World:
    """Return a world in which Kubernetes is simulated too."""
    return World(engine=engine, home=Home(root=tmp_path / "simulated"))
