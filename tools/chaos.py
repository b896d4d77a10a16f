"""`make chaos [MODE=overlay]`: kill the engine at every point of an up, recover and compare; kill recovery.

For each network mode and each of its operations the engine is killed right after the operation and in the middle of
it. After recovery a plain up must reach the state of an undisturbed run, resource by resource, in the stack and in the
subscription; a preview must find nothing left to do; and a destroy, at every few cuts, must leave nothing. The same is
done with the ups of each change of a mode in place (`MODE=overlay:cilium-overlay`). `CUTS=2` takes two points of each,
the first and the last. At the end recovery itself is killed before, during and after each of its writes of the state
(`tools.cuts`).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, TypeVar

from rich.console import Console

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, obtain
from tools.chaos_moves import MOVES, MoveCut, attempt_move, made, move_cuts, moved
from tools.cuts import kill_recovery, kills, saved
from tools.trial import End, Trial, modes

_DESTROY_EVERY: Final = 5
_Point = TypeVar("_Point")
_EMPTY: Final[dict[str, Any]] = {"format": 1, "objects": {}, "resources": {}}


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One point at which the engine is killed."""

    mode: str
    fault: str
    destroy: bool = False

    def __str__(self) -> str:
        return f"{self.mode} {self.fault}"


def undisturbed(project: Path, engine: Engine, mode: str) -> tuple[End, int]:
    """Run an up to its end; return how it looks and how many operations it took."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(project, engine, mode, Path(folder))
        up = trial.run("up")
        if not up.ok:
            raise AssertionError(f"{mode}: an undisturbed up fails: {'; '.join(up.errors)}")
        return trial.end(up), up.operations


def cuts(mode: str, operations: int) -> list[Cut]:
    """Return every point at which an up can be cut."""
    faults = [f"{kind}:{number}" for number in range(1, operations + 1) for kind in ("kill-during", "kill-after")]
    return [Cut(mode=mode, fault=fault, destroy=at % _DESTROY_EVERY == 0) for at, fault in enumerate(faults)]


def attempt(project: Path, engine: Engine, cut: Cut, expected: End) -> list[str]:
    """Kill, recover, go on; return what is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(project, engine, cut.mode, Path(folder))
        killed = trial.run("up", cut.fault)
        if killed.warnings and "matched no operation" in killed.warnings[-1]:
            return [f"the engine was not killed: {killed.warnings[-1]}"]
        trial.recover()
        up = trial.run("up")
        if not up.ok:
            return [f"up after recover: {each}" for each in up.errors]
        wrong = expected.differences(trial.end(up))
        again = trial.run("preview")
        wrong += [f"a second up would {step} {urn}" for urn, step in again.changed.items()] + list(again.errors)
        if cut.destroy and not wrong:
            wrong += [f"destroy: {each}" for each in trial.run("destroy").errors]
            wrong += [] if trial.subscription() == _EMPTY else ["destroy leaves something in the subscription"]
        return wrong


def spread(points: Sequence[_Point], most: int | None) -> Sequence[_Point]:
    """Return so many of the points, from the first to the last at even distances."""
    if most is None or most >= len(points):
        return points
    return [points[number * (len(points) - 1) // max(most - 1, 1)] for number in range(most)]


def _guarded(tried: Callable[..., list[str]], *arguments: Any) -> list[str]:
    try:
        return tried(*arguments)
    except Exception as fault:  # the other cuts go on
        return [f"{type(fault).__name__}: {fault}"]


def _kills_of_recovery(project: Path, engine: Engine, console: Console) -> list[str]:
    failed = []
    with tempfile.TemporaryDirectory(prefix="aksnet-kills-") as folder:
        for point, wrong in kill_recovery(saved(project, engine.path.parents[1], Path(folder)), kills()):
            failed += [f"FAILED {point}: {each}" for each in wrong]
            console.print(f"{point}: {'FAILED' if wrong else 'recovered'}")
    return failed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.chaos", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modes", nargs="*", help="modes to try, or changes as before:after; all when none is named")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many cuts at a time")
    parser.add_argument("--cuts", type=int, help="at how many points, spread over the whole, each is cut; all without")
    return parser.parse_args()


@dataclass(frozen=True, kw_only=True)
class _Run:
    """The cuts of all that was asked for, and what became of them."""

    project: Path
    engine: Engine
    pool: ProcessPoolExecutor
    console: Console
    started: float
    most: int | None
    """At how many points each mode and each change is cut; None for all."""

    def mode(self, mode: str) -> list[str]:
        """Try every cut of the first up of a mode; return what failed."""
        expected, operations = self.pool.submit(undisturbed, self.project, self.engine, mode).result()
        return self._tried(mode, attempt, cuts(mode, operations), expected)

    def move(self, name: str) -> list[str]:
        """Try every cut of the ups that change a mode in place; return what failed."""
        with tempfile.TemporaryDirectory() as folder:
            base = self.pool.submit(made, self.project, self.engine, MOVES[name], Path(folder)).result()
            expected, operations = self.pool.submit(moved, self.project, self.engine, MOVES[name], base).result()
            return self._tried(name, attempt_move, move_cuts(MOVES[name], operations, base), expected)

    def _tried(
        self, name: str, function: Callable[..., list[str]], wanted: Sequence[Cut | MoveCut], expected: End
    ) -> list[str]:
        tried = {
            self.pool.submit(_guarded, function, self.project, self.engine, cut, expected): cut
            for cut in spread(wanted, self.most)
        }
        failed: list[str] = []
        for number, done in enumerate(as_completed(tried), 1):
            cut, wrong = tried[done], done.result()
            failed += (told := [f"FAILED {cut}: {each}" for each in wrong])
            verdict = "FAILED" if wrong else "recovered"
            seconds = time.monotonic() - self.started
            self.console.print(f"{seconds:6.0f} s  {name} {number}/{len(tried)}  {cut.fault} {verdict}")
            for each in told:
                self.console.print(each, soft_wrap=True)
        return failed


def main() -> int:
    """Try every cut of the modes and of the changes in place, and list what failed."""
    arguments, project, console = _arguments(), Path.cwd(), Console(highlight=False, markup=False)
    known = [*modes(project), *MOVES]
    if unknown := [each for each in arguments.modes if each not in known]:
        console.print(f"There is no mode {', '.join(unknown)}. Modes: {', '.join(known)}.", soft_wrap=True)
        return 2
    engine = obtain(Home.of(project))
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
        run = _Run(
            project=project, engine=engine, pool=pool, console=console, started=time.monotonic(), most=arguments.cuts
        )
        failed = [
            each for name in arguments.modes or known for each in (run.move(name) if name in MOVES else run.mode(name))
        ]
    failed += _kills_of_recovery(project, engine, console)
    # Once more at the end, where they are found.
    for each in failed:
        console.print(each, soft_wrap=True)
    console.print(f"{len(failed)} failures" if failed else "Every cut was recovered from.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
