"""The state of a stack, read and written: only over what was looked at, never under a living lock."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Protocol

from pulumi import automation

from aksnet.engine.engine_errors import engine_text
from aksnet.engine.locks import Lock
from aksnet.recover import run_lock as locks
from aksnet.recover.cloud import RecoverError

Json = dict[str, Any]


class Asks(Protocol):
    """Whoever may be asked."""

    def may(self, question: str) -> bool:
        """Ask before something is changed."""


class State:
    """The state as it was read last."""

    def __init__(self, stack: automation.Stack, folder: Path | None, asks: Asks) -> None:
        self._stack = stack
        self._folder = folder
        self._asks = asks
        locks.refuse_living(locks.standing(folder))
        self.read()

    def read(self) -> None:
        """Read the state."""
        self._version, self.deployment = self._export()

    def write(self, deployment: Json) -> bool:
        """Write another state after a question; tell whether it was written."""
        if not self._asks.may(f"Write this into the state of {self._stack.name}?") or not self.unlock():
            return False
        try:
            self._import(deployment)
        except automation.errors.ConcurrentUpdateError as fault:
            text = engine_text(fault)
            if not self._cancel(text, locks.told_by_engine(text)):
                return False
            self._import(deployment)
        return True

    def unlock(self) -> bool:
        """Take away a lock that nobody holds, after a question; tell whether none is left as far as one can see."""
        standing = locks.standing(self._folder)
        lines = [f"The stack {self._stack.name} is locked:", *(lock.told for lock in standing)]
        return not standing or self._cancel("\n".join(lines), standing)

    def _cancel(self, text: str, held: list[Lock]) -> bool:
        locks.refuse_living(held)
        if not self._asks.may(f"{text}\nTake this lock away? Only when that run is over."):
            return False
        self._stack.cancel()
        return True

    def _export(self) -> tuple[int | None, Json]:
        exported = self._stack.export_stack()
        return exported.version, dict(exported.deployment or {})

    def _import(self, deployment: Json) -> None:
        """Import a checkpoint through a file that only the user can read and that never stays: it holds secrets."""
        if self._export() != (self._version, self.deployment):
            raise RecoverError(
                f"The state of {self._stack.name} changed while recover looked at it: another run is at work, or was. "
                "What it wrote is left as it is. Run recover again when it is over."
            )
        workspace = self._stack.workspace
        environment = {**workspace.env_vars}
        if workspace.pulumi_home is not None:
            environment["PULUMI_HOME"] = workspace.pulumi_home
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump({"version": self._version, "deployment": deployment}, file)
            file.flush()
            workspace.pulumi_command.run(
                ["stack", "import", "--file", file.name, "--stack", self._stack.name], workspace.work_dir, environment
            )
