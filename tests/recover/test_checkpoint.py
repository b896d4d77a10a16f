"""The state after recovery: what goes in, what goes out, and that no end is left loose."""

from __future__ import annotations

from typing import Any
from unittest.mock import ANY

from aksnet.recover.declared import Declared, Found
from aksnet.recover.new_checkpoint import creating, differs, edited, pending

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
    state = edited({"resources": [{"urn": PROVIDER}, {"urn": GROUP}, vnet]}, declared(), {(GROUP, "")})
    assert state["resources"] == [
        {"urn": PROVIDER},
        {"urn": VNET, "dependencies": [PROVIDER], "propertyDependencies": {"resourceGroupName": []}},
    ]


def test_a_difference_is_told_by_its_path() -> None:
    assert (differs(found()), differs(found(tags={"a": "c"}))) == ([], ["tags.a"])


def test_operations_that_never_ended_are_listed() -> None:
    operations = [{"type": "creating", "resource": {"urn": VNET}}]
    assert (pending({"pending_operations": operations}), pending({})) == ([("creating", VNET)], [])


def test_a_new_one_takes_the_place_of_the_old_one_which_the_next_up_deletes() -> None:
    """So the engine itself leaves a replacement between its two halves."""
    old = {"urn": VNET, "type": "azure-native:network:VirtualNetwork", "custom": True, "id": "/old"}
    child = {"urn": f"{VNET}-child", "dependencies": [VNET]}
    state = edited({"resources": [{"urn": GROUP}, old, child]}, declared(found()), set())
    assert [(each["urn"], each.get("id"), each.get("delete")) for each in state["resources"]] == [
        (GROUP, None, None),
        (STACK, None, None),
        (NETWORK, None, None),
        (PROVIDER, ANY, None),
        (VNET, "/vnet", None),
        (VNET, "/old", True),
        (f"{VNET}-child", None, None),
    ]
    assert old.get("delete") is None


def test_an_old_one_that_is_gone_does_not_take_the_new_one_along() -> None:
    new, old = {"urn": VNET, "id": "/new"}, {"urn": VNET, "id": "/old", "delete": True}
    child = {"urn": f"{VNET}-child", "dependencies": [VNET]}
    assert edited({"resources": [new, old, child]}, declared(), {(VNET, "/old")})["resources"] == [new, child]


def test_what_depends_on_something_that_is_not_there_yet_is_told_and_not_taken_for_equal() -> None:
    one = Found(
        urn=VNET,
        id="/vnet",
        state="Succeeded",
        fixed=(),
        declared={"routeTable": {"id": UNKNOWN}, "location": "westeurope"},
        read={"routeTable": {"id": "/another"}, "location": "westeurope"},
        outputs={},
    )
    assert differs(one) == ["routeTable.id (it is not known yet what is declared)"]
    state = edited({}, declared(one), set())
    assert state["resources"][-1]["inputs"] == {"routeTable": {"id": "/another"}, "location": "westeurope"}


def test_a_creation_that_never_ended_leads_to_an_id_when_its_names_are_known() -> None:
    kind = "azure-native:network:VirtualNetwork"
    inputs = {"resourceGroupName": "rg", "virtualNetworkName": "v"}
    operations = [
        {"type": "creating", "resource": {"urn": VNET, "type": kind, "inputs": inputs}},
        {"type": "updating", "resource": {"urn": GROUP, "type": kind, "inputs": inputs}},
        {"type": "creating", "resource": {"urn": NETWORK, "type": kind, "inputs": {"resourceGroupName": "rg"}}},
        {"type": "creating", "resource": {"urn": STACK, "type": "kubernetes:core/v1:Pod"}},
    ]
    assert creating({"pending_operations": operations}, "/subscriptions/S") == {
        VNET: "/subscriptions/S/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
    }
