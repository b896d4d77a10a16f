"""Azure as recovery asks it, against answers of ARM and of an API server that are made up here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import HttpTransport

from aksnet.arm.catalogue import MANAGED_CLUSTER as CLUSTER
from aksnet.recover.azure_cloud import AzureCloud
from aksnet.recover.cloud import RecoverError

ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/dev"


class Credential:
    """Somebody who is logged in."""

    def get_token(self, *scopes: str, **_options: Any) -> AccessToken:
        """Return a token."""
        assert scopes == ("https://management.azure.com/.default",)
        return AccessToken("token", 4_000_000_000)


class Answer:
    """An answer of ARM, as the pipeline's policies look at it."""

    def __init__(self, request: Any, status: int, body: Any) -> None:
        self.request = request
        self.status_code = status
        self.headers: dict[str, str] = {}
        self.content = b"" if body is None else json.dumps(body).encode()
        self.content_type = "application/json"
        self.reason = ""

    def json(self) -> Any:
        """Return the body."""
        return json.loads(self.content)

    def read(self) -> bytes:
        """Return the body as it came."""
        return self.content

    def close(self) -> None:
        """Nothing is open."""


class Arm(HttpTransport[Any, Any]):
    """Answers each request with one answer, and keeps what was asked."""

    def __init__(self, status: int, body: Any) -> None:
        self._answer = (status, body)
        self.asked: list[str] = []

    def send(self, request: Any, **_options: Any) -> Any:
        """Answer."""
        assert request.headers["Authorization"] == "Bearer token"
        self.asked.append(f"{request.method} {request.url}")
        if self._answer[0] == 0:
            raise ServiceRequestError("no route to host")
        return Answer(request, *self._answer)

    def open(self) -> None:
        """Open nothing."""

    def close(self) -> None:
        """Close nothing."""

    def __exit__(self, *_unused: object) -> None:
        """Leave nothing."""


def ask(status: int, body: Any) -> tuple[str | None, list[str]]:
    """Ask for a cluster; return the answer and the requests."""
    arm = Arm(status, body)
    return AzureCloud(Credential(), transport=arm).state_of(CLUSTER, ID), arm.asked


def test_existence_is_one_get_by_id_with_the_type_s_own_api_version() -> None:
    state, asked = ask(200, {"properties": {"provisioningState": "Failed"}})
    assert (state, asked) == ("Failed", [f"GET https://management.azure.com{ID}?api-version={CLUSTER.api_version}"])


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, {"properties": {"provisioningState": "Creating"}}, "Creating"),
        (200, {"properties": {}}, "Succeeded"),
        (200, {"name": "a role assignment has none"}, "Succeeded"),
        (404, {"error": {"code": "ResourceNotFound"}}, None),
        (404, {"error": {"code": "ResourceGroupNotFound"}}, None),
        (404, {"error": {"code": "ParentResourceNotFound"}}, None),
        (404, {"error": {"code": "RoleAssignmentNotFound"}}, None),
        (404, {"error": {"code": "NotFound"}}, None),
    ],
)
def test_an_answer_tells_the_state_or_that_there_is_nothing(status: int, body: Any, state: str | None) -> None:
    assert ask(status, body)[0] == state


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, {"error": {"code": "AuthorizationFailed", "message": "no\nright"}}, "403 AuthorizationFailed no right"),
        (400, None, "did not answer for .*managedClusters/dev: 400$"),
        (404, None, "did not answer for .*managedClusters/dev: 404$"),
        (404, {"error": {"code": "SubscriptionNotFound", "message": "no S"}}, "404 SubscriptionNotFound no S"),
        (404, {"error": {"code": "InvalidResourceType"}}, "404 InvalidResourceType"),
        (404, ["ResourceNotFound"], "did not answer for .*: 404$"),
        (200, [{"id": "/a"}], "did not answer for .*: 200$"),
        (0, None, "could not be asked for .*: no route to host"),
    ],
)
def test_whatever_else_azure_says_ends_the_run(
    status: int, body: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken for missing is dropped from the state: only a clear answer counts."""
    monkeypatch.setattr("azure.core.pipeline.policies.RetryPolicy.sleep", lambda *_unused: None)
    with pytest.raises(RecoverError, match=says):
        ask(status, body)


class _ApiServer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        items = [{"metadata": {"name": "sh.helm.release.v1.cilium.v1"}}] if "name%3Dcilium" in self.path else []
        body = json.dumps({"apiVersion": "v1", "kind": "SecretList", "items": items}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""


@pytest.fixture
def kubeconfig() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ApiServer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "c",
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{server.server_address[1]}"}}],
            "users": [{"name": "u", "user": {}}],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        }
    )
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_helm_release_is_known_by_the_secret_that_helm_keeps(kubeconfig: str) -> None:
    cloud = AzureCloud(Credential(), transport=Arm(200, {}))
    assert [cloud.has_release(kubeconfig, "kube-system", name) for name in ("cilium", "other")] == [True, False]


def test_a_cluster_that_cannot_be_asked_is_said_so(kubeconfig: str) -> None:
    cloud = AzureCloud(Credential(), transport=Arm(200, {}))
    with pytest.raises(RecoverError, match="the cluster cannot be asked"):
        cloud.has_release(kubeconfig.replace("127.0.0.1:", "127.0.0.1:1"), "kube-system", "cilium")
