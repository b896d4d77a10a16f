"""The subscription at the moments at which clients saw it: what a page or a watch goes on from.

The file is read again only when it changed. The last few states stay, so that a list in pages shows one state and a
watch can say what changed since its list; a version is a resourceVersion to the clients.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

from aksnet.arm.values import Json
from aksnet.sandbox.store import Store, Subscription

_KEPT: Final = 8


class ApiKind(Protocol):
    """A kind of object that a cluster serves."""

    @property
    def api_version(self) -> str:
        """Return the group and version, such as apps/v1."""

    @property
    def kind(self) -> str:
        """Return the kind's name in objects."""

    @property
    def plural(self) -> str:
        """Return the kind's name in paths."""

    @property
    def namespaced(self) -> bool:
        """Return whether its objects are in namespaces."""

    @property
    def short_names(self) -> Sequence[str]:
        """Return what kubectl takes for the plural."""


class Objects(Protocol):
    """Everything in one cluster."""

    def kinds(self) -> Sequence[ApiKind]:
        """Return the kinds that the cluster serves."""

    def list(self, api_version: str, kind: str) -> list[Json]:
        """Return the objects of a kind, by namespace and name."""


ObjectsOf = Callable[[Subscription, str], Objects]


class Snapshot:
    """The subscription in one state."""

    def __init__(self, version: int, view: Subscription, objects_of: ObjectsOf) -> None:
        self.version = version
        self.view = view
        self._objects_of = objects_of
        self._objects: dict[str, Objects] = {}
        self._lock = threading.Lock()

    def objects(self, cluster_id: str) -> Objects:
        """Return a cluster's objects: computed once for all who ask."""
        with self._lock:
            if cluster_id not in self._objects:
                self._objects[cluster_id] = self._objects_of(self.view, cluster_id)
            return self._objects[cluster_id]


class Snapshots:
    """The states of a subscription's file."""

    def __init__(self, file: Path, objects_of: ObjectsOf) -> None:
        self._file = file
        self._store = Store(file)
        self._objects_of = objects_of
        self._stamp: tuple[int, int, int] | None = None
        self._kept: OrderedDict[int, Snapshot] = OrderedDict()
        self._lock = threading.Lock()

    def now(self) -> Snapshot:
        """Return the present state."""
        with self._lock:
            stamp = self._look()
            newest = next(reversed(self._kept), 0)
            if stamp != self._stamp or not newest:
                # The time of writing grows from one start of the server to the next, as etcd's count does.
                version = max(stamp[0], newest + 1)
                self._kept[version] = Snapshot(version, self._store.read(), self._objects_of)
                self._stamp = stamp
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            return next(reversed(self._kept.values()))

    def at(self, version: int) -> Snapshot | None:
        """Return an earlier state, while it is kept."""
        with self._lock:
            return self._kept.get(version)

    def _look(self) -> tuple[int, int, int]:
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (status.st_mtime_ns, status.st_size, status.st_ino)
