"""Recovery on the real engine: every way in which an up breaks off, and that a plain up goes on from there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksnet.cli.recover_sandbox import in_sandbox
from aksnet.recover.cloud import RecoverError
from aksnet.recover.recovery import Findings, recover
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run
from aksnet.sandbox.sandbox_errors import SandboxError
from tests.engine.conftest import CHECKOUT, Deployed, Flat, Runner
from tools.trial import Trial, Yes

pytestmark = pytest.mark.engine


class Stack:
    """The stack `dev` of the checkout."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def run(self, operation: Operation, *faults: str) -> RunResult:
        """Run an operation with faults."""
        return run(operation, project=self._runner.project, stack="dev", using=self._runner.engine, faults=faults)

    def recover(self) -> Findings:
        """Recover the stack."""
        with in_sandbox(project=self._runner.project, stack="dev", using=self._runner.engine) as task:
            report = recover(task, Yes())
        assert report is not None
        return report


@pytest.fixture
def dev(checkout: Runner) -> Stack:
    return Stack(checkout)


def names(urns: object) -> list[str]:
    """Return the logical names of URNs."""
    assert isinstance(urns, dict | tuple)
    return sorted(urn.split("::", 3)[3] for urn in urns)


def test_after_a_kill_what_exists_is_adopted_and_up_goes_on(dev: Stack) -> None:
    """The sixth operation creates the cluster: adopted with Azure's defaults it would be replaced."""
    assert not dev.run("up", "kill-during:6").ok
    with pytest.raises(SandboxError, match=r"is locked, created by .*: aksnet recover -s dev --sandbox$"):
        dev.run("up")
    report = dev.recover()
    assert (names(report.adopted), report.differs, report.missing, report.known) == (["aks/dev-cluster"], {}, (), 5)
    assert [kind for kind, _ in report.cleared] == ["creating"]
    up = dev.run("up")
    assert (up.ok, set(up.changed.values())) == (True, {"create"})
    again = dev.recover()
    assert (again.changes, again.missing, again.applied, again.known) == (False, (), 0, 11)
    assert dev.run("destroy").ok


def test_after_a_lost_id_the_already_existing_resource_is_adopted(dev: Stack) -> None:
    assert not dev.run("up", "lost:VirtualNetwork").ok
    assert any("cannot create already existing resource" in error for error in dev.run("up").errors)
    assert names(dev.recover().adopted) == ["aks/network-vnet"]
    assert dev.run("up").ok


def test_with_the_whole_state_lost_everything_is_found_again(dev: Stack, checkout: Runner) -> None:
    before = dev.run("up")
    state = next((checkout.scratch / "home" / "state").rglob("dev.json"))
    state.unlink()
    report = dev.recover()
    assert names(report.adopted) == [
        "aks/dev-access-identity",
        "aks/dev-access-node-subnet/dev-node-subnet",
        "aks/dev-cluster",
        "aks/network-dev-node-subnet",
        "aks/network-vnet",
        "aks/resource-group",
    ]
    after = dev.run("up")
    assert (after.ok, after.errors) == (True, ())
    assert after.steps.keys() == before.steps.keys()
    assert {step for urn, step in after.changed.items() if "azure-native" in urn} == set()
    assert dev.run("up").changed == {}


@pytest.mark.parametrize("file", ["dev.json", "dev.json.attrs"])
def test_a_checkpoint_that_was_cut_off_in_writing_is_mended(dev: Stack, checkout: Runner, file: str) -> None:
    assert not dev.run("up", "kill-after:4").ok
    state = next((checkout.scratch / "home" / "state" / ".pulumi" / "stacks").rglob("dev.json"))
    assert not state.with_name("dev.json.attrs").exists()
    state.with_name(file).write_text("", encoding="utf-8")
    dev.recover()
    assert dev.run("up").ok
    assert dev.run("preview").changed == {}


def test_what_is_gone_from_azure_is_taken_out_with_all_that_was_in_it(
    dev: Stack, checkout: Runner, deployed: Deployed
) -> None:
    deployed(CHECKOUT / "Pulumi.dev.yaml")
    file = checkout.scratch / "home" / "azure.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    cluster = next(key for key in data["resources"] if key.endswith("/managedclusters/dev"))
    group = data["resources"][cluster]["outputs"]["nodeResourceGroup"].lower()
    data["resources"] = {
        key: record
        for key, record in data["resources"].items()
        if not key.startswith(cluster) and f"/resourcegroups/{group}" not in key
    }
    del data["objects"][cluster]
    file.write_text(json.dumps(data), encoding="utf-8")
    report = dev.recover()
    assert names(report.gone)[:2] == ["aks/dev-cluster", "aks/dev-contents-provider"]
    assert len(report.gone) == 7
    up = dev.run("up")
    assert (up.ok, set(up.changed.values())) == (True, {"create"})


def test_what_differs_is_told_and_the_next_up_repairs_it(dev: Stack, checkout: Runner) -> None:
    assert not dev.run("up", "lost:VirtualNetwork").ok
    file = checkout.scratch / "home" / "azure.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    for record in data["resources"].values():
        if record["type"].endswith("/virtualNetworks"):
            record["inputs"]["tags"] = record["outputs"]["tags"] = {"owner": "somebody"}
    file.write_text(json.dumps(data), encoding="utf-8")
    stack = Path(checkout.project / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    tagged = checkout.scratch / "tagged.yaml"
    tagged.write_text(stack + "  aks-networking:tags: {owner: platform}\n", encoding="utf-8")
    with in_sandbox(project=checkout.project, stack="dev", stack_file=tagged, using=checkout.engine) as task:
        report = recover(task, Yes())
    assert report is not None
    assert list(report.differs.values()) == [["tags.owner"]]
    up = checkout("up", "dev", tagged)
    vnet = next(urn for urn in up.steps if urn.endswith("::aks/network-vnet"))
    assert (up.ok, up.steps[vnet]) == (True, "update")


def test_without_a_yes_nothing_is_written(dev: Stack, checkout: Runner) -> None:
    class No(Yes):
        def may(self, question: str) -> bool:
            return not question

    assert not dev.run("up", "kill-during:3").ok
    state = next((checkout.scratch / "home" / "state").rglob("dev.json"))
    before = state.read_bytes()
    with in_sandbox(project=checkout.project, stack="dev", using=checkout.engine) as task:
        assert recover(task, No()) is None
    assert state.read_bytes() == before


def test_a_replacement_that_was_cut_off_goes_on_with_the_new_one_and_deletes_the_old_one(
    checkout: Runner, tmp_path: Path
) -> None:
    trial = Trial(checkout.project, checkout.engine, "kubenet", tmp_path)
    assert trial.run("up").ok
    trial.configure(identityName="other-identity")
    assert not trial.run("up", "kill-during:1").ok
    report = trial.recover()
    assert report is not None
    assert (names(report.adopted), names(report.replaced), report.strangers) == (
        ["aks/kubenet-access-identity"],
        ["aks/kubenet-access-identity"],
        (),
    )
    assert trial.run("up").ok
    assert trial.run("preview").changed == {}
    identities = [
        key for key in trial.subscription()["resources"] if "/rg-aks-all-modes/" in key and "identities" in key
    ]
    assert [key.rsplit("/", 1)[1] for key in identities] == ["other-identity"]


def test_a_program_that_cannot_be_previewed_ends_in_one_message(flat: Flat) -> None:
    flat("preview", broken="run-error")
    with (
        in_sandbox(project=flat.runner.project, stack="try", using=flat.runner.engine) as task,
        pytest.raises(RecoverError, match="The program cannot be previewed:\nthe settings are wrong"),
    ):
        recover(task, Yes())
