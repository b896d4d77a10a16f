"""When the state is written and when not: locks, other runs, other stacks, and questions."""

from __future__ import annotations

import copy
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi import automation

from aksnet.arm.arm_type import ArmType
from aksnet.recover import recovery as module
from aksnet.recover.cloud import RecoverError
from aksnet.recover.declared import Declared, Found
from aksnet.recover.recovery import Findings, Task, recover

VNET = "urn:pulumi:s::p::azure-native:network:VirtualNetwork::vnet"
TYPE = "azure-native:network:VirtualNetwork"
SUBSCRIPTION = "/subscriptions/S"
ID = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
INPUTS = {"resourceGroupName": "rg", "virtualNetworkName": "v"}
CREATING = {"pending_operations": [{"type": "creating", "resource": {"urn": VNET, "type": TYPE, "inputs": INPUTS}}]}
FOUND = Found(urn=VNET, id=ID, state="Succeeded", fixed=(), declared={}, read={}, outputs={})
STALE = 2**22 + 1
"""No process has this number: it is above the kernel's greatest."""


class Stack:
    """A stack in a backend, and the workspace and the engine before it."""

    name = "s"

    def __init__(self, deployment: dict[str, Any], locks: Path) -> None:
        self.deployment = deployment
        self.locks = locks
        self.writes: list[dict[str, Any]] = []
        self.workspace = SimpleNamespace(env_vars={}, pulumi_home=None, work_dir=".", pulumi_command=self)

    def export_stack(self) -> automation.Deployment:
        """Return the state."""
        return automation.Deployment(version=3, deployment=copy.deepcopy(self.deployment))

    def cancel(self) -> None:
        """Take the locks away."""
        for path in self.locks.iterdir():
            path.unlink()

    def run(self, arguments: list[str], *_unused: object) -> None:
        """Import a state."""
        assert arguments[:3] == ["stack", "import", "--file"]
        assert not list(self.locks.iterdir())
        self.deployment = json.loads(Path(arguments[3]).read_text(encoding="utf-8"))["deployment"]
        self.writes.append(self.deployment)

    def lock(self, pid: int) -> None:
        """Lock the stack, as the engine does in a backend of plain files."""
        lock = {"pid": pid, "username": "u", "hostname": socket.gethostname(), "timestamp": "now"}
        (self.locks / "a.json").write_text(json.dumps(lock), encoding="utf-8")


class Cloud:
    """Has one network."""

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Answer."""
        return "Succeeded" if (kind.token, arm_id) == (TYPE, ID) else None

    def has_release(self, *_unused: str) -> bool:
        """Have none."""
        return False


class Told:
    """Answers yes, unless a question has a word in it."""

    def __init__(self, no: str = "nothing") -> None:
        self._no = no
        self.questions: list[str] = []
        self.report: Findings | None = None

    def note(self, text: str) -> None:
        """Take no note."""

    def gone(self, urns: tuple[str, ...]) -> None:
        """Pass over what is gone."""

    def found(self, report: Findings) -> None:
        """Keep the report."""
        self.report = report

    def may(self, question: str) -> bool:
        """Answer."""
        self.questions.append(question.splitlines()[-1])
        return self._no not in question

    def may_adopt(self, strangers: Mapping[str, str], stack: str) -> bool:
        """Answer."""
        return self.may(f"Adopt {strangers} into {stack}?")


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack({"manifest": {"time": "1"}, "resources": []}, tmp_path)


def go(stack: Stack, told: Told, monkeypatch: pytest.MonkeyPatch, *found: Found, **more: Any) -> Findings | None:
    """Recover a stack whose program declares what was found."""
    meanwhile = more.pop("meanwhile", lambda: None)

    def look(**_unused: Any) -> Declared:
        meanwhile()
        return Declared(subscription=SUBSCRIPTION, goals={VNET: {"type": TYPE}}, found=list(found))

    monkeypatch.setattr(module, "look", look)
    task: Any = {"stack": stack, "program": lambda: None, "cloud": Cloud(), "scratch": stack.locks}
    return recover(Task(**task, locks=stack.locks, **more), told)


def test_where_nothing_changed_nothing_is_written(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    assert go(stack, told, monkeypatch) == Findings()
    assert (stack.writes, told.questions) == ([], [])


def test_a_stale_lock_is_taken_after_a_question_and_without_a_write(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.lock(STALE)
    told = Told()
    assert go(stack, told, monkeypatch) == Findings()
    assert (stack.writes, told.questions) == ([], ["Take this lock away? Only when that run is over."])
    assert list(stack.locks.iterdir()) == []


def test_a_living_lock_ends_it_before_anything_is_looked_at(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _path: False)  # as where no /proc tells what the process is
    stack.lock(os.getpid())
    with pytest.raises(RecoverError, match=f"still goes on: process {os.getpid()} of u"):
        go(stack, Told(), monkeypatch, meanwhile=lambda: pytest.fail("it looked"))


def test_what_another_run_wrote_meanwhile_is_never_overwritten(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def write() -> None:
        stack.deployment = {"manifest": {"time": "2"}, "resources": []}

    with pytest.raises(RecoverError, match="The state of s changed while recover looked at it"):
        go(stack, Told(), monkeypatch, FOUND, meanwhile=write)
    assert (stack.writes, stack.deployment["manifest"]) == ([], {"time": "2"})


def test_what_this_stack_was_creating_is_adopted_with_one_question(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.deployment |= CREATING
    told = Told()
    report = go(stack, told, monkeypatch, FOUND)
    assert report == Findings(adopted={VNET: ID}, cleared=(("creating", VNET),))
    assert told.questions == ["Write this into the state of s?"]
    assert [each["id"] for each in stack.writes[0]["resources"]] == [ID]


def test_what_nobody_knows_to_be_this_stack_s_is_asked_for_apart(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(no="Adopt")
    assert go(stack, told, monkeypatch, FOUND) is None
    assert told.questions == [f"Adopt {{'{VNET}': '{ID}'}} into s?"]
    assert told.report == Findings(adopted={VNET: ID}, strangers=(VNET,))
    assert stack.writes == []
    assert go(stack, Told(), monkeypatch, FOUND) == told.report
    assert len(stack.writes) == 1


def test_what_another_stack_has_is_refused_with_its_name(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RecoverError, match=f"{ID} is the stack other's"):
        go(stack, Told(), monkeypatch, FOUND, held={ID.lower(): "other"})
    assert stack.writes == []


def test_what_was_made_and_is_declared_no_more_is_told_before_its_operation_is_cleared(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.deployment |= CREATING
    assert go(stack, Told(), monkeypatch) == Findings(cleared=(("creating", VNET),), left={VNET: ID})


def test_the_new_one_of_a_replacement_stands_in_front_of_the_old_one(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.deployment = {"resources": [{"urn": VNET, "type": "other", "id": "/old", "custom": True}], **CREATING}
    report = go(stack, Told(), monkeypatch, FOUND)
    assert report == Findings(adopted={VNET: ID}, replaced={VNET: "/old"}, known=1, cleared=(("creating", VNET),))
    assert [(each["id"], each.get("delete")) for each in stack.writes[0]["resources"]] == [(ID, None), ("/old", True)]
