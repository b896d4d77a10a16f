"""The state of a stack as migrate reads and writes it: by the engine's own export and import, secrets encrypted."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi import automation

from aksnet.engine import locks
from aksnet.engine.engine_errors import engine_text
from aksnet.engine.marks import opened
from aksnet.migrate.migrate_errors import MigrateError

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class StackState:
    """The state of one stack in its backend."""

    stack: str
    """The name by which the backend finds it."""
    command: automation.PulumiCommand
    folder: Path
    """The folder with Pulumi.yaml and the stack's file."""
    environment: Mapping[str, str]
    locks: Path | None
    """Where the backend keeps the stack's locks, if that is a folder."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every run of the engine away, as far as the backend is a folder.

        Other backends lock only while they write: there, and for the moment between this lock and the engine's own,
        the comparison in `write` tells.
        """
        if self.locks is None:
            yield
            return
        standing = locks.standing(self.locks)
        if standing:
            told = "; ".join(lock.told for lock in standing)
            raise MigrateError(
                f"The stack {self.stack} is locked, {told}; nothing was done. Wait for the end of that run, or run "
                "aksnet recover when it is over."
            )
        with locks.hold(self.locks):
            yield

    def exported(self) -> Json:
        """Return the state as the backend has it, secrets encrypted."""
        exported: Json = json.loads(self._run("stack", "export"))
        return exported

    def readable(self) -> Json:
        """Return the deployment with its secrets in the clear: to be looked at, never to be written or shown."""
        deployment: Json = opened(json.loads(self._run("stack", "export", "--show-secrets")).get("deployment") or {})
        return deployment

    def write(self, read: Json, deployment: Json) -> None:
        """Write another deployment in place of the one that was read.

        Raises:
            MigrateError: when the state is no longer the one that was read, or the engine cannot write it.

        """
        if self.exported() != read:
            raise MigrateError(
                f"The state of {self.stack} changed while migrate looked at it: another run is at work, or was. What "
                "it wrote is left as it is, and nothing was prepared. Run migrate again when it is over."
            )
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump({**read, "deployment": deployment}, file)
            file.flush()
            self._run("stack", "import", "--file", file.name)

    def _run(self, *words: str) -> str:
        try:
            done = self.command.run([*words, "--stack", self.stack], str(self.folder), self.environment)
        except automation.errors.CommandError as fault:
            raise MigrateError(
                f"The engine could not {words[1]} the state of {self.stack}: {engine_text(fault)}"
            ) from fault
        return done.stdout
