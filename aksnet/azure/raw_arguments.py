"""What azure-native takes for a cluster, a pool and a subnet, and what of that planning or nobody may say in a raw map.

Names and types are in `raw_arguments.json`, which `make docs` writes from pulumi-azure-native.
"""

import json
from collections.abc import Mapping
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any


@unique
class RawTarget(StrEnum):
    """What a raw map is merged into the request of."""

    CLUSTER = "cluster"
    POOL = "pool"
    SUBNET = "subnet"


_PROFILE = (
    "networkPlugin",
    "networkPluginMode",
    "networkDataplane",
    "networkPolicy",
    "networkMode",
    "ipFamilies",
    "podCidr",
    "podCidrs",
    "serviceCidr",
    "serviceCidrs",
    "dnsServiceIP",
    "outboundType",
    "loadBalancerSku",
    "natGatewayProfile",
)
_BALANCER = (
    "managedOutboundIPs",
    "outboundIPs",
    "outboundIPPrefixes",
    "allocatedOutboundPorts",
    "idleTimeoutInMinutes",
)
_ACCESS = (
    "enablePrivateCluster",
    "privateDNSZone",
    "enablePrivateClusterPublicFQDN",
    "enableVnetIntegration",
    "subnetId",
    "authorizedIPRanges",
)

PLANNED: Mapping[RawTarget, Mapping[str, str]] = MappingProxyType(
    {
        RawTarget.CLUSTER: {
            "aadProfile": "entra",
            "agentPoolProfiles": "nodePools",
            **{f"apiServerAccessProfile.{name}": "" for name in _ACCESS},
            "autoUpgradeProfile.nodeOSUpgradeChannel": "nodeOsChannel",
            "autoUpgradeProfile.upgradeChannel": "upgradeChannel",
            "bootstrapProfile": "outbound",
            "disableLocalAccounts": "localAccounts",
            "dnsPrefix": "name",
            "enableRBAC": "",
            "fqdnSubdomain": "fqdnSubdomain",
            "identity": "identityId",
            "identityProfile": "kubeletIdentityId",
            "kubernetesVersion": "kubernetesVersion",
            "linuxProfile": "sshPublicKey",
            **{f"networkProfile.{name}": "" for name in _PROFILE},
            **{f"networkProfile.loadBalancerProfile.{name}": "outbound" for name in _BALANCER},
            "nodeResourceGroup": "nodeResourceGroup",
            "oidcIssuerProfile": "",
            "securityProfile.workloadIdentity": "",
            "servicePrincipalProfile": "",
            "sku": "tier",
            "supportPlan": "supportPlan",
            "nodeProvisioningProfile": "nodeProvisioning",
            "networkProfile.advancedNetworking": "advancedNetworking",
            "networkProfile.staticEgressGatewayProfile": "nodePools.<pool>.gatewayPrefix",
            "windowsProfile": "",
        },
        RawTarget.POOL: {
            "availabilityZones": "zones",
            "count": "count",
            "enableAutoScaling": "maxCount",
            "maxCount": "maxCount",
            "maxPods": "maxPods",
            "minCount": "minCount",
            "mode": "mode",
            "nodeLabels": "labels",
            "nodeTaints": "taints",
            "orchestratorVersion": "kubernetesVersion",
            "osSKU": "osSku",
            "osType": "osType",
            "podIPAllocationMode": "",
            "podSubnetID": "podSubnet",
            "upgradeSettings.maxSurge": "maxSurge",
            "upgradeSettings.maxUnavailable": "maxUnavailable",
            "gatewayProfile": "gatewayPrefix",
            "localDNSProfile": "localDns",
            "windowsProfile": "disableOutboundNat",
            "vmSize": "vmSize",
            "vnetSubnetID": "nodeSubnet",
        },
        RawTarget.SUBNET: {
            "addressPrefix": "prefix",
            "addressPrefixes": "prefix",
            "defaultOutboundAccess": "defaultOutboundAccess",
            "delegations": "delegation",
            "natGateway": "natGatewayId",
            "networkSecurityGroup": "networkSecurityGroup",
            "privateEndpointNetworkPolicies": "privateEndpointNetworkPolicies",
            "privateLinkServiceNetworkPolicies": "privateLinkServiceNetworkPolicies",
            "routeTable": "routeTableId",
            "serviceEndpoints": "serviceEndpoints",
        },
    }
)
"""Properties that planning decides about, each with the key that says it; empty where none does."""

REPLACES: Mapping[RawTarget, tuple[str, ...]] = MappingProxyType(
    {
        RawTarget.CLUSTER: ("diskEncryptionSetID",),
        RawTarget.POOL: ("gpuInstanceProfile", "networkProfile.nodePublicIPTags"),
        RawTarget.SUBNET: (),
    }
)
"""Properties for whose change azure-native 3.29.0 makes the resource anew (its replacement.go), planned ones aside."""


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return found


def properties(target: RawTarget) -> Mapping[str, str]:
    """Return the types of what the request has at its top, by name: of JSON, `any`, or the name of a record.

    A list of a type is in brackets, a map of texts to it in braces.
    """
    return {name: each["type"] for name, each in _table()["roots"][target].items()}


def python_names(target: RawTarget) -> Mapping[str, str]:
    """Return the names of azure-native's arguments in Python by the properties' names."""
    return {name: each["python"] for name, each in _table()["roots"][target].items()}


def record(kind: str) -> Mapping[str, str] | None:
    """Return the types of a record's properties by name; None for what is no record."""
    found: Mapping[str, str] | None = _table()["types"].get(kind)
    return found


def on_path(path: str, paths: Mapping[str, Any] | tuple[str, ...]) -> str | None:
    """Return the one of some paths that is a path itself or stands above it."""
    return next((each for each in paths if path == each or path.startswith(f"{each}.")), None)
