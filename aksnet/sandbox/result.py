"""What a run was: its resources, what was done to each, and how it is written as JSON.

Leaves out how the run is driven (`run`) and shown (`display`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aksnet.engine.marks import UNKNOWN_TEXT, mask
from aksnet.engine.urns import name_of, type_of
from aksnet.sandbox.sandbox_errors import SandboxError

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


def resource(entry: Mapping[str, Any]) -> Json:
    """Return one resource with exactly the documented fields, null where there is none."""
    urn = str(entry["urn"])
    return {
        "urn": urn,
        "type": entry.get("type") or type_of(urn),
        "name": name_of(urn),
        "parent": entry.get("parent") or None,
        "inputs": mask(entry.get("inputs") or {}),
        "outputs": mask(entry.get("outputs") or {}),
        "dependencies": sorted(entry.get("dependencies") or []),
        "protect": bool(entry.get("protect")),
        "id": None if entry.get("id") in (None, "", UNKNOWN_TEXT) else entry["id"],
    }


def sorted_resources(entries: Iterable[Mapping[str, Any]]) -> tuple[Json, ...]:
    """Return the resources of a run in the order of their URNs."""
    return tuple(sorted((resource(entry) for entry in entries), key=lambda each: str(each["urn"])))
