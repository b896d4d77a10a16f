"""The state after recovery: what goes in, what goes out, and that no end is left loose."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from recover.checkpoint import differs, edited, pending
from recover.declared import Declared, Found

STACK = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"
PROVIDER = "urn:pulumi:s::p::pulumi:providers:azure-native::default"
GROUP = "urn:pulumi:s::p::azure-native:resources:ResourceGroup::group"
NETWORK = "urn:pulumi:s::p::my:Network::network"
VNET = "urn:pulumi:s::p::my:Network$azure-native:network:VirtualNetwork::vnet"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

GOALS: dict[str, dict[str, Any]] = {
    STACK: {"type": "pulumi:pulumi:Stack"},
    PROVIDER: {"type": "pulumi:providers:azure-native"},
    NETWORK: {"type": "my:Network", "parent": STACK},
    VNET: {
        "type": "azure-native:network:VirtualNetwork",
        "parent": NETWORK,
        "dependencies": [GROUP],
        "propertyDependencies": {"resourceGroupName": [GROUP], "tags": []},
        "provider": f"{PROVIDER}::{UNKNOWN}",
        "protect": False,
        "ignoreChanges": ["subnets"],
    },
}


def found(state: str = "Succeeded", **read: Any) -> Found:
    """Return the network as it was found."""
    return Found(
        urn=VNET,
        id="/vnet",
        state=state,
        fixed=("location",),
        declared={"location": "westeurope", "tags": {"a": "b"}},
        read={"location": "westeurope", "tags": {"a": "b"}, "enableDdosProtection": False, **read},
        outputs={"name": "vnet"},
    )


def declared(*each: Found) -> Declared:
    """Return what a preview told."""
    return Declared(goals=GOALS, providers={PROVIDER: {"location": "westeurope"}}, found=list(each))


def test_a_resource_is_adopted_after_its_parents_and_its_provider() -> None:
    group = {"urn": GROUP, "type": "azure-native:resources:ResourceGroup", "custom": True, "id": "/group"}
    state = edited({"manifest": {}, "resources": [group], "pending_operations": [{}]}, declared(found()), set())
    provider_id = state["resources"][3]["id"]
    assert state == {
        "manifest": {},
        "resources": [
            group,
            {"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False, "inputs": {}, "outputs": {}},
            {
                "urn": NETWORK,
                "type": "my:Network",
                "parent": STACK,
                "custom": False,
                "inputs": {},
                "outputs": {},
            },
            {
                "urn": PROVIDER,
                "type": "pulumi:providers:azure-native",
                "custom": True,
                "id": ANY,
                "inputs": {"location": "westeurope"},
                "outputs": {"location": "westeurope"},
            },
            {
                "urn": VNET,
                "type": "azure-native:network:VirtualNetwork",
                "parent": NETWORK,
                "dependencies": [GROUP],
                "propertyDependencies": {"resourceGroupName": [GROUP], "tags": []},
                "provider": f"{PROVIDER}::{provider_id}",
                "custom": True,
                "id": "/vnet",
                "inputs": {"location": "westeurope", "tags": {"a": "b"}},
                "outputs": {"name": "vnet"},
            },
        ],
    }


def test_what_failed_is_adopted_so_that_the_next_up_writes_it() -> None:
    state = edited({}, declared(found("Failed")), set())
    assert state["resources"][-1]["initErrors"] == ["it exists with the provisioning state Failed"]


def test_what_is_gone_goes_out_and_nothing_depends_on_it() -> None:
    vnet = {
        "urn": VNET,
        "dependencies": [GROUP, PROVIDER],
        "propertyDependencies": {"resourceGroupName": [GROUP]},
        "deletedWith": GROUP,
    }
    state = edited({"resources": [{"urn": PROVIDER}, {"urn": GROUP}, vnet]}, declared(), {GROUP})
    assert state["resources"] == [
        {"urn": PROVIDER},
        {"urn": VNET, "dependencies": [PROVIDER], "propertyDependencies": {"resourceGroupName": []}},
    ]


def test_a_difference_is_told_by_its_path() -> None:
    assert (differs(found()), differs(found(tags={"a": "c"}))) == ([], ["tags.a"])


def test_operations_that_never_ended_are_listed() -> None:
    operations = [{"type": "creating", "resource": {"urn": VNET}}]
    assert (pending({"pending_operations": operations}), pending({})) == ([("creating", VNET)], [])
