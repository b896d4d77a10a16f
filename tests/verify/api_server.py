"""A small API server on loopback for tests: lists with paging, every request recorded, faults when told to."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Item = Mapping[str, Any]


@dataclass(kw_only=True)
class Api:
    """What the server has, and what it was asked."""

    items: dict[str, list[Item]]
    """Objects by the path of their list over all namespaces, such as /api/v1/pods."""
    faults: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """Answers that come before any other, in their order."""
    forbidden: frozenset[str] = frozenset()
    """Whole paths that are answered with 403."""
    before: Callable[[str, dict[str, list[str]]], None] | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Verb and path with query of each request."""
    address: str = ""

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Answer a list."""
        if self.before:
            self.before(path, query)
        if self.faults:
            return self.faults.pop(0)
        if path in self.forbidden:
            return 403, {"kind": "Status", "message": "forbidden"}
        whole, namespace = _split(path)
        if whole not in self.items:
            return 404, {"kind": "Status", "message": "the server could not find the requested resource"}
        found = [item for item in self.items[whole] if namespace in (None, item.get("metadata", {}).get("namespace"))]
        start, limit = int(query.get("continue", ["0"])[0]), int(query.get("limit", ["0"])[0])
        page = found[start : start + limit] if limit else found
        more = {"continue": str(start + limit)} if limit and start + limit < len(found) else {}
        return 200, {"metadata": more, "items": page}


def _split(path: str) -> tuple[str, str | None]:
    head, found, tail = path.partition("/namespaces/")
    if not found:
        return path, None
    namespace, _, plural = tail.partition("/")
    return f"{head}/{plural}", namespace


@contextlib.contextmanager
def serving(api: Api) -> Iterator[Api]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # head and body are two writes, and nobody waits between them
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            api.asked.append((self.command, self.path))
            url = urlsplit(self.path)
            status, body = api.answer(url.path, parse_qs(url.query))
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - the library's names

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    api.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def lists(**kinds: list[Item]) -> dict[str, list[Item]]:
    """Return every list that verify reads; those that are not named are empty."""
    groups = {
        "/api/v1": ("nodes", "pods", "services", "configmaps"),
        "/apis/apps/v1": ("deployments", "daemonsets"),
        "/apis/acn.azure.com/v1alpha": ("nodenetworkconfigs",),
    }
    return {f"{prefix}/{plural}": kinds.get(plural, []) for prefix, plurals in groups.items() for plural in plurals}


def pod(namespace: str, name: str, address: str = "10.244.0.9") -> Item:
    """Return a pod that runs."""
    return {
        "metadata": {"namespace": namespace, "name": name},
        "spec": {"nodeName": "node-0"},
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }
