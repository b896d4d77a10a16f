"""Read a source once and keep the facts; a kind that cannot be read becomes the reason why checks are skipped."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from aksnet.verify.facts import SYSTEM, SYSTEM_NAMESPACES, Facts
from aksnet.verify.object_readers import READERS
from aksnet.verify.sources import NotServed, ObjectKind, SavedSource, Source, Unavailable


def gather(source: Source | SavedSource, namespace: str | None = None, now: datetime | None = None) -> Facts:
    """Read everything that checks need; with a namespace, only its pods and Services besides the system's.

    `now` is when a living cluster is read; files say themselves when they were written.
    """
    with _without_collector():
        return _gathered(source, namespace, now or datetime.now(UTC))


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Leave out the search for cycles: JSON has none, and looking for them doubles the time of reading many pods."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _gathered(source: Source | SavedSource, namespace: str | None, now: datetime) -> Facts:
    unread: dict[str, str] = {}
    unread_in: dict[tuple[str, str], str] = {}
    not_served: set[str] = set()
    saved = source if isinstance(source, SavedSource) else None

    def read(kind: ObjectKind, *namespaces: str | None) -> tuple[Any, ...]:
        found: list[Any] = []
        for each in namespaces:
            try:
                found.extend(_facts(source, kind, each))
            except Unavailable as reason:
                where = f", in namespace {each}" if each and saved is None else ""
                unread.setdefault(kind.value.plural, f"{reason}{where}")
                if each:
                    unread_in[kind.value.plural, each] = f"{reason}{where}"
                if isinstance(reason, NotServed):
                    not_served.add(kind.value.plural)
        return tuple(found)

    wanted = (None,) if namespace is None else (namespace, *sorted(SYSTEM_NAMESPACES - {namespace}))
    # The API server's own Service stands in `default`, whatever namespace is asked for.
    with_default = wanted if None in wanted or "default" in wanted else (*wanted, "default")
    workloads = (*read(ObjectKind.DEPLOYMENTS, *wanted), *read(ObjectKind.DAEMON_SETS, *wanted))
    nodes = read(ObjectKind.NODES, None)
    return Facts(
        source=source.name,
        nodes=tuple(node for node in nodes if not node.virtual),
        virtual_nodes=frozenset(node.name for node in nodes if node.virtual),
        pods=read(ObjectKind.PODS, *wanted),
        services=read(ObjectKind.SERVICES, *with_default),
        workloads=workloads,
        node_networks=read(ObjectKind.NODE_NETWORKS, SYSTEM),
        config_maps=dict(read(ObjectKind.CONFIG_MAPS, SYSTEM)),
        unread=unread,
        unread_in=unread_in,
        not_served=frozenset(not_served),
        namespace=namespace,
        read_at=saved.saved_at if saved else now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        saved=saved is not None,
        left_out=saved.left_out if saved else (),
    )


def _facts(source: Source | SavedSource, kind: ObjectKind, namespace: str | None) -> Iterator[Any]:
    if isinstance(source, SavedSource):
        return source.facts(kind, namespace)
    return map(READERS[kind], source.items(kind, namespace))
