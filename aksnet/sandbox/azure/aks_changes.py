"""What AKS changes in place in a cluster's network profile, and what it refuses to change.

pulumi-azure-native replaces a cluster for most of these, so the rules are met by those who ignore a change or write
by other means. Split from `aks_rules`, which lists them all in their order; what never changes is in `aks_fixed`.
https://learn.microsoft.com/azure/aks/update-azure-cni
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.addresses import parse
from aksnet.sandbox.azure.agent_pools import plugin_of
from aksnet.sandbox.azure.aks_fixed import refused
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.children import merged
from aksnet.sandbox.azure.defaults import cluster_defaults
from aksnet.sandbox.azure.kubernetes_calendar import minor_of
from aksnet.sandbox.sandbox_errors import Refusal

# https://learn.microsoft.com/azure/aks/egress-outboundtype#update-cluster-outbound-type: from → to, by the network.
_OUTBOUND_MANAGED: Final = {
    "loadBalancer": ("managedNATGateway", "none"),
    "managedNATGateway": ("none",),
    "none": ("loadBalancer", "managedNATGateway"),
}
_OUTBOUND_OWN: Final = ("loadBalancer", "userAssignedNATGateway", "userDefinedRouting", "none")
# A stored object's key (`aksnet.sandbox.kube.objects.key`); the configuration that AKS makes has another name.
_MASQUERADE: Final = "core|ConfigMap|kube-system/azure-ip-masq-agent-config"
_CALICO_MINIMUM: Final = (1, 30)
_OVERLAY_MINIMUM: Final = (1, 27)


def _at_least(ask: AksRequest, minimum: tuple[int, ...]) -> bool:
    return minor_of(ask.version) >= minimum


def _profiles(ask: AksRequest) -> tuple[Json, Json]:
    """Return the network profile before and now, both with what AKS fills in."""
    found = []
    for body in (ask.before or {}, ask.cluster):
        sent = {key: value for key, value in as_dict(body.get("networkProfile")).items() if value is not None}
        filled = cluster_defaults(ask.cluster_id, {**body, "networkProfile": sent})["networkProfile"]
        found.append(merged(filled, sent))
    return found[0], found[1]


def _same(one: Any, other: Any) -> bool:
    """Return whether two values mean the same: text without case, a range however it is written."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, str) and isinstance(other, str):
        network = parse(one)
        return one.lower() == other.lower() or (network is not None and network == parse(other))
    return bool((one or None) == (other or None))


def _to_overlay(old: Json, new: Json) -> bool:
    return old.get("networkPluginMode") != "overlay" and new.get("networkPluginMode") == "overlay"


def _plugin(ask: AksRequest, old: Json, new: Json) -> bool:
    one_way = old["networkPlugin"] == "kubenet" and new["networkPlugin"] == "azure"
    return one_way and _to_overlay(old, new) and _at_least(ask, _OVERLAY_MINIMUM) and ask.principal is not None


def _mode(ask: AksRequest, old: Json, new: Json) -> bool:
    in_pod_subnet = any(pool.get("podSubnetID") for pool in [*ask.pools_before.values(), *ask.all_pools])
    together = old.get("networkDataplane") != new.get("networkDataplane")
    return _to_overlay(old, new) and not in_pod_subnet and not together and _at_least(ask, _OVERLAY_MINIMUM)


def _plane(ask: AksRequest, old: Json, new: Json) -> bool:
    return plugin_of(old) == "azure" and new.get("networkDataplane") == "cilium" and not ask.provisions_nodes


def _policy(ask: AksRequest, old: Json, new: Json) -> bool:
    before, after = old["networkPolicy"], new["networkPolicy"]
    if after == "cilium":
        return old.get("networkDataplane") != "cilium" and new.get("networkDataplane") == "cilium"
    if before == "cilium":
        return False
    # One engine goes before another comes, and neither does in an old cluster: release 2026-05-29 in
    # https://github.com/Azure/AKS/blob/master/CHANGELOG.md
    return "none" in (before, after) and _at_least(ask, _CALICO_MINIMUM)


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
    if _same(old.get("podCidr"), new.get("podCidr")) and not _same(old["ipFamilies"], new["ipFamilies"]):
        return True
    return _pod_range(ask, old, new)


def _service_ranges(_ask: AksRequest, old: Json, new: Json) -> bool:
    return _same(old["serviceCidrs"][:1], new["serviceCidrs"][:1]) and old["ipFamilies"] != new["ipFamilies"]


def _families(_ask: AksRequest, old: Json, new: Json) -> bool:
    # No page describes a second family together with another change of the network, so none is simulated.
    together = any(
        old.get(name) != new.get(name) for name in ("networkPlugin", "networkPluginMode", "networkDataplane")
    )
    return not together and (old["ipFamilies"], new["ipFamilies"]) == (["IPv4"], ["IPv4", "IPv6"])


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


# https://learn.microsoft.com/azure/aks/update-azure-cni and, for the masquerade agent, release 2025-01-30 in
# https://github.com/Azure/AKS/blob/master/CHANGELOG.md; the codes are not known.
def overlay_from_node_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse the way from flat to overlay without a pod range in the request, or with one's own masquerade agent."""
    if ask.before is None:
        return None
    old, new = _profiles(ask)
    if plugin_of(old) != "azure" or not _to_overlay(old, new):
        return None
    if not (ask.profiled("podCidr") or ask.profiled("podCidrs")):
        return Refusal(
            "BadRequest", "networkProfile.podCidr is required to update a cluster from node subnet to overlay."
        )
    if _MASQUERADE in ask.view.cluster_objects(ask.cluster_id):
        return Refusal(
            "BadRequest",
            "Cannot update cluster to Azure CNI Overlay while it has a custom azure-ip-masq-agent configuration "
            "(ConfigMap kube-system/azure-ip-masq-agent-config).",
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
        if not _same(old.get(name), new.get(name)) and (allowed is None or not allowed(ask, old, new)):
            return refused(f"networkProfile.{name}")
    return None
