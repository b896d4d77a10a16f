"""A served cluster's API without any client's help: discovery, pages, selectors, watches, and each way to say no."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aksnet.sandbox.serve import server
from tests.sandbox.fake_cluster import CLUSTER, KINDS, Served, fetched, objects_of, pod, serving

pytestmark = pytest.mark.slow

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


def names(body: Any) -> list[str]:
    return [each["metadata"]["name"] for each in body["items"]]


def test_discovery_names_every_group_version_and_kind(served: Served) -> None:
    versions = [{"groupVersion": "apps/v1", "version": "v1"}]
    apps = {"name": "apps", "versions": versions, "preferredVersion": versions[0]}
    assert served.get("/api") == (
        200,
        {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []},
    )
    assert [group["name"] for group in served.get("/apis")[1]["groups"]] == [
        *("acn.azure.com", "apps", "authorization.k8s.io", "metrics.k8s.io"),
    ]
    assert served.get("/apis/apps") == (200, {"kind": "APIGroup", "apiVersion": "v1", **apps})
    found = [
        (group_version, each["kind"])
        for group_version, path in (("v1", "/api/v1"), ("apps/v1", "/apis/apps/v1"))
        for each in served.get(path)[1]["resources"]
    ]
    assert found == [(kind.api_version, kind.kind) for kind in KINDS if "azure" not in kind.api_version]
    assert served.get("/apis/acn.azure.com/v1alpha")[1]["resources"] == [
        {
            "name": "nodenetworkconfigs",
            "singularName": "nodenetworkconfig",
            "namespaced": True,
            "kind": "NodeNetworkConfig",
            "verbs": ["get", "list", "watch"],
            "shortNames": ["nnc"],
        }
    ]


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz", "/readyz/ping"])
def test_the_api_server_is_healthy(served: Served, path: str) -> None:
    assert served.get(path) == (200, "ok")


def test_the_version_is_the_clusters(served: Served) -> None:
    status, body = served.get("/version")
    assert (status, body["gitVersion"], body["major"], body["minor"]) == (200, "v1.34.2", "1", "34")


@pytest.mark.parametrize(
    ("path", "method", "code", "reason", "message"),
    [
        ("/api/v1/nodes/x", "GET", 404, "NotFound", 'nodes "x" not found'),
        (
            "/apis/apps/v1/namespaces/default/deployments/x",
            "GET",
            404,
            "NotFound",
            'deployments.apps "x" not found',
        ),
        ("/api/v1/gadgets", "GET", 404, "NotFound", "the server could not find the requested resource"),
        ("/apis/no.such", "GET", 404, "NotFound", "the server could not find the requested resource"),
        ("/openapi/v3/apis/v1", "GET", 404, "NotFound", "the server could not find the requested resource"),
        ("/api/v1/pods/nginx-a", "GET", 404, "NotFound", "the server could not find the requested resource"),
        (
            "/api/v1/namespaces/default/nodes",
            "GET",
            404,
            "NotFound",
            "the server could not find the requested resource",
        ),
        *(
            (
                "/api/v1/namespaces/default/pods/nginx-a",
                method,
                405,
                "MethodNotAllowed",
                f"{method} is not allowed: this is a read-only view of a simulated cluster. Change the stack file and "
                "run `aksnet sandbox up`.",
            )
            for method in ("POST", "PUT", "PATCH", "DELETE")
        ),
        *(
            (
                f"/api/v1/namespaces/default/pods/nginx-a/{name}",
                method,
                501,
                "NotImplemented",
                f"{name.split('/')[0]} is not simulated: nothing runs in the sandbox's pods",
            )
            for name, method in (("log", "GET"), ("exec", "POST"), ("portforward", "POST"), ("proxy/a/b", "GET"))
        ),
        (
            "/api/v1/pods?fieldSelector=spec.color%3Dred",
            "GET",
            400,
            "BadRequest",
            'field label not supported: "spec.color" is not one of the fields of Pod',
        ),
        (
            "/api/v1/pods?labelSelector=a%20in%20b",
            "GET",
            400,
            "BadRequest",
            "unable to parse requirement: 'a in b' in the label selector 'a in b'",
        ),
        ("/api/v1/pods?limit=some", "GET", 400, "BadRequest", "limit must be a number, not 'some'"),
        ("/api/v1/pods?continue=%21", "GET", 400, "BadRequest", "continue key is not valid"),
        (
            "/api/v1/pods?continue=MTI6Mg==",
            "GET",
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
            "without the continue parameter.",
        ),
        (
            "/api/v1/pods?watch=true&sendInitialEvents=true",
            "GET",
            422,
            "Invalid",
            "sendInitialEvents is not simulated: list, then watch from the list's resourceVersion",
        ),
    ],
)
def test_a_request_that_is_not_served_gets_a_status(
    served: Served, path: str, method: str, code: int, reason: str, message: str
) -> None:
    status, body = served.get(path, method=method)
    body.pop("details", None)
    assert (status, body) == (
        code,
        {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": reason,
            "code": code,
        },
    )


def test_a_client_that_takes_neither_json_nor_tables_is_told_what_there_is(served: Served) -> None:
    status, body = served.get("/api/v1/pods", Accept="application/vnd.kubernetes.protobuf")
    assert (status, body["reason"], body["message"].count("application/json")) == (406, "NotAcceptable", 2)


def test_a_cluster_that_is_gone_is_unavailable_and_one_that_never_was_is_not_found(served: Served) -> None:
    assert fetched(f"{served.base}/clusters/other/api")[0] == 404
    with served.store.change() as view:
        view.remove(CLUSTER)
    status, body = served.get("/api/v1/pods")
    assert (status, body["reason"]) == (503, "ServiceUnavailable")


def test_only_this_machines_names_are_answered(served: Served) -> None:
    assert served.get("/api", Host="evil.example")[0] == 403
    assert served.get("/api", Host=served.base.removeprefix("http://"))[0] == 200


@pytest.mark.parametrize("names", [(), ("127.0.0.1",), ("localhost:1",), ("127.0.0.1:{port}", "evil.example")])
def test_a_request_names_the_server_once_and_with_its_port(served: Served, names: tuple[str, ...]) -> None:
    port = served.base.rsplit(":", 1)[1]
    head = "".join(f"Host: {name.format(port=port)}\r\n" for name in names)
    assert raw(served, f"GET /clusters/demo/api HTTP/1.1\r\n{head}Connection: close\r\n\r\n").startswith("HTTP/1.1 403")


def raw(served: Served, text: str) -> str:
    """Send text to the server as it is, and return everything that comes back until it closes."""
    with socket.create_connection(("127.0.0.1", int(served.base.rsplit(":", 1)[1])), timeout=30) as connection:
        connection.sendall(text.encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_a_connection_beyond_the_most_is_told_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 1)
    with serving(tmp_path) as served, contextlib.closing(http.client.HTTPConnection(served.base[7:])) as first:
        first.request("GET", "/clusters/demo/api")
        assert first.getresponse().read()
        assert raw(served, "GET / HTTP/1.1\r\n\r\n").startswith(
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n"
        )
        first.request("GET", "/clusters/demo/api")
        assert first.getresponse().status == 200, "the connection that was there first goes on"


def test_a_client_that_stops_in_the_middle_of_a_request_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server._Handler, "timeout", 0.1)
    with serving(tmp_path) as served:
        assert raw(served, "GET /clusters/demo/api HTTP/1.1\r\nHost:") == ""


def test_a_list_comes_in_pages_of_one_state_even_when_the_state_changes(served: Served) -> None:
    _, first = served.get("/api/v1/pods?limit=2")
    served.put(pod("added", "new"))
    _, second = served.get(f"/api/v1/pods?limit=2&continue={first['metadata']['continue']}")
    assert (names(first), first["metadata"]["remainingItemCount"]) == (["nginx-a", "nginx-b"], 1)
    assert (names(second), second["metadata"]) == (
        ["coredns-a"],
        {"resourceVersion": first["metadata"]["resourceVersion"]},
    )
    assert names(served.get("/api/v1/pods")[1]) == ["added", "nginx-a", "nginx-b", "coredns-a"]


def test_a_continue_token_is_refused_once_its_state_is_forgotten(served: Served) -> None:
    token = served.get("/api/v1/pods?limit=1")[1]["metadata"]["continue"]
    for number in range(9):
        served.put(pod(f"added-{number}", "new"))
        served.get("/api/v1/pods")
    assert served.get(f"/api/v1/pods?limit=1&continue={token}")[0] == 410


def test_versions_grow_with_each_change_and_only_then(served: Served) -> None:
    seen = []
    for number in range(3):
        seen += [int(served.get("/api/v1/nodes")[1]["metadata"]["resourceVersion"]) for _ in range(2)]
        served.put(pod(f"added-{number}", "new"))
    assert seen[0] == seen[1] < seen[2] == seen[3] < seen[4] == seen[5]


def test_a_table_of_one_page_carries_what_the_client_asked_to_have_along(served: Served) -> None:
    whole = next(each for each in objects_of(served.store.read(), CLUSTER).list("v1", "Node"))
    metadata = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": whole["metadata"]}
    for include, expected in (("None", None), ("Metadata", metadata), ("Object", whole)):
        _, table = served.get(f"/api/v1/nodes?limit=1&includeObject={include}", Accept=TABLE)
        assert [row.get("object") for row in table["rows"]] == [expected]
        assert (table["kind"], table["metadata"]["remainingItemCount"]) == ("Table", 1)


class Watch:
    """Reads a watch in a thread."""

    def __init__(self, url: str, **headers: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._url, self._headers = url, headers
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        request = urllib.request.Request(self._url, headers=self._headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
            for line in response:
                self.events.append(json.loads(line))

    def saw(self, count: int) -> None:
        """Wait until so many events have come."""
        end = time.monotonic() + 10
        while len(self.events) < count and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.events) == count

    def ended(self) -> list[dict[str, Any]]:
        """Wait for the end; return the events."""
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()
        return self.events


def told(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return what happened to whom."""
    return [(event["type"], event["object"]["metadata"]["name"]) for event in events]


def test_a_watch_tells_what_is_there_then_each_change_and_ends_in_time(served: Served) -> None:
    watch = Watch(f"{served.cluster}/api/v1/pods?watch=true&timeoutSeconds=2&labelSelector=app=new")
    for step, each in enumerate((pod("one", "new"), pod("one", "new", on=0, address="10.244.0.7"), pod("one", "old"))):
        watch.saw(step)
        served.put(each)
    assert told(watch.ended()) == [("ADDED", "one"), ("MODIFIED", "one"), ("DELETED", "one")]


def test_a_watch_goes_on_from_a_list_without_telling_it_again(served: Served) -> None:
    _, listed = served.get("/api/v1/namespaces/default/pods")
    each = pod("late", "new")
    served.put(each)
    since = listed["metadata"]["resourceVersion"]
    watch = Watch(f"{served.cluster}/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=1&resourceVersion={since}")
    assert told(watch.ended()) == [("ADDED", "late")]
    now = served.get("/api/v1/pods")[1]["metadata"]["resourceVersion"]
    assert {event["object"]["metadata"]["resourceVersion"] for event in watch.events} == {now}


def test_a_watch_from_a_forgotten_version_says_that_it_is_gone(served: Served) -> None:
    watch = Watch(f"{served.cluster}/api/v1/pods?watch=true&resourceVersion=5")
    assert [(event["type"], event["object"]["code"]) for event in watch.ended()] == [("ERROR", 410)]


def test_a_watch_of_tables_sends_a_row_an_event(served: Served) -> None:
    watch = Watch(f"{served.cluster}/api/v1/nodes?watch=true&timeoutSeconds=1", Accept=TABLE)
    assert [(e["type"], e["object"]["kind"], e["object"]["rows"][0]["cells"][1]) for e in watch.ended()] == [
        ("ADDED", "Table", "Ready"),
        ("ADDED", "Table", "NotReady"),
    ]
