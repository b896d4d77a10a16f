"""What a change of settings does to a stack that is there: on the real engine, step by step.

Proves that small changes stay small, that a change which would lose a cluster changes nothing unless it is allowed by
name, and that a replacement deletes first what hangs on the cluster. What Azure itself takes in place is a matter of
the sandbox's table of replaced properties, which follows pulumi-azure-native 3.29.0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from tests.engine.conftest import CHECKOUT, Deployed, Runner

pytestmark = pytest.mark.engine

CLUSTER: dict[str, Any] = {
    "mode": "node-subnet",
    "nodePools": {"system": {"mode": "System"}, "user": {"minCount": 1, "maxCount": 5}},
    "workloads": {"nginx": {}},
}


def stack_file(folder: Path, clusters: dict[str, Any], **others: Any) -> Path:
    """Write a stack file; JSON is YAML too, and nothing in it depends on quoting."""
    settings = {f"aks-networking:{key}": value for key, value in {"clusters": clusters, **others}.items()}
    path = folder / "changed.yaml"
    path.write_text(json.dumps({"config": {"azure-native:location": "westeurope", **settings}}))
    return path


def steps(changed: dict[str, str]) -> dict[str, str]:
    """Name the changed resources shortly: type and name."""
    return {f"{urn.split('::')[2].split('$')[-1]} {urn.split('::', 3)[3]}": step for urn, step in changed.items()}


def test_a_tag_is_an_update_and_replaces_nothing(checkout: Runner, deployed: Deployed, tmp_path: Path) -> None:
    """In particular no workload is touched because its cluster's credentials were read again."""
    deployed(stack_file(tmp_path, {"dev": CLUSTER}))
    tagged = stack_file(tmp_path, {"dev": CLUSTER}, tags={"owner": "platform"})
    expected = {
        "azure-native:containerservice:AgentPool aks/dev-user": "update",
        "azure-native:containerservice:ManagedCluster aks/dev-cluster": "update",
        "azure-native:managedidentity:UserAssignedIdentity aks/dev-access-identity": "update",
        "azure-native:network:VirtualNetwork aks/network-vnet": "update",
        "azure-native:resources:ResourceGroup aks/resource-group": "update",
    }
    assert steps(checkout("preview", "dev", tagged).changed) == expected
    assert steps(checkout("up", "dev", tagged).changed) == expected


def test_a_preview_of_a_new_stack_says_which_role_is_granted_where(checkout: Runner, tmp_path: Path) -> None:
    preview = checkout("preview", "dev", stack_file(tmp_path, {"dev": CLUSTER}))
    (role,) = preview.of_type("azure-native:authorization:RoleAssignment")
    definitions = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions"
    assert role["inputs"]["roleDefinitionId"] == f"{definitions}/4d97b98b-1d4f-4787-a291-c67834d212e7"
    assert preview.outputs["clusters"]["dev"]["roleAssignments"] == [
        {
            "role": "Network Contributor",
            "roleId": "4d97b98b-1d4f-4787-a291-c67834d212e7",
            "target": "node subnet dev-node-subnet",
            "scope": "[unknown]",
        }
    ]


def test_a_change_that_arm_refuses_for_a_pool_replaces_that_pool_only(
    checkout: Runner, deployed: Deployed, tmp_path: Path
) -> None:
    deployed(stack_file(tmp_path, {"dev": CLUSTER}))
    pools = {"system": {"mode": "System"}, "user": {"minCount": 1, "maxCount": 5, "maxPods": 50}}
    result = checkout("up", "dev", stack_file(tmp_path, {"dev": {**CLUSTER, "nodePools": pools}}))
    assert result.ok
    assert steps(result.changed) == {"azure-native:containerservice:AgentPool aks/dev-user": "replace"}


def marks(subscription: Path) -> dict[str, str]:
    """Return the first eight characters of the uid of each cluster in the simulated subscription, by name."""
    resources = json.loads(subscription.read_text(encoding="utf-8"))["resources"].values()
    uids = {each["id"].rsplit("/", 1)[-1]: each["outputs"].get("resourceUID") for each in resources}
    return {name: uid[:8] for name, uid in uids.items() if uid}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"mode": "kubenet"}, {"mode": "overlay"}, id="a mode that hangs a table on the subnet"),
        pytest.param(
            {"mode": "kubenet", "protect": True}, {"mode": "cilium-overlay"}, id="a protected cluster, in two steps"
        ),
        pytest.param({}, {"serviceCidr": "10.1.0.0/16"}, id="a range that Azure never changes"),
        pytest.param({}, {"nodePools": {"system": {"mode": "System", "maxPods": 50}}}, id="a system pool"),
        pytest.param({"kubernetesVersion": "1.35"}, {"kubernetesVersion": "1.34"}, id="an older version"),
        pytest.param({}, {"nodeSubnet": "10.225.0.0/16"}, id="the prefix of a subnet in use"),
    ],
)
def test_a_change_that_would_lose_a_living_cluster_changes_nothing_at_all(
    checkout: Runner, deployed: Deployed, home: Home, tmp_path: Path, before: dict[str, Any], after: dict[str, Any]
) -> None:
    living = {**CLUSTER, **before}
    deployed(stack_file(tmp_path, {"dev": living}))
    subscription = home.subscription.read_text(encoding="utf-8")
    for operation in ("preview", "up"):
        refused = checkout(operation, "dev", stack_file(tmp_path, {"dev": {**living, **after}}))
        assert not refused.ok
        assert refused.changed == {}
        assert "would lose a living cluster; nothing was changed" in refused.errors[0]
        assert home.subscription.read_text(encoding="utf-8") == subscription
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": living})).changed == {}


def test_a_replacement_that_names_the_cluster_passes_once(checkout: Runner, home: Home, tmp_path: Path) -> None:
    """Of this change Pulumi would make an update that Azure refuses; pools come back with their cluster."""
    nodes = {"nodeSubnet": "10.224.0.0/16"}
    living = {**CLUSTER, **nodes, "mode": "pod-subnet", "podSubnet": "10.225.0.0/16", "workloads": {}}
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": living})).ok
    mark = marks(home.subscription)["dev"]
    allowed = {**CLUSTER, **nodes, "mode": "node-subnet", "workloads": {}, "change": {"replace": mark}}
    replaced = checkout("up", "dev", stack_file(tmp_path, {"dev": allowed}))
    assert (replaced.ok, replaced.errors) == (True, ())
    assert steps(replaced.changed) == {
        "azure-native:authorization:RoleAssignment aks/dev-access-pod-subnet/dev-pod-subnet": "delete",
        "azure-native:containerservice:AgentPool aks/dev-user": "replace",
        "azure-native:containerservice:ManagedCluster aks/dev-cluster": "replace",
        "azure-native:network:Subnet aks/network-dev-pod-subnet": "delete",
    }
    assert marks(home.subscription)["dev"] != mark
    assert checkout("refresh", "dev", stack_file(tmp_path, {"dev": allowed})).changed == {}
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": allowed})).changed == {}, "a second up has nothing to do"
    again = checkout("up", "dev", stack_file(tmp_path, {"dev": {**allowed, "mode": "overlay"}}))
    assert not again.ok
    assert f'{{replace: "{marks(home.subscription)["dev"]}"}}' in again.errors[0]


def test_a_cluster_that_is_taken_out_goes_only_when_it_is_named(checkout: Runner, home: Home, tmp_path: Path) -> None:
    one = {**CLUSTER, "nodeSubnet": "10.224.0.0/16"}
    two = {"mode": "overlay", "nodeSubnet": "10.225.0.0/24"}
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": one, "two": two})).ok
    refused = checkout("up", "dev", stack_file(tmp_path, {"dev": one}))
    assert (refused.ok, refused.changed) == (False, {})
    mark = marks(home.subscription)["two"]
    assert f'write removed: {{two: "{mark}"}}' in refused.errors[0]
    removed = checkout("up", "dev", stack_file(tmp_path, {"dev": one}, removed={"two": mark}))
    assert (removed.ok, set(removed.changed.values())) == (True, {"delete"})


def test_a_windows_pool_joins_a_running_cluster(checkout: Runner, deployed: Deployed, tmp_path: Path) -> None:
    """The profile of Windows nodes is there from the start, because adding it later replaces the cluster."""
    deployed(stack_file(tmp_path, {"dev": CLUSTER}))
    pools = {**CLUSTER["nodePools"], "win": {"osType": "Windows", "taints": ["os=windows:NoSchedule"]}}
    result = checkout("up", "dev", stack_file(tmp_path, {"dev": {**CLUSTER, "nodePools": pools}}))
    assert result.ok
    assert steps(result.changed) == {"azure-native:containerservice:AgentPool aks/dev-win": "create"}


def test_a_second_system_pool_joins_a_running_cluster_whatever_its_name(
    checkout: Runner, deployed: Deployed, tmp_path: Path
) -> None:
    deployed(stack_file(tmp_path, {"dev": CLUSTER}))
    pools = {**CLUSTER["nodePools"], "alpha": {"mode": "System", "count": 2}}
    file = stack_file(tmp_path, {"dev": {**CLUSTER, "nodePools": pools}})
    result = checkout("up", "dev", file)
    assert (result.ok, result.errors) == (True, ())
    assert steps(result.changed) == {"azure-native:containerservice:AgentPool aks/dev-alpha": "create"}
    assert checkout("up", "dev", file).changed == {}


def test_an_identity_of_another_name_is_made_before_the_old_one_goes(
    checkout: Runner, deployed: Deployed, tmp_path: Path
) -> None:
    deployed(stack_file(tmp_path, {"dev": CLUSTER}))
    result = checkout("up", "dev", stack_file(tmp_path, {"dev": {**CLUSTER, "identityName": "another"}}))
    assert (result.ok, result.errors) == (True, ())
    assert steps(result.changed) == {
        "azure-native:authorization:RoleAssignment aks/dev-access-node-subnet/dev-node-subnet": "replace",
        "azure-native:containerservice:ManagedCluster aks/dev-cluster": "update",
        "azure-native:managedidentity:UserAssignedIdentity aks/dev-access-identity": "replace",
    }


def test_another_cluster_moves_nothing_of_the_first(checkout: Runner, deployed: Deployed, tmp_path: Path) -> None:
    first = {**CLUSTER, "nodeSubnet": {"prefix": "10.224.0.0/16"}}
    deployed(stack_file(tmp_path, {"dev": first}))
    both = {"a": {"mode": "pod-subnet", "nodeSubnet": "10.225.0.0/24", "podSubnet": "10.226.0.0/20"}, "dev": first}
    result = checkout("up", "dev", stack_file(tmp_path, both))
    assert (result.ok, set(result.changed.values())) == (True, {"create"})


def test_a_second_stack_puts_its_cluster_into_the_first_ones_vnet(
    checkout: Runner, deployed: Deployed, tmp_path: Path
) -> None:
    deployed(CHECKOUT / "Pulumi.networklab.yaml", "networklab")
    guest = stack_file(
        tmp_path,
        {
            "guest": {
                "mode": "overlay",
                "nodeSubnet": {"name": "azurecni", "existing": True},
                "workloads": {"nginx": {}},
            }
        },
        network={"name": "aksvnet", "existing": True, "resourceGroup": "NetworkLab"},
    )
    up = checkout("up", "dev", guest)
    assert (up.ok, up.errors) == (True, ())
    assert up.of_type("azure-native:network:VirtualNetwork") == []
    subnet = up.outputs["clusters"]["guest"]["subnetIds"]["azurecni"]
    assert subnet.endswith(
        "/resourceGroups/NetworkLab/providers/Microsoft.Network/virtualNetworks/aksvnet/subnets/azurecni"
    )
    assert checkout("destroy", "dev", guest).ok
    assert checkout("up", "networklab").changed == {}


def test_routed_and_nat_egress_have_what_they_need_before_the_cluster(checkout: Runner, tmp_path: Path) -> None:
    """The sandbox refuses a cluster whose subnet lacks its route table or NAT gateway at that moment."""
    clusters = {
        "nat": {
            "mode": "pod-subnet",
            "nodeSubnet": "10.224.0.0/24",
            "podSubnet": "10.224.16.0/20",
            "outbound": "userAssignedNATGateway",
        },
        "routed": {
            "mode": "kubenet",
            "nodeSubnet": {"prefix": "10.224.1.0/24", "networkSecurityGroup": {}},
            "outbound": {"type": "userDefinedRouting", "nextHop": "10.225.0.4"},
        },
        "private": {"mode": "byo-cni", "nodeSubnet": "10.224.2.0/24", "privateCluster": True},
    }
    up = checkout("up", "dev", stack_file(tmp_path, clusters))
    assert (up.ok, up.errors) == (True, ())
    assert checkout("refresh", "dev", stack_file(tmp_path, clusters)).changed == {}
    assert checkout("destroy", "dev", stack_file(tmp_path, clusters)).ok


def test_the_twelve_modes_arrive_as_their_rows_say(checkout: Runner) -> None:
    """What `aksnet sandbox up -s all-modes --json` holds, against the table of the design written out once more."""
    up = checkout("up", "all-modes")
    rows = {}
    for cluster in up.of_type("azure-native:containerservice:ManagedCluster"):
        profile, pool = cluster["inputs"]["networkProfile"], cluster["inputs"]["agentPoolProfiles"][0]
        rows[cluster["inputs"]["resourceName"]] = (
            profile["networkPlugin"],
            profile.get("networkPluginMode"),
            profile.get("networkDataplane"),
            profile.get("networkPolicy"),
            "+".join(profile["ipFamilies"]),
            profile.get("podCidrs"),
            pool.get("podSubnetID", "").rsplit("/", 1)[-1] or None,
            pool.get("podIPAllocationMode"),
        )
    one, dual = ["10.244.0.0/16"], ["10.244.0.0/16", "fd12:3456:789a::/64"]
    assert rows == {
        "kubenet": ("kubenet", None, "azure", "none", "IPv4", ["10.245.0.0/16"], None, None),
        "node-subnet": ("azure", None, "azure", "none", "IPv4", None, None, None),
        "pod-subnet": ("azure", None, "azure", "none", "IPv4", None, "pod-subnet-pod-subnet", "DynamicIndividual"),
        "pod-subnet-static-block": (
            "azure",
            None,
            "azure",
            "none",
            "IPv4",
            None,
            "pod-subnet-static-block-pod-subnet",
            "StaticBlock",
        ),
        "overlay": ("azure", "overlay", "azure", "none", "IPv4", one, None, None),
        "overlay-dual-stack": ("azure", "overlay", "azure", "none", "IPv4+IPv6", dual, None, None),
        "cilium-overlay": ("azure", "overlay", "cilium", "cilium", "IPv4", one, None, None),
        "cilium-overlay-dual-stack": ("azure", "overlay", "cilium", "cilium", "IPv4+IPv6", dual, None, None),
        "cilium-node-subnet": ("azure", None, "cilium", "cilium", "IPv4", None, None, None),
        "cilium-pod-subnet": (
            "azure",
            None,
            "cilium",
            "cilium",
            "IPv4",
            None,
            "cilium-pod-subnet-pod-subnet",
            "DynamicIndividual",
        ),
        "cilium-pod-subnet-static-block": (
            "azure",
            None,
            "cilium",
            "cilium",
            "IPv4",
            None,
            "cilium-pod-subnet-static-block-pod-subnet",
            "StaticBlock",
        ),
        "byo-cni": ("none", None, None, None, "IPv4", ["10.246.0.0/16"], None, None),
    }


def test_every_stack_file_is_tried_in_the_sandbox() -> None:
    """The parametrized test of test_stack_files.py must not run over an empty list."""
    assert len(list(CHECKOUT.glob("Pulumi.*.yaml"))) == 9


def test_a_living_cluster_keeps_a_version_that_aks_no_longer_offers(
    checkout: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = stack_file(tmp_path, {"dev": {**CLUSTER, "kubernetesVersion": "1.33"}})
    refused = checkout("up", "dev", old)
    assert (refused.ok, "1.33 ended on 2026-07-31" in "".join(refused.errors)) == (False, True)
    monkeypatch.setenv("AKSNET_SANDBOX_NOW", "2026-07-31T12:00:00Z")
    assert checkout("up", "dev", old).ok
    monkeypatch.setenv("AKSNET_SANDBOX_NOW", "2026-11-30T12:00:00Z")
    again = checkout("up", "dev", old)
    assert (again.ok, again.changed) == (True, {})
