"""What the parts of a real Kubernetes take: `make real` from an empty cache of Go, a control plane, and `make live`.

The engine is there, and modules are downloaded before, unless they are in the user's cache: how long that takes says
nothing of this project.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console

from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import obtain
from tools.processes import tree_bytes
from tools.real import real_parts
from tools.real.control_plane import ControlPlane

_CHECKOUT: Final = Path(__file__).resolve().parents[1]


def main() -> None:
    """Build every part, start a control plane, run the tests on it, and print what each took."""
    console = Console(stderr=True)
    engine = obtain(Home.of(_CHECKOUT), console)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GOCACHE"] = str(Path(folder, "go"))
        home = _home(Path(folder, "home"), engine.path.parents[1])
        began = time.monotonic()
        for part in reversed(real_parts.PARTS):
            with _measured(f"make parts, {part.name}"):
                part.obtain(home, console)
        started = time.monotonic()
        with ControlPlane(real_parts.commands(home, console), Path(folder, "plane")) as plane:
            answered = time.monotonic()
            memory = sum(map(tree_bytes, plane.processes)) // 1_000_000
        _say("make real from nothing, until the control plane answers", f"{(answered - began) / 60:.1f} min")
        _say("a control plane from its start until it answers", f"{answered - started:.1f} s, {memory} MB")
        with _measured("make parts again, compiled already"):
            real_parts.commands(_home(Path(folder, "again"), engine.path.parents[1]), console)
        _live(home)


def _home(root: Path, engine: Path) -> Home:
    """Return a home without parts, with the engine that there is."""
    home = Home(root=root)
    home.make()
    (root / "engine").symlink_to(engine)
    return home


def _live(home: Home) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "real", "tests/real"]
    environment = {**os.environ, HOME_VARIABLE: str(home.root)}
    with _measured("make live") as told:
        done = subprocess.run(  # noqa: S603 - our own tests
            command, cwd=_CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )
        sys.stderr.write(done.stdout)
        counted = re.search(r"(\d+) passed", done.stdout)
        told.append(f", {counted[1] if counted else 0} tests")
    if done.returncode:
        raise SystemExit(done.returncode)


@contextmanager
def _measured(what: str) -> Iterator[list[str]]:
    """Print what a block took; it may add to the name of the row."""
    more: list[str] = []
    started, used = time.monotonic(), _processor()
    yield more
    seconds, processor = time.monotonic() - started, _processor() - used
    _say(what + "".join(more), f"{seconds:.0f} s, {processor:.0f} s of processor")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(what: str, measured: str) -> None:
    sys.stdout.write(f"{what}  {measured}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
