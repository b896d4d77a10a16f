"""The API server's end of one port-forward: a WebSocket on loopback that answers what comes through with fixed bytes.

https://kubernetes.io/docs/reference/using-api/websockets/ names the sub-protocol. Each frame's first byte is its
channel.
"""

from __future__ import annotations

import base64
import hashlib
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

_MAGIC: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
_PORT: Final = struct.pack("<H", 8080)


@contextmanager
def forwarding(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Serve one port-forward; yields the address and what is heard: the request to upgrade, then the pod's request."""
    listener = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []
    thread = Thread(target=_serve, args=(listener, answer, heard), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        thread.join(timeout=10)
        listener.close()


def _serve(listener: socket.socket, answer: bytes, heard: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            request += connection.recv(4096)
        heard.append(request)
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in request.splitlines()[1:])
        }
        accept = base64.b64encode(hashlib.sha1(headers[b"sec-websocket-key"] + _MAGIC, usedforsecurity=False).digest())
        protocol = headers[b"sec-websocket-protocol"].split(b",")[0]
        connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\nSec-WebSocket-Protocol: " + protocol + b"\r\n\r\n"
        )
        for channel in (b"\0", b"\1"):
            connection.sendall(_frame(channel + _PORT))
        heard.append(_payload(connection)[1:])
        connection.sendall(_frame(b"\0" + answer) if answer else _frame(b"\1connection refused"))
        connection.sendall(b"\x88\x00")


def _frame(data: bytes) -> bytes:
    return bytes((0x82, len(data))) + data


def _payload(connection: socket.socket) -> bytes:
    """Read one masked frame of a client."""
    size = _exactly(connection, 2)[1] & 0x7F
    if size == 126:
        (size,) = struct.unpack(">H", _exactly(connection, 2))
    mask = _exactly(connection, 4)
    data = _exactly(connection, size)
    return bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += connection.recv(count - len(data))
    return data
