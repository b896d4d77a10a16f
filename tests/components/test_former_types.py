"""Aliases for types with an API version, which no state under our parents can have, are not computed and not sent."""

import pulumi
import pytest

from aksnet.testing.recording import Recording, record

OLD = pulumi.Alias(type_="azure-native:network/v20230201:Subnet")
PREVIEW = pulumi.Alias(type_="azure-native:network/v20180801preview:Subnet")
MOVED = pulumi.Alias(type_="azure-native:network:PrivateZone")
KEPT: list[pulumi.Input[pulumi.Alias | str]] = [
    MOVED,
    pulumi.Alias(name="before"),
    pulumi.Alias(type_="azure-native:network/v20230201:Subnet", parent=pulumi.ROOT_STACK_RESOURCE),
    pulumi.Alias(type_="azure-native:network/v20230201:Subnet", name="before"),
    pulumi.Alias(type_="kubernetes:apps/v1beta1:Deployment"),
    "urn:pulumi:dev::p::azure-native:network/v20230201:Subnet::s",
]


def arguments(opts: pulumi.ResourceOptions) -> pulumi.ResourceTransformationArgs:
    return pulumi.ResourceTransformationArgs(
        resource=None,  # type: ignore[arg-type]  # not looked at
        type_="azure-native:network:Subnet",
        name="s",
        props={"a": 1},
        opts=opts,
    )


def stripped(opts: pulumi.ResourceOptions) -> pulumi.ResourceTransformationResult | None:
    from components.former_types import without_versioned_types

    return without_versioned_types(arguments(opts))


def test_only_an_alias_that_says_a_type_with_a_version_and_nothing_else_goes() -> None:
    opts = pulumi.ResourceOptions(aliases=[OLD, *KEPT, PREVIEW], protect=True)
    found = stripped(opts)
    assert found is not None
    assert (found.props, found.opts.aliases, found.opts.protect) == ({"a": 1}, KEPT, True)
    assert opts.aliases == [OLD, *KEPT, PREVIEW]


@pytest.mark.parametrize("aliases", [None, [], KEPT])
def test_a_resource_without_such_aliases_stays_as_it_is(
    aliases: list[pulumi.Input[pulumi.Alias | str]] | None,
) -> None:
    assert stripped(pulumi.ResourceOptions(aliases=aliases)) is None


def recorded(opts: pulumi.ResourceOptions | None = None) -> Recording:
    """Return a cluster with a workload, as AksNetwork declares it."""
    from components import AksNetwork

    settings = {"location": "westeurope", "clusters": {"dev": {"workloads": {"nginx": {}}}}}
    return record(lambda: AksNetwork("net", settings, opts))  # type: ignore[arg-type]  # keys as in a stack file


def test_nothing_that_aks_network_declares_bears_them() -> None:
    found = [alias for resource in recorded().resources for alias in resource.aliases]
    assert [alias for alias in found if alias.startswith("azure-native:")] == []
    assert "kubernetes:apps/v1beta1:Deployment" in found


def test_aliases_that_a_program_gives_to_our_children_stay() -> None:
    def versioned(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if not args.type_.endswith(":Subnet"):
            return None
        more = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(aliases=[OLD]))
        return pulumi.ResourceTransformationResult(props=args.props, opts=more)

    found = recorded(pulumi.ResourceOptions(transformations=[versioned]))
    assert {each.name: each.aliases for each in found.resources if any(":network/" in one for one in each.aliases)} == {
        "net/network-dev-node-subnet": (OLD.type_,)
    }
