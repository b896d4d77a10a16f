"""A living cluster, read through the official Kubernetes client: only GET, page by page, plain JSON."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import urllib3
from kubernetes import client

from aksnet.verify.sources import NotServed, ObjectKind, Unavailable, kubeconfig_client
from aksnet.verify.verify_errors import VerifyError

PAGE: Final = 500
"""How many objects are asked for at a time."""
_SECONDS: Final = 60.0
_EXPIRED: Final = 410
_REFUSED: Final = 401
_ABSENT: Final = 404
_BUSY: Final = frozenset({429, 500, 502, 503, 504})
_PAUSES: Final = (0.5, 1.0, 2.0)
"""Seconds before each new attempt after a busy server's answer."""
_REASONS: Final = {
    403: "these credentials may not list it (403)",
}


class LiveCluster:
    """The API server that a kubeconfig leads to."""

    def __init__(self, api: client.ApiClient, name: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._api = api
        self._name = name
        self._pause = pause
        # Each new attempt is logged as a warning; that none helped is told once, below.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

    @classmethod
    def of_file(cls, path: Path | None, context: str | None) -> LiveCluster:
        """Open the cluster of a kubeconfig's context; no path means kubectl's own rules."""
        api = kubeconfig_client.of_file(path, context)
        return cls(api, f"{api.configuration.host}")

    @classmethod
    def of_text(cls, text: str, context: str | None = None) -> LiveCluster:
        """Open the cluster of a kubeconfig that is in no file, and is put in none."""
        api = kubeconfig_client.of_text(text, context)
        return cls(api, f"{api.configuration.host}")

    @classmethod
    def of_address(cls, address: str) -> LiveCluster:
        """Open an API server on this machine that asks for no credentials."""
        settings = client.Configuration(host=address)
        settings.proxy = None
        return cls(client.ApiClient(settings), address)

    @property
    def name(self) -> str:
        """The API server's address."""
        return self._name

    @property
    def api(self) -> client.ApiClient:
        """The client, for active checks."""
        return self._api

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind, page by page: no more than one page is held at a time."""
        listed = kind.value
        where = f"/namespaces/{namespace}" if namespace and listed.namespaced else ""
        path = f"{listed.prefix}{where}/{listed.plural}"
        token = ""
        while True:
            page = self._page(path, token)
            yield from page.get("items") or ()
            token = (page.get("metadata") or {}).get("continue") or ""
            if not token:
                return

    def _page(self, path: str, token: str) -> dict[str, Any]:
        query = [("limit", str(PAGE)), *([("continue", token)] if token else [])]
        status, body = self._patiently(path, query)
        if status == _EXPIRED and (fresh := _object(_json(body).get("metadata")).get("continue")):
            # The list took longer than the server keeps a snapshot: go on from the same place in a newer one.
            status, body = self._patiently(path, [("limit", str(PAGE)), ("continue", fresh)])
        if status == _REFUSED:
            raise VerifyError(f"The API server {self._name} does not accept these credentials (401). Log in again.")
        if status == _ABSENT:
            raise NotServed("this cluster does not serve it (404)")
        if status >= 400:
            raise Unavailable(_REASONS.get(status) or f"the API server answered {status}: {_said(body)}")
        return _json(body)

    def _patiently(self, path: str, query: list[tuple[str, str]]) -> tuple[int, bytes]:
        """Get a page; a server that is busy or failing is asked again a few times."""
        status, body = self._get(path, query)
        for seconds in _PAUSES:
            if status not in _BUSY:
                break
            self._pause(seconds)
            status, body = self._get(path, query)
        return status, body

    def _get(self, path: str, query: list[tuple[str, str]]) -> tuple[int, bytes]:
        request = self._api.param_serialize(
            method="GET",
            resource_path=path,
            query_params=query,
            header_params={"Accept": "application/json"},
            auth_settings=["BearerToken"],
        )
        try:
            response = self._api.call_api(*request, _request_timeout=_SECONDS)
            return int(response.status), response.read()
        except (urllib3.exceptions.HTTPError, OSError) as fault:
            # What ended the last attempt; the error around it has the whole request in its text.
            reason = fault.reason if isinstance(fault, urllib3.exceptions.MaxRetryError) else fault
            raise VerifyError(f"The API server {self._name} cannot be reached: {reason}") from fault


def _json(body: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(body))
    except ValueError:
        return {}


def _said(body: bytes) -> str:
    return str(_json(body).get("message") or body[:200].decode(errors="replace") or "nothing")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
