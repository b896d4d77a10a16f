"""Which Kubernetes versions AKS takes for a control plane and its pools, at first and in upgrades.

https://learn.microsoft.com/azure/aks/upgrade-aks-cluster
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from aksnet.arm.ids import CLUSTER_TYPE
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import first_refusal
from aksnet.sandbox.azure.clusters import AGENT_POOL
from aksnet.sandbox.azure.kind import Write
from aksnet.sandbox.azure.pools import filled
from tests.sandbox.aks_world import CLUSTER, NODES, World, machines

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


def pool_put(plane: str, old: str | None, new: str | None) -> str | None:
    """Return what AKS says to another version of a stand-alone pool."""
    world = World()
    view = world.view
    cluster = {**world.cluster, "kubernetesVersion": plane}
    view.put({"id": CLUSTER, "type": CLUSTER_TYPE, "inputs": cluster, "outputs": {}})
    body: dict[str, Any] = {"mode": "System", "count": 3, "vnetSubnetID": NODES}
    bodies = [{**body, "orchestratorVersion": each} for each in (old, new)]
    write = Write(view=view, kind=AGENT_POOL, id=f"{CLUSTER}/agentPools/user", body=bodies[1], old=bodies[0])
    refusal = first_refusal(AksRequest.of_pool(write))
    return f"{refusal.code}: {refusal.message}" if refusal else None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.33", "1.34"),
        ("1.33.5", "1.34.0"),
        ("1.33.5", "1.33.7"),
        ("1.33.5", "1.33"),
        ("1.33", "1.33.5"),
        ("1.9", "1.10"),
        (None, "1.34"),
        (None, "1.35"),
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
        ("1.10", "1.9", "Downgrading Kubernetes version 1.10 to 1.9 is not allowed."),
        (None, "1.33", "Downgrading Kubernetes version 1.34 to 1.33 is not allowed."),
        ("1.33.1", "1.35.0", f"Upgrading Kubernetes version 1.33.1 to 1.35.0 is not allowed. {SKIPPED}"),
        ("1.34", "2.0", f"Upgrading Kubernetes version 1.34 to 2.0 is not allowed. {SKIPPED}"),
    ],
)
def test_a_control_plane_neither_goes_back_nor_skips_a_version(old: str | None, new: str, expected: str) -> None:
    assert upgraded(old, new) == f"OperationNotAllowed: {expected}"


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
    [("1.34", "1.33", "1.34"), ("1.34", None, "1.34.2"), ("1.34", "1.31", "1.31"), ("1.34.2", "1.31.1", "1.34.1")],
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
    late = filled(world.before, {"name": "theirs", "vnetSubnetID": NODES, "orchestratorVersion": "1.31"})
    machines(NODES, owner=CLUSTER, **late)(world)
    assert said(world) is None
    world.cluster["kubernetesVersion"] = "1.35"
    assert said(world) == (
        "NodePoolMcVersionIncompatible: Node pool version 1.31 and control plane version 1.35 are incompatible. "
        "Node pool theirs is more than 3 minor versions behind."
    )
