"""Azure as recovery asks it, against answers of ARM and of an API server that are made up here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import HttpTransport
from azure.identity import CredentialUnavailableError

from aksnet.arm import asking
from aksnet.arm.catalogue import MANAGED_CLUSTER as CLUSTER
from aksnet.errors import UsageError
from aksnet.recover import opening
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
        (
            403,
            {"error": {"code": "AuthorizationFailed", "message": "no\nright"}},
            "this login may not read it (403 AuthorizationFailed): no right",
        ),
        (
            401,
            {"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}},
            "Azure does not accept this login (401 ExpiredAuthenticationToken): "
            "run az login for the tenant of the subscription",
        ),
        (
            429,
            {"error": {"code": "TooManyRequests", "message": "throttled"}},
            "Azure takes no more requests of this login for now (429 TooManyRequests): "
            "wait some minutes and run this again",
        ),
        (400, None, "Azure answered 400"),
        (404, None, "Azure answered 404"),
        (
            404,
            {"error": {"code": "SubscriptionNotFound", "message": "no S"}},
            "Azure answered 404 SubscriptionNotFound: no S",
        ),
        (404, {"error": {"code": "InvalidResourceType"}}, "Azure answered 404 InvalidResourceType"),
        (404, ["ResourceNotFound"], "Azure answered 404"),
        (200, [{"id": "/a"}], "Azure answered 200"),
        (0, None, "Azure cannot be reached from here: no route to host"),
    ],
)
def test_whatever_else_azure_says_ends_the_run(
    status: int, body: Any, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken for missing is dropped from the state: only a clear answer counts."""
    monkeypatch.setattr("azure.core.pipeline.policies.RetryPolicy.sleep", lambda *_unused, **_more: None)
    with pytest.raises(RecoverError) as told:
        ask(status, body)
    assert str(told.value) == f"Azure could not be asked for {ID}: {says}"


def test_a_login_that_ends_on_the_way_is_one_line() -> None:
    class Gone(Credential):
        """Somebody whose login has expired."""

        def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
            """Fail as azure-identity does."""
            raise CredentialUnavailableError("DefaultAzureCredential failed\nTo mitigate this issue, see\n")

    with pytest.raises(RecoverError) as told:
        AzureCloud(Gone(), transport=Arm(200, {})).state_of(CLUSTER, ID)
    assert str(told.value) == f"Azure could not be asked for {ID}: {asking.NO_LOGIN}"


def test_without_a_login_recovery_ends_with_one_line_before_it_needs_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "login", lambda _scope: None)
    monkeypatch.setattr(opening, "obtain", lambda _home: pytest.fail("an engine was sought"))
    (tmp_path / "Pulumi.yaml").write_text("name: p\n", encoding="utf-8")
    with (
        pytest.raises(RecoverError) as told,
        opening.on_azure(project=tmp_path, stack="dev", name="dev", cloud=AzureCloud),
    ):
        pytest.fail("it was opened")
    assert str(told.value) == (
        "Azure cannot be asked what exists: there is no Azure login that works here: run az login."
    )


def test_a_missing_project_is_wrong_usage(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match=r"There is no Pulumi\.yaml in"),
        opening.on_azure(project=tmp_path, stack="dev", name="dev", cloud=AzureCloud),
    ):
        pytest.fail("it was opened")


class _ApiServer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if "/forbidden/" in self.path:
            self.send_error(403, "Forbidden")
            return
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
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
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


def test_a_cluster_that_cannot_be_asked_is_said_so_in_one_line(
    kubeconfig: str, caplog: pytest.LogCaptureFixture
) -> None:
    cloud = AzureCloud(Credential(), transport=Arm(200, {}))
    with pytest.raises(RecoverError) as refused:
        cloud.has_release(kubeconfig, "forbidden", "cilium")
    assert str(refused.value) == "the cluster cannot be asked: its API server answered 403 Forbidden"
    nowhere = json.loads(kubeconfig)
    nowhere["clusters"][0]["cluster"]["server"] = "http://127.0.0.1:1"
    with pytest.raises(RecoverError, match=r"^the cluster cannot be asked: .*Connection refused$"):
        cloud.has_release(json.dumps(nowhere), "kube-system", "cilium")
    assert caplog.text == ""
