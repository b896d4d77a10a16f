"""Commands that are built once from pinned modules and kept in a home, under the digest of what they are built from.

Another pin is another folder, so that nothing old is ever taken for it. Leaves out the engine, which can be had in
other ways too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from aksnet.engine import go_build
from aksnet.engine.go_build import GoModule
from aksnet.engine.home import Home

_DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class Part:
    """The commands of one pinned module."""

    name: str
    module: GoModule
    salt: str = ""
    """What the build depends on beside the module's files: what `prepare` changes in them."""

    @property
    def digest(self) -> str:
        """Return what tells this build from one of other pins."""
        parts = [self.salt, *self.module.packages, *(f"{key}={value}" for key, value in self.module.variables.items())]
        found = hashlib.sha256("\0".join(parts).encode())
        for path in sorted(self.module.source.iterdir()):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
        return found.hexdigest()[:_DIGITS]

    def folder(self, home: Home) -> Path:
        """Return where its commands are, or would be."""
        return home.parts / f"{self.name}-{self.digest}"

    def found(self, home: Home) -> Path | None:
        """Return the folder with its commands where an earlier run has built them."""
        folder = self.folder(home)
        return folder if folder.is_dir() else None

    def obtain(self, home: Home, console: Console) -> Path:
        """Return the folder with its commands, built where they are not there yet.

        Raises:
            BuildFailed: where there is no recent Go, or Go fails. Nothing of a failed build stays.

        """
        home.make()
        from filelock import FileLock

        with FileLock(home.root / f"{self.name}.lock", poll_interval=1):
            # Another process may have built it while this one waited for the lock.
            found = self.found(home)
            return found or self._built(home, console)

    def _built(self, home: Home, console: Console) -> Path:
        folder = self.folder(home)
        temporary = home.parts / f"{folder.name}.{os.getpid()}.tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        try:
            go_build.build(temporary, console, self.module)
            for older in home.parts.glob(f"{self.name}-*"):
                if older != temporary:
                    shutil.rmtree(older, ignore_errors=True)
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        return folder
