"""A file that the engine may rewrite while it works, and that is put back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Put a file's bytes back at the end where they are others; one that is missing is left to whoever makes it."""
    before = path.read_bytes() if path.is_file() else None
    try:
        yield
    finally:
        if before is not None and path.read_bytes() != before:
            path.write_bytes(before)
