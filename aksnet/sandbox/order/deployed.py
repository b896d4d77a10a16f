"""The entries of a stack's checkpoint after an up that nobody sees: the only place where every edge is known.

A preview does not know where a kubeconfig comes from that is not there yet. So the stack is deployed in a copy of the
sandbox's home, which is thrown away; what other stacks made is in the copy, as it would be in the subscription.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aksnet.sandbox import engine, session
from aksnet.sandbox.errors import SandboxError
from aksnet.sandbox.home import HOME_VARIABLE, Home
from aksnet.sandbox.run import run


def entries(*, project: Path, stack: str, using: engine.Engine | None = None) -> list[dict[str, Any]]:
    """Deploy a stack in a copy of the sandbox and return its checkpoint's entries."""
    home = Home.of(project)
    found = using or engine.obtain(home)
    with _copied(home) as copy:
        result = run("up", project=project, stack=stack, using=found)
        if not result.ok:
            raise SandboxError(f"The stack {stack} cannot be deployed:\n" + "\n".join(result.errors))
        with session.opened(home=copy, engine=found, project=project, stack=stack, work=copy.work(stack)) as opened:
            return opened.state()


@contextmanager
def _copied(home: Home) -> Iterator[Home]:
    """Let this process work in a copy of the sandbox's home for a while."""
    before = os.environ.get(HOME_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="aksnet-") as folder:
        copy = Home(root=Path(folder))
        if home.subscription.is_file():
            shutil.copyfile(home.subscription, copy.subscription)
        if home.state.is_dir():
            # A lock is of a run that goes on somewhere else.
            shutil.copytree(home.state, copy.state, ignore=shutil.ignore_patterns("locks"))
        os.environ[HOME_VARIABLE] = str(copy.root)
        try:
            yield copy
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before
