"""The JSON documents that kubectl writes, read object by object: a file of any size takes the memory of one object.

Windows PowerShell writes UTF-16, and editors a byte order mark: both are read as the UTF-8 that they mean.
"""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, Protocol

import ijson

from aksnet.verify.verify_errors import VerifyError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
"""How a file begins that is no plain UTF-8; the last two are UTF-16 whose mark was lost."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a document is, before its objects are read."""

    kind: str
    """Its kind; empty where it says none, and so is nothing of Kubernetes."""
    listed: bool
    """Whether it holds a list of objects."""


class Readable(Protocol):
    """Bytes that are read a part at a time."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; none at the end."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Readable]:
    """Open a file as UTF-8, whatever it is written in; one that cannot be read is one message."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
            file.seek(0)
            encoding = next((name for mark, name in _MARKS if head.startswith(mark)), None)
            yield _Recoded(TextIOWrapper(file, encoding=encoding)) if encoding else file
    except ijson.JSONError as fault:
        raise VerifyError(f"{path} is not JSON, or ends too early: {_first_line(fault)}. Save it again.") from fault
    except UnicodeError as fault:
        raise VerifyError(f"{path} is not text: {_first_line(fault)}. Save it again.") from fault
    except OSError as fault:
        raise VerifyError(f"{path} cannot be read: {fault.strerror}.") from fault


class _Recoded:
    """A text as the bytes of UTF-8, a part at a time."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text

    def read(self, size: int = -1) -> bytes:
        """Return the bytes of the next characters."""
        return self._text.read(size).encode()


def _first_line(fault: Exception) -> str:
    """Return what the reader says without the excerpt of the file that follows."""
    said = fault.args[0] if fault.args else ""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(fault)
    return text.strip().partition("\n")[0].strip().rstrip(".")


def envelope(path: Path) -> Envelope:
    """Read what a document is: no further than needed, as kubectl writes a list's kind behind its objects."""
    listed = False
    first = True
    with opened(path) as file:
        for place, event, value in ijson.parse(file):
            if first and event != "start_map":
                return Envelope(kind="", listed=False)
            first = False
            if place == "kind" and event == "string":
                return Envelope(kind=str(value), listed=listed or str(value).endswith("List"))
            if place == "items":
                listed = True
            if place == "items.item.kind" and event == "string":
                return Envelope(kind="List", listed=True)
    return Envelope(kind="", listed=listed)


def objects(path: Path, *, listed: bool) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a document; a null in a list is none."""
    with opened(path) as file:
        for item in ijson.items(file, "items.item" if listed else "", use_float=True):
            if isinstance(item, dict):
                yield item
