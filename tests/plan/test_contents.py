"""What is declared inside a cluster: workloads with every default, namespaces, Cilium's chart, masquerading."""

from ipaddress import IPv4Address

import pytest

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import CiliumPlan, ContentsPlan, HelloKubernetesPlan, NginxPlan, ServicePlan
from tests.plan.support import Raw, cluster, dev, network, nginx, service

CLUSTER_IP = ServicePlan(type="ClusterIP", port=80)
NGINX = NginxPlan(
    name="nginx",
    namespace="default",
    replicas=3,
    image="docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
    spread=Spread.PREFERRED,
    service=CLUSTER_IP,
    label_key="app",
)
HELLO = HelloKubernetesPlan(
    name="hello-kubernetes",
    namespace="hello",
    replicas=3,
    image="docker.io/paulbouwer/hello-kubernetes:1.10.1",
    spread=Spread.PREFERRED,
    service=CLUSTER_IP,
    message="Hello world!",
)


def _contents(raw: Raw) -> ContentsPlan:
    return cluster(raw).contents


@pytest.mark.parametrize("raw", [dev(), dev(workloads={})], ids=["nothing said", "no workloads"])
def test_a_cluster_without_workloads_stays_as_aks_made_it(raw: Raw) -> None:
    assert (ContentsPlan(), True) == (_contents(raw), _contents(raw).empty)


def test_both_workloads_have_every_default() -> None:
    raw = dev(workloads={"nginx": {}, "hello-kubernetes": {}})
    expected = ContentsPlan(namespaces=("hello",), workloads=(NGINX, HELLO))
    assert (expected, False) == (_contents(raw), _contents(raw).empty)


def test_everything_that_is_written_about_nginx_is_kept() -> None:
    raw = network(
        nginx(
            namespace="student-07",
            replicas=2,
            image="example.com/nginx:1",
            spread="required",
            labelKey="run",
            service={
                "type": "LoadBalancer",
                "port": 8000,
                "internal": True,
                "subnet": "services",
                "address": "10.230.0.10",
            },
        )["clusters"],
        subnets={"services": "10.230.0.0/24"},
    )
    expected = NginxPlan(
        name="nginx",
        namespace="student-07",
        replicas=2,
        image="example.com/nginx:1",
        spread=Spread.REQUIRED,
        service=ServicePlan(
            type="LoadBalancer", port=8000, internal=True, subnet="services", address=IPv4Address("10.230.0.10")
        ),
        label_key="run",
    )
    assert ContentsPlan(namespaces=("student-07",), workloads=(expected,)) == _contents(raw)


def test_everything_that_is_written_about_hello_kubernetes_is_kept() -> None:
    raw = dev(
        workloads={
            "greeting": {
                "kind": "hello-kubernetes",
                "namespace": "default",
                "message": "Moin",
                "spread": "none",
                "port": 3000,
                "autoscaled": True,
            }
        }
    )
    expected = HelloKubernetesPlan(
        name="greeting",
        namespace="default",
        replicas=3,
        image=HELLO.image,
        spread=Spread.NONE,
        service=CLUSTER_IP,
        autoscaled=True,
        container_port=3000,
        message="Moin",
    )
    assert ContentsPlan(workloads=(expected,)) == _contents(raw)


def test_a_service_of_type_none_is_no_service() -> None:
    assert [plan.service for plan in _contents(service(type="None")).workloads] == [None]


def test_instances_come_by_kind_and_name_and_namespaces_once() -> None:
    raw = dev(
        workloads={
            "c": {"kind": "nginx", "namespace": "two"},
            "b": {"kind": "hello-kubernetes", "namespace": "one"},
            "a": {"kind": "nginx", "namespace": "two"},
            "nginx": {},
        }
    )
    found = _contents(raw)
    assert (found.namespaces, [(plan.kind, plan.name) for plan in found.workloads]) == (
        ("one", "two"),
        [("nginx", "a"), ("nginx", "c"), ("nginx", "nginx"), ("hello-kubernetes", "b")],
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            {"installCilium": {}}, CiliumPlan(chart_version="1.19.8", pod_cidr="10.244.0.0/16"), id="by default"
        ),
        pytest.param(
            {"installCilium": "1.18.0", "podCidr": "10.100.0.0/16"},
            CiliumPlan(chart_version="1.18.0", pod_cidr="10.100.0.0/16"),
            id="as written",
        ),
    ],
)
def test_cilium_takes_the_pod_range_that_aks_routes_with(keys: Raw, expected: CiliumPlan) -> None:
    planned = cluster(dev(mode="byo-cni", **keys))
    assert ContentsPlan(cilium=expected) == planned.contents
    assert [expected.pod_cidr] == [str(network) for network in planned.pod_cidrs]


def test_masquerade_exceptions_alone_are_contents_too() -> None:
    found = _contents(dev(mode="node-subnet", ipMasqExtraCidrs=["10.1.0.0/16", "10.2.0.0/16"]))
    assert (ContentsPlan(ip_masq_extra_cidrs=("10.1.0.0/16", "10.2.0.0/16")), False) == (found, found.empty)
