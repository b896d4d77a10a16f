"""Recovery from start to end: look, say, ask, write the state. Clouds are only read.

The lock of a run that died shows when the state is written. It is taken away after a question, and never while the
process that it names is seen to live.
"""

from __future__ import annotations

import json
import os
import re
import socket
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from pulumi import automation

from recover import checkpoint
from recover.cloud import FAILED, Cloud, RecoverError
from recover.declared import Declared, Json, key_of, look
from sandbox.azure.clusters import MANAGED_CLUSTER
from sandbox.azure.provider import KINDS
from sandbox.kube import releases
from sandbox.session import engine_text

_QUESTIONS_AT_ONCE: Final = 8
_HOLDER: Final = re.compile(r"created by (?P<who>\S+)@(?P<host>\S+) \(pid (?P<pid>\d+)\)")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What recovery found; the same before and after it is written."""

    adopted: dict[str, str] = field(default_factory=dict)
    """Ids by URN of what exists and goes into the state."""
    differs: dict[str, list[str]] = field(default_factory=dict)
    """Paths in which an adopted resource is not what is declared: the next up changes them."""
    failed: tuple[str, ...] = ()
    """Adopted in provisioning state Failed: the next up writes them again."""
    known: int = 0
    """How many resources the state had and keeps."""
    missing: tuple[str, ...] = ()
    """Declared and nowhere: the next up creates them."""
    applied: int = 0
    """How many Kubernetes objects are not in the state: an up applies them, whether they exist or not."""
    gone: tuple[str, ...] = ()
    """In the state and nowhere else: taken out."""
    cleared: tuple[tuple[str, str], ...] = ()
    """Operations that never ended."""
    busy: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether the state has to be written."""
        return bool(self.adopted or self.gone or self.cleared)


class Teller(Protocol):
    """Whoever shows what was found, and asks."""

    def gone(self, urns: tuple[str, ...]) -> None:
        """Show what is in the state and nowhere else."""

    def found(self, report: Report) -> None:
        """Show what else was found."""

    def may(self, question: str) -> bool:
        """Ask before something is changed."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One stack to recover."""

    stack: automation.Stack
    program: Callable[[], None]
    cloud: Cloud
    scratch: Path
    """A folder for the engine's plan."""


def recover(task: Task, teller: Teller) -> Report | None:
    """Recover a stack; nothing when the user said no, at any question."""
    exported = task.stack.export_stack()
    deployment: Json = dict(exported.deployment or {})
    cleared = tuple(checkpoint.pending(deployment))
    gone = _gone(list(deployment.get("resources") or []), task.cloud)
    if gone:
        # First of all: a preview asks for the credentials of a cluster that the state has, and would end there.
        teller.gone(tuple(sorted(gone)))
        deployment = checkpoint.edited(deployment, Declared(), gone)
        if not _ask_and_write(task.stack, exported.version, deployment, teller):
            return None
    resources = list(deployment.get("resources") or [])
    plan = task.scratch / "recover-plan.json"
    declared = look(stack=task.stack, program=task.program, cloud=task.cloud, resources=resources, plan=plan)
    report = _report(resources, declared, gone, cleared)
    teller.found(report)
    if report.adopted or (cleared and not gone):
        written = _ask_and_write(task.stack, exported.version, checkpoint.edited(deployment, declared, set()), teller)
    else:
        # What is written back as it is tells of a lock.
        written = bool(gone) or _unlocked_write(task.stack, exported.version, deployment, teller)
    return report if written else None


def _report(resources: list[Json], declared: Declared, gone: set[str], cleared: tuple[tuple[str, str], ...]) -> Report:
    created = [urn for urn in declared.missing if urn not in declared.skipped]
    return Report(
        adopted={found.urn: found.id for found in declared.found},
        differs={found.urn: paths for found in declared.found if (paths := checkpoint.differs(found))},
        failed=tuple(found.urn for found in declared.found if found.state == FAILED),
        known=sum(bool(each.get("custom")) and ":providers:" not in each["urn"] for each in resources),
        missing=tuple(urn for urn in created if _looked_for(urn)),
        applied=sum(key_of(urn)[0].startswith("kubernetes:") and not _looked_for(urn) for urn in created),
        gone=tuple(sorted(gone)),
        cleared=cleared,
        busy=declared.busy,
        skipped=declared.skipped,
    )


def _looked_for(urn: str) -> bool:
    return key_of(urn)[0] in (*KINDS, releases.TOKEN)


def _gone(resources: list[Json], cloud: Cloud) -> set[str]:
    """Return what the state has and no cloud: by asking for each id, and with a cluster all that was in it."""
    asked = [each for each in resources if each.get("id") and each["type"] in KINDS]
    with ThreadPoolExecutor(_QUESTIONS_AT_ONCE) as pool:
        states = list(pool.map(lambda each: cloud.state_of(KINDS[each["type"]], each["id"]), asked))
    lost = [each for each, state in zip(asked, states, strict=True) if state is None]
    gone = {str(each["urn"]) for each in lost}
    hosts = {
        str(each["outputs"][name])
        for each in lost
        if each["type"] == MANAGED_CLUSTER.token
        for name in ("fqdn", "privateFQDN")
        if each.get("outputs", {}).get(name)
    }
    unreachable = {
        str(each["urn"])
        for each in resources
        if each["type"] == "pulumi:providers:kubernetes" and any(host in json.dumps(each["inputs"]) for host in hosts)
    }
    gone |= unreachable
    gone |= {
        str(each["urn"]) for each in resources if str(each.get("provider") or "").rpartition("::")[0] in unreachable
    }
    # What has children stays with them: the state cannot have a child without its parent.
    return gone - {str(each.get("parent")) for each in resources if each["urn"] not in gone}


def _ask_and_write(stack: automation.Stack, version: int | None, deployment: Json, teller: Teller) -> bool:
    return teller.may(f"Write this into the state of {stack.name}?") and _unlocked_write(
        stack, version, deployment, teller
    )


def _unlocked_write(stack: automation.Stack, version: int | None, deployment: Json, teller: Teller) -> bool:
    try:
        _write(stack, version, deployment)
    except automation.errors.ConcurrentUpdateError as fault:
        _refuse_living(str(fault))
        if not teller.may(f"{engine_text(fault)}\nTake this lock away? Only when that run is over."):
            return False
        stack.cancel()
        _write(stack, version, deployment)
    return True


def _refuse_living(text: str) -> None:
    """A lock of a process that still runs here is no stale lock."""
    for holder in _HOLDER.finditer(text):
        if holder["host"] == socket.gethostname() and _lives(int(holder["pid"])):
            raise RecoverError(
                f"The stack is locked by a run that still goes on: process {holder['pid']} of {holder['who']} on this "
                "machine. Wait for its end, or end it, and recover then."
            )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it lives, as somebody else's
    command = Path(f"/proc/{pid}/cmdline")
    # Process ids are used again: where the system tells, look whether it is an engine.
    return not command.is_file() or b"pulumi" in command.read_bytes()


def _write(stack: automation.Stack, version: int | None, deployment: dict[str, Any]) -> None:
    """Import a checkpoint through a file that only the user can read and that never stays: it holds secrets."""
    workspace = stack.workspace
    environment = {**workspace.env_vars}
    if workspace.pulumi_home is not None:
        environment["PULUMI_HOME"] = workspace.pulumi_home
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump({"version": version, "deployment": deployment}, file)
        file.flush()
        workspace.pulumi_command.run(
            ["stack", "import", "--file", file.name, "--stack", stack.name], workspace.work_dir, environment
        )
