"""`python -m tools.bench_engine`: what a run on the engine takes beside flat programs, as `make bench` prints it.

For each stack three programs declare the same custom resources: this one; a typed flat program, as a person would write
it by hand; and the bare registration of types and inputs, the least that any program takes. All three run in one
go, in turn, on the same engine against the same simulation, each run in a process of its own. Figures are the medians
of their seconds of processor, with the engine's; then wall time and peak memory. A line comes when all three have run,
and what runs meanwhile is told on standard error. Measured numbers only: nothing here judges them, and no test asserts
on time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, cast

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import obtain
from aksnet.sandbox.run import Operation, run
from tools.bench_plan import generated
from tools.flat_programs import flat_resources
from tools.processes import tree_bytes

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_STACK: Final = "bench"
_OWN: Final = "this program"
_TYPED: Final = "typed flat program"
_FLAT: Final = {_TYPED: "typed", "bare registration": "raw"}
"""Modules of `tools.flat_programs`."""
_SAMPLE_SECONDS: Final = 0.05
_REPEATS: Final = {"dev": 3, "all-modes": 2, "64 clusters": 1}
"""How often each way is run: 64 clusters take a minute."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to run a program."""

    operation: Operation
    bytecode: bool = True
    """Whether compiled modules are kept from the runs before."""
    deployed: bool = True
    """Whether an up finds what the run before it has deployed."""


PREVIEW: Final = Way(operation="preview", deployed=False)
_WAYS: Final = {
    "preview": PREVIEW,
    "preview without bytecode": Way(operation="preview", bytecode=False, deployed=False),
    "up": Way(operation="up", deployed=False),
    "second up": Way(operation="up"),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run took, the engine included."""

    processor: float
    """Seconds."""
    wall: float
    """Seconds."""
    megabytes: int


@dataclass(frozen=True, kw_only=True)
class Project:
    """A program with its stack file and a subscription of its own."""

    program: str
    folder: Path
    home: Path
    stack_file: Path | None = None

    def measured(self, way: Way) -> Run:
        """Run an operation in a process of its own; whatever keeps it from succeeding ends the bench."""
        if not way.deployed:
            self._empty()
        words = ["--run", way.operation, "--project", str(self.folder)]
        words += ["--stack-file", str(self.stack_file)] if self.stack_file else []
        environment = {**os.environ, HOME_VARIABLE: str(self.home), "PYTHONPATH": str(_CHECKOUT)}
        if not way.bytecode:
            # A folder that has none and takes none: every module is compiled, as in a fresh checkout.
            environment |= {"PYTHONPYCACHEPREFIX": str(self.home / "none"), "PYTHONDONTWRITEBYTECODE": "1"}
        before, started, peak = _processor(), time.monotonic(), 0
        with subprocess.Popen(  # noqa: S603 - this module
            [sys.executable, "-m", "tools.bench_engine", *words],
            cwd=_CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            while process.poll() is None:
                peak = max(peak, tree_bytes(process.pid))
                time.sleep(_SAMPLE_SECONDS)
            said = process.stdout.read() if process.stdout else ""
        if process.returncode:
            raise SystemExit(f"{way.operation} of {self.program} failed:\n{said}")
        return Run(processor=_processor() - before, wall=time.monotonic() - started, megabytes=peak // 2**20)

    def _empty(self) -> None:
        """Forget everything that was deployed."""
        home = Home(root=self.home)
        for path in (home.subscription, home.state, self.home / "work"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _processor() -> float:
    """Return the seconds of processor of all processes that were started here and have ended."""
    used = os.times()
    return used.children_user + used.children_system


def own_project(stack_file: Path, home: Path) -> Project:
    """Return this program with a stack file, and with a new home in a folder that is not there yet."""
    return Project(program=_OWN, folder=_CHECKOUT, home=_home(home), stack_file=stack_file)


def projects(stack_file: Path, folder: Path) -> list[Project]:
    """Return the three programs; the flat ones declare what an up of the first one has made."""
    own = own_project(stack_file, folder / "own")
    os.environ[HOME_VARIABLE] = str(own.home)
    up = run("up", project=_CHECKOUT, stack=_STACK, stack_file=stack_file)
    if not up.ok:
        raise SystemExit(f"{stack_file.name} cannot be deployed: {'; '.join(up.errors)}")
    found = flat_resources.of_run(up.resources)
    return [own, *(_flat(program, module, found, folder / module) for program, module in _FLAT.items())]


def _flat(program: str, module: str, found: Sequence[flat_resources.Declared], folder: Path) -> Project:
    project = folder / "project"
    project.mkdir(parents=True)
    shutil.copy(Path(flat_resources.__file__).with_name(f"{module}.py"), project / "__main__.py")
    flat_resources.write(found, project / "resources.json")
    (project / "Pulumi.yaml").write_text("name: flat\nruntime: python\n", encoding="utf-8")
    (project / f"Pulumi.{_STACK}.yaml").write_text("config:\n  azure-native:location: westeurope\n", encoding="utf-8")
    return Project(program=program, folder=project, home=_home(folder / "home"))


def _home(folder: Path) -> Path:
    """Return a new home that takes the engine of the checkout's."""
    folder.mkdir(parents=True, mode=0o700)
    (folder / "engine").symlink_to(Home.of(_CHECKOUT).root / "engine")
    return folder


def _compared(programs: Sequence[Project], way: Way, told: Callable[[str], None], repeats: int) -> Iterator[str]:
    """Yield a line for each program: seconds of processor, times as much as the typed flat one, wall, memory."""
    taken: dict[str, list[Run]] = {each.program: [] for each in programs}
    for _ in range(repeats):
        for each in programs:
            told(each.program)
            taken[each.program].append(each.measured(way))
    middle = {program: _median(runs) for program, runs in taken.items()}
    for program, found in middle.items():
        yield (
            f"{program}: {found.processor:.1f} s of processor "
            f"({found.processor / middle[_TYPED].processor:.2f} × typed flat), {found.wall:.1f} s, {found.megabytes} MB"
        )


def _median(runs: Sequence[Run]) -> Run:
    return Run(
        processor=median(each.processor for each in runs),
        wall=median(each.wall for each in runs),
        megabytes=round(median(each.megabytes for each in runs)),
    )


def stacks(folder: Path) -> dict[str, Path]:
    """Return the stack files that are measured, by the name that a figure bears."""
    many = folder / "many.yaml"
    settings = generated(64)
    config = {
        "azure-native:location": "westeurope",
        **{f"aks-networking:{key}": each for key, each in settings.items()},
    }
    many.write_text(json.dumps({"config": config}), encoding="utf-8")
    return {"dev": _CHECKOUT / "Pulumi.dev.yaml", "all-modes": _CHECKOUT / "Pulumi.all-modes.yaml", "64 clusters": many}


def main(words: Sequence[str]) -> int:
    """Measure every stack, or run one operation for such a measurement."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_engine")
    parser.add_argument("--stacks", nargs="*", help="dev, all-modes, 64 clusters")
    parser.add_argument("--repeats", type=int, help="in place of 3, 2 and 1")
    parser.add_argument("--run")
    parser.add_argument("--project", type=Path, default=_CHECKOUT)
    parser.add_argument("--stack-file", type=Path)
    asked = parser.parse_args(words)
    if asked.run:
        done = run(cast(Operation, asked.run), project=asked.project, stack=_STACK, stack_file=asked.stack_file)
        sys.stderr.write("".join(f"{each}\n" for each in done.errors))
        return 0 if done.ok else 1
    obtain(Home.of(_CHECKOUT))
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        for name, stack_file in stacks(Path(temporary)).items():
            if asked.stacks and name not in asked.stacks:
                continue
            _tell(started, f"{name}: what the flat programs are to declare")
            programs = projects(stack_file, Path(temporary) / name)
            for title, way in _WAYS.items():
                what = f"{title} of {name}"
                told = partial(_tell, started, what)
                for line in _compared(programs, way, told, asked.repeats or _REPEATS[name]):
                    sys.stdout.write(f"{what}, {line}\n")
                    sys.stdout.flush()
    return 0


def _tell(started: float, *what: str) -> None:
    """Say what runs from now on, after how many seconds."""
    sys.stderr.write(f"[{time.monotonic() - started:4.0f} s] {', '.join(what)}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
