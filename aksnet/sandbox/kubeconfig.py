"""The kubeconfig of a simulated cluster: written by Azure's credentials call, read by the Kubernetes provider.

It looks like AKS's own. An extension of its cluster entry carries the cluster's ARM id: that is how a Kubernetes
provider knows which cluster it talks to.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final

import yaml

_EXTENSION: Final = "aksnet-sandbox"
# https://learn.microsoft.com/azure/aks/kubelogin-authentication
_SERVER_APP: Final = "6dae42f8-4368-4678-94ff-3960e28e3630"
_CLIENT_APP: Final = "80faf920-1908-4b52-b5ef-a8e7bedfc67a"


@dataclass(frozen=True, kw_only=True)
class Logins:
    """How users of Microsoft Entra ID log in, in the two forms that Azure hands out."""

    tenant: str
    plugin: bool
    """By the plug-in kubelogin (format exec); by a provider inside the client, which clients no longer have, else."""


def write(
    *,
    arm_id: str,
    name: str,
    group: str,
    server: str,
    authority: str,
    token: str,
    admin: bool,
    logins: Logins | None = None,
) -> str:
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
        "users": [{"name": user, "user": {"token": token} if logins is None else _entra(logins)}],
    }
    return yaml.safe_dump(document, sort_keys=False)


def _entra(logins: Logins) -> dict[str, Any]:
    """Return a user entry without any secret: who logs in is asked for when the file is used."""
    if not logins.plugin:
        config = {
            "apiserver-id": _SERVER_APP,
            "client-id": _CLIENT_APP,
            "config-mode": "1",
            "environment": "AzurePublicCloud",
            "tenant-id": logins.tenant,
        }
        return {"auth-provider": {"name": "azure", "config": config}}
    options = {"environment": "AzurePublicCloud", "server-id": _SERVER_APP, "client-id": _CLIENT_APP}
    options |= {"tenant-id": logins.tenant, "login": "devicecode"}
    return {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "args": ["get-token", *(word for key, value in options.items() for word in (f"--{key}", value))],
            "command": "kubelogin",
            "env": None,
            "provideClusterInfo": False,
        }
    }


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
