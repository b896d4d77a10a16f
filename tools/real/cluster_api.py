"""A control plane's API as its administrator asks it: plain JSON over HTTPS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import urllib3

Json = dict[str, Any]
MERGE: Final = "application/merge-patch+json"
_SECONDS: Final = 30.0
ABSENT: Final = 404
EXISTS: Final = 409


class ApiFault(Exception):  # noqa: N818 - what the server answered
    """The API server refused a request."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(f"{status}: {message}")


class ClusterApi:
    """One API server."""

    def __init__(self, server: str, authority: Path, token: str) -> None:
        self._server = server
        self._pool = urllib3.PoolManager(ca_certs=str(authority), retries=False, timeout=_SECONDS, maxsize=4)
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def ask(self, method: str, path: str, body: Json | None = None, media: str = "application/json") -> Json:
        """Return what the server answers.

        Raises:
            ApiFault: where it refuses.
            OSError: where it does not answer.

        """
        content = None if body is None else json.dumps(body)
        headers = {**self._headers, **({} if body is None else {"Content-Type": media})}
        try:
            answer = self._pool.request(method, f"{self._server}{path}", body=content, headers=headers)
        except urllib3.exceptions.HTTPError as fault:
            raise OSError(str(fault)) from fault
        text = answer.data.decode()
        if answer.status >= 400:
            raise ApiFault(answer.status, _said(text))
        found: Json = json.loads(text) if text.startswith("{") else {"text": text}
        return found

    def items(self, path: str) -> list[Json]:
        """Return the objects of a list."""
        return list(self.ask("GET", path).get("items") or ())

    def create(self, path: str, body: Json) -> bool:
        """Create an object below the path of its kind; return whether it was not there before."""
        try:
            self.ask("POST", path, body)
        except ApiFault as fault:
            if fault.status != EXISTS:
                raise
            return False
        return True

    def patch(self, path: str, body: Json) -> None:
        """Merge into an object; one that is gone meanwhile is passed over."""
        self._unless_gone("PATCH", path, body, MERGE)

    def delete(self, path: str, body: Json | None = None) -> None:
        """Delete an object; one that is gone meanwhile is passed over."""
        self._unless_gone("DELETE", path, body, "application/json")

    def _unless_gone(self, method: str, path: str, body: Json | None, media: str) -> None:
        try:
            self.ask(method, path, body, media)
        except ApiFault as fault:
            if fault.status not in (ABSENT, EXISTS):
                raise


def _said(text: str) -> str:
    try:
        return str(json.loads(text).get("message"))
    except (ValueError, AttributeError):
        return text[:200]
