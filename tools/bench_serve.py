"""`python -m tools.bench_serve`: requests to a served stack: how long an answer takes, how many a second, what memory.

The bench deploys `dev` into a home of its own if it is not there, serves it in a process of its own, and asks for its
pods over connections that stay open: first on one, answer by answer, then on 32 at once.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import yaml

_STACK: Final = "dev"
_PATH: Final = "/clusters/dev/api/v1/pods"
_ONE_BY_ONE: Final = 300
_CONNECTIONS: Final = 32
_REQUESTS: Final = 10_000
ROOT: Final = Path(__file__).resolve().parent.parent


@contextmanager
def _served() -> Iterator[tuple[str, int, int]]:
    """Yield host, port and process id of a server of the stack."""
    command = [sys.executable, "-m", "aksnet", "sandbox"]
    subprocess.run([*command, "up", "-s", _STACK], cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - ours
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "config"
        with subprocess.Popen(  # noqa: S603 - ours
            [*command, "serve", "-s", _STACK, "--kubeconfig", str(file)], cwd=ROOT, stdout=subprocess.DEVNULL
        ) as process:
            try:
                while not file.exists() and process.poll() is None:
                    time.sleep(0.05)
                server = yaml.safe_load(file.read_text(encoding="utf-8"))["clusters"][0]["cluster"]["server"]
                parts = urlsplit(server)
                yield parts.hostname or "", parts.port or 0, process.pid
            finally:
                process.terminate()


def _ask(host: str, port: int, count: int) -> list[float]:
    """Ask `count` times on one connection; return the seconds of each answer."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        connection.request("GET", _PATH)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{_PATH} was answered with {answer.status}")
        taken.append(time.perf_counter() - started)
    connection.close()
    return taken


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process in MB; 0 where /proc does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Print the figures."""
    with _served() as (host, port, pid):
        alone = _ask(host, port, _ONE_BY_ONE)[1:]
        before = _megabytes(pid)
        started = time.perf_counter()
        each = _REQUESTS // _CONNECTIONS
        threads = [threading.Thread(target=_ask, args=(host, port, each)) for _ in range(_CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
        after = _megabytes(pid)
    done = each * _CONNECTIONS
    print(f"serve: one answer takes {statistics.median(alone) * 1000:.1f} ms (median of {len(alone)})")  # noqa: T201
    print(  # noqa: T201
        f"serve: {done:,} answers on {_CONNECTIONS} connections in {seconds:.1f} s, memory {before:.0f} MB before, "
        f"{after:.0f} MB after"
    )


if __name__ == "__main__":
    main()
