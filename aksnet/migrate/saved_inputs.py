"""The inputs that clusters had in the state before it was prepared, in a file beside the stack's own.

They are kept as the backend exports them, so that secrets among them stay encrypted, and only the user can read the
file. It is written before the state is, and never over the inputs of the same change: those in the state may be
prepared ones by then.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aksnet.diff.migration_mark import Migration
from aksnet.migrate.migrate_errors import MigrateError

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SavedInputs:
    """The file of one stack."""

    path: Path

    def keep(self, marks: Mapping[str, Migration], inputs: Mapping[str, Json]) -> None:
        """Write the inputs of clusters, by their keys."""
        before = self._clusters()
        clusters = {
            key: before[key]
            if _about(before.get(key, {})) == _of_mark(marks[key])
            else {**_of_mark(marks[key]), "inputs": inputs[key]}
            for key in marks
        }
        with tempfile.NamedTemporaryFile(
            "w", dir=self.path.parent, prefix=f".{self.path.name}.", encoding="utf-8", delete=False
        ) as file:
            json.dump({"clusters": clusters}, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(self.path)

    def of(self, mark: Migration) -> Json | None:
        """Return the inputs that a cluster had before a change; None where the file does not have them."""
        found = self._clusters().get(mark.cluster, {})
        return found.get("inputs") if _about(found) == _of_mark(mark) else None

    def remove(self) -> None:
        """Delete the file: nothing is prepared any more."""
        self.path.unlink(missing_ok=True)

    def _clusters(self) -> Mapping[str, Json]:
        if not self.path.is_file():
            return {}
        try:
            return dict(json.loads(self.path.read_text(encoding="utf-8"))["clusters"])
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise MigrateError(
                f"{self.path} cannot be read ({type(fault).__name__}); nothing was done. It holds the inputs that the "
                "state had before: bring it back, or delete it if no migration is under way."
            ) from fault


def _of_mark(mark: Migration) -> Json:
    return {"uid": mark.uid, "setting": mark.setting, "from": mark.before}


def _about(saved: Json) -> Json:
    return {key: saved.get(key) for key in ("uid", "setting", "from")}
