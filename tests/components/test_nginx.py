"""The nginx component: the objects of the articles' variants, literally."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from pulumi import ResourceOptions

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import NginxPlan, ServicePlan
from aksnet.testing.recording import record
from tests.components.oracle import assert_valid

if TYPE_CHECKING:
    from components.nginx import Nginx

DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
SERVICE: Final = "kubernetes:core/v1:Service"
COMPONENT: Final = "aks-networking:kubernetes:Nginx"
IMAGE: Final = "docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine"

# Documents 000 and 001: three pods on three nodes.
LAB = NginxPlan(
    name="nginx",
    namespace="default",
    replicas=3,
    image=IMAGE,
    spread=Spread.REQUIRED,
    service=ServicePlan(type="ClusterIP", port=80),
    label_key="run",
)
# Document 004: kubectl create deployment nginx --image=nginx --replicas=10
DAY2 = replace(LAB, replicas=10, spread=Spread.NONE, service=None, label_key="app")
LABELS: Final = {
    "app.kubernetes.io/name": "nginx",
    "app.kubernetes.io/instance": "nginx",
    "run": "nginx",
}


def nginx(
    name: str, plan: NginxPlan, labels: Mapping[str, str] | None = None, opts: ResourceOptions | None = None
) -> Nginx:
    """Declare the component, whose SDK is loaded by whoever records first."""
    from components.nginx import Nginx, NginxArgs

    return Nginx(name, NginxArgs(plan=plan, labels=labels or {}), opts)


def probe(period: int, failures: int) -> dict[str, Any]:
    return {
        "httpGet": {"path": "/", "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": 3,
        "failureThreshold": failures,
    }


def test_the_lab_variant_is_this_deployment() -> None:
    recording = record(lambda: nginx("lab/nginx", LAB))
    assert recording.one(DEPLOYMENT).inputs == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "nginx", "namespace": "default", "labels": LABELS},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"run": "nginx"}},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {
                    "affinity": {
                        "podAntiAffinity": {
                            "requiredDuringSchedulingIgnoredDuringExecution": [
                                {
                                    "topologyKey": "kubernetes.io/hostname",
                                    "labelSelector": {
                                        "matchExpressions": [{"key": "run", "operator": "In", "values": ["nginx"]}]
                                    },
                                }
                            ]
                        }
                    },
                    "automountServiceAccountToken": False,
                    "containers": [
                        {
                            "name": "nginx",
                            "image": IMAGE,
                            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                            "resources": {
                                "requests": {"cpu": "50m", "memory": "32Mi"},
                                "limits": {"cpu": "250m", "memory": "128Mi"},
                            },
                            "securityContext": {
                                "allowPrivilegeEscalation": False,
                                "capabilities": {"drop": ["ALL"]},
                                "readOnlyRootFilesystem": True,
                            },
                            "startupProbe": probe(2, 30),
                            "readinessProbe": probe(5, 3),
                            "livenessProbe": probe(10, 3),
                            "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108
                        }
                    ],
                    "nodeSelector": {"kubernetes.io/os": "linux"},
                    "securityContext": {
                        "runAsNonRoot": True,
                        "runAsUser": 101,
                        "runAsGroup": 101,
                        "seccompProfile": {"type": "RuntimeDefault"},
                    },
                    "volumes": [{"name": "tmp", "emptyDir": {}}],
                },
            },
        },
    }


def test_the_lab_variant_is_reached_by_port_80_and_finds_the_container_by_port_name() -> None:
    recording = record(lambda: nginx("lab/nginx", LAB))
    assert recording.one(SERVICE).inputs == {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "nginx", "namespace": "default", "labels": LABELS},
        "spec": {
            "type": "ClusterIP",
            "selector": {"run": "nginx"},
            "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}],
        },
    }


def test_the_day_two_variant_has_ten_free_pods_and_no_service() -> None:
    recording = record(lambda: nginx("day2/nginx", DAY2))
    spec = recording.one(DEPLOYMENT).inputs["spec"]
    assert (spec["replicas"], spec["selector"]) == (10, {"matchLabels": {"app": "nginx"}})
    assert "affinity" not in spec["template"]["spec"]
    assert recording.all(SERVICE) == []
    assert recording.outputs_of(recording.one(COMPONENT)) == {
        "namespace": "default",
        "deploymentName": "nginx",
        "portForwardCommand": "kubectl port-forward --namespace default deployment/nginx 8080:8080",
    }


def test_two_instances_have_front_ends_in_two_subnets() -> None:
    def instance(name: str, subnet: str) -> NginxPlan:
        service = ServicePlan(type="LoadBalancer", port=80, internal=True, subnet=subnet)
        return replace(LAB, name=name, service=service)

    def program() -> None:
        nginx("lb/nginx-lb1", instance("nginx-lb1", "ALB1"))
        nginx("lb/nginx-lb2", instance("nginx-lb2", "ALB2"))

    recording = record(program)
    for name, subnet in (("nginx-lb1", "ALB1"), ("nginx-lb2", "ALB2")):
        service = recording.one(SERVICE, f"lb/{name}").inputs
        assert service["metadata"]["name"] == name
        assert service["metadata"]["annotations"] == {
            "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
            "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": subnet,
        }
        assert (service["spec"]["type"], service["spec"]["selector"]) == ("LoadBalancer", {"run": name})
    assert_valid(recording)


def test_common_labels_reach_objects_and_pods_but_never_the_selector() -> None:
    labels = {"app.kubernetes.io/part-of": "networklab"}
    recording = record(lambda: nginx("lab/nginx", LAB, labels))
    deployment = recording.one(DEPLOYMENT).inputs
    assert deployment["metadata"]["labels"] == LABELS | labels
    assert deployment["spec"]["template"]["metadata"]["labels"] == LABELS | labels
    assert deployment["spec"]["selector"]["matchLabels"] == {"run": "nginx"}
    assert recording.one(SERVICE).inputs["spec"]["selector"] == {"run": "nginx"}


@pytest.mark.parametrize("spread", Spread)
@pytest.mark.parametrize("plan", [LAB, DAY2])
def test_every_variant_is_valid_by_kubernetes_own_schema(plan: NginxPlan, spread: Spread) -> None:
    assert_valid(record(lambda: nginx("any/nginx", replace(plan, spread=spread))))


def test_children_belong_to_the_component_and_carry_its_name() -> None:
    recording = record(lambda: nginx("lab/nginx", LAB, opts=ResourceOptions(protect=True)))
    assert [(found.type, found.name, found.parent) for found in recording.resources] == [
        (COMPONENT, "lab/nginx", None),
        (DEPLOYMENT, "lab/nginx", "lab/nginx"),
        (SERVICE, "lab/nginx", "lab/nginx"),
    ]
    assert all(found.protect for found in recording.resources)
    assert recording.outputs_of(recording.one(COMPONENT)) == {
        "namespace": "default",
        "deploymentName": "nginx",
        "serviceName": "nginx",
        "portForwardCommand": "kubectl port-forward --namespace default service/nginx 8080:80",
    }
