"""The simulated subscription on disk: ARM resources by id, Kubernetes objects by cluster.

One file for all stacks, so that a second stack sees the first one's network. Every change is made under a lock that
holds between threads and processes, and reaches the disk by a rename, so a killed run leaves a whole file. What the
resources mean is left to `aksnet.sandbox.azure` and `aksnet.sandbox.kube`.
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from aksnet.sandbox import clock
from aksnet.sandbox.held_resources import THIS_RUN, HeldResources
from aksnet.sandbox.sandbox_errors import Refusal, SandboxError

_FORMAT = 1
_CURE = (
    "Delete it: the stacks' resources are then gone, and aksnet recover -s STACK --sandbox takes them out of a stack's "
    "state."
)
_RETRIED_SECONDS = 6
"""What azure-native's client spends on its three tries more after AnotherOperationInProgress."""
_POLL_SECONDS = 0.01
"""Between two tries for a lock that another process holds: a change takes a few milliseconds."""


def _way_out(holder: str) -> str:
    own = "Chain the writes by dependsOn."
    return own if holder == THIS_RUN else "Wait for the end of that run, then run this one again."


class Subscription:
    """What exists at one moment. Ids are compared without case, as ARM does."""

    def __init__(self, data: dict[str, Any] | None = None) -> None:
        loaded = data or {}
        self.now = clock.now()
        self.resources: dict[str, dict[str, Any]] = loaded.get("resources", {})
        self.objects: dict[str, dict[str, dict[str, Any]]] = loaded.get("objects", {})

    def copy(self) -> Subscription:
        """Return a subscription to change freely. Records are shared: they are replaced, never changed in place."""
        twin = Subscription()
        twin.resources = dict(self.resources)
        twin.objects = {cluster: dict(objects) for cluster, objects in self.objects.items()}
        return twin

    def get(self, arm_id: str) -> dict[str, Any] | None:
        """Return the record of a resource, or nothing."""
        return self.resources.get(arm_id.lower())

    def put(self, record: dict[str, Any]) -> None:
        """Write the record of a resource under its id."""
        self.resources[record["id"].lower()] = record

    def remove(self, arm_id: str) -> None:
        """Forget a resource."""
        self.resources.pop(arm_id.lower(), None)

    def of_type(self, arm_type: str) -> list[dict[str, Any]]:
        """Return all records of an ARM type."""
        return [record for record in self.resources.values() if record["type"].lower() == arm_type.lower()]

    def below(self, arm_id: str) -> list[dict[str, Any]]:
        """Return the records whose ids lie under the given one."""
        prefix = arm_id.lower() + "/"
        return [record for key, record in self.resources.items() if key.startswith(prefix)]

    def cluster_objects(self, cluster_id: str) -> dict[str, dict[str, Any]]:
        """Return the Kubernetes objects of a cluster, to read and to change."""
        return self.objects.setdefault(cluster_id.lower(), {})

    def dump(self) -> dict[str, Any]:
        """Return what goes to disk."""
        return {"format": _FORMAT, "resources": self.resources, "objects": self.objects}


class Store:
    """The file behind a subscription."""

    def __init__(self, path: Path, run: str = "another run") -> None:
        """Open a subscription; `run` says to others who holds what this one writes."""
        clock.now()  # A day that is none is refused here, once, and not in the middle of a run.
        self._path = path
        self._thread_lock = threading.RLock()
        self._cached: tuple[tuple[int, int, int], Subscription] | None = None
        self._held = HeldResources(path.parent / "held", run)

    def read(self) -> Subscription:
        """Return what exists now, as a copy that may be kept."""
        with self._thread_lock:
            return self._load().copy()

    @contextmanager
    def change(self) -> Iterator[Subscription]:
        """Let the caller change the subscription; an exception changes nothing."""
        with self._thread_lock, self._file_lock():
            current = self._load().copy()
            yield current
            self._save(current)

    @contextmanager
    def exclusive(self, arm_id: str | None, what: str) -> Iterator[None]:
        """Hold a resource for one operation, as ARM holds a virtual network for a subnet's write.

        Another run is waited for, as azure-native does; within a run, the program has to say what comes first.
        """

        def refused(holder: str) -> Refusal:
            return Refusal(
                "AnotherOperationInProgress",
                f"Another operation on this or dependent resource is in progress: {what} needs {arm_id}, "
                f"which {holder} holds at this moment. {_way_out(holder)}",
            )

        with self._held.held([] if arm_id is None else [arm_id.lower()], refused, wait=_RETRIED_SECONDS):
            yield

    @contextmanager
    def claimed(self, networks: frozenset[str], what: str) -> Iterator[None]:
        """Hold the virtual networks that AKS takes possession of while it makes a cluster or a pool.

        https://github.com/Azure/AKS/issues/4522
        """

        def refused(holder: str) -> Refusal:
            return Refusal(
                "SetVNetOwnershipFailed",
                f"Set virtual network ownership failed for {what}: {', '.join(sorted(networks))} is in Updating state "
                f"(VirtualNetworkNotInSucceededState), because {holder} holds it at this moment. It needs to be in "
                f"Succeeded state. {_way_out(holder)}",
            )

        with self._held.held(sorted({each.lower() for each in networks}), refused):
            yield

    @contextmanager
    def _file_lock(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock"), poll_interval=_POLL_SECONDS):
            yield

    def _load(self) -> Subscription:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return Subscription()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        if self._cached is None or self._cached[0] != stamp:
            self._cached = (stamp, Subscription(_parse(self._path)))
        return self._cached[1]

    def _save(self, current: Subscription) -> None:
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=".azure-", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
                # Whole: json.dump encodes in Python and takes ten times as long.
                handle.write(json.dumps(current.dump(), sort_keys=True))
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        status = self._path.stat()
        self._cached = ((status.st_mtime_ns, status.st_size, status.st_ino), current)


def _parse(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise SandboxError(f"The simulated subscription {path} cannot be read ({fault}). {_CURE}") from fault
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise SandboxError(f"The simulated subscription {path} is of another version. {_CURE}")
    if not (_maps(data.get("resources")) and _maps(data.get("objects"))):
        raise SandboxError(f"The simulated subscription {path} holds what the sandbox never writes. {_CURE}")
    return data


def _maps(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, dict) for each in value.values())
