"""The project's program as the Automation API runs it, and the environment that it runs in."""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import pulumi

_TOLD_CODE: Final = 32
TOLD: Final = "the program has told why it ends"
"""The error of a run whose reason is in another one."""


def program(project: Path) -> Callable[[], None]:
    """Return the project's `__main__.py` as an inline program, run as `pulumi up` would run it."""

    def run() -> None:
        sys.path.insert(0, str(project))
        try:
            with contextlib.chdir(project):
                runpy.run_path(str(project / "__main__.py"), run_name="__main__")
        except SystemExit as end:
            # The language host would take the code for the end of a program that has told why; the Automation API
            # knows no such code, and a program that merely returned would have declared nothing: all would be deleted.
            if end.code != _TOLD_CODE:
                raise
            raise pulumi.RunError(TOLD) from None
        finally:
            sys.path.remove(str(project))

    return run


@contextlib.contextmanager
def without(names: Iterable[str]) -> Iterator[None]:
    """Take variables out of this process's environment for a while: the engine inherits it."""
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)
