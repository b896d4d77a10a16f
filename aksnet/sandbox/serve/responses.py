"""What a request gets: a status with a body, or a stream of events.

Both APIs answer by these; how they reach the wire is in `server`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from aksnet.arm.values import Json

JSON: Final = "application/json"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a client asks: the path below the API's base, in parts that are decoded."""

    method: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    accept: str = ""
    body: bytes = b""
    impersonates: bool = False
    """Whether it asks to be taken for somebody else, as `kubectl --as` does."""


@dataclass(frozen=True, kw_only=True)
class Response:
    """A whole answer."""

    status: int
    body: Json | str
    warning: str = ""
    """What kubectl prints beside the answer, on a line of its own."""

    def encoded(self) -> tuple[bytes, str]:
        """Return the bytes to send and their content type."""
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain; charset=utf-8"
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode(), JSON


Poll = Callable[[float], bool]
"""Wait so many seconds; false when the client has left or the server ends."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """An answer that goes on: one JSON document a line, for as long as the client stays."""

    events: Callable[[Poll], Iterator[Json]]


def parts_of(path: str) -> tuple[str, ...]:
    """Return the decoded segments of a URL's path."""
    return tuple(unquote(part) for part in path.split("/") if part)
