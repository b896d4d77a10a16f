"""What AKS refuses about plugin, plugin mode, data plane, policy and what goes with them; one function per rule.

Split from `aks_rules`, which lists them all in their order.
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.addresses import networks_of
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.sandbox_errors import Refusal

_LABEL: Final = 63
"""Characters of a label's value."""


def overlay_with_kubenet(ask: AksRequest) -> Refusal | None:
    """Refuse the overlay mode on anything but Azure CNI."""
    plugin = ask.profiled("networkPlugin")
    if ask.profiled("networkPluginMode") == "overlay" and plugin != "azure":
        return Refusal(
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
            f"NetworkPluginMode overlay is not supported with NetworkPlugin {plugin}",
        )
    return None


def overlay_with_pod_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a pod subnet where pods live in an overlay."""
    if ask.profiled("networkPluginMode") == "overlay" and ask.pod_subnets:
        return Refusal("BadRequest", "NetworkPluginMode overlay cannot be used with PodSubnetID.")
    return None


def pod_subnet_plugin(ask: AksRequest) -> Refusal | None:
    """Refuse a pod subnet on a plugin that is not Azure CNI, and block allocation without a pod subnet."""
    if ask.pod_subnets and ask.profiled("networkPlugin") != "azure":
        return Refusal(
            "InvalidParameter", f"{ask.pod_subnets[0].path}: PodSubnetID is only supported with NetworkPlugin azure."
        )
    for path, pool in ask.pools:
        if pool.get("podIPAllocationMode") == "StaticBlock" and not pool.get("podSubnetID"):
            return Refusal("InvalidParameter", f"{path}: podIPAllocationMode StaticBlock requires PodSubnetID.")
    return None


def all_pools_or_none(ask: AksRequest) -> Refusal | None:
    """Refuse pods of some pools in a pod subnet and of others not: a cluster is of one kind."""
    if len({bool(pool.get("podSubnetID")) for pool in ask.all_pools}) > 1:
        return Refusal("InvalidParameter", "Either all agent pools or none must have PodSubnetID.")
    return None


def cilium_plane_without_policy(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium data plane with another policy, or with none sent."""
    if ask.profiled("networkDataplane") == "cilium" and ask.profiled("networkPolicy") != "cilium":
        return Refusal(
            "BadRequest",
            "Cilium dataplane requires network policy cilium. (CiliumDataplaneRequiresNetworkPolicyCilium)",
        )
    return None


def cilium_policy_without_plane(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium policy on another data plane."""
    if ask.profiled("networkPolicy") == "cilium" and ask.profiled("networkDataplane") != "cilium":
        return Refusal(
            "NetworkPolicyNotSupported",
            "Network Policy cilium requires NetworkDataplane cilium. (NetworkPolicyCiliumRequiresCiliumDataplane)",
        )
    return None


def cilium_plugin(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium data plane outside Azure CNI, and with Windows."""
    if ask.profiled("networkDataplane") != "cilium":
        return None
    if ask.profiled("networkPlugin") != "azure":
        return Refusal("BadRequest", "NetworkDataplane cilium requires NetworkPlugin azure.")
    if ask.windows:
        return Refusal("BadRequest", "Windows agent pools are not supported with NetworkDataplane cilium.")
    return None


def policy_offered(ask: AksRequest) -> Refusal | None:
    """Refuse a policy that the plugin does not carry."""
    plugin, policy = ask.profiled("networkPlugin"), ask.profiled("networkPolicy")
    if plugin == "kubenet" and policy == "azure":
        return Refusal(
            "NetworkPolicyAzureNotSupportedForKubenet",
            "Network policy azure is not supported with NetworkPlugin kubenet.",
        )
    if plugin == "none" and policy not in (None, "", "none"):
        return Refusal(
            "NetworkPolicyNotSupportedForNone", f"Network policy {policy} is not supported with NetworkPlugin none."
        )
    return None


# https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update#networkmode; no public code is known.
def network_mode(ask: AksRequest) -> Refusal | None:
    """Refuse a way of wiring pods outside Azure CNI."""
    if ask.profiled("networkMode") and ask.profiled("networkPlugin") != "azure":
        return Refusal("InvalidParameter", "networkProfile.networkMode is only supported with NetworkPlugin azure.")
    return None


# https://github.com/pulumi/pulumi-azure-native/issues/4206
def advanced_networking(ask: AksRequest) -> Refusal | None:
    """Refuse parts of the advanced container networking services without their main switch, or without Cilium."""
    asked = as_dict(ask.profiled("advancedNetworking"))
    if asked and asked.get("enabled") is None:
        return Refusal(
            "InvalidParameter",
            "Failed to set AdvancedNetworking enablement. Missing required field "
            "networkProfile.advancedNetworking.enabled",
        )
    policies = as_dict(asked.get("security")).get("advancedNetworkPolicies")
    if policies in ("FQDN", "L7") and ask.profiled("networkDataplane") != "cilium":
        return Refusal("BadRequest", f"advancedNetworkPolicies {policies} requires NetworkDataplane cilium.")
    return None


# https://learn.microsoft.com/azure/aks/node-auto-provisioning#limitations
def node_auto_provisioning(ask: AksRequest) -> Refusal | None:
    """Refuse what does not go with nodes that AKS makes by itself."""
    if not ask.provisions_nodes:
        return None
    unsupported = {
        "the cluster autoscaler": any(pool.get("enableAutoScaling") for pool in ask.all_pools),
        "network policy calico": ask.profiled("networkPolicy") == "calico",
        "dynamic IP allocation": any(pool.get("podSubnetID") for pool in ask.all_pools),
        "Windows agent pools": ask.windows,
        "IPv6": "IPv6" in (ask.profiled("ipFamilies") or ()),
        "NetworkPlugin kubenet": ask.profiled("networkPlugin") == "kubenet",
    }
    found = [name for name, is_there in unsupported.items() if is_there]
    if not found:
        return None
    return Refusal("InvalidParameter", f"nodeProvisioningProfile.mode Auto is not supported with {', '.join(found)}.")


# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#limitations; no public code is known.
def overlay_sizes(ask: AksRequest) -> Refusal | None:
    """Refuse machines of the DCsv2 series in an overlay."""
    for path, pool in ask.pools if ask.overlay else ():
        if re.fullmatch(r"Standard_DC\d+s_v2", str(pool.get("vmSize")), re.IGNORECASE):
            return Refusal("BadRequest", f"{path}.vmSize: {pool['vmSize']} is not supported with Azure CNI Overlay.")
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#limitations; no public code is known.
def overlay_names(ask: AksRequest) -> Refusal | None:
    """Refuse names that an overlay makes labels of nodes from, and that are longer than a label is."""
    subnets = [subnet.id for subnet in ask.node_subnets] if ask.overlay else []
    groups = [resource_group_of(arm_id) for arm_id in (ask.cluster_id, *subnets)] if subnets else []
    for name in [*groups, *(last(parent_of(subnet)) for subnet in subnets), *map(last, subnets)]:
        if len(name) > _LABEL:
            return Refusal(
                "InvalidParameter",
                f"With Azure CNI Overlay names of resource groups, virtual networks and subnets have at most {_LABEL} "
                f"characters: {name}.",
            )
    return None


# https://learn.microsoft.com/azure/aks/configure-dual-stack
def dual_stack(ask: AksRequest) -> Refusal | None:
    """Refuse IPv6 where the mode or a node subnet does not have it."""
    families = list(ask.profiled("ipFamilies") or ["IPv4"])
    if families not in (["IPv4"], ["IPv4", "IPv6"]):
        return Refusal("InvalidParameter", f"ipFamilies must be [IPv4] or [IPv4, IPv6], not {families}.")
    if families == ["IPv4"]:
        return None
    flat = ask.profiled("networkPlugin") == "azure" and ask.profiled("networkPluginMode") != "overlay"
    if flat and not all(pool.get("podIPAllocationMode") == "StaticBlock" for pool in ask.all_pools):
        return Refusal("IPv6NotSupported", "IPv6 requires networkPluginMode overlay with NetworkPlugin azure.")
    if ask.profiled("networkPolicy") in ("azure", "calico"):
        return Refusal("IPv6NotSupported", f"Network policy {ask.profiled('networkPolicy')} does not support IPv6.")
    for subnet in ask.node_subnets:
        if not any(network.version == 6 for network in networks_of(subnet.body)):
            return Refusal("IPv6NotSupported", f"The subnet {subnet.id} has no IPv6 prefix, which ipFamilies asks for.")
    return None
