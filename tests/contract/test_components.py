"""What every component keeps to, whichever it is: parentage, names, options, outputs.

A component without a sample here fails the first test. Options that the engine applies by itself (retainOnDelete,
deletedWith) are not seen by mocks and not proved here.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.resource import DependencyResource

import components
from aksnet.plan.records import StackPlan
from aksnet.plan.workload_records import HelloKubernetesPlan, NginxPlan
from aksnet.planning import make_plan
from components.access import ClusterAccess, ClusterAccessArgs
from components.aks_cluster import AksCluster, AksClusterArgs
from components.cluster_contents import ClusterContents, ClusterContentsArgs
from components.hello_kubernetes import HelloKubernetes, HelloKubernetesArgs
from components.network import Network, NetworkArgs
from components.nginx import Nginx, NginxArgs
from components.workload import Workload
from tests.recorded import Recorded
from tests.recording import Recording, record

ARM_ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/x/y/z"
Build = Callable[[str, pulumi.ResourceOptions | None], pulumi.ComponentResource]


def plan() -> StackPlan:
    """A plan in which every component has something of each kind to declare."""
    clusters = {
        "a": {
            "mode": "kubenet",
            "nodeSubnet": {"prefix": "10.224.0.0/24", "networkSecurityGroup": {}},
            "outbound": {"type": "userDefinedRouting", "nextHop": "10.224.9.4"},
            "nodePools": {"system": {"mode": "System"}, "more": {}},
            "workloads": {"nginx": {}, "hello-kubernetes": {}},
        },
        "b": {"mode": "overlay", "nodeSubnet": {"prefix": "10.224.1.0/24"}, "outbound": "userAssignedNATGateway"},
    }
    return make_plan({"clusters": clusters}, stack="contract", location="westeurope")


def network(name: str, opts: pulumi.ResourceOptions | None) -> Network:
    return Network(name, NetworkArgs(plan=plan().network, location="westeurope", resource_group_name="rg"), opts)


def access(name: str, opts: pulumi.ResourceOptions | None) -> ClusterAccess:
    roles = plan().clusters[0].roles
    args = ClusterAccessArgs(
        identity_name="a-identity",
        roles=roles,
        scope_ids={role.target_name: ARM_ID for role in roles},
        location="westeurope",
        resource_group_name="rg",
    )
    return ClusterAccess(name, args, opts)


def cluster(name: str, opts: pulumi.ResourceOptions | None) -> AksCluster:
    cluster_plan = plan().clusters[0]
    args = AksClusterArgs(
        plan=cluster_plan,
        location="westeurope",
        resource_group_name="rg",
        subnet_ids={pool.node_subnet: ARM_ID for pool in cluster_plan.pools},
        identity_id=ARM_ID,
    )
    return AksCluster(name, args, opts)


def contents(name: str, opts: pulumi.ResourceOptions | None) -> ClusterContents:
    urn = "urn:pulumi:test::aks-networking::azure-native:containerservice:ManagedCluster::a-cluster"
    args = ClusterContentsArgs(
        plan=plan().clusters[0].contents, cluster_key="a", cluster=DependencyResource(urn), kubeconfig="k"
    )
    return ClusterContents(name, args, opts)


def nginx(name: str, opts: pulumi.ResourceOptions | None) -> Nginx:
    found = next(w for w in plan().clusters[0].contents.workloads if isinstance(w, NginxPlan))
    return Nginx(name, NginxArgs(plan=found), opts)


def hello(name: str, opts: pulumi.ResourceOptions | None) -> HelloKubernetes:
    found = next(w for w in plan().clusters[0].contents.workloads if isinstance(w, HelloKubernetesPlan))
    return HelloKubernetes(name, HelloKubernetesArgs(plan=found), opts)


SAMPLES: dict[type[pulumi.ComponentResource], Build] = {
    Network: network,
    ClusterAccess: access,
    AksCluster: cluster,
    ClusterContents: contents,
    Nginx: nginx,
    HelloKubernetes: hello,
}
every_component = pytest.mark.parametrize("build", SAMPLES.values(), ids=[kind.__name__ for kind in SAMPLES])


def declared(build: Build, opts: Callable[[], pulumi.ResourceOptions] | None = None) -> Recording:
    return record(lambda: build("sample", opts() if opts else None))


def component_of(recording: Recording) -> Recorded:
    return next(resource for resource in recording.resources if resource.name == "sample" and not resource.custom)


def below(recording: Recording) -> list[Recorded]:
    return [resource for resource in recording.resources if resource is not component_of(recording)]


def test_every_component_has_a_sample_here() -> None:
    """`Workload` is the base of two components and never declared itself."""
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


@every_component
def test_its_type_token_says_the_project_a_group_and_its_class(build: Build) -> None:
    kind = next(kind for kind, sample in SAMPLES.items() if sample is build)
    assert re.fullmatch(rf"aks-networking:(azure|kubernetes):{kind.__name__}", component_of(declared(build)).type)


@every_component
def test_all_that_it_declares_hangs_below_it(build: Build) -> None:
    recording = declared(build)
    parents = {resource.urn.rsplit("::", 1)[1]: resource.parent for resource in below(recording)}
    assert {name for name, parent in parents.items() if parent is None} == set()
    assert component_of(recording).parent is None


@every_component
def test_every_child_has_a_name_that_starts_with_its_own(build: Build) -> None:
    assert [r.name for r in below(declared(build)) if not r.name.startswith("sample")] == []


@every_component
def test_its_outputs_are_registered_once_and_are_not_empty(build: Build) -> None:
    """The recording refuses a second registration by itself."""
    recording = declared(build)
    assert recording.outputs_of(component_of(recording)) != {}


@every_component
def test_protect_reaches_every_child(build: Build) -> None:
    recording = declared(build, lambda: pulumi.ResourceOptions(protect=True))
    assert [resource.name for resource in recording.resources if not resource.protect] == []


@every_component
def test_its_own_aliases_and_dependencies_stay_its_own(build: Build) -> None:
    """Merging a caller's options into children would alias every child to the component's old name."""

    def opts() -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(aliases=[pulumi.Alias(name="formerly")])

    recording = declared(build, opts)
    assert "formerly" in component_of(recording).aliases
    assert [resource.name for resource in below(recording) if "formerly" in resource.aliases] == []


@every_component
def test_azure_children_are_deleted_before_they_are_replaced(build: Build) -> None:
    """Their physical names are fixed, so old and new cannot exist side by side.

    Only an identity is kept until its cluster has been told of the new one.
    """
    others = [r for r in below(declared(build)) if not r.type.endswith(":UserAssignedIdentity")]
    azure: list[Recorded] = [r for r in others if r.type.startswith("azure-native:")]
    assert [resource.name for resource in azure if not resource.delete_before_replace] == []


@every_component
def test_two_of_them_live_side_by_side(build: Build) -> None:
    def two() -> None:
        build("one", None)
        build("two", None)

    names: list[Any] = [(r.type, r.name) for r in record(two).resources]
    assert sorted(set(names)) == sorted(names)
