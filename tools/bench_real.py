"""What the parts of a real Kubernetes take: a build from an empty cache of Go, and a control plane until it answers.

The modules are downloaded before, unless they are there: how long that takes says nothing of this project.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from aksnet.engine.home import Home
from tools.processes import tree_bytes
from tools.real import real_parts
from tools.real.control_plane import ControlPlane


def main() -> None:
    """Build every part, start a control plane, and print what each took."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GOCACHE"] = str(Path(folder, "go"))
        home, console = Home(root=Path(folder, "home")), Console(stderr=True)
        for part in real_parts.PARTS:
            started, used = time.monotonic(), _processor()
            part.obtain(home, console)
            seconds, processor = time.monotonic() - started, _processor() - used
            _say(f"make parts: {part.name}", f"{seconds:.0f} s, {processor:.0f} s of processor")
        started = time.monotonic()
        with ControlPlane(real_parts.commands(home, console), Path(folder, "plane")) as plane:
            seconds = time.monotonic() - started
            memory = sum(map(tree_bytes, plane.processes)) // 1_000_000
            _say("a control plane from its start until it answers", f"{seconds:.1f} s, {memory} MB")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(what: str, measured: str) -> None:
    sys.stdout.write(f"{what}  {measured}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
