"""What AKS changes in place and what it does not, for a cluster that is written again.

https://learn.microsoft.com/azure/aks/update-azure-cni
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from sandbox.azure.aks_request import AksRequest
from sandbox.azure.aks_rules import RULES, first_refusal
from sandbox.azure.clusters import AGENT_POOL
from sandbox.azure.ids import CLUSTER_TYPE
from sandbox.azure.kind import Write
from tests.sandbox.aks_world import (
    CLUSTER,
    GATEWAY,
    NODES,
    PODS,
    SERVER,
    TABLE,
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
        (every(), every(TO_OVERLAY, profile(podCidr="10.100.0.0/16"))),
        (every(), CILIUM),
        (OVERLAY, CILIUM),
        (pool(podSubnetID=PODS), CILIUM),
        (profile(networkPolicy="calico"), CILIUM),
        (every(), profile(networkPolicy="calico")),
        (profile(networkPolicy="azure"), profile(networkPolicy="none")),
        (OVERLAY, profile(podCidr="10.240.0.0/19")),
        (OVERLAY, every(profile(ipFamilies=["IPv4", "IPv6"]), on(NODES, addressPrefixes=["fd00::/64"]))),
        (profile(networkPlugin="none", podCidr="10.1.0.0/16"), profile(podCidr="10.2.0.0/16")),
        (every(NETWORKS, outbound("loadBalancer")), outbound("userAssignedNATGateway")),
        (every(NETWORKS, outbound("userAssignedNATGateway")), outbound("userDefinedRouting")),
        (every(NETWORKS, outbound("userDefinedRouting")), outbound("loadBalancer")),
        (every(MANAGED, outbound("loadBalancer")), outbound("managedNATGateway")),
        (access(**PRIVATE), access(**PRIVATE, privateDNSZone="none")),
        (every(), access(**INTEGRATED)),
        (access(**INTEGRATED), access(**INTEGRATED, **PRIVATE)),
        (every(), pool(count=5)),
        (every(), cluster(sku={"name": "Base", "tier": "Standard"}, kubernetesVersion="1.35")),
    ],
)
def test_this_is_changed_in_place(before: Change, after: Change) -> None:
    assert answer(before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (every(), profile(networkPlugin="none"), "networkProfile.networkPlugin"),
        (profile(networkPlugin="none"), profile(networkPlugin="azure"), "networkProfile.networkPlugin"),
        (every(), KUBENET, "networkProfile.networkPlugin"),
        (KUBENET, profile(networkPlugin="azure"), "networkProfile.networkPlugin"),
        (every(KUBENET, cluster(kubernetesVersion="1.26")), TO_OVERLAY, "networkProfile.networkPlugin"),
        (OVERLAY, profile(networkPluginMode=None), "networkProfile.networkPluginMode"),
        (pool(podSubnetID=PODS), every(TO_OVERLAY, pool(podSubnetID=None)), "agentPoolProfiles[system].podSubnetID"),
        (every(), every(TO_OVERLAY, CILIUM), "networkProfile.networkPluginMode"),
        (CILIUM, profile(networkDataplane="azure", networkPolicy="none"), "networkProfile.networkDataplane"),
        (profile(networkPolicy="azure"), profile(networkPolicy="calico"), "networkProfile.networkPolicy"),
        (cluster(kubernetesVersion="1.29"), profile(networkPolicy="calico"), "networkProfile.networkPolicy"),
        (OVERLAY, profile(podCidr="10.240.0.0/21"), "networkProfile.podCidr"),
        (OVERLAY, profile(podCidr="10.250.0.0/19"), "networkProfile.podCidr"),
        (KUBENET, profile(podCidr="10.244.0.0/15"), "networkProfile.podCidr"),
        (every(), profile(serviceCidr="10.0.0.0/15"), "networkProfile.serviceCidr"),
        (every(), profile(dnsServiceIP="10.0.0.11"), "networkProfile.dnsServiceIP"),
        (every(), profile(loadBalancerSku="basic"), "networkProfile.loadBalancerSku"),
        (every(MANAGED, outbound("managedNATGateway")), outbound("loadBalancer"), "networkProfile.outboundType"),
        (every(), cluster(location="eastus"), "location"),
        (every(), cluster(dnsPrefix="other"), "dnsPrefix"),
        (access(**INTEGRATED), access(), "apiServerAccessProfile.enableVnetIntegration"),
        (access(**PRIVATE), access(), "apiServerAccessProfile.enablePrivateCluster"),
        (
            access(**PRIVATE, privateDNSZone="none"),
            access(**PRIVATE, privateDNSZone="system"),
            "apiServerAccessProfile.privateDNSZone",
        ),
        (every(), pool(maxPods=60), "agentPoolProfiles[system].maxPods"),
        (every(), pool(vmSize="Standard_D8ds_v5"), "agentPoolProfiles[system].vmSize"),
    ],
)
def test_this_is_not_changed_in_place(before: Change, after: Change, name: str) -> None:
    assert answer(before, after) == f"PropertyChangeNotAllowed: Changing property '{name}' is not allowed."


def test_a_cluster_with_a_policy_does_not_become_an_overlay() -> None:
    assert answer(profile(networkPolicy="calico"), every(TO_OVERLAY, profile(networkPolicy="none"))) == (
        "ValidationError: Cannot update cluster to Azure CNI Overlay while using network policies with Azure CNI v1."
    )


def test_the_way_out_stays_while_aks_makes_nodes_by_itself() -> None:
    assert answer(every(NETWORKS, AUTO), outbound("userAssignedNATGateway")) == (
        "BadRequest: Cannot change .properties.networkProfile.outboundType while "
        ".properties.nodeProvisioningProfile.mode is Auto"
    )


def test_a_pool_is_not_added_through_its_cluster() -> None:
    said = answer(every(), more_pools({"name": "user", "mode": "User"}))
    assert said is not None
    assert said.startswith("BadRequest: A new agent pool was introduced (user).")


def test_a_stand_alone_pool_keeps_what_it_has_for_life() -> None:
    world = World()
    view = world.view
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": world.cluster, "outputs": {}})
    old = {"mode": "User", "count": 1, "vnetSubnetID": NODES, "podIPAllocationMode": None, "maxPods": 30}
    for name, value in {"maxPods": 31, "osType": "Windows", "vnetSubnetID": PODS}.items():
        body = {**old, name: value}
        write = Write(view=view, kind=AGENT_POOL, id=f"{CLUSTER}/agentPools/user", body=body, old=old)
        answers = [refusal for rule in RULES if (refusal := rule(AksRequest.of_pool(write)))]
        assert f"Changing property 'properties.{name}' is not allowed." in [refusal.message for refusal in answers]
