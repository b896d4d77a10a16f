"""Identities, logins and features of a cluster: as a stack declares them, and as Azure has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aksnet.contract import FeatureOutputs


@dataclass(frozen=True, kw_only=True)
class Features:
    """Identities, logins and features of a cluster; None for what is left to AKS, or what Azure does not say."""

    identity_id: str | None
    """ARM id in lower case, as below."""
    kubelet_identity_id: str | None
    entra: bool | None
    azure_rbac: bool | None
    admin_groups: frozenset[str] | None
    local_accounts: bool | None


def declared_features(one: FeatureOutputs[str]) -> Features:
    """Read what a stack declares."""
    kubelet, groups = one["kubeletIdentityId"], one["adminGroups"]
    return Features(
        identity_id=one["identityId"].lower(),
        kubelet_identity_id=kubelet.lower() if kubelet else None,
        entra=one["entra"],
        azure_rbac=one["azureRbac"],
        admin_groups=None if groups is None else frozenset(each.lower() for each in groups),
        local_accounts=one["localAccounts"],
    )


def seen_features(cluster: Any) -> Features:
    """Read a managed cluster of the official client, of API version 2025-09-01."""
    identities = (cluster.identity and cluster.identity.user_assigned_identities) or {}
    kubelet = (cluster.identity_profile or {}).get("kubeletidentity")
    logins = cluster.aad_profile
    return Features(
        identity_id=next((str(each).lower() for each in identities), None),
        kubelet_identity_id=str(kubelet.resource_id).lower() if kubelet and kubelet.resource_id else None,
        entra=bool(logins and logins.managed),
        azure_rbac=bool(logins and logins.enable_azure_rbac),
        admin_groups=frozenset(str(each).lower() for each in (logins and logins.admin_group_object_i_ds) or ()),
        local_accounts=not cluster.disable_local_accounts,
    )
