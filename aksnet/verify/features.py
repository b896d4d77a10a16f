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
    observability: bool | None
    network_security: str | None
    """`none`, `FQDN` or `L7`."""
    node_provisioning: bool | None
    static_egress_gateway: bool | None


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
        observability=one["observability"],
        network_security=one["networkSecurity"],
        node_provisioning=one["nodeProvisioning"],
        static_egress_gateway=one["staticEgressGateway"],
    )


def seen_features(cluster: Any) -> Features:
    """Read a managed cluster of the official client, of API version 2025-09-01."""
    identities = (cluster.identity and cluster.identity.user_assigned_identities) or {}
    kubelet = (cluster.identity_profile or {}).get("kubeletidentity")
    logins = cluster.aad_profile
    profile, provisioning = cluster.network_profile, cluster.node_provisioning_profile
    advanced = profile.advanced_networking if profile else None
    gateways = profile.static_egress_gateway_profile if profile else None
    return Features(
        identity_id=next((str(each).lower() for each in identities), None),
        kubelet_identity_id=str(kubelet.resource_id).lower() if kubelet and kubelet.resource_id else None,
        entra=bool(logins and logins.managed),
        azure_rbac=bool(logins and logins.enable_azure_rbac),
        admin_groups=frozenset(str(each).lower() for each in (logins and logins.admin_group_object_i_ds) or ()),
        local_accounts=not cluster.disable_local_accounts,
        observability=bool(advanced and advanced.observability and advanced.observability.enabled),
        network_security=_security(advanced),
        node_provisioning=bool(provisioning and provisioning.mode == "Auto"),
        static_egress_gateway=bool(gateways and gateways.enabled),
    )


def _security(advanced: Any) -> str:
    security = advanced.security if advanced else None
    if security is None or not security.enabled:
        return "none"
    # https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update
    return str(security.advanced_network_policies or "FQDN")


@dataclass(frozen=True, kw_only=True)
class PoolFeatures:
    """What a pool has beside its nodes; None for what is left to AKS."""

    local_dns: str | None
    outbound_nat: bool
    gateway_prefix: int | None


def seen_pool(pool: Any) -> PoolFeatures:
    """Read a pool in the list of a managed cluster."""
    return PoolFeatures(
        local_dns=str(pool.local_dns_profile.mode) if pool.local_dns_profile else None,
        outbound_nat=not (pool.windows_profile and pool.windows_profile.disable_outbound_nat),
        gateway_prefix=pool.gateway_profile.public_ip_prefix_size if pool.gateway_profile else None,
    )
