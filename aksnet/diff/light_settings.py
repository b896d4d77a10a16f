"""Settings whose change Azure takes at once, for which no node, pod or address is lost: told as text, key by key.

Both sides, a state's outputs and a plan, give the same mapping from the setting's key to its value in words.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aksnet.azure.axes import PoolMode, SupportPlan, Tier
from aksnet.plan.profile import features_profile
from aksnet.plan.records import ClusterPlan, PoolPlan

Light = Mapping[str, str]
"""Values in words, by the key of the stack file."""

NONE: Final = "none"


def cluster_in_state(outputs: Mapping[str, Any]) -> Light:
    """Return a cluster's light settings by the outputs of its ManagedCluster."""
    access = outputs.get("apiServerAccessProfile") or {}
    logins = outputs.get("aadProfile") or {}
    profile = outputs.get("networkProfile") or {}
    identities = (outputs.get("identity") or {}).get("userAssignedIdentities") or ()
    return {
        "tier": (outputs.get("sku") or {}).get("tier") or Tier.FREE.value,
        "supportPlan": outputs.get("supportPlan") or SupportPlan.COMMUNITY.value,
        "publicFqdn": "off" if access.get("enablePrivateClusterPublicFQDN") is False else "on",
        "identityName": next((arm_id.rsplit("/", 1)[-1] for arm_id in identities), NONE),
        "kubeletIdentityId": _own_kubelet(outputs),
        "entra.azureRbac": _switch(logins.get("enableAzureRBAC")),
        "entra.adminGroups": _listed(sorted(logins.get("adminGroupObjectIDs") or ())),
        "advancedNetworking": _advanced(profile.get("advancedNetworking") or {}),
        "nodeProvisioning": _switch((outputs.get("nodeProvisioningProfile") or {}).get("mode") == "Auto"),
        "staticEgressGateway": _switch((profile.get("staticEgressGatewayProfile") or {}).get("enabled")),
        "localAccounts": "off" if outputs.get("disableLocalAccounts") else "on",
    }


def _own_kubelet(outputs: Mapping[str, Any]) -> str:
    """Return the name of the nodes' identity, where it is not the one that AKS makes in the group of the nodes."""
    kubelet = ((outputs.get("identityProfile") or {}).get("kubeletidentity") or {}).get("resourceId") or ""
    own = f"/resourcegroups/{outputs.get('nodeResourceGroup')}/".lower() in kubelet.lower()
    return NONE if own or not kubelet else kubelet.rsplit("/", 1)[-1]


def _advanced(said: Mapping[str, Any]) -> str:
    """Return what is on of Advanced Container Networking Services."""
    security = said.get("security") or {}
    on = {
        "observability": (said.get("observability") or {}).get("enabled"),
        str(security.get("advancedNetworkPolicies") or "security"): security.get("enabled"),
    }
    return _listed(what for what, is_on in on.items() if is_on and said.get("enabled"))


def _switch(value: object) -> str:
    return "on" if value else "off"


def cluster_in_plan(plan: ClusterPlan) -> Light:
    """Return a cluster's light settings by its plan."""
    return {
        "tier": plan.tier.value,
        "supportPlan": (plan.support_plan or SupportPlan.COMMUNITY).value,
        "publicFqdn": "off" if plan.public_fqdn is False else "on",
        "identityName": plan.identity_name,
        "kubeletIdentityId": (plan.kubelet_identity_id or NONE).rsplit("/", 1)[-1],
        "entra.azureRbac": _switch(plan.entra and plan.entra.azure_rbac),
        "entra.adminGroups": _listed(sorted(plan.entra.admin_groups if plan.entra else ())),
        "advancedNetworking": _advanced(features_profile(plan).get("advancedNetworking") or {}),
        "nodeProvisioning": _switch(plan.node_provisioning),
        "staticEgressGateway": _switch(plan.static_egress_gateway),
        "localAccounts": "on" if plan.local_accounts else "off",
    }


def pool_in_state(outputs: Mapping[str, Any]) -> Light:
    """Return a pool's light settings by the outputs of its AgentPool, or by its entry in the cluster's list."""
    upgrades = outputs.get("upgradeSettings") or {}
    return {
        "mode": outputs.get("mode") or PoolMode.USER.value,
        "minCount": _number(outputs.get("minCount")),
        "maxCount": _number(outputs.get("maxCount")),
        "maxSurge": upgrades.get("maxSurge") or NONE,
        "maxUnavailable": upgrades.get("maxUnavailable") or NONE,
        "localDns": (outputs.get("localDNSProfile") or {}).get("mode") or NONE,
        "taints": _listed(outputs.get("nodeTaints") or ()),
        "labels": _labels(outputs.get("nodeLabels") or {}),
    }


def pool_in_plan(plan: PoolPlan) -> Light:
    """Return a pool's light settings by its plan."""
    return {
        "mode": plan.mode.value,
        "minCount": _number(plan.min_count),
        "maxCount": _number(plan.max_count),
        "maxSurge": plan.max_surge,
        "maxUnavailable": plan.max_unavailable or NONE,
        "localDns": plan.local_dns.value if plan.local_dns else NONE,
        "taints": _listed(plan.taints),
        "labels": _labels(plan.labels),
    }


def differences(old: Light, new: Light) -> Iterator[tuple[str, str, str]]:
    """Yield key, value before and value after of each setting that differs."""
    for key, before in old.items():
        if before != new[key]:
            yield key, before, new[key]


def _number(value: float | None) -> str:
    return NONE if value is None else str(int(value))


def _listed(values: Any) -> str:
    return ", ".join(values) or NONE


def _labels(labels: Any) -> str:
    return _listed(f"{key}={value}" for key, value in sorted(dict(labels).items()))
