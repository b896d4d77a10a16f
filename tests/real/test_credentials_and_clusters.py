"""Certificates rotated, the server called otherwise, another control plane: what lives in the cluster is not lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.obtain import Engine
from aksnet.sandbox.store import Store
from tests.engine.test_changes import marks
from tests.engine.test_changes import stack_file as clusters_file
from tests.engine.test_credentials import _without_options
from tests.real.conftest import World, home_with_parts, only_cluster
from tests.real.test_stacks import changed, deployments, told
from tools.real import real_parts
from tools.real.control_plane import ControlPlane
from tools.real.stand_ins import Running, StandIns

pytestmark = pytest.mark.real

PROVIDER = "pulumi:providers:kubernetes aks/dev-contents-provider"
CLUSTER = "azure-native:containerservice:ManagedCluster aks/dev-cluster"
OBJECTS = {
    "kubernetes:apps/v1:Deployment aks/dev-contents/hello-kubernetes",
    "kubernetes:apps/v1:Deployment aks/dev-contents/nginx",
    "kubernetes:core/v1:Namespace aks/dev-contents/hello",
    "kubernetes:core/v1:Service aks/dev-contents/hello-kubernetes",
    "kubernetes:core/v1:Service aks/dev-contents/nginx",
}
WAY_OUT = (
    "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the "
    'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"'
)
UNREACHABLE = f"configured Kubernetes cluster is unreachable. {WAY_OUT}"
UNREADABLE = f"failed to read resource state due to unreachable cluster. {WAY_OUT}"
WORKLOADS: dict[str, Any] = {"nginx": {}, "hello-kubernetes": {}}


def uids(world: World) -> dict[str, str]:
    """Return the uids of the Deployments that a user declared."""
    return {each["metadata"]["name"]: each["metadata"]["uid"] for each in deployments(world)}


def written(world: World) -> list[str]:
    """Return what the run has written to the API server since it was started."""
    assert world.plane is not None
    return world.plane.audit.read_text().splitlines() if world.plane.audit.exists() else []


def file_of(folder: Path, mode: str, **keys: Any) -> Path:
    """Write a stack file with one cluster."""
    return clusters_file(folder, {"dev": {"mode": mode, "workloads": WORKLOADS, **keys}})


def test_other_credentials_update_the_provider_and_write_nothing_to_the_cluster(
    real: World, simulated: World, tmp_path: Path
) -> None:
    file = file_of(tmp_path, "node-subnet")
    assert real.plane is not None
    assert real("up", "dev", file)[0].errors == simulated("up", "dev", file)[0].errors == ()
    before, writes = uids(real), written(real)
    assert before.keys() == WORKLOADS.keys()

    renamed = replace(real, host="localhost")
    seen = told(*renamed("up", "dev", file))
    assert seen == told(*simulated("up", "dev", file, "rename-server"))
    assert (changed(seen), uids(real), written(real)) == ({PROVIDER: "update"}, before, writes)

    real.plane.rotate()
    seen = told(*renamed("up", "dev", file))
    assert seen == told(*simulated("up", "dev", file, "rotate-ca"))
    assert (changed(seen), uids(real), written(real)) == ({PROVIDER: "update"}, before, writes)
    for operation in ("up", "refresh"):
        assert changed(told(*renamed(operation, "dev", file))) == {}


@pytest.mark.parametrize("alive", [True, False], ids=["the old one answers", "the old one is dead"])
def test_another_control_plane_gets_every_object_in_one_up(
    alive: bool, engine: Engine, commands: real_parts.Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with_parts(tmp_path / "real")

    def machines(plane: ControlPlane) -> Running:
        return Running(StandIns(Store(home.subscription), only_cluster), plane.api)

    with ControlPlane(commands, tmp_path / "old") as old, ControlPlane(commands, tmp_path / "new") as new:
        first, second = (World(engine=engine, home=home, plane=plane) for plane in (old, new))
        with machines(old), machines(new) as running:
            assert first("up", "dev", file_of(tmp_path, "node-subnet"))[0].errors == ()
            assert uids(first).keys() == WORKLOADS.keys()
            moved = file_of(tmp_path, "overlay", change={"replace": marks(home.subscription)["dev"]})
            if not alive:
                old.stop()
            if not alive:
                unread, _ = first("refresh", "dev", moved)
                assert {each.partition(": ")[2] for each in unread.errors} == {UNREADABLE}
                stopped, _ = second("up", "dev", moved)
                assert (stopped.changed, uids(second)) == ({}, {})
                assert [each.partition(": ")[2] for each in stopped.errors] == [UNREACHABLE]
                monkeypatch.setenv("PULUMI_K8S_DELETE_UNREACHABLE", "true")
            result, properties = second("up", "dev", moved)
            steps = changed(told(result, properties))
            assert result.errors == ()
            assert {name: steps.get(name) for name in OBJECTS} == dict.fromkeys(OBJECTS, "replace")
            assert (steps[PROVIDER], steps[CLUSTER]) == ("update", "replace")
            assert uids(second).keys() == WORKLOADS.keys()
            if alive:
                assert uids(first) == {}
            else:
                # Where it is set it is written into the provider, and taken out by the next up without it.
                assert changed(told(*second("up", "dev", moved))) == {}
                monkeypatch.delenv("PULUMI_K8S_DELETE_UNREACHABLE")
                assert changed(told(*second("up", "dev", moved))) == {PROVIDER: "update"}
            for operation in ("up", "refresh"):
                assert changed(told(*second(operation, "dev", moved))) == {}
            assert running.faults == []


def test_an_identifier_alone_loses_every_object_without_a_word(
    engine: Engine, commands: real_parts.Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `replace_with` is for: the provider takes another cluster for the one that it knows."""
    _without_options(monkeypatch)
    home = home_with_parts(tmp_path / "real")

    def machines(plane: ControlPlane) -> Running:
        return Running(StandIns(Store(home.subscription), only_cluster), plane.api)

    with ControlPlane(commands, tmp_path / "old") as old, ControlPlane(commands, tmp_path / "new") as new:
        first, second = (World(engine=engine, home=home, plane=plane) for plane in (old, new))
        with machines(old), machines(new) as running:
            assert first("up", "dev", file_of(tmp_path, "node-subnet"))[0].errors == ()
            moved = file_of(tmp_path, "overlay", change={"replace": marks(home.subscription)["dev"]})
            result, properties = second("up", "dev", moved)
            steps = changed(told(result, properties))
            assert result.errors == ()
            assert (steps[PROVIDER], steps[CLUSTER]) == ("update", "replace")
            assert (steps.keys() & OBJECTS, uids(second)) == (set(), {})
            assert uids(first).keys() == WORKLOADS.keys(), "nobody deleted what the old cluster had"
            assert changed(told(*second("up", "dev", moved))) == {}
            assert changed(told(*second("refresh", "dev", moved))) == dict.fromkeys(OBJECTS, "delete")
            assert changed(told(*second("up", "dev", moved))) == dict.fromkeys(OBJECTS, "create")
            assert uids(second).keys() == WORKLOADS.keys()
            assert running.faults == []
