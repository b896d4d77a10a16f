"""AksNetwork in programs of others: arguments that are outputs, names, options, refusals."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any, Final

import pulumi
import pytest

from aksnet.errors import AksnetError
from aksnet.testing.recorded import Secret
from aksnet.testing.recording import Recording, record

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
ID: Final = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"
VNET: Final = f"{ID}/virtualNetworks/hub"
ARGS: Final[dict[str, Any]] = {"location": "westeurope", "clusters": {"dev": {"workloads": {"nginx": {}}}}}


def declare(name: str, args: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> Any:
    from components import AksNetwork

    return AksNetwork(name, args, opts)  # type: ignore[arg-type]  # drawn up by tests


def group(name: str) -> pulumi.CustomResource:
    from pulumi_azure_native import resources

    return resources.ResourceGroup(name)


def unknown() -> pulumi.Output[Any]:
    """Return an output that a preview does not know."""
    none: asyncio.Future[Any] = asyncio.Future()
    none.set_result(None)
    no: asyncio.Future[bool] = asyncio.Future()
    no.set_result(False)
    return pulumi.Output(set(), none, no)


def text(recording: Recording) -> str:
    """Return all that was declared as one text."""
    return json.dumps([asdict(each) for each in recording.resources], default=str)


def refused(args: dict[str, Any] | Callable[[], dict[str, Any]], name: str = "net") -> list[dict[str, str]] | str:
    """Return what is wrong with arguments, which declare nothing."""

    def program() -> None:
        declare(name, args() if callable(args) else args)

    recorded: list[Recording] = []
    with pytest.raises(pulumi.RunError) as caught:
        recorded.append(record(program))
    assert isinstance(caught.value, AksnetError)
    assert isinstance(caught.value, pulumi.InputPropertiesError)
    assert recorded == []
    details: list[Any] = caught.value.errors or []
    return [dict(each) for each in details] or caught.value.message


def test_two_networks_in_one_program_share_no_name() -> None:
    def program() -> None:
        declare("a", ARGS)
        declare("b", ARGS)

    recording = record(program)
    groups = {
        each.name: each.inputs["resourceGroupName"] for each in recording.all("azure-native:resources:ResourceGroup")
    }
    assert groups == {"a/resource-group": "rg-a-test", "b/resource-group": "rg-b-test"}
    assert [each.name for each in recording.all(CLUSTER)] == ["a/dev-cluster", "b/dev-cluster"]


def test_keys_are_written_as_in_python_or_as_in_a_stack_file_and_choices_as_enums_or_texts() -> None:
    from components.choices import ClusterMode

    pythonic = {"mode": ClusterMode.KUBENET, "node_pools": {"a": {"vm_size": "Standard_D8ds_v5", "count": 2.0}}}
    stack_file = {"mode": "kubenet", "nodePools": {"a": {"vmSize": "Standard_D8ds_v5", "count": 2}}}
    first, second = ({**ARGS, "clusters": {"dev": cluster}} for cluster in (pythonic, stack_file))
    assert text(record(lambda: declare("net", first))) == text(record(lambda: declare("net", second)))


@cache
def in_a_vnet_not_made_yet() -> Recording:
    def program() -> None:
        declare(
            "net",
            {
                "location": unknown(),
                "resource_group": {"name": unknown(), "existing": True},
                "network": {"id": unknown()},
                "tags": {"owner": pulumi.Output.secret("me")},
                "clusters": {
                    "dev": {
                        "mode": "kubenet",
                        "node_subnet": {"id": unknown(), "route_table_id": unknown()},
                        "workloads": {"hello-kubernetes": {"message": pulumi.Output.secret("do not tell")}},
                    },
                    "ops": {"node_subnet": {"prefix": "10.60.2.0/24", "network_security_group": {"id": unknown()}}},
                },
            },
        )

    return record(program)


def test_what_a_preview_does_not_know_reaches_no_resource_as_a_placeholder() -> None:
    recording = in_a_vnet_not_made_yet()
    assert len(recording.all(CLUSTER)) == 2
    inputs = json.dumps([each.inputs for each in recording.resources], default=str)
    assert [word for word in ("later", "westeurope") if word in inputs] == []


def test_secret_tags_and_messages_reach_resources_as_secrets_and_nothing_else() -> None:
    recording = in_a_vnet_not_made_yet()
    assert {str(each.inputs["tags"]) for each in recording.all(CLUSTER)} == {str({"owner": Secret("me")})}
    (container,) = recording.one("kubernetes:apps/v1:Deployment").inputs["spec"]["template"]["spec"]["containers"]
    assert container["env"][0] == {"name": "MESSAGE", "value": Secret("do not tell")}
    assert "do not tell" not in json.dumps([each.name for each in recording.resources])


def test_what_is_known_is_planned_with_and_waited_for() -> None:
    def program() -> None:
        made = group("own").id.apply(lambda _: VNET)
        subnet = {"name": "nodes", "prefix": "10.60.1.0/24"}
        declare("net", {**ARGS, "network": {"id": made}, "clusters": {"dev": {"node_subnet": subnet}}})

    recording = record(program)
    assert recording.one("azure-native:network:Subnet").inputs["virtualNetworkName"] == "hub"
    waiting = [each.name for each in recording.resources if each.name.startswith("net/") and "own" in each.dependencies]
    assert waiting == [each.name for each in recording.resources if each.name.startswith("net/")]


NOT_KNOWN: Final = (
    "a value that must be known before the run, because planning works with it; an output may be a tag, a message, the "
    "location, and the id or resource group of what is there already; pass the value itself, for instance from the "
    "program's configuration"
)


def test_an_output_where_planning_needs_a_value_is_a_problem_with_its_path_known_or_not() -> None:
    found = refused(
        lambda: {
            "location": "westeurope",
            "network": pulumi.Output.from_input({}),
            "clusters": {"dev": {"authorized_ip_ranges": ["10.0.0.0/8", unknown()], "pod_cidr": unknown()}},
        }
    )
    assert found == [
        {"property_path": path, "reason": NOT_KNOWN}
        for path in ("network", "clusters.dev.authorizedIpRanges[1]", "clusters.dev.podCidr")
    ]


def test_a_secret_may_be_a_tag_or_a_message_only() -> None:
    found = refused(lambda: {**ARGS, "network": {"id": pulumi.Output.secret(VNET)}})
    assert found == [
        {
            "property_path": "network.id",
            "reason": "a value that is no secret: planning prints it, in plans, reports, names and outputs; only tags "
            "and a workload's message may be secret; pass it in the clear",
        }
    ]


@pytest.mark.parametrize(
    ("args", "name", "expected"),
    [
        ({"clusters": {"dev": {}}}, "net", ["location"]),
        (
            {**ARGS, "clusters": {"dev": {"node_pool": {}, "mode": "x"}}},
            "net",
            ["clusters.dev.mode", "clusters.dev.node_pool"],
        ),
        ({**ARGS, "regoin": "x", "clusters": {}}, "net", ["regoin", "clusters"]),
        (ARGS, "a/b", "a/b: the name of an AksNetwork has no slash, which its children's names have after it."),
        ("x", "net", "The arguments of AksNetwork are a dict with the keys of a stack file, not 'x'."),
    ],
)
def test_wrong_arguments_end_in_one_error_and_declare_nothing(args: Any, name: str, expected: Any) -> None:
    found = refused(args, name)
    assert (found if isinstance(found, str) else [each["property_path"] for each in found]) == expected


def test_the_text_of_the_error_names_the_component_and_the_paths_of_its_arguments() -> None:
    with pytest.raises(pulumi.RunError) as caught:
        record(lambda: declare("net", {**ARGS, "clusters": {"dev": {"tier": "Gratis"}}}))
    assert str(caught.value) == (
        "1 problem in the arguments of the AksNetwork net, which declared nothing\n\n"
        "clusters.dev.tier: Gratis\n    one of 'Free', 'Standard' or 'Premium'\n    change: write one of them"
    )


def reached(opts: Callable[[], pulumi.ResourceOptions], of: Callable[[Any], bool]) -> set[str]:
    """Return whose children an option reaches: of Azure, inside the cluster, or the component itself."""

    def program() -> None:
        declare("net", ARGS, opts())

    recording = record(program)
    found: dict[str, list[bool]] = {}
    for each in recording.resources:
        if each.name.startswith("net"):
            place = "itself" if each.name == "net" else each.type.split(":")[0]
            found.setdefault(place, []).append(of(each))
    return {place for place, had in found.items() if all(had)}


def azure() -> pulumi.ProviderResource:
    from pulumi_azure_native import Provider

    return Provider("own")


AZURE, ITSELF = "azure-native", "itself"
EVERYWHERE = {AZURE, ITSELF, "kubernetes", "pulumi", "aks-networking"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("opts", "of", "expected"),
    [
        pytest.param(lambda: pulumi.ResourceOptions(protect=True), lambda each: each.protect,
                     EVERYWHERE, id="protect"),
        pytest.param(lambda: pulumi.ResourceOptions(providers=[azure()]), lambda each: each.provider == "own",
                     {AZURE}, id="providers"),
        pytest.param(lambda: pulumi.ResourceOptions(depends_on=[group("first")]),
                     lambda each: "first" in each.dependencies, EVERYWHERE, id="depends_on"),
        pytest.param(lambda: pulumi.ResourceOptions(ignore_changes=["tags"]),
                     lambda each: "tags" in each.ignore_changes, {ITSELF}, id="ignore_changes"),
        pytest.param(lambda: pulumi.ResourceOptions(aliases=[pulumi.Alias(name="former")]),
                     lambda each: "former" in each.aliases, {ITSELF}, id="aliases"),
        pytest.param(lambda: pulumi.ResourceOptions(parent=pulumi.ComponentResource("x:index:X", "team")),
                     lambda each: "::x:index:X$" in each.urn, EVERYWHERE, id="parent"),
    ],
)  # fmt: skip
def test_an_option_reaches_the_children_that_it_is_said_to(
    opts: Callable[[], pulumi.ResourceOptions], of: Callable[[Any], bool], expected: set[str]
) -> None:
    """The engine gives aliases of a component to its children by itself; README has the list."""
    assert reached(opts, of) == expected
