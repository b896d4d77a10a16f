"""A cluster's Kubernetes API: which request gets which answer. Reads only.

Reviews of access are asked by POST and change nothing. What objects there are is `aksnet.sandbox.cluster`'s; how
they are selected, paged, watched and shown is in the files beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox import clock
from aksnet.sandbox.serve import discovery, open_api, watch
from aksnet.sandbox.serve.kubectl_tables import table, wants_table
from aksnet.sandbox.serve.lists import Query, page
from aksnet.sandbox.serve.responses import Request, Response, Stream
from aksnet.sandbox.serve.reviews import REVIEWS, review
from aksnet.sandbox.serve.snapshots import ApiKind, Snapshots
from aksnet.sandbox.serve.status import KubeRefusal, no_such_resource, not_found

_NOT_SIMULATED: Final = frozenset({"log", "exec", "attach", "portforward", "proxy"})
_SUBRESOURCES: Final = _NOT_SIMULATED | {"", "status"}
# What a namespace has below it that is no kind.
_OF_NAMESPACES: Final = frozenset({"status", "finalize"})
_TRUE: Final = frozenset({"1", "true"})
_NO_EVENTS: Final = "the sandbox has events of what goes wrong alone, and here nothing does"


@dataclass(frozen=True, kw_only=True)
class _Path:
    """What a path leads to: a kind, perhaps a namespace, a name, and something of the object."""

    kind: ApiKind
    namespace: str | None
    name: str
    subresource: str


def answer(snapshots: Snapshots, cluster_id: str, request: Request) -> Response | Stream:
    """Answer a request to a cluster."""
    try:
        return _answer(snapshots, cluster_id, request)
    except KubeRefusal as refusal:
        return Response(status=refusal.code, body=refusal.status())


def _answer(snapshots: Snapshots, cluster_id: str, request: Request) -> Response | Stream:
    snapshot, parts = snapshots.now(), request.parts
    cluster = snapshot.view.get(cluster_id)
    if cluster is None:
        raise KubeRefusal(503, f"the managed cluster {cluster_id} does not exist (any more)")
    if request.impersonates:
        raise KubeRefusal(501, "impersonation is not simulated: everybody who reaches the sandbox may read everything")
    kinds, version = snapshot.objects(cluster_id).kinds(), str(cluster["outputs"]["currentKubernetesVersion"])
    if parts[:1] == ("openapi",) and request.method == "GET":
        return Response(status=200, body=open_api.answer(parts[1:], [*kinds, *REVIEWS], version))
    path = None if _asks_of_the_cluster(parts) else _path(parts, [*kinds, *REVIEWS])
    if path is not None and path.kind in REVIEWS:
        return _reviewed(path, kinds, request)
    if path is not None and path.subresource in _NOT_SIMULATED:
        raise KubeRefusal(501, f"{path.subresource} is not simulated: nothing runs in the sandbox's {path.kind.plural}")
    if request.method != "GET":
        raise KubeRefusal(
            405,
            f"{request.method} is not allowed: this is a read-only view of a simulated cluster. Change the stack "
            "file and run `aksnet sandbox up`.",
        )
    if path is None:
        return _told(parts, [*kinds, *REVIEWS], version)
    if path.name:
        return _one(snapshots, cluster_id, path, request)
    query = Query(cluster_id=cluster_id, kind=path.kind, namespace=path.namespace, parameters=request.query)
    if request.query.get("watch") in _TRUE:
        return _watched(snapshots, query, request)
    return _listed(snapshots, query, request)


def _asks_of_the_cluster(parts: tuple[str, ...]) -> bool:
    """Return whether a path leads to what a cluster says of itself, and to no kind of object."""
    return len(parts) < (3 if parts[:1] == ("api",) else 4) or parts[:2] == discovery.METRICS


def _told(parts: tuple[str, ...], kinds: Sequence[ApiKind], version: str) -> Response:
    """Answer what is asked of the cluster itself, not of an object."""
    if parts[:2] == discovery.METRICS and len(parts) > 3:
        raise KubeRefusal(501, "metrics are not simulated: nothing runs on the sandbox's nodes and in its pods")
    if len(parts) <= 2 and parts[:1] and parts[0] in discovery.HEALTH:
        return Response(status=200, body="ok")
    if parts == ("version",):
        return Response(status=200, body=discovery.version(version))
    return Response(status=200, body=discovery.describe(parts, kinds))


def _reviewed(path: _Path, kinds: Sequence[ApiKind], request: Request) -> Response:
    if request.method != "POST" or path.name:
        raise KubeRefusal(405, f"{path.kind.plural} are only created, by POST: they answer, and are not kept")
    return Response(status=201, body=review(path.kind, request.body, kinds))


def _path(parts: tuple[str, ...], kinds: Sequence[ApiKind]) -> _Path:
    if parts[0] not in ("api", "apis"):
        raise no_such_resource()
    start = 2 if parts[0] == "api" else 3
    api_version, rest = "/".join(parts[1:start]), parts[start:]
    namespace = None
    if rest[0] == "namespaces" and len(rest) > 2 and rest[2] not in _OF_NAMESPACES:
        namespace, rest = rest[1], rest[2:]
    kind = next((each for each in kinds if (each.api_version, each.plural) == (api_version, rest[0])), None)
    name, subresource = (*rest[1:], "", "")[:2]
    # What is behind a proxy has a path of its own.
    if kind is None or (len(rest) > 3 and subresource != "proxy") or subresource not in _SUBRESOURCES:
        raise no_such_resource()
    # The namespace belongs in the path of one object of a namespaced kind, and in no path of any other.
    if (namespace is not None and not kind.namespaced) or (name and kind.namespaced and namespace is None):
        raise no_such_resource()
    return _Path(kind=kind, namespace=namespace, name=name, subresource=subresource)


def _one(snapshots: Snapshots, cluster_id: str, path: _Path, request: Request) -> Response:
    tabular = wants_table(request.accept)
    kind, snapshot = path.kind, snapshots.now()
    for each in snapshot.objects(cluster_id).list(kind.api_version, kind.kind):
        metadata = each["metadata"]
        if metadata["name"] == path.name and (path.namespace is None or metadata.get("namespace") == path.namespace):
            shown = {"resourceVersion": metadata.get("resourceVersion")}
            return Response(status=200, body=_table([each], kind, shown, request) if tabular else each)
    raise not_found(kind.api_version, kind.plural, path.name)


def _listed(snapshots: Snapshots, query: Query, request: Request) -> Response:
    tabular, found, kind = wants_table(request.accept), page(snapshots, query), query.kind
    warning = _NO_EVENTS if kind.kind == "Event" and not found.objects else ""
    if tabular:
        return Response(status=200, body=_table(found.objects, kind, found.metadata, request), warning=warning)
    body = {
        "kind": f"{kind.kind}List",
        "apiVersion": kind.api_version,
        "metadata": found.metadata,
        "items": found.objects,
    }
    return Response(status=200, body=body, warning=warning)


def _watched(snapshots: Snapshots, query: Query, request: Request) -> Stream:
    if request.query.get("sendInitialEvents") in _TRUE:
        raise KubeRefusal(422, "sendInitialEvents is not simulated: list, then watch from the list's resourceVersion")
    tabular = wants_table(request.accept)
    # What is wrong with the query is told before the stream starts.
    query.number("timeoutSeconds")
    query.chosen(snapshots.now())

    def shown(each: Json) -> Json:
        if not tabular:
            return each
        return _table([each], query.kind, {"resourceVersion": each["metadata"]["resourceVersion"]}, request)

    return Stream(events=partial(watch.events, snapshots, query, shown))


def _table(objects: list[Json], kind: ApiKind, metadata: Json, request: Request) -> Json:
    include = request.query.get("includeObject", "Metadata")
    now = clock.now()
    return table(kind.api_version, kind.kind, objects, metadata=metadata, include=include, now=now)
