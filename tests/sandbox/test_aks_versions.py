"""Which Kubernetes versions AKS takes for a control plane and its pools, at first and in upgrades.

https://learn.microsoft.com/azure/aks/upgrade-options
"""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE
from aksnet.sandbox.azure.agent_pools import filled
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import first_refusal
from aksnet.sandbox.azure.aks_upgrades import room_for_surge
from aksnet.sandbox.azure.kubernetes_calendar import full_version
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL
from aksnet.sandbox.azure.resource_type import Write
from tests.sandbox.aks_world import CLUSTER, NODES, World, machines

TODAY = date(2026, 11, 30)
SKIPPED = "A control plane goes one minor version at a time."


def said(world: World) -> str | None:
    refusal = first_refusal(world.ask())
    return f"{refusal.code}: {refusal.message}" if refusal else None


def upgraded(old: str | None, new: str | None) -> str | None:
    """Return what AKS says to another version of the control plane."""
    world = World()
    world.cluster["kubernetesVersion"] = old
    world.before = copy.deepcopy({**world.cluster, "agentPoolProfiles": world.pools})
    world.cluster["kubernetesVersion"] = new
    return said(world)


def pool_put(plane: str, old: str | None, new: str | None, *, there: bool = True) -> str | None:
    """Return what AKS says to another version of a stand-alone pool, or to a new one."""
    world = World()
    view = world.view
    cluster = {**world.cluster, "kubernetesVersion": plane}
    outputs = {"currentKubernetesVersion": full_version(plane, None, TODAY)}
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": cluster, "outputs": outputs})
    body: dict[str, Any] = {"mode": "System", "count": 3, "vnetSubnetID": NODES}
    bodies = [{**body, "orchestratorVersion": each} for each in (old, new)]
    write = Write(
        view=view, kind=AGENT_POOL, id=f"{CLUSTER}/agentPools/user", body=bodies[1], old=bodies[0] if there else None
    )
    refusal = first_refusal(AksRequest.of_pool(write))
    return f"{refusal.code}: {refusal.message}" if refusal else None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.33", "1.34"),
        ("1.33.5", "1.34.0"),
        ("1.33.5", "1.33.7"),
        ("1.33.5", "1.33"),
        ("1.33", "1.33.99"),
        ("1.27", "1.27.9"),
        (None, "1.36"),
        (None, "1.37"),
        ("1.35", None),
    ],
)
def test_a_control_plane_is_upgraded_to_its_next_minor_version(old: str | None, new: str | None) -> None:
    assert upgraded(old, new) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.34", "1.33", "Downgrading Kubernetes version 1.34 to 1.33 is not allowed."),
        ("1.34.2", "1.34.1", "Downgrading Kubernetes version 1.34.2 to 1.34.1 is not allowed."),
        ("1.35", "1.35.7", "Downgrading Kubernetes version 1.35.8 to 1.35.7 is not allowed."),
        (None, "1.35", "Downgrading Kubernetes version 1.36 to 1.35 is not allowed."),
        ("1.33.1", "1.35.0", f"Upgrading Kubernetes version 1.33.1 to 1.35.0 is not allowed. {SKIPPED}"),
        ("1.34", "1.36", f"Upgrading Kubernetes version 1.34 to 1.36 is not allowed. {SKIPPED}"),
    ],
)
def test_a_control_plane_neither_goes_back_nor_skips_a_version(old: str | None, new: str, expected: str) -> None:
    assert upgraded(old, new) == f"OperationNotAllowed: {expected}"


def made(today: date = TODAY, **cluster: Any) -> str | None:
    """Return what AKS says to a new cluster."""
    world = World()
    world.today = today
    world.cluster.update(cluster)
    return said(world)


LATE = (
    "K8sVersionNotSupported: Managed cluster aks is on version {}, which is only available for Long-Term Support "
    "(LTS). If you intend to onboard to LTS, please ensure the cluster is in Premium tier and LTS support plan (see "
    "https://aka.ms/aks/enable-lts). Otherwise, use [az aks get-versions] command to get the supported version list in "
    "this region. For more information, please check https://aka.ms/supported-version-list"
)
UNKNOWN = (
    "K8sVersionNotSupported: Managed cluster aks is on version {} which is not supported in this region. Please use "
    "[az aks get-versions] command to get the supported version list in this region. For more information, please "
    "check https://aka.ms/supported-version-list"
)
DAY = " (simulated on {}; AKSNET_SANDBOX_NOW={} simulates a day on which AKS offers it)"
LTS: dict[str, Any] = {"supportPlan": "AKSLongTermSupport", "sku": {"name": "Base", "tier": "Premium"}}


@pytest.mark.parametrize(
    ("today", "cluster", "expected"),
    [
        (TODAY, {}, None),
        (TODAY, {"kubernetesVersion": "1.34"}, None),
        (TODAY, {"kubernetesVersion": "1.37"}, None),
        (TODAY, {"kubernetesVersion": "1.33"}, LATE.format("1.33.6") + DAY.format(TODAY, "2026-07-31")),
        (TODAY, {"kubernetesVersion": "1.33", **LTS}, None),
        (TODAY, {"kubernetesVersion": "1.30.5", **LTS}, UNKNOWN.format("1.30.5") + DAY.format(TODAY, "2025-08-22")),
        (TODAY, {"kubernetesVersion": "1.20"}, UNKNOWN.format("1.20.0")),
        (TODAY, {"kubernetesVersion": "1.99"}, UNKNOWN.format("1.99.0")),
        (
            date(2026, 12, 1),
            {"kubernetesVersion": "1.34"},
            LATE.format("1.34.7") + DAY.format("2026-12-01", "2026-11-30"),
        ),
        (
            date(2026, 10, 30),
            {"kubernetesVersion": "1.37"},
            UNKNOWN.format("1.37.0") + DAY.format("2026-10-30", "2026-10-31"),
        ),
        (date(2028, 1, 1), {}, None),
        (
            TODAY,
            {"supportPlan": "AKSLongTermSupport"},
            "InvalidParameter: supportPlan AKSLongTermSupport requires sku.tier Premium; the cluster's tier is Free.",
        ),
    ],
)
def test_a_new_cluster_has_a_version_that_aks_offers_on_that_day(
    today: date, cluster: dict[str, Any], expected: str | None
) -> None:
    assert made(today, **cluster) == expected


def test_a_cluster_of_a_version_that_is_offered_no_more_may_be_written_and_upgraded() -> None:
    assert upgraded("1.29", "1.29") is None
    assert upgraded("1.33", "1.34") is None
    assert upgraded("1.29", "1.30") == UNKNOWN.format("1.30.14") + DAY.format(TODAY, "2025-08-22")


@pytest.mark.parametrize(
    ("today", "expected"),
    [(TODAY, "1.36.3"), (date(2026, 10, 30), "1.35.8"), (date(2026, 3, 30), "1.33.6"), (date(2024, 1, 1), "1.29.15")],
)
def test_a_cluster_without_a_version_gets_the_one_before_the_newest(today: date, expected: str) -> None:
    assert full_version(None, None, today) == expected


@pytest.mark.parametrize(
    ("asked", "before", "expected"),
    [
        (None, "1.34.2", "1.34.2"),
        ("1.34", "1.34.2", "1.34.2"),
        ("1.35", "1.34.2", "1.35.8"),
        ("1.35.1", "1.34.2", "1.35.1"),
        ("1.40", None, "1.40.0"),
    ],
)
def test_a_version_without_a_patch_keeps_the_patch_that_it_got(
    asked: str | None, before: str | None, expected: str
) -> None:
    assert full_version(asked, before, TODAY) == expected


def test_a_new_pool_has_its_control_plane_s_version_or_one_that_is_offered() -> None:
    assert pool_put("1.33", None, "1.33", there=False) is None
    assert pool_put("1.35", None, "1.34", there=False) is None
    assert pool_put("1.34", None, "1.32", there=False) == (
        "AgentPoolK8sVersionNotSupported: Version 1.32 is not supported in this region. Please use [az aks "
        "get-versions] command to get the supported version list in this region. For more information, please check "
        "https://aka.ms/supported-version-list"
    )


@pytest.mark.parametrize(
    ("count", "surge", "expected"),
    [
        (1000, "1", "1000 nodes and 1 for the upgrade are more than 1000 instances."),
        (950, "10%", "950 nodes and 95 for the upgrade are more than 1000 instances."),
        (950, "50", None),
    ],
)
def test_a_pool_is_upgraded_only_if_its_surge_fits_beside_it(count: int, surge: str, expected: str | None) -> None:
    world = World()
    world.cluster["kubernetesVersion"] = "1.35"
    pool = {"name": "user", "vnetSubnetID": NODES, "count": count, "upgradeSettings": {"maxSurge": surge}}
    machines(NODES, owner=CLUSTER, **filled(world.cluster, pool, "1.35.8", None, TODAY), mine="user")(world)
    view = world.view
    inputs = {**world.cluster, "kubernetesVersion": "1.36"}
    outputs = {"currentKubernetesVersion": "1.36.3"}
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": inputs, "outputs": outputs})
    same, newer = ({**pool, "orchestratorVersion": version} for version in ("1.35", "1.36"))

    def answer(body: dict[str, Any]) -> str | None:
        write = Write(view=view, kind=AGENT_POOL, id=f"{CLUSTER}/agentPools/user", body=body, old=same)
        refusal = room_for_surge(AksRequest.of_pool(write))
        return refusal.message if refusal else None

    assert answer(same) is None
    assert answer(newer) == (expected and f"user: {expected}")


ALIKE = (
    "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged: Using managed cluster api, all Agent pools' "
    "OrchestratorVersion must be all specified or all unspecified. If all specified, they must be stay unchanged or "
    "the same with control plane. For agent pool specific change, please use per agent pool operations: "
    "https://aka.ms/agent-pool-rest-api "
)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ({"system": None}, None),
        ({"system": "1.35", "user": "1.35"}, None),
        ({"system": "1.35", "user": "1.34"}, None),
        ({"system": "1.35", "user": "1.34.7"}, None),
        ({"system": "1.35"}, "(without a version: user)"),
        ({"system": "1.35", "user": None}, "(without a version: user)"),
        ({"system": "1.35", "user": "1.34.8"}, "(neither as before nor the control plane's: user)"),
    ],
)
def test_a_request_of_a_cluster_says_the_version_of_no_pool_or_of_all(
    versions: dict[str, str | None], expected: str | None
) -> None:
    world = World()
    world.cluster["kubernetesVersion"] = "1.34"
    world.before = copy.deepcopy({**world.cluster, "agentPoolProfiles": world.pools})
    for name in ("system", "user"):
        pool = {**world.pools[0], "name": name}
        machines(NODES, owner=CLUSTER, **filled(world.cluster, pool, "1.34.7", None, TODAY), mine=name)(world)
    first = world.pools[0]
    world.cluster["kubernetesVersion"] = "1.35"
    world.pools[:] = [{**first, "name": name, "orchestratorVersion": version} for name, version in versions.items()]
    assert said(world) == (expected and ALIKE + expected)


@pytest.mark.parametrize("text", ["latest", "1", "v1.34", "1.34.x", "1.34.0.1", "1.34 "])
def test_text_that_is_no_version_is_refused(text: str) -> None:
    why = f"{text!r} is no Kubernetes version such as 1.34 or 1.34.1."
    world = World()
    world.cluster["kubernetesVersion"] = text
    assert said(world) == f"K8sVersionNotSupported: kubernetesVersion: {why}"
    assert upgraded("1.34", text) == f"K8sVersionNotSupported: kubernetesVersion: {why}"
    assert pool_put("1.34", None, text) == f"AgentPoolK8sVersionNotSupported: user.orchestratorVersion: {why}"


@pytest.mark.parametrize(
    ("plane", "old", "new"),
    [("1.34", "1.33", "1.34"), ("1.34.7", None, "1.34.2"), ("1.34", "1.31", "1.31"), ("1.34.2", "1.31.1", "1.34.1")],
)
def test_a_pool_has_the_version_of_its_control_plane_or_one_of_the_three_before(
    plane: str, old: str | None, new: str
) -> None:
    assert pool_put(plane, old, new) is None


@pytest.mark.parametrize(
    ("plane", "old", "new", "expected"),
    [
        (
            "1.34",
            "1.34",
            "1.35",
            "NodePoolMcVersionIncompatible: Node pool version 1.35 and control plane version 1.34 are incompatible. "
            "The version of node pool user is newer.",
        ),
        (
            "1.34.1",
            "1.34.1",
            "1.34.2",
            "NodePoolMcVersionIncompatible: Node pool version 1.34.2 and control plane version 1.34.1 are "
            "incompatible. The version of node pool user is newer.",
        ),
        (
            "1.34",
            "1.30",
            "1.30",
            "NodePoolMcVersionIncompatible: Node pool version 1.30 and control plane version 1.34 are incompatible. "
            "Node pool user is more than 3 minor versions behind.",
        ),
        (
            "1.34",
            "1.34",
            "1.33",
            "AgentPoolUpgradeVersionNotAllowed: Upgrade agent pool version from 1.34 to 1.33 is not allowed.",
        ),
        (
            "1.34",
            None,
            "1.33",
            "AgentPoolUpgradeVersionNotAllowed: Upgrade agent pool version from 1.34 to 1.33 is not allowed.",
        ),
    ],
)
def test_a_pool_is_not_newer_nor_far_older_than_its_control_plane_and_does_not_go_back(
    plane: str, old: str | None, new: str, expected: str
) -> None:
    assert pool_put(plane, old, new) == expected


def test_an_upgrade_waits_for_the_pools_that_would_fall_too_far_behind() -> None:
    world = World()
    world.cluster["kubernetesVersion"] = "1.34"
    world.before = copy.deepcopy({**world.cluster, "agentPoolProfiles": world.pools})
    late = filled(
        world.before, {"name": "theirs", "vnetSubnetID": NODES, "orchestratorVersion": "1.31"}, "1.34.7", None, TODAY
    )
    machines(NODES, owner=CLUSTER, **late)(world)
    assert said(world) is None
    world.cluster["kubernetesVersion"] = "1.35"
    assert said(world) == (
        "NodePoolMcVersionIncompatible: Node pool version 1.31 and control plane version 1.35 are incompatible. "
        "Node pool theirs is more than 3 minor versions behind."
    )
