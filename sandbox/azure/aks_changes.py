"""What AKS changes in place and what it refuses to change, for a cluster and its pools.

pulumi-azure-native replaces a cluster for most of these, so the rules are met by those who ignore a change or write
by other means. Split from `aks_rules`, which lists them all in their order.
https://learn.microsoft.com/azure/aks/update-azure-cni
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sandbox.azure.addresses import parse
from sandbox.azure.aks_request import AksRequest
from sandbox.azure.children import merged
from sandbox.azure.defaults import cluster_defaults
from sandbox.azure.kind import Json, as_dict
from sandbox.azure.pools import full_version, plugin_of
from sandbox.errors import Refusal

_FIXED: Final = ("location", "dnsPrefix", "fqdnSubdomain", "nodeResourceGroup", "diskEncryptionSetID")
_FIXED_IN_POOL: Final = ("vmSize", "vnetSubnetID", "podSubnetID", "podIPAllocationMode", "maxPods", "osType")
# https://learn.microsoft.com/azure/aks/egress-outboundtype#update-cluster-outbound-type: from → to, by the network.
_OUTBOUND_MANAGED: Final = {
    "loadBalancer": ("managedNATGateway", "none"),
    "managedNATGateway": ("none",),
    "none": ("loadBalancer", "managedNATGateway"),
}
_OUTBOUND_OWN: Final = ("loadBalancer", "userAssignedNATGateway", "userDefinedRouting", "none")
_CALICO_MINIMUM: Final = (1, 30)
_OVERLAY_MINIMUM: Final = (1, 27)


def _refused(name: str) -> Refusal:
    return Refusal("PropertyChangeNotAllowed", f"Changing property '{name}' is not allowed.")


def _version(ask: AksRequest) -> tuple[int, ...]:
    return tuple(int(part) for part in full_version(ask.cluster.get("kubernetesVersion")).split(".")[:2])


def _profiles(ask: AksRequest) -> tuple[Json, Json]:
    """Return the network profile before and now, both with what AKS fills in."""
    found = []
    for body in (ask.before or {}, ask.cluster):
        filled = cluster_defaults(ask.cluster_id, body)["networkProfile"]
        found.append(merged(filled, as_dict(body.get("networkProfile"))))
    return found[0], found[1]


def _to_overlay(old: Json, new: Json) -> bool:
    return old.get("networkPluginMode") != "overlay" and new.get("networkPluginMode") == "overlay"


def _plugin(ask: AksRequest, old: Json, new: Json) -> bool:
    one_way = old["networkPlugin"] == "kubenet" and new["networkPlugin"] == "azure"
    return one_way and _to_overlay(old, new) and _version(ask) >= _OVERLAY_MINIMUM and ask.principal is not None


def _mode(ask: AksRequest, old: Json, new: Json) -> bool:
    in_pod_subnet = any(pool.get("podSubnetID") for pool in ask.pools_before.values())
    together = old.get("networkDataplane") != new.get("networkDataplane")
    return _to_overlay(old, new) and not in_pod_subnet and not together and _version(ask) >= _OVERLAY_MINIMUM


def _plane(ask: AksRequest, old: Json, new: Json) -> bool:
    return plugin_of(old) == "azure" and new.get("networkDataplane") == "cilium" and not ask.provisions_nodes


def _policy(ask: AksRequest, old: Json, new: Json) -> bool:
    before, after = old["networkPolicy"], new["networkPolicy"]
    if after == "cilium":
        return old.get("networkDataplane") != "cilium" and new.get("networkDataplane") == "cilium"
    if before == "cilium":
        return False
    return after == "none" or (before == "none" and _version(ask) >= _CALICO_MINIMUM)


# https://learn.microsoft.com/azure/aks/azure-cni-overlay-pod-expand
def _pod_range(ask: AksRequest, old: Json, new: Json) -> bool:
    if new["networkPlugin"] == "none" or _to_overlay(old, new):
        return True
    before, after = parse(old.get("podCidr")), parse(new.get("podCidr"))
    if before is None or after is None or before.version != 4 or after.version != 4:
        return False
    single = max(len(profile.get("podCidrs") or []) for profile in (old, new)) < 2
    grown = before.subnet_of(after)
    return grown and single and new.get("networkPluginMode") == "overlay" and not ask.windows


def _pod_ranges(ask: AksRequest, old: Json, new: Json) -> bool:
    # The second family's range comes with the second family; the first is judged as the single one.
    return old.get("podCidr") == new.get("podCidr") or _pod_range(ask, old, new)


def _service_ranges(_ask: AksRequest, old: Json, new: Json) -> bool:
    return bool(old["serviceCidrs"][:1] == new["serviceCidrs"][:1] and old["ipFamilies"] != new["ipFamilies"])


def _families(_ask: AksRequest, old: Json, new: Json) -> bool:
    return (old["ipFamilies"], new["ipFamilies"]) == (["IPv4"], ["IPv4", "IPv6"])


def _outbound(ask: AksRequest, old: Json, new: Json) -> bool:
    before, after = old["outboundType"], new["outboundType"]
    if ask.node_subnets:
        return before in _OUTBOUND_OWN and after in _OUTBOUND_OWN
    return after in _OUTBOUND_MANAGED.get(before, ())


_PROFILE: Final[dict[str, Callable[[AksRequest, Json, Json], bool] | None]] = {
    "networkPlugin": _plugin,
    "networkPluginMode": _mode,
    "networkDataplane": _plane,
    "networkPolicy": _policy,
    "networkMode": None,
    "podCidr": _pod_range,
    "podCidrs": _pod_ranges,
    "serviceCidr": None,
    "serviceCidrs": _service_ranges,
    "dnsServiceIP": None,
    "ipFamilies": _families,
    "outboundType": _outbound,
    "loadBalancerSku": None,
}
"""When each property of the network profile may change; nothing means never."""


# https://github.com/Azure/AKS/issues/4006
def overlay_with_policy(ask: AksRequest) -> Refusal | None:
    """Refuse the way to an overlay while a network policy engine is on."""
    if ask.before is None:
        return None
    old, new = _profiles(ask)
    if _to_overlay(old, new) and old["networkPolicy"] in ("azure", "calico"):
        return Refusal(
            "ValidationError",
            "Cannot update cluster to Azure CNI Overlay while using network policies with Azure CNI v1.",
        )
    return None


# https://github.com/Azure/AKS/issues/4694
def outbound_with_provisioning(ask: AksRequest) -> Refusal | None:
    """Refuse another way out while AKS makes nodes by itself."""
    if ask.before is None or not ask.provisions_nodes:
        return None
    old, new = _profiles(ask)
    if old["outboundType"] == new["outboundType"]:
        return None
    return Refusal(
        "BadRequest",
        "Cannot change .properties.networkProfile.outboundType while .properties.nodeProvisioningProfile.mode is Auto",
    )


# https://github.com/Azure/AKS/issues/409
def profile_kept(ask: AksRequest) -> Refusal | None:
    """Refuse changes of the network profile that AKS does not make in place."""
    if ask.before is None:
        return None
    old, new = _profiles(ask)
    for name, allowed in _PROFILE.items():
        if old.get(name) != new.get(name) and (allowed is None or not allowed(ask, old, new)):
            return _refused(f"networkProfile.{name}")
    return None


def cluster_kept(ask: AksRequest) -> Refusal | None:
    """Refuse changes of what a cluster has for life."""
    if ask.before is None:
        return None
    for name in _FIXED:
        if ask.before.get(name) != ask.cluster.get(name):
            return _refused(name)
    return _access_kept(as_dict(ask.before.get("apiServerAccessProfile")), ask.api_server)


# https://learn.microsoft.com/azure/aks/api-server-vnet-integration and private-clusters
def _access_kept(old: Json, new: Json) -> Refusal | None:
    """VNet integration cannot be taken back; only with it may a cluster become private or public."""
    path, integrated = "apiServerAccessProfile", bool(new.get("enableVnetIntegration"))
    if old.get("enableVnetIntegration") and not integrated:
        return _refused(f"{path}.enableVnetIntegration")
    if bool(old.get("enablePrivateCluster")) != bool(new.get("enablePrivateCluster")) and not integrated:
        return _refused(f"{path}.enablePrivateCluster")
    zones = [each.get("privateDNSZone") or "system" for each in (old, new) if each.get("enablePrivateCluster")]
    if len(set(zones)) > 1 and zones[1] != "none":
        return _refused(f"{path}.privateDNSZone")
    return None


# https://github.com/pulumi/pulumi-azure-native/issues/959
def pools_kept(ask: AksRequest) -> Refusal | None:
    """Refuse changes of what a pool has for life."""
    for path, pool in ask.pools:
        old = ask.pools_before.get(str(pool.get("name")))
        for name in _FIXED_IN_POOL:
            if old is not None and old.get(name) != pool.get(name):
                prefix = (
                    f"agentPoolProfiles[{pool.get('name')}]" if path.startswith("agentPoolProfiles") else "properties"
                )
                return _refused(f"{prefix}.{name}")
    return None
