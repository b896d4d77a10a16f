"""What is in the state and nowhere else, and when that is not believed."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.arm.arm_type import ArmType
from aksnet.recover.cloud import RecoverError, busy
from aksnet.recover.gone import gone

VNET: dict[str, Any] = {"type": "azure-native:network:VirtualNetwork"}
CLUSTER: dict[str, Any] = {"type": "azure-native:containerservice:ManagedCluster"}


class Cloud:
    """Has these ids."""

    def __init__(self, *ids: str) -> None:
        self._ids = ids

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Answer."""
        assert kind.token in (VNET["type"], CLUSTER["type"])
        return "Succeeded" if arm_id in self._ids else None

    def has_release(self, *_unused: str) -> bool:
        """Have none."""
        return False


def lost(resources: list[dict[str, Any]], *ids: str) -> set[tuple[str, str]]:
    return gone(resources, Cloud(*ids), all_gone=False)


def test_old_and_new_of_a_replacement_are_told_apart() -> None:
    both = [{**VNET, "urn": "v", "id": "/new"}, {**VNET, "urn": "v", "id": "/old", "delete": True}]
    assert lost(both, "/new") == {("v", "/old")}


def test_what_a_replacement_deleted_first_is_gone_whatever_is_there_now() -> None:
    both = [{**VNET, "urn": "v", "id": "/v", "pendingReplacement": True}, {**VNET, "urn": "w", "id": "/w"}]
    assert lost(both, "/v", "/w") == {("v", "/v")}


def test_with_a_cluster_goes_what_is_in_it_and_parents_stay_with_their_children() -> None:
    resources: list[dict[str, Any]] = [
        {**VNET, "urn": "parent", "id": "/parent"},
        {**VNET, "urn": "child", "id": "/child", "parent": "parent"},
        {**CLUSTER, "urn": "c", "id": "/c", "outputs": {"fqdn": "c.azmk8s.io"}},
        {"type": "pulumi:providers:kubernetes", "urn": "p", "id": "1", "inputs": {"kubeconfig": "https://c.azmk8s.io"}},
        {"type": "kubernetes:core/v1:Pod", "urn": "pod", "id": "a/b", "provider": "p::1"},
        {"type": "kubernetes:core/v1:Pod", "urn": "other", "id": "a/b", "provider": "q::1"},
    ]
    assert lost(resources, "/child") == {("c", "/c"), ("p", "1"), ("pod", "a/b")}


def test_when_nothing_at_all_is_left_another_login_is_more_likely() -> None:
    resources = [{**VNET, "urn": "v", "id": "/v"}, {**VNET, "urn": "w", "id": "/w"}]
    with pytest.raises(RecoverError, match=r"None of the 2 .* another login.*--all-gone"):
        lost(resources)
    assert gone(resources, Cloud(), all_gone=True) == {("v", "/v"), ("w", "/w")}
    assert lost(resources[:1]) == {("v", "/v")}


@pytest.mark.parametrize(
    ("state", "expected"), [("Succeeded", False), ("Failed", False), ("Canceled", False), ("Starting", True)]
)
def test_azure_works_on_until_a_state_says_that_it_ended(state: str, expected: bool) -> None:
    assert busy(state) is expected
