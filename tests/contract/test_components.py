"""What every component keeps to, whichever it is: parentage, names, options, outputs.

A component without a sample here fails the first test. Options that the engine applies by itself (retainOnDelete,
deletedWith) are not seen by mocks and not proved here.
"""

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

import pulumi
import pytest

from aksnet.testing.recorded import Recorded
from aksnet.testing.recording import Recording, record

COMPONENTS = ("Network", "ClusterAccess", "AksCluster", "ClusterContents", "Nginx", "HelloKubernetes", "AksNetwork")
every_component = pytest.mark.parametrize(
    "component",
    # The component on top declares all others, and takes as long as they do together.
    [*COMPONENTS[:-1], pytest.param(COMPONENTS[-1], marks=pytest.mark.slow)],
)


def build(component: str, name: str, opts: pulumi.ResourceOptions | None = None) -> pulumi.ComponentResource:
    from tests.contract.samples import SAMPLES

    return next(sample for kind, sample in SAMPLES.items() if kind.__name__ == component)(name, opts)


@cache
def declared(component: str) -> Recording:
    """Record a component without any options."""
    return record(lambda: build(component, "sample"))


@cache
def declared_with_options(component: str) -> Recording:
    """Record a component with one option that its children take over and one that is its own."""

    def program() -> None:
        build(component, "sample", pulumi.ResourceOptions(protect=True, aliases=[pulumi.Alias(name="formerly")]))

    return record(program)


def component_of(recording: Recording) -> Recorded:
    return next(resource for resource in recording.resources if resource.name == "sample" and not resource.custom)


def below(recording: Recording) -> list[Recorded]:
    return [resource for resource in recording.resources if resource is not component_of(recording)]


def test_every_component_has_a_sample_here() -> None:
    """`Workload` is the base of two components and never declared itself."""
    import components
    from components.workload import Workload
    from tests.contract.samples import SAMPLES

    modules = [
        importlib.import_module(f"components.{found.name}") for found in pkgutil.iter_modules(components.__path__)
    ]
    kinds = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, pulumi.ComponentResource)
    }
    assert {kind for kind in kinds if kind.__module__.startswith("components.")} == {*SAMPLES, Workload}
    assert [kind.__name__ for kind in SAMPLES] == [*COMPONENTS]


@every_component
def test_its_type_token_says_the_project_a_group_and_its_class(component: str) -> None:
    assert re.fullmatch(rf"aks-networking:(azure|kubernetes|index):{component}", component_of(declared(component)).type)


@every_component
def test_all_that_it_declares_hangs_below_it(component: str) -> None:
    recording = declared(component)
    parents = {resource.urn.rsplit("::", 1)[1]: resource.parent for resource in below(recording)}
    assert {name for name, parent in parents.items() if parent is None} == set()
    assert component_of(recording).parent is None


@every_component
def test_every_child_has_a_name_that_starts_with_its_own(component: str) -> None:
    assert [r.name for r in below(declared(component)) if not r.name.startswith("sample")] == []


@every_component
def test_its_outputs_are_registered_once_and_are_not_empty(component: str) -> None:
    """The recording refuses a second registration by itself."""
    recording = declared(component)
    assert recording.outputs_of(component_of(recording)) != {}


@every_component
def test_protect_reaches_every_child(component: str) -> None:
    recording = declared_with_options(component)
    assert [resource.name for resource in recording.resources if not resource.protect] == []


@every_component
def test_its_own_aliases_and_dependencies_stay_its_own(component: str) -> None:
    """Merging a caller's options into children would alias every child to the component's old name."""
    recording = declared_with_options(component)
    assert "formerly" in component_of(recording).aliases
    assert [resource.name for resource in below(recording) if "formerly" in resource.aliases] == []


@every_component
def test_azure_children_are_deleted_before_they_are_replaced(component: str) -> None:
    """Their physical names are fixed, so old and new cannot exist side by side.

    Only an identity is kept until its cluster has been told of the new one.
    """
    others = [r for r in below(declared(component)) if not r.type.endswith(":UserAssignedIdentity")]
    azure: list[Recorded] = [r for r in others if r.type.startswith("azure-native:")]
    assert [resource.name for resource in azure if not resource.delete_before_replace] == []


@every_component
def test_two_of_them_live_side_by_side(component: str) -> None:
    def two() -> None:
        build(component, "one")
        build(component, "two")

    names: list[Any] = [(r.type, r.name) for r in record(two).resources]
    assert sorted(set(names)) == sorted(names)
