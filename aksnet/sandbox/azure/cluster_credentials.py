"""How a cluster is reached: the server name and the certificate authority that its kubeconfig holds.

Both can change while the cluster stays what it is, and neither is a property of the resource: they are kept beside it.
https://learn.microsoft.com/azure/aks/certificate-rotation
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.managed_clusters import fqdn_of

KEPT: Final = "credentials"
"""The key of a cluster's record that holds what was changed of its credentials."""


def server_of(cluster: Json) -> str:
    """Return the name that the kubeconfig of a cluster calls its API server by."""
    name = fqdn_of(cluster["id"], cluster["inputs"])
    renamed = as_dict(cluster.get(KEPT)).get("renamed", 0)
    return f"{derived(cluster['id'], f'name {renamed}')[:8]}.{name}" if renamed else name


def authority_of(cluster: Json) -> str:
    """Return what stands for the certificate authority of a cluster: its own, until it is rotated."""
    rotated = as_dict(cluster.get(KEPT)).get("rotated", 0)
    first = str(cluster["outputs"].get("resourceUID", cluster["id"]))
    return derived(first, f"authority {rotated}") if rotated else first


def rotated(cluster: Json) -> Json:
    """Return the record of a cluster with another certificate authority: no older kubeconfig verifies it."""
    return _changed(cluster, "rotated")


def renamed(cluster: Json) -> Json:
    """Return the record of a cluster whose API server has another name; it answers to the old one too."""
    return _changed(cluster, "renamed")


def verifies(cluster: Json, text: Any) -> bool:
    """Return whether the authority in a kubeconfig vouches for the API server of a cluster."""
    given = kubeconfig.active_cluster(text).get("certificate-authority-data")
    return bool(given == kubeconfig.certificate(authority_of(cluster)))


def _changed(cluster: Json, what: str) -> Json:
    kept = as_dict(cluster.get(KEPT))
    return {**cluster, KEPT: {**kept, what: kept.get(what, 0) + 1}}
