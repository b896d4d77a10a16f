"""The kubeconfig of a simulated cluster: written by Azure's credentials call, read by the Kubernetes provider.

It looks like AKS's own. An extension of its cluster entry carries the cluster's ARM id: that is how a Kubernetes
provider knows which cluster it talks to.
"""

from __future__ import annotations

import base64
from typing import Any, Final

import yaml

_EXTENSION: Final = "aksnet-sandbox"


def write(*, arm_id: str, name: str, group: str, server: str, authority: str, token: str, admin: bool) -> str:
    """Return a kubeconfig for a cluster; `authority` stands for the cluster's own certificate authority."""
    user = f"{'clusterAdmin' if admin else 'clusterUser'}_{group}_{name}"
    cluster = {
        "certificate-authority-data": certificate(authority),
        "server": f"https://{server}:443",
        "extensions": [{"name": _EXTENSION, "extension": {"id": arm_id}}],
    }
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": user}}],
        "current-context": name,
        "preferences": {},
        "users": [{"name": user, "user": {"token": token}}],
    }
    return yaml.safe_dump(document, sort_keys=False)


def certificate(authority: str) -> str:
    """Return the certificate of an authority, as a kubeconfig has it."""
    return base64.b64encode(f"simulated certificate authority {authority}".encode()).decode()


def cluster_id(text: Any) -> str | None:
    """Return the ARM id of the simulated cluster that a kubeconfig leads to, or nothing."""
    try:
        entry = next(each for each in active_cluster(text)["extensions"] if each["name"] == _EXTENSION)
        return str(entry["extension"]["id"])
    except (KeyError, TypeError, StopIteration):
        return None


def active_cluster(text: Any) -> dict[str, Any]:
    """Return the cluster entry of a kubeconfig's current context; empty for what is no kubeconfig."""
    try:
        document: Any = yaml.safe_load(text) if isinstance(text, str) else {}
        current = document["current-context"]
        wanted = next(each["context"]["cluster"] for each in document["contexts"] if each["name"] == current)
        return dict(next(each["cluster"] for each in document["clusters"] if each["name"] == wanted))
    except (yaml.YAMLError, KeyError, TypeError, StopIteration):
        return {}
