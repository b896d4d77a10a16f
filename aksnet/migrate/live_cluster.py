"""What migrate asks of the living cluster itself: the state knows nothing of what was changed past Pulumi."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

MASQUERADE: Final = ("kube-system", "azure-ip-masq-agent-config")
"""Namespace and name of the ConfigMap by which users configure the masquerade agent; AKS's own has another name.

https://learn.microsoft.com/azure/aks/configure-azure-cni
"""


@dataclass(frozen=True, kw_only=True)
class LiveCluster:
    """One living cluster, as Azure and its API server tell it."""

    provisioning_state: str
    profile: Mapping[str, Any]
    """`networkProfile`, as Azure answers it."""
    provisions_nodes: bool
    """Whether node auto-provisioning is on."""
    masquerade: bool | None
    """Whether it has a configuration of the masquerade agent that is not AKS's own; None where nobody could tell."""
    why_not: str = ""
    """What kept the API server from telling."""


class Clusters(Protocol):
    """Reads living clusters; writes nothing."""

    def read(self, cluster_id: str) -> LiveCluster:
        """Return a cluster by its ARM id; a `MigrateError` says what keeps Azure from answering."""


def live_of(body: Mapping[str, Any], *, masquerade: bool | None, why_not: str = "") -> LiveCluster:
    """Return what the properties of a managed cluster tell, as Azure answers a GET with them."""
    provisioning = body.get("nodeProvisioningProfile") or {}
    return LiveCluster(
        provisioning_state=str(body.get("provisioningState") or "Succeeded"),
        profile=body.get("networkProfile") or {},
        provisions_nodes=provisioning.get("mode") == "Auto",
        masquerade=masquerade,
        why_not=why_not,
    )
