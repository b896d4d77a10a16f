"""Other credentials of the same cluster, and another cluster: what becomes of the objects inside, on the real engine.

First the damage, with the cure taken out of the program; then each half of the cure alone; then the program as it is.
Seen alike with the real Kubernetes provider and a real API server.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from aksnet.cli.recover_sandbox import in_sandbox
from aksnet.engine.home import Home
from aksnet.recover.recovery import Findings, recover
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run
from aksnet.sandbox.sandbox_errors import SandboxError
from tests.engine.conftest import CHECKOUT
from tests.engine.test_changes import marks, stack_file, steps
from tools.trial import Yes

pytestmark = pytest.mark.engine

CLUSTERS: dict[str, Any] = {"dev": {"mode": "node-subnet", "workloads": {"nginx": {}, "hello-kubernetes": {}}}}
OBJECTS = {
    "kubernetes:apps/v1:Deployment aks/dev-contents/hello-kubernetes",
    "kubernetes:apps/v1:Deployment aks/dev-contents/nginx",
    "kubernetes:core/v1:Namespace aks/dev-contents/hello",
    "kubernetes:core/v1:Service aks/dev-contents/hello-kubernetes",
    "kubernetes:core/v1:Service aks/dev-contents/nginx",
}
NAME = "aks/dev-contents-provider"
PROVIDER = f"pulumi:providers:kubernetes {NAME}"
CLUSTER = "azure-native:containerservice:ManagedCluster aks/dev-cluster"


class Stack:
    """The stack dev of the checkout, with settings of its own."""

    def __init__(self, engine: Any, home: Home, folder: Path) -> None:
        self._engine = engine
        self._home = home
        self._folder = folder
        self.mode = "node-subnet"

    def __call__(self, operation: Operation, *faults: str) -> RunResult:
        """Run an operation with faults."""
        # What the guard of the program asks for before it replaces a cluster.
        allowed = {"replace": marks(self._home.subscription)["dev"]} if self._home.subscription.exists() else {}
        clusters = {"dev": {**CLUSTERS["dev"], "mode": self.mode, "change": allowed}}
        file = stack_file(self._folder, clusters)
        return run(operation, project=CHECKOUT, stack="dev", stack_file=file, using=self._engine, faults=faults)

    def recover(self) -> Findings | None:
        """Recover the stack, saying yes to everything."""
        file = stack_file(self._folder, {"dev": {**CLUSTERS["dev"], "mode": self.mode}})
        with in_sandbox(project=CHECKOUT, stack="dev", stack_file=file, using=self._engine) as task:
            return recover(task, Yes())

    def uids(self) -> dict[str, str]:
        """Return the uids of the objects that live in the cluster."""
        objects: dict[str, Any] = json.loads(self._home.subscription.read_text())["objects"]
        return {key: each["outputs"]["metadata"]["uid"] for found in objects.values() for key, each in found.items()}

    def resources(self) -> list[dict[str, Any]]:
        """Return the resources of the checkpoint."""
        path = next((self._home.state / ".pulumi" / "stacks").rglob("dev.json"))
        found: list[dict[str, Any]] = json.loads(path.read_text())["checkpoint"]["latest"]["resources"]
        return found


@pytest.fixture
def stack(engine: Any, home: Home, tmp_path: Path) -> Stack:
    return Stack(engine, home, tmp_path)


def _without_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    from pulumi_kubernetes.provider import Provider

    from components import cluster_contents

    def provider(*args: Any, cluster_identifier: Any, **others: Any) -> Any:
        assert cluster_identifier
        return Provider(*args, **others)

    monkeypatch.setattr(cluster_contents, "Provider", provider)


def _without_options(monkeypatch: pytest.MonkeyPatch) -> None:
    from components import cluster_contents, workload

    def bare(
        _cluster: Any, parent: Any, *, provider: Any = None, depends_on: Any = (), **_others: Any
    ) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=parent, provider=provider, depends_on=list(depends_on))

    for module in (cluster_contents, workload):
        monkeypatch.setattr(module, "object_in", bare)


def _without_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    from components import guard

    monkeypatch.setattr(guard, "refuse_changed_credentials", lambda _plan, _resources, _opts: None)


def _without_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_identifier(monkeypatch)
    _without_options(monkeypatch)
    _without_guard(monkeypatch)


def test_without_the_cure_another_server_name_empties_the_cluster_and_the_run_is_green(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_cure(monkeypatch)
    assert stack("up").ok
    assert len(stack.uids()) == len(OBJECTS)
    renamed = stack("up", "rename-server")
    assert (renamed.ok, renamed.errors) == (True, ())
    assert steps(renamed.changed) == dict.fromkeys({PROVIDER, *OBJECTS}, "replace")
    assert stack.uids() == {}
    assert set(steps(stack("refresh").changed).values()) == {"delete"}


def test_without_the_cure_a_rotation_ends_half_way_and_the_deletions_wait_in_the_state(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_cure(monkeypatch)
    assert stack("up").ok
    before = stack.uids()
    rotated = stack("up", "rotate-ca")
    assert not rotated.ok
    assert any("x509: certificate signed by unknown authority" in error for error in rotated.errors)
    assert stack.uids() == before
    waiting = [each["urn"].split("::", 3)[3] for each in stack.resources() if each.get("delete")]
    assert sorted(waiting) == sorted([PROVIDER.split()[1], *(each.split()[1] for each in OBJECTS)])
    with pytest.raises(
        SandboxError, match=r"Nothing was done\. Run aksnet recover -s dev --sandbox: it takes them out"
    ):
        stack("up")
    (warning,) = stack("preview").warnings
    assert "an earlier run has left deletions in the state, which an up carries out: aks/dev-contents/hello" in warning
    assert stack.uids() == before


def test_recover_takes_waiting_deletions_out_and_gives_providers_their_identifier(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        _without_cure(older)
        assert stack("up").ok
        before = stack.uids()
        assert not stack("up", "rotate-ca").ok
    report = stack.recover()
    assert report is not None
    assert sorted(report.inside) == sorted(
        [
            *(f"{each.split(':')[-1]}: it lives, and its deletion waits in the state: taken out" for each in OBJECTS),
            f"kubernetes {NAME}: gets its clusterIdentifier, so that changed credentials replace nothing",
        ]
    )
    up = stack("up")
    assert (up.ok, up.errors, stack.uids()) == (True, (), before)
    assert (stack("up").changed, stack("refresh").changed) == ({}, {})


@pytest.mark.parametrize("fault", ["rename-server", "rotate-ca"])
def test_the_identifier_is_not_added_while_credentials_change_and_recover_is_the_way_out(
    stack: Stack, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        _without_cure(older)
        assert stack("up").ok
    before = stack.uids()
    refused = stack("up", fault)
    assert (refused.ok, refused.changed, stack.uids()) == (False, {}, before)
    (error,) = refused.errors
    assert "Run `aksnet recover -s dev`: it writes the identifier into the state." in error
    assert stack("preview").errors == refused.errors
    assert stack.recover() is not None
    assert (stack("up").ok, stack.uids()) == (True, before)
    assert (stack("up").changed, stack("refresh").changed) == ({}, {})


def test_an_older_stack_takes_the_cure_in_an_up_of_its_own_and_only_then_another_cluster(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        _without_cure(older)
        assert stack("up").ok
    before = stack.uids()
    stack.mode = "overlay"
    stopped = stack("up")
    assert (stopped.ok, stack.uids()) == (False, before)
    assert any("Undo the change and run up" in error for error in stopped.errors), "the message says the way out"
    stack.mode = "node-subnet"
    assert (steps(stack("up").changed), stack.uids()) == ({PROVIDER: "update"}, before)
    stack.mode = "overlay"
    assert (stack("up").ok, stack.uids().keys()) == (True, before.keys())
    assert (stack("up").changed, stack("refresh").changed) == ({}, {})


@pytest.mark.parametrize("fault", ["rename-server", "rotate-ca"])
def test_other_credentials_of_the_same_cluster_update_the_provider_and_touch_nothing_inside(
    stack: Stack, fault: str
) -> None:
    assert stack("up").ok
    before = stack.uids()
    changed = stack("up", fault)
    assert (changed.ok, changed.errors, steps(changed.changed)) == (True, (), {PROVIDER: "update"})
    assert stack.uids() == before
    assert (stack("up").changed, stack("refresh").changed) == ({}, {})


def test_another_cluster_gets_its_workloads_in_one_up(stack: Stack) -> None:
    """Passes by what stops it otherwise: https://github.com/pulumi/pulumi/issues/14650."""
    assert stack("up").ok
    before = stack.uids()
    stack.mode = "overlay"
    replaced = {**dict.fromkeys({CLUSTER, *OBJECTS}, "replace"), PROVIDER: "update"}
    preview = steps(stack("preview").changed)
    up = stack("up")
    assert (up.ok, up.errors) == (True, ())
    assert {name: step for name, step in steps(up.changed).items() if name in replaced} == replaced
    assert {name: step for name, step in preview.items() if name in replaced} == replaced
    after = stack.uids()
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
    assert (stack("up").changed, stack("refresh").changed) == ({}, {})


def test_the_identifier_alone_leaves_a_replaced_cluster_empty_while_the_state_lists_everything(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_options(monkeypatch)
    assert stack("up").ok
    stack.mode = "overlay"
    assert stack("up").ok
    assert stack.uids() == {}
    assert {name for name in steps(stack("refresh").changed) if name.startswith("kubernetes:")} == OBJECTS


def test_the_options_alone_make_everything_anew_when_the_server_has_another_name(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is lost, because each object is deleted before it is made again; but everything is interrupted."""
    _without_identifier(monkeypatch)
    _without_guard(monkeypatch)
    assert stack("up").ok
    before = stack.uids()
    renamed = stack("up", "rename-server")
    assert (renamed.ok, steps(renamed.changed)) == (True, dict.fromkeys({PROVIDER, *OBJECTS}, "replace"))
    after = stack.uids()
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())
