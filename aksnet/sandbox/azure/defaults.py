"""What Azure fills in where a body leaves it out, per type: seen in outputs and in the inputs of an import.

From the answers that the REST reference shows for each type. Leaves out what is read-only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.agent_pools import DEFAULT_DNS, pod_ranges, pod_source, service_ranges
from aksnet.sandbox.azure.node_group import node_group_of

# https://learn.microsoft.com/rest/api/virtualnetwork/
_VNET: Final[Json] = {
    "enableDdosProtection": False,
    "privateEndpointVNetPolicies": "Disabled",
    "virtualNetworkPeerings": [],
}
_SUBNET: Final[Json] = {
    "delegations": [],
    "privateEndpointNetworkPolicies": "Disabled",
    "privateLinkServiceNetworkPolicies": "Enabled",
}
_PUBLIC_IP: Final[Json] = {
    "ddosSettings": {"protectionMode": "VirtualNetworkInherited"},
    "idleTimeoutInMinutes": 4,
    "ipTags": [],
    "publicIPAddressVersion": "IPv4",
    "publicIPAllocationMethod": "Dynamic",
    "sku": {"name": "Basic", "tier": "Regional"},
}
_RULE: Final[Json] = {
    "destinationAddressPrefixes": [],
    "destinationPortRanges": [],
    "sourceAddressPrefixes": [],
    "sourcePortRanges": [],
}
# https://learn.microsoft.com/rest/api/aks/managed-clusters/get
_CLUSTER: Final[Json] = {
    "autoUpgradeProfile": {"nodeOSUpgradeChannel": "NodeImage"},
    "bootstrapProfile": {"artifactSource": "Direct"},
    "disableLocalAccounts": False,
    "enableRBAC": True,
    "metricsProfile": {"costAnalysis": {"enabled": False}},
    "nodeProvisioningProfile": {"defaultNodePools": "Auto", "mode": "Manual"},
    "oidcIssuerProfile": {"enabled": False},
    "servicePrincipalProfile": {"clientId": "msi"},
    "sku": {"name": "Base", "tier": "Free"},
    "storageProfile": {
        "diskCSIDriver": {"enabled": True},
        "fileCSIDriver": {"enabled": True},
        "snapshotController": {"enabled": True},
    },
    "supportPlan": "KubernetesOfficial",
}
_BALANCER: Final[Json] = {"backendPoolType": "NodeIPConfiguration", "managedOutboundIPs": {"count": 1}}
_GATEWAY: Final[Json] = {"idleTimeoutInMinutes": 4, "managedOutboundIPProfile": {"count": 1}}


def _always(table: Json) -> Callable[[str, Json], Json]:
    def defaults(_arm_id: str, _body: Json) -> Json:
        return table

    return defaults


def cluster_defaults(arm_id: str, body: Json) -> Json:
    """Return what AKS fills in for a cluster."""
    access = as_dict(body.get("apiServerAccessProfile"))
    answer = {
        **_CLUSTER,
        "networkProfile": _profile(as_dict(body.get("networkProfile"))),
        "nodeResourceGroup": node_group_of(arm_id, body),
    }
    if access.get("enablePrivateCluster"):
        answer["apiServerAccessProfile"] = {"enablePrivateClusterPublicFQDN": True, "privateDNSZone": "system"}
    return answer


def _profile(sent: Json) -> Json:
    """Return the network profile with mirrors: the single range and the list of ranges."""
    outbound = sent.get("outboundType") or "loadBalancer"
    services = service_ranges(sent)
    answer: dict[str, Any] = {
        "dnsServiceIP": DEFAULT_DNS,
        "ipFamilies": ["IPv4"],
        "loadBalancerSku": "standard",
        "networkPlugin": "azure",
        "networkPolicy": "none",
        "outboundType": outbound,
        "serviceCidr": services[0],
        "serviceCidrs": services,
    }
    if not sent.get("networkPlugin"):
        answer["networkPluginMode"] = "overlay"
    if sent.get("networkPlugin") != "none":
        answer["networkDataplane"] = "azure"
        if pod_source(sent, {}) == "range":
            answer |= {"podCidr": pod_ranges(sent)[0], "podCidrs": pod_ranges(sent)}
    if outbound == "loadBalancer":
        answer["loadBalancerProfile"] = _BALANCER
    elif outbound in ("managedNATGateway", "userAssignedNATGateway"):
        answer["natGatewayProfile"] = _GATEWAY if outbound == "managedNATGateway" else {"idleTimeoutInMinutes": 4}
    return answer


vnet_defaults = _always(_VNET)
subnet_defaults = _always(_SUBNET)
table_defaults = _always({"disableBgpRoutePropagation": False})
gateway_defaults = _always({"idleTimeoutInMinutes": 4})
address_defaults = _always(_PUBLIC_IP)
rule_defaults = _always(_RULE)
