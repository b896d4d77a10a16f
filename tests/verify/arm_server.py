"""A stand-in for Azure Resource Manager over plain http: it answers GETs by path and remembers what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]


class Arm:
    """What the stand-in answers and was asked."""

    def __init__(self, bodies: Mapping[str, Json]) -> None:
        self.bodies = {path.lower(): body for path, body in bodies.items()}
        self.refused: dict[str, int] = {}
        """Status by part of the path."""
        self.asked: list[tuple[str, str, dict[str, str], str | None]] = []
        """Method, path, query and Authorization header."""
        self.url = ""

    def answer(self, path: str) -> tuple[int, Json]:
        """Answer a path."""
        for part, status in self.refused.items():
            if part.lower() in path.lower():
                return status, {"error": {"code": "Refused", "message": f"no {part} for you"}}
        body = self.bodies.get(path.lower())
        return (200, body) if body is not None else (404, {"error": {"code": "ResourceNotFound", "message": path}})


@contextmanager
def arm_server(bodies: Mapping[str, Json]) -> Iterator[Arm]:
    """Serve on a free port."""
    arm = Arm(bodies)

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # head and body are two writes, and nobody waits between them

        def _reply(self) -> None:
            split = urlsplit(self.path)
            arm.asked.append(
                (self.command, split.path, dict(parse_qsl(split.query)), self.headers.get("Authorization"))
            )
            status, body = arm.answer(split.path)
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = _reply  # noqa: N815 - the names that the server looks for

        def log_message(self, *_args: Any) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    arm.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield arm
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
