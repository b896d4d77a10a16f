"""Files that `kubectl get … -o json` wrote: one file, or every *.json file of a folder, whatever its name.

A file may hold a list of one kind, a list of several kinds, one object, or what the API server answered in its place.
An object that is in several files counts once, as the last file has it. Of an empty list that does not say its kind,
and of an empty file, the file's name tells the kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aksnet.errors import UsageError
from aksnet.verify.object_readers import READERS
from aksnet.verify.sources import NotServed, ObjectKind, Unavailable
from aksnet.verify.sources.documents import envelope, objects

_KINDS: Final = {each.value.kind: each for each in ObjectKind}
_ANY: Final = "List"
_HOW: Final = "Save the cluster with aksnet verify --save DIR, or with the kubectl commands of docs/verify.md."


class SavedObjects:
    """The facts in the files of a folder, or in one file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._found: dict[ObjectKind, dict[tuple[str, str], Any]] = defaultdict(dict)
        self._why: dict[ObjectKind, Unavailable] = {}
        self._left_out: list[str] = []
        files = _files(place)
        for file in files:
            self._read(file)
        if not self._found and not self._why:
            why = "; ".join(self._left_out)
            raise UsageError(f"Nothing in {place} was saved of a cluster: {why}. {_HOW}")
        self._saved_at = max(file.stat().st_mtime for file in files)

    @property
    def name(self) -> str:
        """The folder, or the file."""
        return str(self._place)

    @property
    def saved_at(self) -> str:
        """When the last of the files was written."""
        return datetime.fromtimestamp(self._saved_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def left_out(self) -> tuple[str, ...]:
        """Files that hold nothing that verify reads, each with the reason."""
        return tuple(self._left_out)

    def facts(self, kind: ObjectKind, namespace: str | None) -> Iterator[Any]:
        """Yield the facts of a kind; a kind that no file has was not saved."""
        if kind not in self._found:
            raise self._why.get(kind) or Unavailable(f"not saved: {command(kind)}")
        for (of, _), fact in self._found[kind].items():
            if not (kind.value.namespaced and namespace) or of == namespace:
                yield fact

    def _read(self, file: Path) -> None:
        named = _named(file)
        if not file.stat().st_size:
            self._not_there(file, named, "is empty: kubectl wrote nothing, as where a cluster does not have the kind")
            return
        head = envelope(file)
        if head.kind == "Status":
            self._refused(file, named)
        elif head.kind == "Table" or (not head.kind and not head.listed):
            what = "is a table: save it with -o json" if head.kind else "is nothing of Kubernetes: it has no kind"
            self._not_there(file, named, what)
        else:
            self._keep(file, head.kind, listed=head.listed, named=named)

    def _keep(self, file: Path, kind: str, *, listed: bool, named: ObjectKind | None) -> None:
        """Keep the objects; a list of one kind says so even when it is empty, and its items need not say it again."""
        own = kind.removesuffix(_ANY) if listed else kind
        declared = _KINDS.get(own) or (named if listed and not own else None)
        kept = False
        if declared is not None:
            self._found[declared]
        for item in objects(file, listed=listed):
            of = _KINDS.get(str(item.get("kind") or own)) or (declared if not item.get("kind") else None)
            if of is not None:
                self._found[of][_key(item)] = READERS[of](item)
                kept = True
        if declared is None and not kept:
            self._left_out.append(f"{file.name} holds nothing that verify reads")

    def _refused(self, file: Path, named: ObjectKind | None) -> None:
        """Keep the API server's answer as the reason why a kind is not there."""
        status: Mapping[str, Any] = next(iter(objects(file, listed=False)), {})
        details = status.get("details")
        plural = str(details.get("kind") or "") if isinstance(details, dict) else ""
        kind = next((each for each in ObjectKind if each.value.plural == plural.lower()), named)
        said = f"the API server answered {status.get('reason') or status.get('code') or 'with a failure'}"
        if status.get("code") == 404 and kind is not None:
            self._why.setdefault(kind, NotServed(f"{file.name} says: {said}"))
            return
        self._not_there(file, kind, f"has no objects: {said}" + (f" ({m})" if (m := status.get("message")) else ""))

    def _not_there(self, file: Path, kind: ObjectKind | None, why: str) -> None:
        if kind is None:
            self._left_out.append(f"{file.name} {why}")
        else:
            self._why.setdefault(kind, Unavailable(f"{file.name} {why}"))


def command(kind: ObjectKind) -> str:
    """Return the command that saves a kind."""
    listed = kind.value
    where = {
        ObjectKind.NODES: "",
        ObjectKind.CONFIG_MAPS: " -n kube-system",
        ObjectKind.NODE_NETWORKS: " -n kube-system",
    }.get(kind, " -A")
    return f"kubectl get {listed.plural}{where} -o json > {listed.plural}.json"


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    files = sorted(place.glob("*.json")) if place.is_dir() else []
    if not files:
        what = "has no *.json files" if place.is_dir() else "is neither a folder nor a file"
        raise UsageError(f"{place} {what}. {_HOW}")
    return files


def _named(file: Path) -> ObjectKind | None:
    """Return the kind that a file is named after."""
    stem = file.stem.lower()
    return next((each for each in ObjectKind if stem in (each.value.plural, each.value.kind.lower())), None)


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    metadata = item.get("metadata")
    own = metadata if isinstance(metadata, dict) else {}
    return str(own.get("namespace") or ""), str(own.get("name") or "")
