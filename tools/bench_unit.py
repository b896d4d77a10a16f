"""`python -m tools.bench_unit`: how long `make unit` takes, wall and processor, as `make bench` prints it.

The first run is not measured: it writes the bytecode that every later run reads. Measured numbers only: nothing here
judges them, and no test asserts on time.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from typing import Final

_COMMAND: Final = ("/usr/bin/env", "make", "unit")
_PASSED: Final = re.compile(r"(\d+) passed")


def _processor() -> float:
    """Return the seconds of processor of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Run the tests twice and print what the second run took."""
    for _ in range(2):
        before, started = _processor(), time.perf_counter()
        done = subprocess.run(_COMMAND, capture_output=True, text=True, check=False)  # noqa: S603 - our own make
        wall, processor = time.perf_counter() - started, _processor() - before
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
            return done.returncode
    # Below another make, make itself has the last word.
    tests = int(_PASSED.findall(done.stdout)[-1])
    sys.stdout.write(f"make unit, {tests:,} tests: {wall:.1f} s, {processor:.1f} s of processor\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
