"""What a small run requires and declares: each rule of the table by one resource that does not wait."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.order.declared_edges import before
from aksnet.sandbox.order.graph import Graph
from aksnet.sandbox.order.missing import missing, problems

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
IDENTITY_ID = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me"
TABLE = f"{GROUP}/providers/Microsoft.Network/routeTables/table"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
IN_GROUP = {"resourceGroupName": "rg"}
Entry = dict[str, Any]


def urn(name: str) -> str:
    return f"urn:pulumi:s::p::t::{name}"


def entry(name: str, token: str, inputs: Entry, *after: str, **more: Any) -> Entry:
    return {"urn": urn(name), "type": token, "inputs": inputs, "dependencies": [urn(each) for each in after], **more}


def azure(name: str, token: str, inputs: Entry, *after: str, **more: Any) -> Entry:
    return entry(name, f"azure-native:{token}", {**IN_GROUP, **inputs}, *after, **more)


def inside(name: str, token: str, inputs: Entry, *after: str) -> Entry:
    return entry(name, f"kubernetes:{token}", inputs, *after, provider=f"{urn('inside')}::some-id")


def subnet(name: str, *after: str, **inputs: Any) -> Entry:
    return azure(name, "network:Subnet", {"virtualNetworkName": "net", "subnetName": name, **inputs}, *after)


def role(name: str, scope: str, *after: str) -> Entry:
    return entry(name, "azure-native:authorization:RoleAssignment", {"scope": scope, "principalId": "p"}, *after)


POOL: Entry = {"name": "system", "vnetSubnetID": f"{VNET}/subnets/nodes", "nodeTaints": ["busy=true:NoSchedule"]}
CLUSTER: Entry = {
    "resourceName": "c",
    "identity": {"userAssignedIdentities": [IDENTITY_ID]},
    "agentPoolProfiles": [POOL],
    "networkProfile": {"networkPlugin": "none", "outboundType": "userDefinedRouting"},
}
FRONT_END = {"service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "fronts"}
DEPLOYMENT: Entry = {"metadata": {"name": "app", "namespace": "apps"}, "spec": {"template": {"spec": {}}}}
RUN: list[Entry] = [
    azure("group", "resources:ResourceGroup", {}),
    azure("me", "managedidentity:UserAssignedIdentity", {"resourceName": "me"}, "group", outputs={"principalId": "p"}),
    azure("table", "network:RouteTable", {"routeTableName": "table"}, "group"),
    azure("default", "network:Route", {"routeTableName": "table", "routeName": "default"}, "table"),
    azure("net", "network:VirtualNetwork", {"virtualNetworkName": "net"}, "group"),
    subnet("nodes", "net", "table", routeTable={"id": TABLE}),
    subnet("fronts", "net", "nodes"),
    role("may-join", f"{VNET}/subnets/nodes", "nodes", "me"),
    role("may-route", TABLE, "table", "me"),
    role("may-front", f"{VNET}/subnets/fronts", "fronts", "me"),
    azure("c", "containerservice:ManagedCluster", CLUSTER, "may-join", "may-route", "default", "fronts"),
    azure("user", "containerservice:AgentPool", {"resourceName": "c", "agentPoolName": "user"}, "c"),
    {
        **entry("inside", "pulumi:providers:kubernetes", {"kubeconfig": UNKNOWN}),
        "propertyDependencies": {"kubeconfig": [urn("c")]},
    },
    inside("apps", "core/v1:Namespace", {"metadata": {"name": "apps"}}),
    inside("cni", "helm.sh/v3:Release", {"chart": "cilium", "namespace": "kube-system"}),
    inside("app", "apps/v1:Deployment", DEPLOYMENT, "apps", "cni", "user"),
    inside(
        "front", "core/v1:Service", {"metadata": {"namespace": "apps", "annotations": FRONT_END}}, "apps", "may-front"
    ),
]


def without(resource: str, *others: str) -> list[Entry]:
    """Return the run with some dependencies of one resource dropped."""
    dropped = {urn(other) for other in others}
    return [
        {**each, "dependencies": [d for d in each["dependencies"] if each["urn"] != urn(resource) or d not in dropped]}
        for each in RUN
    ]


def found(entries: list[Entry]) -> set[tuple[str, str, str]]:
    """Return who does not wait for whom, and the answer's first word."""
    return {
        (each.resource.name, other.name, each.code.split()[0])
        for each in missing(Graph(entries))
        for other in each.others
    }


def test_a_run_that_declares_all_it_needs_misses_nothing() -> None:
    assert problems(RUN) == []


@pytest.mark.parametrize(
    ("resource", "dropped", "answer"),
    [
        ("me", "group", "ResourceGroupNotFound"),
        ("default", "table", "ParentResourceNotFound"),
        ("nodes", "net", "ParentResourceNotFound"),
        ("nodes", "table", "InvalidResourceReference"),
        ("may-join", "nodes", "ResourceNotFound"),
        ("may-join", "me", "PrincipalNotFound"),
        ("c", "may-join", "ResourceMissingPermissionError"),
        ("c", "may-route", "ResourceMissingPermissionError"),
        ("c", "default", "RouteTableMissingDefaultRouteError"),
        ("user", "c", "ParentResourceNotFound"),
        ("app", "apps", "NotFound"),
        ("app", "cni", "a"),
        ("app", "user", "a"),
        ("front", "may-front", "a"),
    ],
)
def test_a_dropped_dependency_is_missing(resource: str, dropped: str, answer: str) -> None:
    assert (resource, dropped, answer) in found(without(resource, dropped))


def test_clusters_and_pools_of_one_network_are_made_one_after_another() -> None:
    """AKS takes possession of the network for each: https://github.com/Azure/AKS/issues/4522."""
    at = {"resourceName": "c", "vnetSubnetID": f"{VNET}/subnets/nodes"}
    pools = [azure(name, "containerservice:AgentPool", {**at, "agentPoolName": name}, "c", "nodes") for name in "ab"]
    assert ("b", "a", "SetVNetOwnershipFailed") in found([*RUN, *pools])
    chained = [pools[0], {**pools[1], "dependencies": [*pools[1]["dependencies"], urn("a")]}]
    assert {each for each in found([*RUN, *chained]) if each[2] == "SetVNetOwnershipFailed"} == set()


def test_a_cluster_has_its_turn_among_the_writes_of_its_network() -> None:
    assert ("c", "fronts", "SetVNetOwnershipFailed") in found(without("c", "fronts"))
    later = subnet("databases", "fronts")
    assert ("c", "databases", "SetVNetOwnershipFailed") in found([*RUN, later])
    assert found([*RUN, {**later, "dependencies": [*later["dependencies"], urn("c")]}]) == found(RUN) == set()


def test_a_cluster_needs_its_subnets_and_identity_even_where_it_has_no_roles() -> None:
    assert {("c", "nodes", "InvalidParameter"), ("c", "me", "FailedIdentityOperation")} <= found(
        without("c", "may-join", "may-route", "fronts")
    )


def test_a_message_says_who_why_what_azure_answers_and_what_to_do() -> None:
    assert problems(without("fronts", "nodes")) == [
        "nodes does not wait for fronts, and net takes one write at a time. Unless luck orders them, the answer is "
        "AnotherOperationInProgress. Pass an output of it, or put it into depends_on of nodes "
        "(https://github.com/pulumi/pulumi-azure-native/issues/903)."
    ]


def test_what_a_preview_does_not_know_yet_comes_from_where_the_engine_says() -> None:
    unknown = {
        "may-join": {"inputs": {"scope": UNKNOWN, "principalId": UNKNOWN}},
        "c": {"inputs": {**IN_GROUP, **CLUSTER, "agentPoolProfiles": [{**POOL, "vnetSubnetID": UNKNOWN}]}},
    }
    sources = {
        "may-join": {"scope": [urn("nodes")], "principalId": [urn("me")]},
        "c": {"agentPoolProfiles": [urn("nodes")], "identity": [urn("me")]},
    }
    run = [
        {**each, **unknown.get(name, {}), "propertyDependencies": sources.get(name, each.get("propertyDependencies"))}
        for each in without("c", "may-join")
        for name in [each["urn"].split("::")[-1]]
    ]
    assert found(run) == {("c", "may-join", "ResourceMissingPermissionError")}


def test_what_belongs_to_another_stack_is_not_waited_for() -> None:
    own = {"group", "me", "may-join", "c"}
    assert problems([each for each in RUN if each["urn"].split("::")[-1] in own]) == []


def test_a_pool_is_needed_only_by_pods_that_fit_no_pool_of_the_cluster() -> None:
    tolerant = {"tolerations": [{"key": "busy", "operator": "Exists"}]}
    calm = {**DEPLOYMENT, "spec": {"template": {"spec": tolerant}}}
    choosy = {**DEPLOYMENT, "spec": {"template": {"spec": {**tolerant, "nodeSelector": {"agentpool": "user"}}}}}
    assert found(_with_deployment(calm)) == set()
    assert found(_with_deployment(choosy)) == {("app", "user", "a")}


def _with_deployment(inputs: Entry) -> list[Entry]:
    return [{**each, "inputs": inputs} if each["urn"] == urn("app") else each for each in without("app", "user")]


def test_one_of_several_pools_is_enough() -> None:
    more = azure("more", "containerservice:AgentPool", {"resourceName": "c", "agentPoolName": "more"}, "c")
    assert problems([*RUN, more]) == []


def test_a_resource_that_is_about_to_go_counts_no_more() -> None:
    assert problems([*RUN, {**subnet("old"), "delete": True}]) == []


NAMES = [f"r{number}" for number in range(8)]


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])))
def test_the_closure_is_what_can_be_reached(pairs: set[tuple[int, int]]) -> None:
    entries = [entry(name, "t", {}, *(NAMES[a] for a, b in pairs if NAMES[b] == name)) for name in NAMES]
    reached = {number: {a for a, b in pairs if b == number} for number in range(8)}
    for _ in NAMES:
        reached = {number: direct.union(*(reached[each] for each in direct)) for number, direct in reached.items()}
    assert before(Graph(entries)) == {
        urn(NAMES[number]): frozenset(urn(NAMES[each]) for each in earlier) for number, earlier in reached.items()
    }


def test_two_resources_that_are_one_object_of_a_cluster_are_told_and_two_of_one_name_elsewhere_not() -> None:
    twin = inside("twin", "apps/v1:Deployment", DEPLOYMENT, "apps", "cni", "user")
    other = {"metadata": {"name": "app", "namespace": "kube-system"}, "spec": DEPLOYMENT["spec"]}
    assert problems([*RUN, twin]) == [
        "app and twin are one object, Deployment apps/app of c: server-side apply takes each as a change of the other, "
        "and deleting one takes it from both. Give each the provider of its own cluster, or another name."
    ]
    assert problems([*RUN, inside("other", "apps/v1:Deployment", other, "cni", "user")]) == []
    assert problems([*RUN, {**twin, "provider": f"{urn('elsewhere')}::some-id"}]) == []
