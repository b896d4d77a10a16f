"""Changes of a living cluster's pools that take several ups: each passes, and `aksnet diff` tells before what it does.

A system pool is resized, renamed, moved to another subnet or given up: another one comes beside it, the cluster's
request goes over to that one, and what was in the request becomes a resource of its own like every other pool.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE, POOL_TYPE
from aksnet.cli.diff_sides import of_deployment
from aksnet.diff.comparison import compare
from aksnet.engine.file_backend import project_name
from aksnet.engine.home import Home
from aksnet.planning import make_checked_plan
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.store import Store
from tests.engine.conftest import CHECKOUT, Deployed, Runner
from tests.engine.test_changes import stack_file, steps

pytestmark = pytest.mark.engine

MANAGED = "azure-native:containerservice:ManagedCluster"
AGENT = "azure-native:containerservice:AgentPool"
CLUSTER = f"{MANAGED} aks/dev-cluster"
OLD: dict[str, Any] = {"mode": "System", "count": 2, "vmSize": "Standard_D4ds_v5"}
TAKEN_OVER = "clusters.dev.nodePools.old: only in the cluster's request → a resource of its own: in place"
HELPER: dict[str, Any] = {"mode": "System", "count": 2}


Step = tuple[dict[str, Any], list[str], dict[str, str]]
"""Pools, the sentences of diff, and which resources change."""
Passes = Callable[[Sequence[Step]], RunResult]


def told(home: Home, cluster: dict[str, Any]) -> list[str]:
    """Return the sentences of `aksnet diff` against what is deployed; nothing before the first up."""
    files = home.backend.stack(project_name(CHECKOUT), "dev")
    if not files.known:
        return []
    planned = make_checked_plan({"clusters": {"dev": cluster}}, stack="dev", location="westeurope")
    found = compare(of_deployment("what is deployed", files.deployment()), planned.plan)
    assert found.refused == ()
    return [change.sentence() for change in found.changes]


def versions(result: RunResult) -> dict[str, str]:
    """Return the version that each pool runs, by its name, the cluster's own pools after the others."""
    pools = {each["outputs"]["name"]: each["outputs"] for each in result.of_type(AGENT)}
    pools |= {each["name"]: each for each in result.of_type(MANAGED)[0]["outputs"]["agentPoolProfiles"]}
    return {name: pool["currentOrchestratorVersion"] for name, pool in sorted(pools.items())}


@pytest.fixture
def each_passes(checkout: Runner, deployed: Deployed, home: Home, tmp_path: Path) -> Passes:
    """Bring each of some pools up, where diff tells these sentences and these resources change; return the last run.

    What the first pools make is not compared.
    """

    def passes(sequence: Sequence[Step]) -> RunResult:
        for number, (pools, sentences, changed) in enumerate(sequence):
            cluster = {"mode": "node-subnet", "nodeSubnet": "10.224.0.0/16", "nodePools": pools}
            assert told(home, cluster) == sentences
            file = stack_file(tmp_path, {"dev": cluster})
            if number == 0:
                deployed(file)
                continue
            result = checkout("up", "dev", file)
            assert (result.ok, result.errors) == (True, ())
            assert steps(result.changed) == changed
        assert checkout("refresh", "dev", file).changed == {}
        return result

    return passes


def test_a_system_pool_gets_another_size_by_five_ups_that_each_pass(each_passes: Passes) -> None:
    big = {**OLD, "vmSize": "Standard_D8ds_v5"}
    sequence: list[Step] = [
        ({"old": OLD}, [], {}),
        (
            {"old": OLD, "helper": HELPER},
            ["clusters.dev.nodePools.helper: none → helper: in place"],
            {f"{AGENT} aks/dev-helper": "create"},
        ),
        (
            {"old": big, "helper": HELPER},
            [TAKEN_OVER],
            {CLUSTER: "update", f"{AGENT} aks/dev-old": "import"},
        ),
        (
            {"old": big, "helper": HELPER},
            [
                "clusters.dev.nodePools.old.vmSize: Standard_D4ds_v5 → Standard_D8ds_v5: a new pool, then the old one "
                "goes"
            ],
            {f"{AGENT} aks/dev-old": "replace"},
        ),
        (
            {"old": big},
            ["clusters.dev.nodePools.helper: helper → none: removed"],
            {CLUSTER: "update", f"{AGENT} aks/dev-helper": "delete"},
        ),
        ({"old": big}, [], {}),
    ]
    result = each_passes(sequence)
    assert [pool["inputs"]["vmSize"] for pool in result.of_type(AGENT)] == ["Standard_D8ds_v5"]


def test_a_system_pool_gets_another_name_by_three_ups(each_passes: Passes) -> None:
    result = each_passes(
        [
            ({"old": OLD}, [], {}),
            (
                {"old": OLD, "new": OLD},
                ["clusters.dev.nodePools.new: none → new: in place"],
                {f"{AGENT} aks/dev-new": "create"},
            ),
            (
                {"new": OLD},
                [TAKEN_OVER],
                {CLUSTER: "update", f"{AGENT} aks/dev-old": "import"},
            ),
            (
                {"new": OLD},
                ["clusters.dev.nodePools.old: old → none: removed"],
                {f"{AGENT} aks/dev-old": "delete"},
            ),
            ({"new": OLD}, [], {}),
        ]
    )
    assert [pool["name"] for pool in result.of_type(MANAGED)[0]["outputs"]["agentPoolProfiles"]] == ["new"]


def test_a_system_pool_moves_to_another_subnet_by_five_ups_that_each_pass(each_passes: Passes) -> None:
    moved = {**OLD, "nodeSubnet": {"name": "wide", "prefix": "10.225.0.0/20"}}
    subnet, grant = "azure-native:network:Subnet", "azure-native:authorization:RoleAssignment"
    result = each_passes(
        [
            ({"old": OLD}, [], {}),
            (
                {"old": OLD, "helper": HELPER},
                ["clusters.dev.nodePools.helper: none → helper: in place"],
                {f"{AGENT} aks/dev-helper": "create"},
            ),
            (
                {"old": moved, "helper": HELPER},
                [TAKEN_OVER, "clusters.dev: none → Network Contributor on wide: in place"],
                {
                    f"{subnet} aks/network-wide": "create",
                    f"{grant} aks/dev-access-node-subnet/wide": "create",
                    CLUSTER: "update",
                    f"{AGENT} aks/dev-old": "import",
                },
            ),
            (
                {"old": moved, "helper": HELPER},
                [
                    "clusters.dev.nodePools.old.nodeSubnet: dev-node-subnet → wide: a new pool, then the old one goes",
                ],
                {f"{AGENT} aks/dev-old": "replace"},
            ),
            (
                {"old": moved},
                [
                    "clusters.dev.nodePools.helper: helper → none: removed",
                    "clusters.dev: Network Contributor on dev-node-subnet → none: removed",
                ],
                {
                    CLUSTER: "update",
                    f"{AGENT} aks/dev-helper": "delete",
                    f"{grant} aks/dev-access-node-subnet/dev-node-subnet": "delete",
                },
            ),
            ({"old": moved}, [], {}),
        ]
    )
    (profile,) = result.of_type(MANAGED)[0]["outputs"]["agentPoolProfiles"]
    assert profile["vnetSubnetID"].endswith("/subnets/wide")


def test_of_two_system_pools_the_one_in_the_request_becomes_a_user_pool_by_two_ups(each_passes: Passes) -> None:
    user = {**OLD, "mode": "User"}
    result = each_passes(
        [
            ({"old": OLD, "other": HELPER}, [], {}),
            (
                {"old": user, "other": HELPER},
                [TAKEN_OVER],
                {CLUSTER: "update", f"{AGENT} aks/dev-old": "import"},
            ),
            (
                {"old": user, "other": HELPER},
                ["clusters.dev.nodePools.old.mode: System → User: in place"],
                {f"{AGENT} aks/dev-old": "update"},
            ),
            ({"old": user, "other": HELPER}, [], {}),
        ]
    )
    assert {pool["outputs"]["name"]: pool["inputs"]["mode"] for pool in result.of_type(AGENT)} == {
        "old": "User",
        "other": "System",
    }


def test_a_system_pool_is_replaced_by_another_that_stays(each_passes: Passes) -> None:
    """The shortest way: a better pool comes beside it, and the old one goes."""
    better = {**HELPER, "vmSize": "Standard_D8ds_v5", "maxPods": 50}
    result = each_passes(
        [
            ({"old": OLD}, [], {}),
            (
                {"old": OLD, "better": better},
                ["clusters.dev.nodePools.better: none → better: in place"],
                {f"{AGENT} aks/dev-better": "create"},
            ),
            ({"better": better}, [TAKEN_OVER], {CLUSTER: "update", f"{AGENT} aks/dev-old": "import"}),
            (
                {"better": better},
                ["clusters.dev.nodePools.old: old → none: removed"],
                {f"{AGENT} aks/dev-old": "delete"},
            ),
            ({"better": better}, [], {}),
        ]
    )
    (profile,) = result.of_type(MANAGED)[0]["outputs"]["agentPoolProfiles"]
    assert (profile["name"], profile["vmSize"], profile["maxPods"]) == ("better", "Standard_D8ds_v5", 50)


def test_the_pools_follow_the_control_plane_in_one_up(checkout: Runner, home: Home, tmp_path: Path) -> None:
    def cluster(version: str, **pools: Any) -> dict[str, Any]:
        own = {"system": HELPER, "user": {"count": 1}, **pools}
        return {"mode": "overlay", "kubernetesVersion": version, "nodePools": own}

    assert checkout("up", "dev", stack_file(tmp_path, {"dev": cluster("1.35")})).ok
    assert told(home, cluster("1.36")) == [
        "clusters.dev.kubernetesVersion: 1.35.8 → 1.36: in place",
        "clusters.dev.nodePools.system.kubernetesVersion: 1.35.8 → 1.36: in place, and all nodes are re-imaged",
        "clusters.dev.nodePools.user.kubernetesVersion: 1.35.8 → 1.36: in place, and all nodes are re-imaged",
    ]
    upgraded = checkout("up", "dev", stack_file(tmp_path, {"dev": cluster("1.36")}))
    assert (upgraded.ok, upgraded.errors) == (True, ())
    assert steps(upgraded.changed) == {CLUSTER: "update", f"{AGENT} aks/dev-user": "update"}
    assert versions(upgraded) == {"system": "1.36.3", "user": "1.36.3"}
    assert checkout("up", "dev", stack_file(tmp_path, {"dev": cluster("1.36")})).changed == {}
    more = checkout("up", "dev", stack_file(tmp_path, {"dev": cluster("1.36", more={"count": 1})}))
    assert (more.ok, more.errors) == (True, ())
    assert steps(more.changed) == {CLUSTER: "update", f"{AGENT} aks/dev-more": "create"}


def test_a_channel_moves_a_cluster_on_and_no_up_takes_it_back(checkout: Runner, home: Home, tmp_path: Path) -> None:
    cluster: dict[str, Any] = {
        "mode": "overlay",
        "kubernetesVersion": "1.35",
        "upgradeChannel": "stable",
        "nodeOsChannel": "SecurityPatch",
        "maintenance": {
            "upgrades": {"start": "02:00", "dayOfWeek": "Sunday", "week": "First"},
            "releases": {
                "start": "02:00",
                "dayOfWeek": "Sunday",
                "notAllowed": [{"start": "2026-12-20", "end": "2027-01-06"}],
            },
        },
        "nodePools": {"system": HELPER, "user": {"count": 1}},
    }
    file = stack_file(tmp_path, {"dev": cluster})
    assert checkout("up", "dev", file).ok
    assert checkout("up", "dev", file).changed == {}
    with Store(home.subscription).change() as view:
        for record in [*view.of_type(CLUSTER_TYPE), *view.of_type(POOL_TYPE), *view.of_type(SCALE_SET_TYPE)]:
            view.put(_upgraded(record))
    assert set(checkout("refresh", "dev", file).changed.values()) == {"update"}
    assert told(home, cluster) == []
    # A refresh takes the new version into the request's pool, which never said one; the up takes it out again.
    again = checkout("up", "dev", file)
    assert (again.ok, again.errors, steps(again.changed)) == (True, (), {CLUSTER: "update"})
    assert versions(again) == {"system": "1.36.3", "user": "1.36.3"}
    assert checkout("up", "dev", file).changed == {}
    tagged = stack_file(tmp_path, {"dev": cluster}, tags={"owner": "platform"})
    assert (checkout("up", "dev", tagged).ok, checkout("refresh", "dev", tagged).changed) == (True, {})
    assert checkout("destroy", "dev", tagged).ok


def _upgraded(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as AKS leaves it when a channel has upgraded it from 1.35 to 1.36."""
    text = json.dumps(record).replace('"1.35.8"', '"1.36.3"').replace('ersion": "1.35"', 'ersion": "1.36.3"')
    upgraded: dict[str, Any] = json.loads(text)
    return upgraded
