"""`python -m tools.bench_sandbox`: wall time and peak memory of a repeated preview, as `make bench` prints them.

Memory is that of the whole tree of processes (this Python and the engine), sampled from /proc; elsewhere only the time
is measured.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

# Stack, seconds and megabytes that a repeated preview must stay under.
LIMITS: Final = (("dev", 10.0, 500), ("all-modes", 20.0, 500))
_SAMPLE_SECONDS: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one preview took."""

    seconds: float
    megabytes: int | None
    code: int
    said: str


def measure(stack: str, project: Path) -> Measure:
    """Preview a stack once in a process of its own."""
    command = [sys.executable, "-m", "aksnet.cli.main", "sandbox", "preview", "-s", stack]
    started, peak = time.monotonic(), 0
    with subprocess.Popen(  # noqa: S603 - our own command line
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        while process.poll() is None:
            peak = max(peak, _tree_bytes(process.pid))
            time.sleep(_SAMPLE_SECONDS)
        said = process.stdout.read() if process.stdout else ""
    return Measure(
        seconds=time.monotonic() - started,
        megabytes=peak // 2**20 if peak else None,
        code=process.returncode,
        said=said,
    )


def _tree_bytes(pid: int) -> int:
    """Return the resident memory of a process and all below it."""
    children: dict[int, list[int]] = {}
    resident: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            own = int(status.parent.name)
            children.setdefault(int(fields["PPid"]), []).append(own)
            resident[own] = int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue  # a process that ended while it was read
    total, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        total += resident.get(each, 0)
        waiting += children.get(each, [])
    return total


def main() -> int:
    """Measure each stack's second preview and compare it with its limits."""
    console = Console(highlight=False)
    project, code = Path.cwd(), 0
    for stack, most_seconds, most_megabytes in LIMITS:
        first = measure(stack, project)
        taken = measure(stack, project) if first.code == 0 else first
        if taken.code != 0:
            console.print(f"{stack}: the preview failed:\n{taken.said}", markup=False, soft_wrap=True)
            code = 1
            continue
        memory = f"{taken.megabytes} MB" if taken.megabytes is not None else "memory not measured on this system"
        within = taken.seconds < most_seconds and (taken.megabytes or 0) < most_megabytes
        verdict = "within" if within else "OVER"
        console.print(
            f"{stack}: preview {taken.seconds:.1f} s, {memory} ({verdict} {most_seconds:.0f} s, {most_megabytes} MB)",
            markup=False,
            soft_wrap=True,
        )
        code = code if within else 1
    return code


if __name__ == "__main__":
    sys.exit(main())
