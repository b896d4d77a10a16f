"""What is declared inside a cluster: through which provider, in which order, under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pulumi
import pytest
import yaml
from pulumi.resource import DependencyResource

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import CiliumPlan, ContentsPlan, HelloKubernetesPlan, NginxPlan, ServicePlan
from aksnet.testing.recording import Recording, Secret, record
from tests.components.oracle import assert_valid

if TYPE_CHECKING:
    from components.cluster_contents import ClusterContents

CONTENTS: Final = "aks-networking:kubernetes:ClusterContents"
NGINX: Final = "aks-networking:kubernetes:Nginx"
HELLO: Final = "aks-networking:kubernetes:HelloKubernetes"
DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
CONFIG_MAP: Final = "kubernetes:core/v1:ConfigMap"
NAMESPACE: Final = "kubernetes:core/v1:Namespace"
SERVICE: Final = "kubernetes:core/v1:Service"
RELEASE: Final = "kubernetes:helm.sh/v3:Release"
PROVIDER: Final = "pulumi:providers:kubernetes"
LABELS: Final = {"app.kubernetes.io/part-of": "aks-networking"}

NGINX_PLAN = NginxPlan(
    name="nginx",
    namespace="default",
    replicas=3,
    image="docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
    spread=Spread.REQUIRED,
    service=ServicePlan(type="ClusterIP", port=80),
    label_key="run",
)
HELLO_PLAN = HelloKubernetesPlan(
    name="hello-kubernetes",
    namespace="hello",
    replicas=3,
    image="docker.io/paulbouwer/hello-kubernetes:1.10.1",
    spread=Spread.NONE,
    service=None,
    message="Hello world!",
)
CILIUM = CiliumPlan(chart_version="1.19.8", pod_cidr="10.244.0.0/16")
FULL = ContentsPlan(
    namespaces=("hello",),
    workloads=(NGINX_PLAN, HELLO_PLAN),
    cilium=CILIUM,
    ip_masq_extra_cidrs=("10.1.0.0/16", "192.168.0.0/24"),
    labels=LABELS,
)


def declare(plan: ContentsPlan, key: str = "dev", kubeconfig: pulumi.Input[str] = "k") -> ClusterContents:
    """Declare the contents of a managed cluster that is declared elsewhere; who records first loads the SDK."""
    from components.cluster_contents import ClusterContents, ClusterContentsArgs

    urn = f"urn:pulumi:test::aks-networking::azure-native:containerservice:ManagedCluster::{key}-cluster"
    cluster = DependencyResource(urn)
    return ClusterContents(key, ClusterContentsArgs(plan=plan, cluster_key=key, cluster=cluster, kubeconfig=kubeconfig))


def contents(plan: ContentsPlan) -> Recording:
    return record(lambda: declare(plan))


def test_a_full_plan_is_this_graph() -> None:
    recording = contents(FULL)
    graph = [
        (found.type, found.name, found.parent, found.provider, found.dependencies) for found in recording.resources
    ]
    assert graph == [
        (CONTENTS, "dev", None, None, ()),
        (HELLO, "dev/hello-kubernetes", "dev", None, ("dev-cilium", "dev/hello")),
        (NGINX, "dev/nginx", "dev", None, ("dev-cilium",)),
        (DEPLOYMENT, "dev/hello-kubernetes", "dev/hello-kubernetes", "dev-provider", ()),
        (DEPLOYMENT, "dev/nginx", "dev/nginx", "dev-provider", ()),
        (CONFIG_MAP, "dev-ip-masq", "dev", "dev-provider", ()),
        (NAMESPACE, "dev/hello", "dev", "dev-provider", ()),
        (SERVICE, "dev/nginx", "dev/nginx", "dev-provider", ()),
        (RELEASE, "dev-cilium", "dev", "dev-provider", ()),
        (PROVIDER, "dev-provider", "dev", None, ()),
    ]
    assert recording.outputs_of(recording.one(CONTENTS)) == {
        "namespaces": ["hello"],
        "portForwardCommands": {
            "nginx": "kubectl port-forward --namespace default service/nginx 8080:80",
            "hello-kubernetes": ("kubectl port-forward --namespace hello deployment/hello-kubernetes 8080:8080"),
        },
    }


def test_every_object_is_valid_by_kubernetes_own_schema() -> None:
    assert_valid(contents(FULL))


def test_a_provider_that_keeps_its_identifier_and_objects_that_go_with_their_cluster_come_together() -> None:
    """The identifier alone: a replaced cluster stays empty, and the state still lists everything.

    The option alone: other credentials of the same cluster replace the provider and delete all that runs.
    """
    recording = contents(FULL)
    kubernetes = [found for found in recording.resources if found.type.startswith("kubernetes:")]
    assert {(found.name, found.replace_with, found.delete_before_replace) for found in kubernetes} == {
        (name, ("dev-cluster",), True)
        for name in ("dev/hello-kubernetes", "dev/nginx", "dev-ip-masq", "dev/hello", "dev-cilium")
    }
    (provider,) = recording.all(PROVIDER)
    assert (provider.inputs["clusterIdentifier"], provider.replace_with) == ("dev", ())


@pytest.mark.parametrize("marked", [True, False])
def test_the_kubeconfig_is_a_secret_however_it_came_and_appears_nowhere_else(marked: bool) -> None:
    def program() -> ClusterContents:
        value = pulumi.Output.secret("the kubeconfig") if marked else "the kubeconfig"
        return declare(FULL, kubeconfig=value)

    recording = record(program)
    assert recording.one(PROVIDER).inputs == {
        "kubeconfig": Secret("the kubeconfig"),
        "clusterIdentifier": "dev",
        "enableServerSideApply": "true",
        "enableConfigMapMutable": "true",
    }
    elsewhere = [found for found in recording.resources if found.type != PROVIDER]
    assert "the kubeconfig" not in repr((elsewhere, recording.outputs, recording.log))


def test_the_masquerade_exceptions_are_the_config_map_that_aks_reads() -> None:
    config_map = contents(FULL).one(CONFIG_MAP).inputs
    assert config_map == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "azure-ip-masq-agent-config",
            "namespace": "kube-system",
            "labels": {
                **LABELS,
                "component": "ip-masq-agent",
                "kubernetes.io/cluster-service": "true",
                "addonmanager.kubernetes.io/mode": "EnsureExists",
            },
        },
        "data": {"ip-masq-agent": ("nonMasqueradeCIDRs:\n  - 10.1.0.0/16\n  - 192.168.0.0/24\nmasqLinkLocal: true\n")},
    }
    assert yaml.safe_load(config_map["data"]["ip-masq-agent"]) == {
        "nonMasqueradeCIDRs": ["10.1.0.0/16", "192.168.0.0/24"],
        "masqLinkLocal": True,
    }


def test_a_namespace_is_named_and_labelled() -> None:
    assert contents(FULL).one(NAMESPACE).inputs == {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "hello", "labels": LABELS},
    }


def test_nothing_is_declared_that_the_plan_does_not_have() -> None:
    recording = contents(ContentsPlan(workloads=(NGINX_PLAN,)))
    assert recording.names() == [
        (CONTENTS, "dev"),
        (NGINX, "dev/nginx"),
        (DEPLOYMENT, "dev/nginx"),
        (SERVICE, "dev/nginx"),
        (PROVIDER, "dev-provider"),
    ]
    assert recording.one(NGINX).dependencies == ()


def test_names_that_read_alike_do_not_collide_across_clusters() -> None:
    def workloads(*names: str) -> ContentsPlan:
        plans = tuple(
            HelloKubernetesPlan(
                name=name,
                namespace=name,
                replicas=1,
                image="hello:1",
                spread=Spread.NONE,
                service=None,
                message="",
            )
            for name in names
        )
        return ContentsPlan(namespaces=names, workloads=plans)

    def program() -> None:
        for cluster, plan in (("a", workloads("b-c", "provider")), ("a-b", workloads("c", "provider"))):
            declare(plan, cluster)

    recording = record(program)
    assert len(set(recording.names())) == len(recording.names()) == 2 * (1 + 1 + 2 + 2 + 2)
    assert [(found.name, found.provider) for found in recording.all(DEPLOYMENT)] == [
        ("a-b/c", "a-b-provider"),
        ("a-b/provider", "a-b-provider"),
        ("a/b-c", "a-provider"),
        ("a/provider", "a-provider"),
    ]


def test_the_component_hands_each_workload_to_its_caller_by_name() -> None:
    from components.hello_kubernetes import HelloKubernetes
    from components.nginx import Nginx

    seen: dict[str, Any] = {}

    def program() -> None:
        made = declare(FULL)
        seen.update({name: type(workload) for name, workload in made.workloads.items()})
        pulumi.export("commands", made.port_forward_commands)
        pulumi.export("service", made.workloads["nginx"].service_name)

    recording = record(program)
    assert seen == {"nginx": Nginx, "hello-kubernetes": HelloKubernetes}
    assert recording.exports["service"] == "nginx"
    assert sorted(recording.exports["commands"]) == ["hello-kubernetes", "nginx"]
