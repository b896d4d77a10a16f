"""Progress of something long, on stderr: a live line in a terminal, a plain line every 15 seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console

_PLAIN_SECONDS: Final = 15.0


class Progress:
    """One long step that reports what it is at."""

    def __init__(self, title: str, console: Console) -> None:
        self._title = title
        self._console = console
        self._started = self._spoke = time.monotonic()
        self._status = console.status(title) if console.is_terminal else None

    @property
    def seconds(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._started

    def at(self, detail: str) -> None:
        """Show a detail; call it often."""
        now = time.monotonic()
        text = f"{self._title}: {detail} ({now - self._started:.0f} s)"
        if self._status is not None:
            self._status.update(text)
        elif now - self._spoke >= _PLAIN_SECONDS:
            self._spoke = now
            self._console.print(text, soft_wrap=True, highlight=False, markup=False)

    @contextmanager
    def shown(self) -> Iterator[Progress]:
        """Show the step from its first to its last moment."""
        if self._status is None:
            self._console.print(f"{self._title} …", soft_wrap=True, highlight=False, markup=False)
            yield self
            return
        with self._status:
            yield self
