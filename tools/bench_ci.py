"""`python -m tools.bench_ci`: the seconds of each part of `.ci/run`, as `make bench` prints them.

`.ci/run` is run for it, which takes some twenty minutes. Where a run of it was kept, `CI_LOG=FILE` reads that. Measured
numbers only: nothing here judges them, and no test asserts on time.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

_CHECKOUT: Final = Path(__file__).resolve().parent.parent
_PART: Final = re.compile(r"([a-z]+) +(\d+) s")
"""What `.ci/run` writes at its end."""
BEFORE: Final[Mapping[str, int]] = {"setup": 23, "lint": 66, "unit": 31, "engine": 6, "test": 1076}
"""What was measured on 2026-12-01 on two quiet cores, before a run of the sandbox started the engine less often."""


def parts(lines: Iterable[str]) -> Iterator[str]:
    """Yield a line for each part that a run names, beside what it took before."""
    for line in lines:
        if found := _PART.fullmatch(line.strip()):
            part, seconds = found.groups()
            before = f", {BEFORE[part]:,} s before" if part in BEFORE else ""
            yield f"{'all of .ci/run' if part == 'all' else f'make {part}'}: {int(seconds):,} s{before}"


def main() -> int:
    """Print the parts of a run that was kept, or of a new one; a run that fails ends the bench."""
    if kept := os.environ.get("CI_LOG"):
        lines = Path(kept).read_text(encoding="utf-8").splitlines()
    else:
        command = [_CHECKOUT / ".ci" / "run"]
        with subprocess.Popen(command, cwd=_CHECKOUT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
            lines = []
            for line in process.stdout or ():
                sys.stderr.write(line)
                lines.append(line)
        if process.returncode:
            raise SystemExit(f".ci/run ended with code {process.returncode}")
    found = list(parts(lines))
    if not found:
        raise SystemExit(f"{kept or '.ci/run'} names no part and its seconds")
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
