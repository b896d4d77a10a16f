"""What a Kubernetes API server says no with: a Status object, with the reason that clients look at."""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm.values import Json
from aksnet.errors import AksnetError

# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
_REASONS: Final = {
    400: "BadRequest",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    410: "Expired",
    422: "Invalid",
    501: "NotImplemented",
    503: "ServiceUnavailable",
}


class KubeRefusal(AksnetError):  # noqa: N818 - an answer of the API server, not a fault of ours
    """A request that the API server does not serve."""

    def __init__(self, code: int, message: str, details: Json | None = None) -> None:
        self.code = code
        self.message = message
        self.details = details or {}
        super().__init__(message)

    def status(self) -> Json:
        """Return the Status object."""
        return {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": _REASONS[self.code],
            **({"details": self.details} if self.details else {}),
            "code": self.code,
        }


def not_found(api_version: str, plural: str, name: str) -> KubeRefusal:
    """Return the answer for an object that is not there."""
    group = api_version.rpartition("/")[0]
    resource = f"{plural}.{group}" if group else plural
    details: dict[str, Any] = {"name": name, **({"group": group} if group else {}), "kind": plural}
    return KubeRefusal(404, f'{resource} "{name}" not found', details)


def no_such_resource() -> KubeRefusal:
    """Return the answer for a path that leads to no kind."""
    return KubeRefusal(404, "the server could not find the requested resource")
