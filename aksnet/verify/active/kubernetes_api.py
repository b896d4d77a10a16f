"""The active checks' API on a living cluster, through the official Kubernetes client; plain JSON, no client models.

The port-forward was tried against a WebSocket on loopback: no real cluster was at hand where this was written.
"""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from typing import Any, Final

import urllib3
from kubernetes import client
from kubernetes.client.exceptions import ApiException
from kubernetes.stream import portforward
from websocket import WebSocketException

from aksnet.verify.active.api import ApiError, Manifest, Page

_SECONDS: Final = 30.0
_HANG_UP_SECONDS: Final = 5.0
_LOG_BYTES: Final = 1_000_000
_PAGE_BYTES: Final = 1_000_000
_REFUSED_HANDSHAKE: Final = re.compile(r"Handshake status (\d{3})")
_PART: Final = "-+-+-"
"""What the client writes between status, headers and body."""
_COLLECTIONS: Final = {
    "Namespace": "/api/v1/namespaces",
    "Node": "/api/v1/nodes",
    "Pod": "/api/v1/namespaces/{}/pods",
    "Service": "/api/v1/namespaces/{}/services",
    "NetworkPolicy": "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies",
}


class KubernetesApi:
    """A cluster behind the official client."""

    def __init__(self, api: client.ApiClient) -> None:
        self._api = api

    def create(self, manifest: Manifest) -> None:
        """Create an object."""
        namespace = manifest["metadata"].get("namespace", "")
        self._ask("POST", _COLLECTIONS[manifest["kind"]].format(namespace), body=manifest)

    def get(self, kind: str, name: str, namespace: str | None = None) -> Mapping[str, Any] | None:
        """Return an object, or nothing when there is none."""
        try:
            return _object(self._ask("GET", f"{_COLLECTIONS[kind].format(namespace or '')}/{name}"))
        except ApiError as fault:
            if fault.status == 404:
                return None
            raise

    def namespaces(self, selector: str) -> list[Mapping[str, Any]]:
        """List the namespaces with these labels."""
        found = _object(self._ask("GET", _COLLECTIONS["Namespace"], query=[("labelSelector", selector)]))
        return list(found.get("items") or ())

    def delete_namespace(self, name: str) -> None:
        """Delete a namespace; one that is gone (404) or going already (409) is no error."""
        try:
            self._ask("DELETE", f"{_COLLECTIONS['Namespace']}/{name}")
        except ApiError as fault:
            if fault.status not in (404, 409):
                raise

    def logs(self, namespace: str, pod: str) -> str:
        """Return what a pod wrote, up to a megabyte."""
        path = f"{_COLLECTIONS['Pod'].format(namespace)}/{pod}/log"
        return self._ask("GET", path, query=[("limitBytes", str(_LOG_BYTES))]).decode(errors="replace")

    def fetch(self, namespace: str, pod: str, port: int, path: str = "/") -> Page:
        """GET a path of a web server in a pod through a port-forward."""
        core = client.CoreV1Api(self._api)
        try:
            forward = portforward(core.connect_get_namespaced_pod_portforward, pod, namespace, ports=str(port))
            try:
                return _ask_page(forward.socket(port), path)
            finally:
                _hang_up(forward)
        except ApiException as fault:
            status, said = _handshake(str(fault.reason))
            raise ApiError(f"port-forward to pod {namespace}/{pod}:{port}: {said}", status) from fault
        except (WebSocketException, http.client.HTTPException, OSError) as fault:
            raise ApiError(f"port-forward to pod {namespace}/{pod}:{port}: {fault}") from fault

    def _ask(
        self, method: str, path: str, body: Manifest | None = None, query: list[tuple[str, str]] | None = None
    ) -> bytes:
        request = self._api.param_serialize(
            method=method,
            resource_path=path,
            query_params=query or [],
            header_params={"Accept": "application/json, */*", "Content-Type": "application/json"},
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            response = self._api.call_api(*request, _request_timeout=_SECONDS)
            status, said = int(response.status), bytes(response.read())
        except (urllib3.exceptions.HTTPError, OSError) as fault:
            raise ApiError(f"{method} {path}: {fault}") from fault
        if status >= 400:
            raise ApiError(f"{method} {path}: {status} {_message(said)}", status)
        return said


def _ask_page(socket: Any, path: str) -> Page:
    """Ask over a socket that is connected already."""
    socket.settimeout(_SECONDS)
    connection = http.client.HTTPConnection("localhost")
    connection.sock = socket
    connection.request("GET", path, headers={"Connection": "close"})
    answer = connection.getresponse()
    return Page(status=answer.status, body=answer.read(_PAGE_BYTES).decode(errors="replace"))


def _hang_up(forward: Any) -> None:
    """Close our end; the client's thread then closes the WebSocket, but leaves it open when the peer was faster."""
    forward.close()
    until = time.monotonic() + _HANG_UP_SECONDS
    while forward.websocket.connected and time.monotonic() < until:
        time.sleep(0.01)
    forward.websocket.shutdown()


def _handshake(reason: str) -> tuple[int, str]:
    """Return status and message of a handshake that the API server refused, out of the client's text for it."""
    found = _REFUSED_HANDSHAKE.search(reason)
    if found is None:
        return 0, reason
    body = reason.rpartition(_PART)[2].strip().removeprefix("b'").removesuffix("'")
    return int(found[1]), f"{found[1]} {_message(body.encode())}"


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _message(body: bytes) -> str:
    return str(_object(body).get("message") or body[:200].decode(errors="replace"))
