"""Raw properties reach the requests beside what is planned, and the table of what is planned is whole."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aksnet.arm.catalogue import AGENT_POOL, MANAGED_CLUSTER
from aksnet.azure.raw_arguments import PLANNED, REPLACES, RawTarget, on_path, properties
from components.raw_properties import RawConflictError, with_raw
from tests.plan.support import IDENTITY_ID, IP_ID, KUBELET_ID, REGISTRY_ID, SUBSCRIPTION
from tests.program import run_clusters

CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"
SUBNET = "azure-native:network:Subnet"
DISKS = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Compute/diskEncryptionSets/disks"

KEYS: list[dict[str, Any]] = [
    {
        "mode": "cilium-overlay",
        "kubernetesVersion": "1.36",
        "tier": "Premium",
        "supportPlan": "AKSLongTermSupport",
        "upgradeChannel": "patch",
        "nodeOsChannel": "NodeImage",
        "identityId": IDENTITY_ID,
        "kubeletIdentityId": KUBELET_ID,
        "registries": [REGISTRY_ID],
        "entra": {},
        "localAccounts": False,
        "sshPublicKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKbPqoPVYbYdbPaGPbhQoHAFRxRZCRlhqTVO6Z1gI0Wr a",
        "advancedNetworking": {"security": "L7"},
        "nodeProvisioning": {"maxNodes": 20},
        "apiServerSubnet": {},
        "authorizedIpRanges": ["203.0.113.0/24"],
        "outbound": {"type": "loadBalancer", "loadBalancer": {"publicIpIds": [IP_ID], "allocatedPorts": 1024}},
    },
    {
        "mode": "cilium-pod-subnet-static-block",
        "privateCluster": True,
        "privateDnsZone": "system",
        "publicFqdn": False,
        "outbound": "none",
        "nodeSubnet": {
            "prefix": "10.224.0.0/16",
            "defaultOutboundAccess": False,
            "serviceEndpoints": ["Microsoft.Sql"],
            "networkSecurityGroup": {},
            "privateEndpointNetworkPolicies": "Disabled",
            "privateLinkServiceNetworkPolicies": "Disabled",
        },
        "nodePools": {
            "sys": {
                "mode": "System",
                "zones": ["1"],
                "labels": {"a": "b"},
                "taints": ["a=b:NoSchedule"],
                "minCount": 1,
                "maxCount": 3,
            },
            "more": {"localDns": "Required", "maxSurge": "0", "maxUnavailable": "1"},
        },
    },
    {
        "mode": "overlay",
        "outbound": "userAssignedNATGateway",
        "nodePools": {"sys": {"mode": "System"}, "win": {"osType": "Windows", "disableOutboundNat": True}},
    },
]
"""Clusters that say most of what a stack file can."""


def _paths(body: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for name, value in body.items():
        if isinstance(value, Mapping) and value:
            yield from _paths(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


@pytest.mark.parametrize("keys", KEYS, ids=lambda keys: keys["mode"])
def test_whatever_is_sent_is_in_the_table_of_what_planning_decides(keys: dict[str, Any]) -> None:
    recorded = run_clusters({"dev": keys})
    sent = {
        RawTarget.CLUSTER: [each.inputs for each in recorded.all(CLUSTER)],
        RawTarget.POOL: [
            *(each.inputs for each in recorded.all(POOL)),
            *recorded.one(CLUSTER).inputs["agentPoolProfiles"],
        ],
        RawTarget.SUBNET: [each.inputs for each in recorded.all(SUBNET)],
    }
    for target, resources in sent.items():
        own = {path for each in resources for path in _paths(each) if path.split(".")[0] in properties(target)}
        assert own, target
        assert {path for path in own if on_path(path, PLANNED[target]) is None} == set()


def test_raw_properties_are_merged_into_their_requests() -> None:
    said = {
        "raw": {
            "diskEncryptionSetID": DISKS,
            "securityProfile": {"imageCleaner": {"enabled": True, "intervalHours": 48}},
            "apiServerAccessProfile": {"disableRunCommand": True},
            "networkProfile": {"loadBalancerProfile": {"backendPoolType": "NodeIP"}},
            "storageProfile": {"blobCSIDriver": {"enabled": True}},
        },
        "privateCluster": True,
        "outbound": {"type": "loadBalancer", "loadBalancer": {"managedIps": 2}},
        "nodeSubnet": {"prefix": "10.224.0.0/16", "raw": {"sharingScope": "Tenant"}},
        "nodePools": {
            "sys": {
                "mode": "System",
                "raw": {"osDiskType": "Ephemeral", "upgradeSettings": {"drainTimeoutInMinutes": 45}},
            },
            "spot": {"raw": {"scaleSetPriority": "Spot", "spotMaxPrice": -1}},
        },
    }
    recorded = run_clusters({"dev": said})
    sent = recorded.one(CLUSTER).inputs
    system, spot = sent["agentPoolProfiles"][0], recorded.one(POOL).inputs
    assert sent["diskEncryptionSetID"] == DISKS
    assert sent["storageProfile"] == {"blobCSIDriver": {"enabled": True}}
    assert sent["securityProfile"] == {
        "workloadIdentity": {"enabled": True},
        "imageCleaner": {"enabled": True, "intervalHours": 48},
    }
    assert sent["apiServerAccessProfile"] == {"enablePrivateCluster": True, "disableRunCommand": True}
    assert sent["networkProfile"]["loadBalancerProfile"] == {
        "managedOutboundIPs": {"count": 2},
        "backendPoolType": "NodeIP",
    }
    assert (system["osDiskType"], system["upgradeSettings"]) == (
        "Ephemeral",
        {"maxSurge": "10%", "drainTimeoutInMinutes": 45},
    )
    assert (spot["scaleSetPriority"], spot["spotMaxPrice"]) == ("Spot", -1)
    assert recorded.one(SUBNET).inputs["sharingScope"] == "Tenant"


def test_a_raw_property_never_takes_the_place_of_a_planned_one() -> None:
    with pytest.raises(RawConflictError, match=r"raw\.vmSize"):
        with_raw(RawTarget.POOL, {"vm_size": "a"}, {"vmSize": "b"})


def test_the_table_says_what_azure_native_replaces_for() -> None:
    """As far as a raw map can say it: the rest is planned, a place, or at the top of every resource."""
    for target, arm in ((RawTarget.CLUSTER, MANAGED_CLUSTER), (RawTarget.POOL, AGENT_POOL)):
        free = [path for path in arm.replace_on if on_path(path, PLANNED[target]) is None and "[" not in path]
        assert set(free) - {"location", "networkProfile.nodePublicIPTags"} == {
            path for path in REPLACES[target] if path != "networkProfile.nodePublicIPTags"
        }
