"""Which changes of a resource's inputs pulumi-azure-native sees, and which of them replace the resource.

After its provider/pkg/provider/diff.go: one level deep, by exact path.
"""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.arm.catalogue import AGENT_POOL, MANAGED_CLUSTER, PUBLIC_IP
from aksnet.engine.marks import UNKNOWN
from aksnet.sandbox.azure.native_diff import judged

Json = dict[str, Any]
Found = dict[str, tuple[str, str | None]]
POOLS: list[Json] = [{"name": "system", "count": 3}, {"name": "user", "count": 1}]
CLUSTER: Json = {
    "resourceGroupName": "Rg",
    "resourceName": "aks",
    "location": "West Europe",
    "sku": {"name": "Base", "tier": "Standard"},
    "tags": {"a.b": "1"},
    "networkProfile": {"podCidr": "10.244.0.0/16", "serviceCidrs": ["10.0.0.0/16"], "outboundType": "loadBalancer"},
    "windowsProfile": {"adminUsername": "azureuser"},
    "agentPoolProfiles": POOLS,
}


def found(new: Json, old: Json = CLUSTER, outputs: Json | None = None, arm: Any = MANAGED_CLUSTER) -> Found:
    changes = judged(arm, old, new, outputs or {})
    return {str(change): (change.kind, replaces) for change, replaces in changes}


def profile(**values: Any) -> Json:
    return {**CLUSTER, "networkProfile": {**CLUSTER["networkProfile"], **values}}


@pytest.mark.parametrize(
    "new",
    [
        CLUSTER,
        {**CLUSTER, "location": "westeurope"},
        {**CLUSTER, "resourceGroupName": "rG"},
        {**CLUSTER, "sku": {"name": "Basic", "tier": "Paid"}},
        {**CLUSTER, "agentPoolProfiles": POOLS[::-1]},
        {**CLUSTER, "dnsPrefix": None},
    ],
)
def test_the_same_in_other_words_is_no_change(new: Json) -> None:
    assert found(new) == {}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({**CLUSTER, "tags": {"a.b": "2"}}, {'tags["a.b"]': ("update", None)}),
        ({**CLUSTER, "sku": {"name": "Base", "tier": "Free"}}, {"sku.tier": ("update", None)}),
        (profile(serviceCidrs=["10.1.0.0/16"]), {"networkProfile.serviceCidrs[0]": ("update", None)}),
        (profile(serviceCidrs=["10.0.0.0/16", "fd00::/108"]), {"networkProfile.serviceCidrs[1]": ("add", None)}),
        (profile(podCidrs=["10.244.0.0/16"]), {"networkProfile.podCidrs": ("add", None)}),
        ({key: CLUSTER[key] for key in CLUSTER if key != "networkProfile"}, {"networkProfile": ("delete", None)}),
        ({**CLUSTER, "networkProfile": UNKNOWN}, {"networkProfile": ("update", None)}),
        (
            {**CLUSTER, "windowsProfile": {"adminUsername": "azureuser", "adminPassword": "p"}},
            {"windowsProfile.adminPassword": ("add", None)},
        ),
        ({**CLUSTER, "windowsProfile": {}}, {"windowsProfile.adminUsername": ("delete", None)}),
        (
            {**CLUSTER, "agentPoolProfiles": [{"name": "user", "count": 2}, {"name": "new"}]},
            {
                "agentPoolProfiles[0].count": ("update", None),
                "agentPoolProfiles[0]": ("delete", None),
                "agentPoolProfiles[1]": ("add", None),
            },
        ),
    ],
)
def test_this_is_an_update(new: Json, expected: Found) -> None:
    assert found(new) == expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({**CLUSTER, "location": "eastus"}, {"location": ("update", "location")}),
        ({**CLUSTER, "resourceName": "other"}, {"resourceName": ("update", "resourceName")}),
        ({**CLUSTER, "dnsPrefix": "aks"}, {"dnsPrefix": ("add", "dnsPrefix")}),
        (profile(podCidr="10.0.0.0/8"), {"networkProfile.podCidr": ("update", "networkProfile.podCidr")}),
        (profile(podCidr=None), {"networkProfile.podCidr": ("delete", "networkProfile.podCidr")}),
        (profile(podCidr=UNKNOWN), {"networkProfile.podCidr": ("update", "networkProfile.podCidr")}),
        (profile(networkPolicy="none"), {"networkProfile.networkPolicy": ("add", "networkProfile.networkPolicy")}),
        (profile(serviceCidrs=None), {"networkProfile.serviceCidrs": ("delete", "networkProfile.serviceCidrs")}),
        (
            {**CLUSTER, "windowsProfile": {"adminUsername": "another"}},
            {"windowsProfile.adminUsername": ("update", "windowsProfile")},
        ),
        (
            {**CLUSTER, "agentPoolProfiles": [{**POOLS[0], "windowsProfile": {"disableOutboundNat": True}}, POOLS[1]]},
            {"agentPoolProfiles[0].windowsProfile": ("add", "agentPoolProfiles[].windowsProfile")},
        ),
    ],
)
def test_this_replaces_the_cluster(new: Json, expected: Found) -> None:
    assert found(new) == expected


def test_what_azure_had_filled_in_may_be_said_without_a_replacement() -> None:
    new = {**CLUSTER, "dnsPrefix": "aks"}
    assert found(new, outputs={"dnsPrefix": "aks"}) == {"dnsPrefix": ("add", None)}
    assert found(new, outputs={"dnsPrefix": "other"}) == {"dnsPrefix": ("add", "dnsPrefix")}


def test_other_types_have_their_own_tables() -> None:
    old = {"sku": {"name": "Standard"}, "zones": ["1"]}
    assert found({**old, "sku": {"name": "StandardV2"}}, old, arm=PUBLIC_IP) == {"sku.name": ("update", "sku")}
    assert found({**old, "zones": ["1", "2"]}, old, arm=PUBLIC_IP) == {"zones[1]": ("add", None)}
    pool = {"vmSize": "Standard_D4s_v5", "maxPods": 30}
    assert found({**pool, "maxPods": 60}, pool, arm=AGENT_POOL) == {"maxPods": ("update", None)}
    assert found({**pool, "vmSize": "Standard_D8s_v5"}, pool, arm=AGENT_POOL) == {"vmSize": ("update", "vmSize")}
