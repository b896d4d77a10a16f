"""What a run was: its resources, what was done to each, and how it is written as JSON.

Leaves out how the run is driven (`run`) and shown (`display`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aksnet.sandbox import wire
from aksnet.sandbox.errors import SandboxError

SECRET: Final = "[secret]"  # noqa: S105 - the mask, not a secret
UNKNOWN: Final = "[unknown]"
"""Stands in a preview for what is only known after deployment."""
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker, not a secret
_UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """The outcome of one operation on one stack."""

    operation: str
    stack: str
    ok: bool
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    steps: Mapping[str, str] = field(default_factory=dict)
    """What was (or would be) done, by URN: same, create, update, replace, delete, read."""
    resources: tuple[Json, ...] = ()
    """Every resource of the run, as `--json` writes it."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """The stack's outputs, secrets masked."""
    seconds: float = 0.0
    operations: int = 0
    """How many writes the clouds have done."""

    def count(self, step: str) -> int:
        """Return how many resources had this step."""
        return sum(1 for each in self.steps.values() if each == step)

    @property
    def changed(self) -> dict[str, str]:
        """The steps that are not `same`."""
        return {urn: step for urn, step in self.steps.items() if step != "same"}

    def of_type(self, token: str) -> list[Json]:
        """Return the resources of a type."""
        return [resource for resource in self.resources if resource["type"] == token]

    def write(self, path: Path) -> None:
        """Write the resources as a JSON list."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(self.resources, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        except OSError as fault:
            raise SandboxError(f"Cannot write {path}: {fault.strerror}.") from fault


def mask(value: Any) -> Any:
    """Return a value of a checkpoint or an event with every secret replaced."""
    match value:
        case dict() if value.get(_SIGNATURE) == _SECRET_SIGNATURE:
            return SECRET
        case dict():
            return {key: mask(item) for key, item in value.items()}
        case list():
            return [mask(item) for item in value]
        case str() if value == _UNKNOWN_TEXT:
            return UNKNOWN
        case _:
            return value


def unmasked(value: Any) -> Any:
    """Return a value of an event with what is not known, or not shown, as one that checks pass over."""
    match value:
        case dict():
            return {key: unmasked(item) for key, item in value.items()}
        case list():
            return [unmasked(item) for item in value]
        case _ if value in (_UNKNOWN_TEXT, SECRET):
            return wire.UNKNOWN
        case _:
            return value


def resource(entry: Mapping[str, Any]) -> Json:
    """Return one resource with exactly the documented fields, null where there is none."""
    urn = str(entry["urn"])
    return {
        "urn": urn,
        "type": entry.get("type") or urn.split("::")[2].split("$")[-1],
        "name": urn.split("::", 3)[3],
        "parent": entry.get("parent") or None,
        "inputs": mask(entry.get("inputs") or {}),
        "outputs": mask(entry.get("outputs") or {}),
        "dependencies": sorted(entry.get("dependencies") or []),
        "protect": bool(entry.get("protect")),
        "id": None if entry.get("id") in (None, "", _UNKNOWN_TEXT) else entry["id"],
    }


def sorted_resources(entries: Iterable[Mapping[str, Any]]) -> tuple[Json, ...]:
    """Return the resources of a run in the order of their URNs."""
    return tuple(sorted((resource(entry) for entry in entries), key=lambda each: str(each["urn"])))
