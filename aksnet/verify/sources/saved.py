"""Files that `kubectl get … -o json` wrote: every *.json file of a folder, whatever its name.

A file may hold a list of one kind, a list of several kinds, or one object. An object that is in several files counts
once, as the last file has it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from aksnet.verify.errors import VerifyError
from aksnet.verify.sources import Kind, Unavailable


class SavedObjects:
    """The objects in the files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._items: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = defaultdict(dict)
        self._seen: set[str] = set()
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        if not files:
            raise VerifyError(f"There are no *.json files in {folder}. Save some with kubectl get … -A -o json.")
        for file in files:
            self._read(file)

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._folder)

    def items(self, kind: Kind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind; a kind that no file has was not saved."""
        wanted = kind.value.kind
        if wanted not in self._seen:
            raise Unavailable(f"no file in {self._folder} has a {wanted}")
        for (of, _), item in self._items[wanted].items():
            if not (kind.value.namespaced and namespace) or of == namespace:
                yield item

    def _read(self, file: Path) -> None:
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise VerifyError(f"{file} is not JSON: {fault}") from fault
        if not isinstance(document, dict) or "kind" not in document:
            raise VerifyError(f"{file} is not what kubectl writes: it has no kind.")
        kind = str(document["kind"])
        if not kind.endswith("List") or "items" not in document:
            self._add(document, kind)
            return
        # A list of one kind says so even when it is empty; its items need not say it again.
        own = kind.removesuffix("List")
        self._seen.add(own)
        for item in document["items"] or ():
            self._add(item, str(item.get("kind") or own))

    def _add(self, item: Mapping[str, Any], kind: str) -> None:
        self._seen.add(kind)
        metadata = item.get("metadata") or {}
        self._items[kind][str(metadata.get("namespace") or ""), str(metadata.get("name") or "")] = item
