"""What AKS changes in place and what it does not, for a cluster that is written again.

https://learn.microsoft.com/azure/aks/update-azure-cni
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import RULES, first_refusal
from aksnet.sandbox.azure.identity import DNS_ZONE_CONTRIBUTOR
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, fqdn_of
from aksnet.sandbox.azure.node_group import node_group_of
from aksnet.sandbox.azure.resource_type import Write
from tests.sandbox.aks_world import (
    CLUSTER,
    GATEWAY,
    NODES,
    PODS,
    SERVER,
    TABLE,
    VNET,
    ZONE,
    Change,
    World,
    cluster,
    every,
    more_pools,
    on,
    pool,
    profile,
    role_at,
    route,
)

KUBENET = every(profile(networkPlugin="kubenet"), on(NODES, routeTable={"id": TABLE}), role_at(TABLE))
TO_OVERLAY = profile(networkPlugin="azure", networkPluginMode="overlay")
OVERLAY = profile(networkPluginMode="overlay", podCidr="10.240.0.0/20")
CILIUM = profile(networkDataplane="cilium", networkPolicy="cilium")
MANAGED = pool(vnetSubnetID=None)
LATER = route("VirtualAppliance")
NETWORKS = every(on(NODES, natGateway={"id": GATEWAY}, routeTable={"id": TABLE}), role_at(TABLE), LATER)
AUTO = every(CILIUM, profile(networkPluginMode="overlay"), cluster(nodeProvisioningProfile={"mode": "Auto"}))
WINDOWS = every(cluster(windowsProfile={"adminUsername": "a"}), more_pools({"name": "win", "osType": "Windows"}))
NO_WAY_OUT = every(MANAGED, cluster(bootstrapProfile={"artifactSource": "Cache"}), profile(outboundType="none"))
CALICO, NO_POLICY = profile(networkPolicy="calico"), profile(networkPolicy="none")
RANGED = every(TO_OVERLAY, profile(podCidr="10.100.0.0/16"))
BYO = profile(networkPlugin="none", podCidr="10.1.0.0/16")
BLOCKS = pool(podSubnetID=PODS, podIPAllocationMode="StaticBlock")
DUAL = every(
    profile(
        networkPluginMode="overlay", ipFamilies=["IPv4", "IPv6"], podCidrs=["10.240.0.0/20", "fd12:3456:789a::/64"]
    ),
    on(NODES, addressPrefixes=["fd00::/64"]),
)
TWO_FAMILIES = every(
    profile(ipFamilies=["IPv4", "IPv6"], podCidr=None, podCidrs=["10.100.0.0/16", "fd12:3456:789a::/64"]),
    on(NODES, addressPrefixes=["fd00::/64"]),
)
MASQUERADE = "core|ConfigMap|kube-system/azure-ip-masq-agent-config"
PRIVATE = {"enablePrivateCluster": True}
INTEGRATED = {"enableVnetIntegration": True, "subnetId": SERVER}


def outbound(kind: str) -> Change:
    return profile(outboundType=kind)


def access(**values: Any) -> Change:
    return cluster(apiServerAccessProfile=values)


def answer(before: Change, after: Change) -> str | None:
    """Return what AKS says to the first refused change, shortened to code and property."""
    world = World()
    before(world)
    world.before = copy.deepcopy({**world.cluster, "agentPoolProfiles": world.pools})
    after(world)
    refusal = first_refusal(world.ask())
    return f"{refusal.code}: {refusal.message}" if refusal else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (every(), every()),
        (KUBENET, TO_OVERLAY),
        (every(KUBENET, cluster(kubernetesVersion="1.27")), every(TO_OVERLAY, profile(podCidr="10.245.0.0/16"))),
        (every(), RANGED),
        (cluster(kubernetesVersion="1.27"), RANGED),
        (every(), every(TO_OVERLAY, profile(podCidrs=["10.100.0.0/16"]))),
        (every(), CILIUM),
        (OVERLAY, CILIUM),
        (CILIUM, RANGED),
        (every(OVERLAY, CILIUM), every(profile(ipFamilies=["IPv4", "IPv6"]), on(NODES, addressPrefixes=["fd00::/64"]))),
        (pool(podSubnetID=PODS), CILIUM),
        (profile(networkPolicy="calico"), CILIUM),
        (BLOCKS, CILIUM),
        (every(), CALICO),
        (cluster(kubernetesVersion="1.30"), profile(networkPolicy="azure")),
        (profile(networkPolicy="azure"), NO_POLICY),
        (every(CALICO, cluster(kubernetesVersion="1.29")), CILIUM),
        (OVERLAY, profile(podCidr="10.240.0.0/19")),
        (OVERLAY, every(profile(ipFamilies=["IPv4", "IPv6"]), on(NODES, addressPrefixes=["fd00::/64"]))),
        (profile(networkPlugin="none", podCidr="10.1.0.0/16"), profile(podCidr="10.2.0.0/16")),
        (every(NETWORKS, outbound("loadBalancer")), outbound("userAssignedNATGateway")),
        (every(NETWORKS, outbound("userAssignedNATGateway")), outbound("userDefinedRouting")),
        (every(NETWORKS, outbound("userDefinedRouting")), outbound("loadBalancer")),
        (every(MANAGED, outbound("loadBalancer")), outbound("managedNATGateway")),
        (every(MANAGED, outbound("managedNATGateway")), NO_WAY_OUT),
        (NO_WAY_OUT, outbound("managedNATGateway")),
        (NO_WAY_OUT, outbound("loadBalancer")),
        (access(**PRIVATE), access(**PRIVATE, privateDNSZone="none")),
        (access(**PRIVATE, privateDNSZone=ZONE), access(**PRIVATE, privateDNSZone="none")),
        (every(), access(**INTEGRATED)),
        (access(**INTEGRATED), access(**INTEGRATED, **PRIVATE)),
        (every(), pool(count=5)),
        (every(), cluster(sku={"name": "Base", "tier": "Standard"})),
    ],
)
def test_this_is_changed_in_place(before: Change, after: Change) -> None:
    assert answer(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (every(), profile(networkPlugin="none"), "networkProfile.networkPlugin"),
        (KUBENET, profile(networkPlugin="none"), "networkProfile.networkPlugin"),
        (BYO, TO_OVERLAY, "networkProfile.networkPlugin"),
        (OVERLAY, KUBENET, "networkProfile.networkPlugin"),
        (KUBENET, CILIUM, "networkProfile.networkDataplane"),
        (KUBENET, every(TO_OVERLAY, CILIUM), "networkProfile.networkPluginMode"),
        (every(KUBENET, cluster(identity={"type": "SystemAssigned"})), TO_OVERLAY, "networkProfile.networkPlugin"),
        (cluster(kubernetesVersion="1.26"), RANGED, "networkProfile.networkPluginMode"),
        (pool(podSubnetID=PODS), RANGED, "networkProfile.networkPluginMode"),
        (pool(podSubnetID=PODS), BLOCKS, "agentPoolProfiles[system].podIPAllocationMode"),
        (BLOCKS, pool(podIPAllocationMode=None), "agentPoolProfiles[system].podIPAllocationMode"),
        (
            every(OVERLAY, cluster(nodeProvisioningProfile={"mode": "Auto"})),
            CILIUM,
            "networkProfile.networkDataplane",
        ),
        (profile(networkPlugin="none"), profile(networkPlugin="azure"), "networkProfile.networkPlugin"),
        (every(), KUBENET, "networkProfile.networkPlugin"),
        (KUBENET, profile(networkPlugin="azure"), "networkProfile.networkPlugin"),
        (every(KUBENET, cluster(kubernetesVersion="1.26")), TO_OVERLAY, "networkProfile.networkPlugin"),
        (OVERLAY, profile(networkPluginMode=None), "networkProfile.networkPluginMode"),
        (pool(podSubnetID=PODS), every(TO_OVERLAY, pool(podSubnetID=None)), "agentPoolProfiles[system].podSubnetID"),
        (every(), every(RANGED, CILIUM), "networkProfile.networkPluginMode"),
        (CILIUM, profile(networkDataplane="azure", networkPolicy="none"), "networkProfile.networkDataplane"),
        (profile(networkPolicy="azure"), profile(networkPolicy="calico"), "networkProfile.networkPolicy"),
        (cluster(kubernetesVersion="1.29"), profile(networkPolicy="calico"), "networkProfile.networkPolicy"),
        (every(CALICO, cluster(kubernetesVersion="1.29")), NO_POLICY, "networkProfile.networkPolicy"),
        (DUAL, profile(ipFamilies=["IPv4"], podCidrs=["10.240.0.0/20"]), "networkProfile.ipFamilies"),
        (
            DUAL,
            profile(podCidrs=["10.240.0.0/20", "fd12:3456:789b::/64"]),
            "networkProfile.podCidrs",
        ),
        (DUAL, profile(podCidrs=["10.240.0.0/19", "fd12:3456:789a::/64"]), "networkProfile.podCidr"),
        (every(OVERLAY, WINDOWS), profile(podCidr="10.240.0.0/19"), "networkProfile.podCidr"),
        (OVERLAY, profile(podCidr="10.240.0.0/21"), "networkProfile.podCidr"),
        (OVERLAY, profile(podCidr="10.250.0.0/19"), "networkProfile.podCidr"),
        (KUBENET, profile(podCidr="10.244.0.0/15"), "networkProfile.podCidr"),
        (every(), profile(serviceCidr="10.0.0.0/15"), "networkProfile.serviceCidr"),
        (every(), profile(dnsServiceIP="10.0.0.11"), "networkProfile.dnsServiceIP"),
        (every(), profile(loadBalancerSku="basic"), "networkProfile.loadBalancerSku"),
        (every(MANAGED, outbound("managedNATGateway")), outbound("loadBalancer"), "networkProfile.outboundType"),
        (every(NETWORKS, outbound("loadBalancer")), outbound("managedNATGateway"), "networkProfile.outboundType"),
        (every(), cluster(location="eastus"), "location"),
        (every(), cluster(nodeResourceGroup="other"), "nodeResourceGroup"),
        (every(), profile(networkMode="bridge"), "networkProfile.networkMode"),
        (every(), cluster(dnsPrefix="other"), "dnsPrefix"),
        (access(**INTEGRATED), access(), "apiServerAccessProfile.enableVnetIntegration"),
        (access(**INTEGRATED), access(enableVnetIntegration=True, subnetId=PODS), "apiServerAccessProfile.subnetId"),
        (access(**PRIVATE), access(), "apiServerAccessProfile.enablePrivateCluster"),
        (
            access(**PRIVATE, privateDNSZone="none"),
            access(**PRIVATE, privateDNSZone="system"),
            "apiServerAccessProfile.privateDNSZone",
        ),
        (every(), pool(maxPods=60), "agentPoolProfiles[system].maxPods"),
        (every(), pool(availabilityZones=["1"]), "agentPoolProfiles[system].availabilityZones"),
        (every(), every(RANGED, TWO_FAMILIES), "networkProfile.ipFamilies"),
        (every(), pool(vmSize="Standard_D8ds_v5"), "agentPoolProfiles[system].vmSize"),
    ],
)
def test_this_is_not_changed_in_place(before: Change, after: Change, name: str) -> None:
    assert answer(before, after) == f"PropertyChangeNotAllowed: Changing property '{name}' is not allowed."


def test_a_cluster_with_a_policy_does_not_become_an_overlay() -> None:
    assert answer(profile(networkPolicy="calico"), every(TO_OVERLAY, profile(networkPolicy="none"))) == (
        "ValidationError: Cannot update cluster to Azure CNI Overlay while using network policies with Azure CNI v1."
    )
    assert answer(every(KUBENET, CALICO), TO_OVERLAY) == answer(CALICO, RANGED) == answer(CALICO, TO_OVERLAY)


def test_a_flat_cluster_becomes_an_overlay_with_a_pod_range_in_the_request_only() -> None:
    assert answer(every(), TO_OVERLAY) == (
        "BadRequest: networkProfile.podCidr is required to update a cluster from node subnet to overlay."
    )


@pytest.mark.parametrize(
    ("before", "after", "key", "expected"),
    [
        (
            every(),
            RANGED,
            MASQUERADE,
            "BadRequest: Cannot update cluster to Azure CNI Overlay while it has a custom azure-ip-masq-agent "
            "configuration (ConfigMap kube-system/azure-ip-masq-agent-config).",
        ),
        (every(), RANGED, MASQUERADE.replace("kube-system", "default"), None),
        (every(), CILIUM, MASQUERADE, None),
        (KUBENET, TO_OVERLAY, MASQUERADE, None),
    ],
)
def test_a_masquerade_configuration_of_ones_own_keeps_a_flat_cluster_flat(
    before: Change, after: Change, key: str, expected: str | None
) -> None:
    def configured(world: World) -> None:
        world.objects[key] = {"kind": "ConfigMap", "inputs": {"data": {"ip-masq-agent": "masqLinkLocal: true"}}}

    assert answer(every(before, configured), after) == expected


def test_windows_nodes_keep_the_cilium_data_plane_away() -> None:
    assert answer(WINDOWS, CILIUM) == "BadRequest: Windows agent pools are not supported with NetworkDataplane cilium."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (every(), pool(maxPods=30)),
        (pool(maxPods=30), pool(maxPods=None)),
        (OVERLAY, pool(maxPods=250)),
        (every(), every(RANGED, pool(maxPods=30))),
        (every(), pool(osType="Linux")),
        (pool(podSubnetID=PODS), pool(podIPAllocationMode="DynamicIndividual")),
        (every(), cluster(nodeResourceGroup="MC_rg_aks_westeurope")),
        (cluster(nodeResourceGroup="nodes"), cluster(nodeResourceGroup="Nodes")),
        (every(), pool(vnetSubnetID=NODES.replace("subnets", "SUBNETS").replace("vnet", "VNet"))),
        (pool(podSubnetID=PODS), pool(podSubnetID=PODS.upper())),
        (pool(vmSize="Standard_D4ds_v5"), pool(vmSize="standard_d4ds_v5")),
        (every(), cluster(location="West Europe")),
        (cluster(location="West Europe"), cluster(nodeResourceGroup="mc_rg_aks_westeurope")),
        (cluster(diskEncryptionSetID=f"{VNET}/Set"), cluster(diskEncryptionSetID=f"{VNET}/set")),
        (
            every(access(**PRIVATE, privateDNSZone=ZONE), role_at(ZONE, DNS_ZONE_CONTRIBUTOR)),
            access(**PRIVATE, privateDNSZone=ZONE.upper()),
        ),
        (every(), profile(networkPolicy="none", outboundType="loadBalancer", ipFamilies=["IPv4"])),
        (every(), profile(networkDataplane="azure", loadBalancerSku="standard", serviceCidrs=["10.0.0.0/16"])),
        (every(OVERLAY, profile(podCidr=None)), profile(podCidr="10.244.0.0/16")),
        (DUAL, profile(podCidrs=["10.240.0.0/20", "FD12:3456:789A:0::/64"])),
    ],
)
def test_what_aks_filled_in_and_the_same_in_other_letters_is_no_change(before: Change, after: Change) -> None:
    assert answer(before, after) is None


def test_a_region_makes_the_same_names_however_it_is_written() -> None:
    one, other = {"location": "West Europe"}, {"location": "westeurope"}
    assert node_group_of(CLUSTER, one) == node_group_of(CLUSTER, other) == "MC_rg_aks_westeurope"
    assert fqdn_of(CLUSTER, one) == fqdn_of(CLUSTER, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (every(), pool(maxPods=250)),
        (pool(maxPods=60), pool(maxPods=None)),
        (every(), every(RANGED, pool(maxPods=250))),
    ],
)
def test_a_pool_keeps_the_number_of_pods_that_aks_filled_in(before: Change, after: Change) -> None:
    expected = "PropertyChangeNotAllowed: Changing property 'agentPoolProfiles[system].maxPods' is not allowed."
    assert answer(before, after) == expected


def test_the_way_out_stays_while_aks_makes_nodes_by_itself() -> None:
    assert answer(every(NETWORKS, AUTO), outbound("userAssignedNATGateway")) == (
        "BadRequest: Cannot change .properties.networkProfile.outboundType while "
        ".properties.nodeProvisioningProfile.mode is Auto"
    )


def test_entra_id_stays_on_a_cluster_that_has_it() -> None:
    has, gone = cluster(aadProfile={"managed": True}), cluster(aadProfile=None)
    assert answer(has, cluster(aadProfile={"managed": True, "enableAzureRBAC": True})) is None
    assert answer(has, gone) == "BadRequest: Managed AAD cannot be disabled on a cluster that has it (aadProfile)."


def test_a_pool_is_not_added_through_its_cluster() -> None:
    said = answer(every(), more_pools({"name": "user", "mode": "User"}))
    assert said is not None
    assert said.startswith("BadRequest: A new agent pool was introduced (user).")


def test_a_stand_alone_pool_keeps_what_it_has_for_life() -> None:
    world = World()
    view = world.view
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": world.cluster, "outputs": {}})
    old = {"mode": "User", "count": 1, "vnetSubnetID": NODES, "podIPAllocationMode": None}
    for name, value in {"maxPods": 31, "osType": "Windows", "vnetSubnetID": PODS}.items():
        body = {**old, name: value}
        write = Write(view=view, kind=AGENT_POOL, id=f"{CLUSTER}/agentPools/user", body=body, old=old)
        answers = [refusal for rule in RULES if (refusal := rule(AksRequest.of_pool(write)))]
        assert f"Changing property 'properties.{name}' is not allowed." in [refusal.message for refusal in answers]
