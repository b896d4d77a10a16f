"""The console that commands print to."""

from __future__ import annotations

import os
import sys

from rich.console import Console


class Terminal(Console):
    """A console that falls silent when its reader has gone, such as `head`: the run itself goes on to its end."""

    def on_broken_pipe(self) -> None:
        """Print nothing more; rich would end the thread, and the engine would wait for it for ever."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
