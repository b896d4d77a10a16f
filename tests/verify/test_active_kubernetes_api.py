"""The API of active checks through the official client, against a small HTTP server and a WebSocket on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from kubernetes import client

from aksnet.verify.active.api import ApiError, Page
from aksnet.verify.active.kubernetes_api import KubernetesApi
from tests.verify.port_forward import forwarding

ANSWER = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
Asked = list[tuple[str, str, Any]]


class Server:
    """Answers by method and path; everything else is 404."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], tuple[int, str]] = {}
        self.asked: Asked = []


@pytest.fixture
def server() -> Iterator[Server]:
    known = Server()

    class Handler(BaseHTTPRequestHandler):
        disable_nagle_algorithm = True  # head and body are two writes, and nobody waits between them

        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            known.asked.append((self.command, self.path, body))
            status, text = known.answers.get((self.command, self.path), (404, '{"message": "not found"}'))
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_DELETE = _reply  # noqa: N815 - the names that the server looks for

        def log_message(self, *_args: Any) -> None:
            """Tests are quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    known.url = f"http://127.0.0.1:{http.server_port}"  # type: ignore[attr-defined]
    yield known
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def api(server: Server) -> Iterator[KubernetesApi]:
    configuration = client.Configuration(host=server.url)  # type: ignore[attr-defined]
    with client.ApiClient(configuration) as made:
        yield KubernetesApi(made)


@pytest.mark.parametrize(
    ("manifest", "path"),
    [
        ({"kind": "Namespace", "metadata": {"name": "n"}}, "/api/v1/namespaces"),
        ({"kind": "Pod", "metadata": {"namespace": "n", "name": "p"}}, "/api/v1/namespaces/n/pods"),
        ({"kind": "Service", "metadata": {"namespace": "n", "name": "s"}}, "/api/v1/namespaces/n/services"),
        (
            {"kind": "NetworkPolicy", "metadata": {"namespace": "n", "name": "x"}},
            "/apis/networking.k8s.io/v1/namespaces/n/networkpolicies",
        ),
    ],
)
def test_an_object_is_posted_as_it_is(server: Server, api: KubernetesApi, manifest: dict[str, Any], path: str) -> None:
    server.answers["POST", path] = (201, "{}")
    api.create(manifest)
    assert server.asked == [("POST", path, manifest)]


def test_an_object_that_is_not_there_is_nothing(server: Server, api: KubernetesApi) -> None:
    server.answers["GET", "/api/v1/nodes/aks-0"] = (200, '{"spec": {}}')
    assert (api.get("Node", "aks-0"), api.get("Pod", "p", "n")) == ({"spec": {}}, None)
    assert [path for _, path, _ in server.asked] == ["/api/v1/nodes/aks-0", "/api/v1/namespaces/n/pods/p"]


def test_namespaces_are_found_by_label(server: Server, api: KubernetesApi) -> None:
    path = "/api/v1/namespaces?labelSelector=a/b%3Dc"
    server.answers["GET", path] = (200, '{"items": [{"metadata": {"name": "x"}}]}')
    assert api.namespaces("a/b=c") == [{"metadata": {"name": "x"}}]


@pytest.mark.parametrize("status", [200, 404, 409])
def test_a_namespace_that_is_gone_or_going_is_deleted(server: Server, api: KubernetesApi, status: int) -> None:
    server.answers["DELETE", "/api/v1/namespaces/n"] = (status, "{}")
    api.delete_namespace("n")
    assert [(verb, path) for verb, path, _ in server.asked] == [("DELETE", "/api/v1/namespaces/n")]


def test_a_log_is_read_up_to_a_limit(server: Server, api: KubernetesApi) -> None:
    server.answers["GET", "/api/v1/namespaces/n/pods/p/log?limitBytes=1000000"] = (200, "aksnet done\n")
    assert api.logs("n", "p") == "aksnet done\n"


@pytest.mark.parametrize(("status", "refused"), [(403, True), (409, False), (429, False), (500, False)])
def test_a_refusal_is_told_in_the_servers_words(server: Server, api: KubernetesApi, status: int, refused: bool) -> None:
    server.answers["POST", "/api/v1/namespaces"] = (status, '{"message": "you may not"}')
    with pytest.raises(ApiError, match=f"POST /api/v1/namespaces: {status} you may not") as caught:
        api.create({"kind": "Namespace", "metadata": {"name": "n"}})
    assert caught.value.refused is refused


def test_a_server_that_is_not_there_is_an_error_of_ours() -> None:
    configuration = client.Configuration(host="http://127.0.0.1:1")
    configuration.retries = False
    with client.ApiClient(configuration) as made, pytest.raises(ApiError, match="DELETE /api/v1/namespaces/n"):
        KubernetesApi(made).delete_namespace("n")


def test_a_port_forward_that_is_refused_is_an_error_of_ours(api: KubernetesApi) -> None:
    with pytest.raises(ApiError, match="port-forward to pod n/p:8080"):
        api.fetch("n", "p", 8080)


def test_a_port_forward_that_the_api_server_refuses_is_told_in_its_words(server: Server, api: KubernetesApi) -> None:
    told = '{"kind": "Status", "message": "error dialing backend: dial tcp: no such host", "code": 500}'
    server.answers["GET", "/api/v1/namespaces/n/pods/p/portforward?ports=8080"] = (500, told)
    with pytest.raises(ApiError) as caught:
        api.fetch("n", "p", 8080)
    assert (str(caught.value), caught.value.status) == (
        "port-forward to pod n/p:8080: 500 error dialing backend: dial tcp: no such host",
        500,
    )


def test_a_page_is_asked_for_over_the_forwarded_socket() -> None:
    with forwarding(ANSWER) as (url, heard), client.ApiClient(client.Configuration(host=url)) as made:
        page = KubernetesApi(made).fetch("hello", "hello-1", 8080)
    assert page == Page(status=200, body="hello")
    assert [each.splitlines()[0] for each in heard] == [
        b"GET /api/v1/namespaces/hello/pods/hello-1/portforward?ports=8080 HTTP/1.1",
        b"GET / HTTP/1.1",
    ]


def test_a_pod_that_closes_the_port_forward_is_an_error_of_ours() -> None:
    refused = pytest.raises(ApiError, match="port-forward to pod hello/hello-1:8080")
    with forwarding(b"") as (url, _), client.ApiClient(client.Configuration(host=url)) as made, refused:
        KubernetesApi(made).fetch("hello", "hello-1", 8080)
