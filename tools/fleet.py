"""`python -m tools.fleet [STACKS] [--jobs N]`: previews of generated stack files in the sandbox, side by side.

Prints for each stack what its preview took: seconds, seconds of processor with the engine's, and peak memory of all its
processes. `make fleet` calls it with 64 stacks; `tools.bench_fleet` holds several sizes against each other. As many run
at a time as there are cores: past one machine, docs/pull-requests.md shows what shares a fleet out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

from aksnet.azure.axes import PodAddresses
from aksnet.azure.modes import MODES
from aksnet.engine.home import HOME_VARIABLE, Home
from aksnet.engine.obtain import obtain
from aksnet.sandbox.run import run
from tools.processes import tree_bytes

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_SAMPLE_SECONDS: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class Previewed:
    """One stack's preview."""

    stack: str
    mode: str
    ok: bool
    said: str
    """What it printed, where it failed."""
    wall: float
    """Seconds."""
    processor: float
    """Seconds, with the engine's."""
    megabytes: int


def stack_files(count: int, folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Write so many stack files, their modes in the table's order; yield the name, the mode and the path of each."""
    for number, name in enumerate(islice(cycle(MODES), count), 1):
        # Without a CNI no pod would run.
        contents: dict[str, Any] = {} if MODES[name].pods is PodAddresses.CNI_OWN else {"workloads": {"nginx": {}}}
        config = {
            "azure-native:location": "westeurope",
            "aks-networking:clusters": {"app": {"mode": name, **contents}},
        }
        path = folder / f"Pulumi.fleet-{number:03}.yaml"
        path.write_text(json.dumps({"config": config}), encoding="utf-8")
        yield f"fleet-{number:03}", name, path


def fleet(count: int, jobs: int) -> Iterator[Previewed]:
    """Preview so many stacks, a few at a time; yield each as it ends in the order of their names."""
    engine = obtain(Home.of(_CHECKOUT))
    with tempfile.TemporaryDirectory(prefix="aksnet-fleet-") as place:
        folder = Path(place)
        path = f"{engine.path.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, HOME_VARIABLE: str(folder / "home"), "PATH": path}
        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(partial(_preview, environment), *zip(*stack_files(count, folder), strict=True))


def _preview(environment: Mapping[str, str], stack: str, mode: str, file: Path) -> Previewed:
    said, started, peak = file.with_suffix(".log"), time.monotonic(), 0
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - this module
            [sys.executable, "-m", "tools.fleet", "--one", str(file)],
            cwd=_CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        while True:
            ended, status, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            peak = max(peak, tree_bytes(process.pid))
            time.sleep(_SAMPLE_SECONDS)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Previewed(
        stack=stack,
        mode=mode,
        ok=process.returncode == 0,
        said=said.read_text(encoding="utf-8"),
        wall=time.monotonic() - started,
        processor=used.ru_utime + used.ru_stime,
        megabytes=peak // 2**20,
    )


def _one(file: Path) -> int:
    result = run("preview", project=_CHECKOUT, stack=file.name.split(".")[1], stack_file=file)
    print(*result.errors, sep="\n")  # noqa: T201
    return not result.ok


def row(found: Previewed) -> str:
    """Return the line of one stack."""
    took = f"{found.wall:6.1f} s  {found.processor:5.1f} s of processor  {found.megabytes:5} MB"
    return f"{found.stack}  {found.mode:32} {took}{'' if found.ok else f'  failed: {found.said.strip()}'}"


def told(found: Sequence[Previewed], wall: float) -> str:
    """Return in a line what a whole fleet took."""
    processor = sum(each.processor for each in found)
    return (
        f"{len(found)} stacks: {wall:.0f} s, {wall / len(found):.1f} s a stack; {processor / len(found):.1f} s of "
        f"processor and at most {max(each.megabytes for each in found)} MB each"
    )


def main() -> int:
    """Preview the fleet and print it; end with 1 when a preview failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stacks", type=int, nargs="?", default=64)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many run at a time")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one is not None:
        return _one(given.one)
    started, found = time.monotonic(), []
    for each in fleet(given.stacks, given.jobs):
        found.append(each)
        print(row(each), flush=True)  # noqa: T201
    print(told(found, time.monotonic() - started))  # noqa: T201
    return not all(each.ok for each in found)


if __name__ == "__main__":
    sys.exit(main())
