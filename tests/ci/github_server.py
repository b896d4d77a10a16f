"""A GitHub that answers as it is told, on this machine, and keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from tools.ci.github_api import GitHub

Asked = tuple[str, str, Any]
"""Method, path below the repository, body."""


@dataclass
class Answers:
    """What GitHub says: lists and objects by path, and everything that it was told."""

    at: dict[str, Any]
    written: list[Asked] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        place, _, query = path.partition("?")
        if method != "GET":
            self.written.append((method, place, body))
            return 201, {"id": 1, "number": 77, **body}
        if place not in self.at:
            return 404, {"message": "Not Found"}
        found = self.at[place]
        asked = parse_qs(query)
        if not isinstance(found, list) or "page" not in asked:
            return 200, found
        page = int(asked["page"][0])
        return 200, found[(page - 1) * 100 : page * 100]


@contextmanager
def serving(answers: Answers) -> Iterator[GitHub]:
    """Yield a repository that gets these answers."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            assert self.headers["Authorization"] == "Bearer secret-token"
            path = self.path.removeprefix("/repos/platform/aks-networking/")
            code, found = answers.answer(self.command, path, body)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        do_GET = do_POST = do_PATCH = _any  # noqa: N815 - the names that the server calls

        def log_message(self, *_unused: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield GitHub(
                repository="platform/aks-networking",
                token="secret-token",  # noqa: S106 - of no use anywhere
                address=f"http://127.0.0.1:{server.server_address[1]}",
            )
        finally:
            server.shutdown()
