"""`python -m tools.bench_fleet`: previews of 8 to 64 stack files side by side, as `make bench` prints them.

Measured numbers only: no test asserts on time. What a stack takes of the processor and of memory is to stay as it is
however many there are.
"""

import os
import sys
import time
from typing import Final

from tools.fleet import Previewed, fleet, told

_SIZES: Final = (8, 64)


def main() -> int:
    """Measure each size."""
    each_takes = {}
    for size in _SIZES:
        started = time.monotonic()
        found: list[Previewed] = list(fleet(size, os.cpu_count() or 1))
        if failed := [each for each in found if not each.ok]:
            raise SystemExit(f"{failed[0].stack} failed:\n{failed[0].said}")
        sys.stdout.write(f"{told(found, time.monotonic() - started)}\n")
        sys.stdout.flush()
        each_takes[size] = sum(each.processor for each in found) / size
    few, many = (each_takes[size] for size in _SIZES)
    sys.stdout.write(f"A stack takes {many / few:.2f} times the processor among {_SIZES[-1]} as among {_SIZES[0]}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
