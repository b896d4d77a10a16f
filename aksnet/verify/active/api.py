"""The few things that active checks do to a cluster, so small that a test can stand in for a whole cluster.

Besides reads there is one thing to create at a time and one thing to delete: a namespace of our own with all it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aksnet.verify.verify_errors import VerifyError

Manifest = dict[str, Any]


class ApiError(VerifyError):
    """The API server refused, or something on the way failed; the text says what."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status

    @property
    def refused(self) -> bool:
        """Whether the API server said no, so that asking again changes nothing and nothing was done."""
        return 400 <= self.status < 500 and self.status not in (408, 409, 429)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a web server in a pod answered."""

    status: int
    body: str


class Api(Protocol):
    """A cluster as active checks use it; everything raises `ApiError`, and nothing waits longer than a minute."""

    def create(self, manifest: Manifest) -> None:
        """Create an object."""

    def get(self, kind: str, name: str, namespace: str | None = None) -> Mapping[str, Any] | None:
        """Return an object, or nothing when there is none."""

    def namespaces(self, selector: str) -> list[Mapping[str, Any]]:
        """List the namespaces with these labels."""

    def delete_namespace(self, name: str) -> None:
        """Delete a namespace and all in it; one that is not there is no error."""

    def logs(self, namespace: str, pod: str) -> str:
        """Return what a pod wrote."""

    def fetch(self, namespace: str, pod: str, port: int, path: str = "/") -> Page:
        """GET a path of a web server in a pod through the API server (port-forward)."""
