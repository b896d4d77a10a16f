"""The HTTP server on loopback: reads requests, hands them to the two APIs, writes what they answer.

One thread per connection, HTTP/1.1. Every failure ends in an answer, never in a stack trace. Leaves out TLS and login:
nobody but this machine reaches it, and it changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import select
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from aksnet.sandbox.serve import arm, kube_api
from aksnet.sandbox.serve.responses import JSON, Poll, Request, Response, Stream, parts_of
from aksnet.sandbox.serve.snapshots import Snapshots
from aksnet.sandbox.serve.status import KubeRefusal

HOST: Final = "127.0.0.1"
_CLUSTERS: Final = "clusters"
MOST_CONNECTIONS: Final = 128
"""Connections at once, each a thread; more are answered 503 and closed."""
IDLE_SECONDS: Final = 60.0
"""How long a connection may say nothing, between requests or in the middle of one."""
MOST_BYTES: Final = 65_536
"""The longest body that is read; only reviews of access have one, of a few hundred bytes."""
_VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_BUSY: Final = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
Log = Callable[[str], None]


class Server(ThreadingHTTPServer):
    """Serves the clusters of one stack, and the whole subscription."""

    daemon_threads = True
    # Connections that clients keep open must not hold up the end.
    block_on_close = False

    def __init__(
        self, snapshots: Snapshots, clusters: Mapping[str, str], *, port: int = 0, log: Log | None = None
    ) -> None:
        self.snapshots = snapshots
        self.clusters = dict(clusters)
        self.log = log
        self.ended = threading.Event()
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking for the host's name, which takes long where nobody answers."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    @property
    def base(self) -> str:
        """The address of ARM, and of each cluster below `/clusters/`."""
        return f"http://{HOST}:{self.server_port}"

    @property
    def names(self) -> frozenset[str]:
        """Values of the Host header that are answered: a web page must not reach the sandbox by a name of its own."""
        return frozenset(f"{name}:{self.server_port}" for name in (HOST, "localhost"))

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give a connection a thread, while there are any."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
            return
        with contextlib.suppress(OSError):
            request.sendall(_BUSY)
        self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end, then give its thread back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def server_close(self) -> None:
        """Stop listening, and end the watches."""
        self.ended.set()
        super().server_close()

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Say nothing of a client that broke off."""

    def answer(self, request: Request) -> Response | Stream:
        """Give a request to the API that its path belongs to."""
        if request.parts[:1] != (_CLUSTERS,):
            return arm.answer(self.snapshots.now().view, request)
        name = request.parts[1] if len(request.parts) > 1 else ""
        cluster_id = self.clusters.get(name)
        if cluster_id is None:
            known = ", ".join(self.clusters)
            refusal = KubeRefusal(404, f"no cluster is served under the name {name!r}; there are: {known}")
            return Response(status=404, body=refusal.status())
        return kube_api.answer(self.snapshots, cluster_id, replace(request, parts=request.parts[2:]))


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    # Head and body leave in one piece, and without waiting for the client's word on the last one.
    wbufsize = -1
    disable_nagle_algorithm = True
    server_version = "aksnet-sandbox"
    sys_version = ""

    def log_message(self, *_arguments: Any) -> None:
        """Pass over what the library logs: `--verbose` has its own line."""

    def __getattr__(self, name: str) -> Any:
        """Answer every verb that HTTP has by the same method."""
        if name.removeprefix("do_") in _VERBS:
            return self._respond
        raise AttributeError(name)

    def _respond(self) -> None:
        started = time.monotonic()
        answer = self._answer()
        if isinstance(answer, Stream):
            status = 200
            self._stream(answer)
        else:
            status = answer.status
            self._send(answer)
        if self.server.log is not None:
            self.server.log(f"{self.command} {self.path} {status} {time.monotonic() - started:.3f} s")

    def _answer(self) -> Response | Stream:
        if self.command != "GET":
            self.close_connection = True  # what it sent may stay unread
        hosts = {name.lower() for name in self.headers.get_all("Host", [])}
        if len(hosts) != 1 or hosts - self.server.names:
            names = " and ".join(sorted(self.server.names))
            return Response(status=403, body=f"only requests to {names} are answered\n")
        url = urlsplit(self.path)
        request = Request(
            method=self.command,
            parts=parts_of(url.path),
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            accept=self.headers.get("Accept") or "",
            body=self._body(),
            impersonates="Impersonate-User" in self.headers,
        )
        try:
            return self.server.answer(request)
        except Exception as fault:
            return Response(status=500, body=f"the sandbox failed (bug): {type(fault).__name__}: {fault}\n")

    def _body(self) -> bytes:
        """Read what a POST brings; all else is refused without a look at it."""
        length = self.headers.get("Content-Length") or ""
        if self.command != "POST" or not length.isdecimal() or int(length) > MOST_BYTES:
            return b""
        return self.rfile.read(int(length))

    def _send(self, answer: Response) -> None:
        body, media = answer.encoded()
        self.send_response(answer.status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        if answer.warning:
            # https://kubernetes.io/blog/2020/09/03/warnings/
            self.send_header("Warning", f'299 - "{answer.warning}"')
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _stream(self, stream: Stream) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()
        for chunk in _chunks(stream, self._stays):
            self.wfile.write(chunk)
            self.wfile.flush()

    def _stays(self, seconds: float) -> bool:
        """Wait; a client that sends something or closes has no more interest in its watch."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        return not readable and not self.server.ended.is_set()


def _chunks(stream: Stream, poll: Poll) -> Iterator[bytes]:
    for event in stream.events(poll):
        line = json.dumps(event, separators=(",", ":")).encode() + b"\n"
        yield f"{len(line):x}\r\n".encode() + line + b"\r\n"
    yield b"0\r\n\r\n"
