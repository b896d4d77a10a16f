"""Changes of a mode in place, killed at every point of the ups that carry them out: a part of `make chaos`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aksnet.azure.mode_changes import MODE_CHANGES, ModeChange, Move
from aksnet.engine.obtain import Engine
from tools.trial import End, Trial

MOVES: Final[Mapping[str, ModeChange]] = {
    f"{change.before}:{change.after}": change for change in MODE_CHANGES if change.in_place
}
"""Every change that Azure makes by one update of a cluster, by the two rows."""


@dataclass(frozen=True, kw_only=True)
class MoveCut:
    """One point at which the engine is killed."""

    change: ModeChange
    up: int
    """Which of the ups is cut: the first changes the cluster, the second takes away what it no longer needs."""
    fault: str
    base: Path
    """The folder of a trial in which the row that is left has been brought up."""

    def __str__(self) -> str:
        return f"{self.change.before}:{self.change.after} up {self.up} {self.fault}"


def turned(trial: Trial, change: ModeChange) -> None:
    """Write the new row into the stack file, with what it takes beside the old one."""
    nodes = {}
    if change.move is Move.FAMILIES:
        number = {"overlay": 5, "cilium-overlay": 7}[change.before]
        nodes = {"nodeSubnet": {"prefix": f"10.224.{number}.0/24", "ipv6Prefix": f"fd12:3456:789b:{number}::/64"}}
    trial.configure(mode=change.after, change="inPlace", **nodes)


def made(project: Path, engine: Engine, change: ModeChange, folder: Path) -> Path:
    """Bring up the row that a change leaves, once for all cuts; return the folder to copy."""
    base = folder / "base"
    base.mkdir()
    up = Trial(project, engine, change.before, base).run("up")
    if not up.ok:
        raise AssertionError(f"{change.before}: an undisturbed up fails: {'; '.join(up.errors)}")
    return base


def moved(project: Path, engine: Engine, change: ModeChange, base: Path) -> tuple[End, tuple[int, int]]:
    """Carry a change out undisturbed; return how it looks then, and the operations of both ups."""
    with tempfile.TemporaryDirectory() as folder:
        trial = _copied(project, engine, change, base, Path(folder))
        first, second = trial.run("up"), trial.run("up")
        if not (first.ok and second.ok):
            raise AssertionError(f"{change}: an undisturbed change fails: {'; '.join([*first.errors, *second.errors])}")
        return trial.end(second), (first.operations, second.operations)


def move_cuts(change: ModeChange, operations: tuple[int, int], base: Path) -> list[MoveCut]:
    """Return every point at which the ups can be cut."""
    return [
        MoveCut(change=change, up=up, fault=f"{kind}:{number}", base=base)
        for up, count in enumerate(operations, 1)
        for number in range(1, count + 1)
        for kind in ("kill-during", "kill-after")
    ]


def attempt_move(project: Path, engine: Engine, cut: MoveCut, expected: End) -> list[str]:
    """Prepare, kill, recover, go on; return what is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        trial = _copied(project, engine, cut.change, cut.base, Path(folder))
        before = _uids(trial)
        if cut.up > 1:
            trial.run("up")
        killed = trial.run("up", cut.fault)
        if killed.warnings and "matched no operation" in killed.warnings[-1]:
            return [f"the engine was not killed: {killed.warnings[-1]}"]
        trial.recover()
        ups = [trial.run("up"), trial.run("up")]
        if wrong := [f"up after recover: {each}" for up in ups for each in up.errors]:
            return wrong
        wrong = expected.differences(trial.end(ups[-1]))
        again = trial.run("preview")
        wrong += [f"a second up would {step} {urn}" for urn, step in again.changed.items()] + list(again.errors)
        return wrong if _uids(trial) == before else [*wrong, "the cluster is another one"]


def _copied(project: Path, engine: Engine, change: ModeChange, base: Path, folder: Path) -> Trial:
    """Return a trial of its own, prepared for the change where that is needed."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    trial = Trial(project, engine, change.before, folder)
    turned(trial, change)
    trial.migrate()
    return trial


def _uids(trial: Trial) -> set[Any]:
    return {each["outputs"].get("resourceUID") for each in trial.subscription()["resources"].values()}
