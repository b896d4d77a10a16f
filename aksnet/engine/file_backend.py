"""A backend of plain files: where it keeps a stack's checkpoint, locks, history and backups, and how they are read.

https://www.pulumi.com/docs/iac/concepts/state-and-backends/#local-filesystem
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aksnet.engine.engine_errors import EngineError, ProjectMissingError
from aksnet.engine.urns import STACK_TYPE

Json = dict[str, Any]
_SUFFIX: Final = ".json"


@dataclass(frozen=True, kw_only=True)
class FileBackend:
    """One backend, which is a folder."""

    root: Path

    @classmethod
    def at(cls, url: str) -> FileBackend | None:
        """Return the backend behind a URL, or nothing when that is no folder."""
        if not url.startswith("file://"):
            return None
        path, _, _ = url.removeprefix("file://").partition("?")
        return cls(root=Path(path).expanduser())

    @property
    def url(self) -> str:
        """The URL by which the engine keeps its state here, without a file of attributes beside each file.

        The engine writes a checkpoint beside the old one and renames it, but its attributes in place: whoever reads a
        stack at that moment, as a program does that asks for its own state, is told EOF.
        https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener
        """
        return f"{self.root.as_uri()}?metadata=skip"

    def stack(self, project: str, name: str) -> StackFiles:
        """Return where a stack of a project is kept, whether or not it exists."""
        return StackFiles(backend=self.root / ".pulumi", project=project, name=name)

    def stacks(self) -> Iterator[StackFiles]:
        """Yield the stacks that have a checkpoint, of all projects."""
        for path in sorted((self.root / ".pulumi" / "stacks").glob(f"*/*{_SUFFIX}")):
            yield self.stack(path.parent.name, path.name.removesuffix(_SUFFIX))


@dataclass(frozen=True, kw_only=True)
class StackFiles:
    """The files of one stack in a backend of plain files."""

    backend: Path
    project: str
    name: str

    @property
    def checkpoint(self) -> Path:
        """The state as the last run left it."""
        return self.backend / "stacks" / self.project / f"{self.name}{_SUFFIX}"

    @property
    def backup(self) -> Path:
        """The checkpoint before the last write."""
        return self.checkpoint.with_name(f"{self.checkpoint.name}.bak")

    @property
    def locks(self) -> Path:
        """The folder with a file for each lock."""
        return self.backend / "locks" / "organization" / self.project / self.name

    @property
    def history(self) -> Path:
        """The folder with what each run changed, and the checkpoint after it."""
        return self.backend / "history" / self.project / self.name

    @property
    def backups(self) -> Path:
        """The folder with the checkpoints of stacks that were removed or renamed."""
        return self.backend / "backups" / self.project / self.name

    @property
    def known(self) -> bool:
        """Whether any run left something of it: the history outlives the state."""
        return self.checkpoint.is_file() or self.history.is_dir()

    def remove(self) -> None:
        """Delete everything that is kept of the stack: `pulumi stack rm` leaves its history and a backup."""
        for file in (self.checkpoint, self.backup):
            file.unlink(missing_ok=True)
            attributes(file).unlink(missing_ok=True)
        for folder in (self.history, self.backups, self.locks):
            shutil.rmtree(folder, ignore_errors=True)

    def deployment(self) -> Json:
        """Return the checkpoint's deployment, secrets encrypted; EngineError when it cannot be read."""
        try:
            return dict(json.loads(self.checkpoint.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {})
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise EngineError(
                f"The stack's checkpoint {self.checkpoint} cannot be read ({type(fault).__name__}: {fault}). A run was "
                f"cut off while it wrote it: aksnet recover -s {self.name} --sandbox puts its backup in its place."
            ) from fault

    def refuse_cut(self) -> None:
        """Raise EngineError where a run was cut off while it wrote the checkpoint, or what the backend keeps beside."""
        if not self.checkpoint.is_file():
            return
        self.deployment()
        for file in (self.checkpoint, self.backup):
            beside = attributes(file)
            if beside.is_file() and not whole(beside):
                raise EngineError(
                    f"{beside} cannot be read. A run was cut off while it wrote it: aksnet recover -s {self.name} "
                    "--sandbox mends it."
                )


def attributes(file: Path) -> Path:
    """Return the file in which a backend keeps the attributes of another one; the sandbox's own has none."""
    return file.with_name(f"{file.name}.attrs")


def whole(path: Path) -> bool:
    """Return whether a file holds a whole JSON object."""
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False


def resources_in(deployment: Json) -> list[Json]:
    """Return the resources of a deployment."""
    return [each for each in deployment.get("resources") or [] if isinstance(each, dict)]


def stack_outputs(resources: list[Json]) -> Json:
    """Return the outputs of the stack among its resources, secrets as they are there."""
    root: Json = next((each for each in resources if each.get("type") == STACK_TYPE), {})
    return dict(root.get("outputs") or {})


def project_name(folder: Path) -> str:
    """Return the name of the project in a folder; ProjectMissingError when there is none."""
    import yaml  # not needed by whoever only asks what a command can do

    try:
        described: Any = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))
        return str(described["name"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as fault:
        raise ProjectMissingError(
            f"There is no Pulumi.yaml with a project's name in {folder.resolve()}. Run this in the project's folder, "
            "or give --project."
        ) from fault
