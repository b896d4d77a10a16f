"""`python -m tools.bench_verify`: how long `aksnet verify` reads and judges large clusters, as `make bench` prints it.

Each cluster is read twice: from an API server, and from one file of all objects as kubectl writes it, for `--from`.

A server in a process of its own first writes a healthy cluster's lists into a temporary folder, page by page as an API
server would give them, and then only sends those files: making them is not in the figures. Each measured run is a fresh
process that reads them with the official client over HTTP. Pods are as large as real ones, because most of the time
goes into reading their JSON. Measured numbers only: nothing here judges them, and no test asserts on time. TLS and a
network in between are left out.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from aksnet.azure.modes import MODES
from aksnet.verify.gather import gather
from aksnet.verify.sources import ObjectKind, Unavailable
from aksnet.verify.sources.live import PAGE, LiveCluster
from aksnet.verify.sources.saved import SavedObjects
from tools.generated import Generated

_SIZES: Final = ((500, 20_000), (5_000, 200_000))
"""Nodes and pods; the larger one is the most that AKS supports.

https://learn.microsoft.com/azure/aks/best-practices-performance-scale-large
"""
_MODE: Final = "cilium-overlay"
# What a real pod has besides the fields that are read: probes, volumes, tolerations, and who manages which field.
_FIELDS: Final[dict[str, Any]] = {
    f"f:field{number}": {".": {}, "f:name": {}, f"f:value{number}": {}} for number in range(24)
}
_REST: Final = {
    "uid": "0c0d3a0e-8d3b-4a57-9a83-4b5ad0a1a0c7",
    "resourceVersion": "123456789",
    "annotations": {f"example.com/annotation-{number}": "a value of some length" for number in range(6)},
    "managedFields": [
        {
            "manager": manager,
            "operation": "Update",
            "apiVersion": "v1",
            "time": "2026-11-21T12:00:00Z",
            "fieldsType": "FieldsV1",
            "fieldsV1": {"f:metadata": _FIELDS, "f:spec": _FIELDS},
        }
        for manager in ("kube-controller-manager", "kubelet")
    ],
}


class _Asked:
    """A cluster that has nothing, and knows what it was asked."""

    name = "nothing"

    def __init__(self) -> None:
        self.lists: dict[tuple[ObjectKind, str | None], None] = {}

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Any]:
        """Keep the question."""
        self.lists[kind, namespace] = None
        return iter(())


class _Pages(ThreadingHTTPServer):
    """The pages of one cluster's lists, each a file."""

    daemon_threads = True

    def __init__(self, cluster: Generated, folder: Path) -> None:
        asked = _Asked()
        gather(asked)
        self.pages = {
            (kind.value.plural, namespace): self._written(cluster, kind, namespace, folder)
            for kind, namespace in asked.lists
        }
        super().__init__(("127.0.0.1", 0), _Handler)

    @staticmethod
    def _written(cluster: Generated, kind: ObjectKind, namespace: str | None, folder: Path) -> list[Path]:
        """Write a list; one that the cluster does not serve has no page."""
        files: list[Path] = []
        try:
            items = (_real(item, kind) for item in cluster.items(kind, namespace))
            batches = iter(lambda: list(itertools.islice(items, PAGE)), [])
            batch = next(batches, [])
        except Unavailable:
            return files
        while True:
            following = next(batches, None)
            metadata = {"resourceVersion": "1", **({"continue": str(len(files) + 1)} if following else {})}
            document = {"kind": f"{kind.value.kind}List", "metadata": metadata, "items": batch}
            files.append(folder / f"{kind.value.plural}-{namespace}-{len(files)}.json")
            files[-1].write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8")
            if following is None:
                return files
            batch = following


class _Handler(BaseHTTPRequestHandler):
    server: _Pages
    protocol_version = "HTTP/1.1"
    # Else the kernel keeps a page's first bytes back until the reader has confirmed the headers.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        *_, before, last = url.path.split("/")
        files = self.server.pages[last, before if "namespaces" in url.path else None]
        if not files:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with files[int(parse_qs(url.query).get("continue", ["0"])[0])].open("rb") as page:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(os.fstat(page.fileno()).st_size))
            self.end_headers()
            self.connection.sendfile(page)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def _real(item: Any, kind: ObjectKind) -> Any:
    return {**item, "metadata": {**item["metadata"], **_REST}} if kind is ObjectKind.PODS else item


def _save(nodes: int, pods: int, folder: str) -> None:
    """Write what `kubectl get nodes,pods,… -A -o json > all.json` does: one list, its kind behind the objects."""
    cluster = Generated(MODES[_MODE], nodes=nodes, pods=pods)
    with (Path(folder) / "all.json").open("w", encoding="utf-8") as file:
        file.write('{\n    "apiVersion": "v1",\n    "items": [')
        between = "\n"
        for kind in ObjectKind:
            for item in cluster.items(kind, None):
                named = {"kind": kind.value.kind, **_real(item, kind)}
                if kind is ObjectKind.PODS:
                    named["metadata"].pop("managedFields")  # kubectl leaves them out
                file.write(f"{between}{json.dumps(named, indent=4)}")
                between = ",\n"
        file.write('\n    ],\n    "kind": "List",\n    "metadata": {"resourceVersion": ""}\n}\n')


def _serve(nodes: int, pods: int, folder: str) -> None:
    server = _Pages(Generated(MODES[_MODE], nodes=nodes, pods=pods), Path(folder))
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _measure(place: str, nodes: int, pods: int) -> None:
    """Read and judge the cluster in this process, which has done nothing else."""
    from aksnet.verify.check import Status
    from aksnet.verify.detect import detect
    from aksnet.verify.judged_cluster import JudgedCluster
    from aksnet.verify.runner import judge

    expected = Generated(MODES[_MODE], nodes=nodes, pods=pods).expected
    started, busy = time.perf_counter(), time.process_time()
    facts = gather(LiveCluster.of_address(place) if place.startswith("http") else SavedObjects(Path(place)))
    read = time.perf_counter()
    verdict = judge(JudgedCluster(facts=facts, expected=expected, detection=detect(facts)))
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    found = {
        "pods": len(facts.pods),
        "read": read - started,
        "judged": ended - read,
        "busy": time.process_time() - busy,
        "megabytes": peak / 1e6,
        "failed": verdict.count(Status.FAILED),
    }
    sys.stdout.write(json.dumps(found))


_HERE: Final = [sys.executable, "-m", "tools.bench_verify"]


def _measured(place: str, nodes: int, pods: int) -> dict[str, Any]:
    command = [*_HERE, "measure", place, str(nodes), str(pods)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ourselves
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _from_file(nodes: int, pods: int) -> tuple[dict[str, Any], float]:
    """Return what was measured, and the size of the file in MB."""
    with tempfile.TemporaryDirectory(prefix="aksnet-bench-") as folder:
        subprocess.run([*_HERE, "save", str(nodes), str(pods), folder], check=True)  # noqa: S603 - ourselves
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e6
        return _measured(folder, nodes, pods), size


def _from_server(nodes: int, pods: int) -> dict[str, Any]:
    size = [str(nodes), str(pods)]
    with (
        tempfile.TemporaryDirectory(prefix="aksnet-bench-") as folder,
        subprocess.Popen([*_HERE, "serve", *size, folder], stdout=subprocess.PIPE, text=True) as server,  # noqa: S603 - ourselves
    ):
        try:
            address = (server.stdout.readline() if server.stdout else "").strip()
            return _measured(address, nodes, pods)
        finally:
            server.kill()


def _told(found: dict[str, Any]) -> str:
    total = found["read"] + found["judged"]
    return (
        f"{total:.1f} s (read {found['read']:.1f}, judged {found['judged']:.1f}; {found['busy']:.1f} s of processor), "
        f"{found['megabytes']:.0f} MB, {found['failed']} checks failed"
    )


def _lines() -> Iterator[str]:
    taken = []
    for nodes, pods in _SIZES:
        found = _from_server(nodes, pods)
        taken.append(found)
        yield f"verify {nodes:,} nodes and {found['pods']:,} pods: {_told(found)}"
        saved, size = _from_file(nodes, pods)
        yield f"verify --from, {saved['pods']:,} pods in one file of {size:.0f} MB: {_told(saved)}"
    few, many = taken[0], taken[-1]
    times = (many["read"] + many["judged"]) / (few["read"] + few["judged"])
    memory = many["megabytes"] / few["megabytes"]
    factor = many["pods"] / few["pods"]
    yield f"{factor:.0f} times the pods take {times:.1f} times as long and {memory:.1f} times the memory"


def main(words: list[str]) -> int:
    """Measure all sizes; `serve`, `save` and `measure` are the processes of one measurement."""
    match words:
        case ["serve", nodes, pods, folder]:
            _serve(int(nodes), int(pods), folder)
        case ["save", nodes, pods, folder]:
            _save(int(nodes), int(pods), folder)
        case ["measure", place, nodes, pods]:
            _measure(place, int(nodes), int(pods))
        case _:
            for line in _lines():
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
