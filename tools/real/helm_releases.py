"""Helm's releases, as Helm keeps them in a cluster: Secrets with the release in them, packed."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Final

from tools.real.cluster_api import ClusterApi, Json

_SECRETS: Final = (
    "/api/v1/secrets?labelSelector=owner%3Dhelm%2Cstatus+in+%28deployed%2Cpending-install%2Cpending-upgrade%29"
)


def releases(api: ClusterApi) -> dict[str, Json]:
    """Return the releases that are there or on their way, as the sandbox's model keeps them."""
    found = [_unpacked(str(each["data"]["release"])) for each in api.items(_SECRETS)]
    return {
        f"helm.sh|Release|{each['namespace']}/{each['name']}": {
            "kind": None,
            "outputs": {"name": each["name"], "namespace": each["namespace"], **_chart(each)},
        }
        for each in found
    }


def _chart(release: Json) -> Json:
    about = release["chart"]["metadata"]
    return {"chart": about["name"], "version": about["version"]}


def _unpacked(data: str) -> Json:
    """Return a release: JSON in gzip in base64, and that in the base64 of every Secret."""
    release: Json = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(data))))
    return release
