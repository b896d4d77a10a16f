"""`python -m tools.bench_plan`: the processor time of planning, alone and as a command, as `make bench` prints it.

Measured numbers only: nothing here judges them, and no test asserts on time. Previews on the engine are measured by
`tools.bench_engine`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from aksnet.azure.axes import IpFamily
from aksnet.azure.modes import MODES
from aksnet.planning import make_checked_plan
from aksnet.settings.stackfile import read_stack

_SIZES = (1, 2, 4, 8, 16, 32, 64)
_REPEATS = 7
_COMMANDS = (
    ("--help",),
    ("--version",),
    ("modes",),
    ("plan", "-s", "all-modes"),
    ("diff", "-s", "all-modes", "--against", "none"),
    ("suggest", "--nodes", "500"),
)


def generated(clusters: int) -> dict[str, Any]:
    """Return the settings of a stack with so many clusters, their modes in the table's order, in one VNet."""
    described: dict[str, Any] = {}
    for number, name in enumerate(islice(cycle(MODES), clusters)):
        mode = MODES[name]
        cluster: dict[str, Any] = {"mode": name, "nodeSubnet": {"prefix": f"10.1.{number}.0/24"}}
        # Routes of kubenet and ranges of another CNI may not meet, so each cluster has its own where it may.
        if mode.has_pod_subnet:
            cluster["podSubnet"] = {"prefix": f"10.2.{4 * number}.0/22"}
        if IpFamily.IPV6 in mode.families:
            cluster["nodeSubnet"]["ipv6Prefix"] = f"fd12:3456:789b:{number:x}::/64"
        elif mode.has_pod_cidr:
            cluster["podCidr"] = f"10.{100 + number}.0.0/16"
        described[f"c{number:02}"] = cluster
    space = ["10.1.0.0/16", "10.2.0.0/16", "fd12:3456:789b::/48"]
    return {"network": {"addressSpace": space}, "clusters": described}


def _processor() -> float:
    """Return the seconds of processor of this process and of those that were started here and have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def fastest(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """Return the milliseconds of processor of the fastest of some runs, the one that was disturbed least."""
    taken = []
    for _ in range(repeats):
        started = _processor()
        work()
        taken.append(_processor() - started)
    return 1000 * min(taken)


def _plan(raw: dict[str, Any]) -> Callable[[], object]:
    return lambda: make_checked_plan(raw, stack="bench", location="westeurope")


def _say(what: str, milliseconds: float) -> None:
    sys.stdout.write(f"{what:<44} {milliseconds:9.1f} ms\n")


def _measure(command: tuple[str, ...]) -> None:
    def run() -> int:
        line = [sys.executable, "-m", "aksnet.cli.main", *command]
        return subprocess.run(line, capture_output=True, check=False).returncode  # noqa: S603 - our own command line

    what = f"aksnet {' '.join(command)}"
    code = run()  # the first run also warms the caches of compiled modules
    if code == 0:
        _say(what, fastest(run))
    else:
        sys.stdout.write(f"{what} ended with exit code {code}, so it was not measured\n")


def main() -> int:
    """Measure planning in this process, then the commands in processes of their own."""
    _say("plan and budget of all-modes", fastest(_plan(read_stack(Path(), "all-modes").raw)))
    taken = {size: fastest(_plan(generated(size))) for size in _SIZES}
    for size, milliseconds in taken.items():
        _say(f"plan and budget of {size} generated clusters", milliseconds)
    few, many = taken[_SIZES[0]], taken[_SIZES[-1]]
    sys.stdout.write(f"{_SIZES[-1]} times the clusters take {many / few:.1f} times as long\n")
    for command in _COMMANDS:
        _measure(command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
