"""Read a source once and keep the facts; a kind that cannot be read becomes the reason why checks are skipped."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from aksnet.verify import reading
from aksnet.verify.facts import SYSTEM, SYSTEM_NAMESPACES, Facts
from aksnet.verify.sources import Kind, NotServed, Source, Unavailable

_T = TypeVar("_T")


def gather(source: Source, namespace: str | None = None) -> Facts:
    """Read everything that checks need; with a namespace, only its pods and Services besides the system's."""
    with _without_collector():
        return _gathered(source, namespace)


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


def _gathered(source: Source, namespace: str | None) -> Facts:
    unread: dict[str, str] = {}
    unread_in: dict[tuple[str, str], str] = {}
    not_served: set[str] = set()

    def read(kind: Kind, parse: Callable[[Mapping[str, Any]], _T], *namespaces: str | None) -> tuple[_T, ...]:
        found: list[_T] = []
        for each in namespaces:
            try:
                found.extend(parse(item) for item in source.items(kind, each))
            except Unavailable as reason:
                where = f", in namespace {each}" if each else ""
                unread.setdefault(kind.value.plural, f"{reason}{where}")
                if each:
                    unread_in[kind.value.plural, each] = f"{reason}{where}"
                if isinstance(reason, NotServed):
                    not_served.add(kind.value.plural)
        return tuple(found)

    wanted = (None,) if namespace is None else (namespace, *sorted(SYSTEM_NAMESPACES - {namespace}))
    # The API server's own Service stands in `default`, whatever namespace is asked for.
    with_default = wanted if None in wanted or "default" in wanted else (*wanted, "default")
    workloads = (
        *read(Kind.DEPLOYMENTS, reading.deployment, *wanted),
        *read(Kind.DAEMON_SETS, reading.daemon_set, *wanted),
    )
    nodes = read(Kind.NODES, reading.node, None)
    return Facts(
        source=source.name,
        nodes=tuple(node for node in nodes if not node.virtual),
        virtual_nodes=frozenset(node.name for node in nodes if node.virtual),
        pods=read(Kind.PODS, reading.pod, *wanted),
        services=read(Kind.SERVICES, reading.service, *with_default),
        workloads=workloads,
        node_networks=read(Kind.NODE_NETWORKS, reading.node_network, SYSTEM),
        config_maps=dict(read(Kind.CONFIG_MAPS, reading.config_map, SYSTEM)),
        unread=unread,
        unread_in=unread_in,
        not_served=frozenset(not_served),
        namespace=namespace,
    )
