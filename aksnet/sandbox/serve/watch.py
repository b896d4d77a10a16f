"""A watch: what a list showed, then each change, until the client leaves or its time is over.

https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes

The simulated subscription tells nobody of its changes, so it is looked at four times a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.serve.lists import Query
from aksnet.sandbox.serve.responses import Poll
from aksnet.sandbox.serve.snapshots import Snapshot, Snapshots
from aksnet.sandbox.serve.status import KubeRefusal

_PAUSE_SECONDS: Final = 0.25
# A real server ends a watch without a limit by itself after 30 to 60 minutes.
_LONGEST_SECONDS: Final = 3600

Shown = Callable[[Json], Json]


def events(snapshots: Snapshots, query: Query, shown: Shown, poll: Poll) -> Iterator[Json]:
    """Yield the events of a watch; `shown` turns an object into what the client wants to see."""
    end = time.monotonic() + (query.number("timeoutSeconds") or _LONGEST_SECONDS)
    since = query.parameters.get("resourceVersion", "")
    last = snapshots.now()
    known: dict[str, Json] = {}
    if since in ("", "0"):
        known = _chosen(query, last)
        yield from _events("ADDED", list(known.values()), last, shown)
    else:
        start = snapshots.at(int(since)) if since.isdecimal() else None
        if start is None:
            yield {"type": "ERROR", "object": KubeRefusal(410, f"too old resource version: {since}").status()}
            return
        known, last = _chosen(query, start), start
    while True:
        current = snapshots.now()
        if current is not last:
            found = _chosen(query, current)
            yield from _changes(known, found, current, shown)
            known, last = found, current
        left = end - time.monotonic()
        if left <= 0 or not poll(min(left, _PAUSE_SECONDS)):
            return


def _chosen(query: Query, snapshot: Snapshot) -> dict[str, Json]:
    if snapshot.view.get(query.cluster_id) is None:
        return {}
    return {str(each["metadata"]["uid"]): each for each in query.chosen(snapshot)}


def _changes(before: dict[str, Json], after: dict[str, Json], current: Snapshot, shown: Shown) -> Iterator[Json]:
    gone = [each for uid, each in before.items() if uid not in after]
    changed = [each for uid, each in after.items() if uid in before and before[uid] != each]
    yield from _events("DELETED", gone, current, shown)
    yield from _events("MODIFIED", changed, current, shown)
    yield from _events("ADDED", [each for uid, each in after.items() if uid not in before], current, shown)


def _events(type_: str, objects: list[Json], snapshot: Snapshot, shown: Shown) -> Iterator[Json]:
    """A client that loses its watch goes on from the version of the last object it saw: give it the state's."""
    for each in objects:
        versioned = {**each, "metadata": {**each["metadata"], "resourceVersion": str(snapshot.version)}}
        yield {"type": type_, "object": shown(versioned)}
