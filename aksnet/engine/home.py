"""Where the sandbox keeps its state: one ignored folder of the checkout.

Leaves out what is in the files: each reader knows its own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from errno import EROFS
from pathlib import Path
from typing import Final

from aksnet.engine.engine_errors import EngineError
from aksnet.engine.file_backend import FileBackend

HOME_VARIABLE = "AKSNET_HOME"
_CHECKOUT = Path(__file__).resolve().parents[2]
_MARKER: Final = "aksnet-home"
"""Made in each home, so that it is known again whatever else is put into it."""
_OWN_NAME: Final = ".aksnet"
_LAYOUT: Final = (Path("engine", "bin", "pulumi"), Path("state", ".pulumi"), Path("azure.json"))
"""What tells a home from before there was a marker."""


def cache_folder() -> Path | None:
    """Return where to keep what can be made again; nothing where there is no place for it.

    That is the checkout, else the folder that the environment names, else the user's caches; never beside an installed
    package.
    """
    if (_CHECKOUT / "Pulumi.yaml").is_file():
        return _CHECKOUT / ".aksnet" / "cache"
    override = os.environ.get(HOME_VARIABLE)
    if override:
        return Path(override).resolve() / "cache"
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aksnet"
    except RuntimeError:  # the user has no home
        return None


@dataclass(frozen=True, kw_only=True)
class Home:
    """The folder with the engine, its state and the simulated subscription."""

    root: Path

    @classmethod
    def of(cls, project: Path) -> Home:
        """Return the home of a checkout, or the one that the environment names."""
        override = os.environ.get(HOME_VARIABLE)
        return cls(root=Path(override).resolve() if override else project.resolve() / _OWN_NAME)

    def make(self) -> None:
        """Make the folder where it is missing, and mark it as a home.

        Raises:
            EngineError: where it cannot be made or written to, or is somebody else's. Nothing of it was touched then.

        """
        try:
            self._refuse_foreign()
            self.root.mkdir(parents=True, exist_ok=True)
            if not os.access(self.root, os.W_OK):
                raise OSError(EROFS, os.strerror(EROFS))
            (self.root / _MARKER).touch()
        except OSError as fault:
            raise EngineError(
                f"The folder {self.root} cannot be written to: {fault.strerror}. The engine and all that the sandbox "
                f"knows are kept there; name another folder with the environment variable {HOME_VARIABLE}."
            ) from fault

    def _refuse_foreign(self) -> None:
        """Refuse a folder that holds what is not the sandbox's: a home is closed to others, and cleared in part."""
        root = self.root.resolve()
        if root == Path(root.anchor):
            what = "is the root of the file system"
        elif root == _users_folder():
            what = "is your home directory"
        elif root.is_dir() and not self._is_ours():
            what = "holds files that are not the sandbox's"
        else:
            return
        raise EngineError(
            f"The folder {self.root} cannot be the sandbox's home: it {what}. The sandbox keeps its state and secrets "
            f"there and closes it to other users, so it needs a folder of its own: set {HOME_VARIABLE} to one that is "
            "new or empty."
        )

    def _is_ours(self) -> bool:
        # Looked into first: another run may be making it at this moment, with the marker before anything else.
        empty = not any(self.root.iterdir())
        return empty or self.root.name == _OWN_NAME or any((self.root / each).exists() for each in (_MARKER, *_LAYOUT))

    @property
    def engine(self) -> Path:
        """The obtained engine: `bin/pulumi` below."""
        return self.root / "engine"

    @property
    def parts(self) -> Path:
        """What was built beside the engine: a folder per part, named by its digest."""
        return self.root / "parts"

    @property
    def pulumi_home(self) -> Path:
        """PULUMI_HOME: credentials and plugins, kept apart from the user's own."""
        return self.root / "pulumi-home"

    @property
    def state(self) -> Path:
        """The folder of the file backend with one checkpoint per stack."""
        return self.root / "state"

    @property
    def backend(self) -> FileBackend:
        """The file backend in `state`."""
        return FileBackend(root=self.state)

    @property
    def subscription(self) -> Path:
        """The simulated subscription, shared by all stacks as a real one is."""
        return self.root / "azure.json"

    def work(self, stack: str) -> Path:
        """Return the folder with the copies of Pulumi.yaml and of the stack file."""
        return self.root / "work" / stack


def _users_folder() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:  # the user has none
        return None
