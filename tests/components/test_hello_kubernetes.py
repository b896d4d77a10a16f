"""The hello-kubernetes component: the objects of document 002, literally."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import HelloKubernetesPlan, ServicePlan
from aksnet.testing.recording import record
from tests.components.oracle import assert_valid

if TYPE_CHECKING:
    from components.hello_kubernetes import HelloKubernetes

DEPLOYMENT: Final = "kubernetes:apps/v1:Deployment"
SERVICE: Final = "kubernetes:core/v1:Service"
COMPONENT: Final = "aks-networking:kubernetes:HelloKubernetes"
IMAGE: Final = "docker.io/paulbouwer/hello-kubernetes:1.10.1"

PLAN = HelloKubernetesPlan(
    name="hello-kubernetes",
    namespace="hello",
    replicas=3,
    image=IMAGE,
    spread=Spread.NONE,
    service=ServicePlan(type="ClusterIP", port=80),
    message="Hello world!",
)
LABELS: Final = {
    "app.kubernetes.io/name": "hello-kubernetes",
    "app.kubernetes.io/instance": "hello-kubernetes",
    "app": "hello-kubernetes",
}


def hello(name: str, plan: HelloKubernetesPlan) -> HelloKubernetes:
    """Declare the component, whose SDK is loaded by whoever records first."""
    from components.hello_kubernetes import HelloKubernetes, HelloKubernetesArgs

    return HelloKubernetes(name, HelloKubernetesArgs(plan=plan))


def probe(period: int, failures: int) -> dict[str, Any]:
    return {
        "httpGet": {"path": "/", "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": 3,
        "failureThreshold": failures,
    }


def test_the_article_s_workload_is_this_deployment() -> None:
    recording = record(lambda: hello("blog/hello-kubernetes", PLAN))
    assert recording.one(DEPLOYMENT).inputs == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "hello-kubernetes", "namespace": "hello", "labels": LABELS},
        "spec": {
            "replicas": 3,
            "selector": {"matchLabels": {"app": "hello-kubernetes"}},
            "strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
            },
            "template": {
                "metadata": {"labels": LABELS},
                "spec": {
                    "automountServiceAccountToken": False,
                    "containers": [
                        {
                            "name": "hello-kubernetes",
                            "image": IMAGE,
                            "env": [
                                {"name": "MESSAGE", "value": "Hello world!"},
                                {"name": "PORT", "value": "8080"},
                                {"name": "CONTAINER_IMAGE", "value": IMAGE},
                                {
                                    "name": "KUBERNETES_NAMESPACE",
                                    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}},
                                },
                                {
                                    "name": "KUBERNETES_POD_NAME",
                                    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}},
                                },
                                {
                                    "name": "KUBERNETES_NODE_NAME",
                                    "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}},
                                },
                            ],
                            "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                            "resources": {
                                "requests": {"cpu": "80m", "memory": "64Mi"},
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
                            "volumeMounts": [
                                {"name": "npm", "mountPath": "/home/node/.npm"},
                                {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108
                            ],
                        }
                    ],
                    "nodeSelector": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"},
                    "securityContext": {
                        "runAsNonRoot": True,
                        "runAsUser": 1000,
                        "runAsGroup": 1000,
                        "seccompProfile": {"type": "RuntimeDefault"},
                    },
                    "volumes": [{"name": "npm", "emptyDir": {}}, {"name": "tmp", "emptyDir": {}}],
                },
            },
        },
    }


def test_the_article_s_port_forward_finds_this_service() -> None:
    recording = record(lambda: hello("blog/hello-kubernetes", PLAN))
    assert recording.one(SERVICE).inputs == {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "hello-kubernetes", "namespace": "hello", "labels": LABELS},
        "spec": {
            "type": "ClusterIP",
            "selector": {"app": "hello-kubernetes"},
            "ports": [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}],
        },
    }
    assert recording.outputs_of(recording.one(COMPONENT)) == {
        "namespace": "hello",
        "deploymentName": "hello-kubernetes",
        "serviceName": "hello-kubernetes",
        "portForwardCommand": "kubectl port-forward --namespace hello service/hello-kubernetes 8080:80",
    }


def test_message_and_image_of_the_plan_are_what_the_page_shows() -> None:
    plan = replace(PLAN, message="Grüße: 50 % & more", image="myregistry.azurecr.io/hello@sha256:" + "0" * 64)
    recording = record(lambda: hello("blog/hello-kubernetes", plan))
    container = recording.one(DEPLOYMENT).inputs["spec"]["template"]["spec"]["containers"][0]
    values = {variable["name"]: variable.get("value") for variable in container["env"]}
    assert container["image"] == values["CONTAINER_IMAGE"] == plan.image
    assert values["MESSAGE"] == plan.message


@pytest.mark.parametrize("service", [None, PLAN.service])
def test_another_port_is_what_the_server_opens_and_everything_leads_to(service: ServicePlan | None) -> None:
    plan = replace(PLAN, container_port=3000, service=service)
    recording = record(lambda: hello("any/hello", plan))
    container = recording.one(DEPLOYMENT).inputs["spec"]["template"]["spec"]["containers"][0]
    assert [each["value"] for each in container["env"] if each["name"] == "PORT"] == ["3000"]
    assert container["ports"] == [{"name": "http", "containerPort": 3000, "protocol": "TCP"}]
    assert {container[f"{kind}Probe"]["httpGet"]["port"] for kind in ("startup", "readiness", "liveness")} == {"http"}
    assert [each.inputs["spec"]["ports"][0]["targetPort"] for each in recording.all(SERVICE)] == ["http"] * bool(
        service
    )
    target = "service/hello-kubernetes 8080:80" if service else "deployment/hello-kubernetes 8080:3000"
    command = recording.outputs_of(recording.one(COMPONENT))["portForwardCommand"]
    assert command == f"kubectl port-forward --namespace hello {target}"


@pytest.mark.parametrize("autoscaled", [False, True])
def test_the_number_of_pods_is_left_to_an_autoscaler_and_still_sent_to_begin_with(autoscaled: bool) -> None:
    """A request without it would be taken for one pod."""
    plan = replace(PLAN, autoscaled=autoscaled)
    recording = record(lambda: hello("any/hello", plan))
    deployment, service = recording.one(DEPLOYMENT), recording.one(SERVICE)
    assert deployment.inputs["spec"]["replicas"] == 3
    assert (deployment.ignore_changes, service.ignore_changes) == (("spec.replicas",) if autoscaled else (), ())


@pytest.mark.parametrize("spread", Spread)
@pytest.mark.parametrize("service", [None, PLAN.service])
def test_every_variant_is_valid_by_kubernetes_own_schema(spread: Spread, service: ServicePlan | None) -> None:
    plan = replace(PLAN, spread=spread, service=service)
    recording = record(lambda: hello("any/hello", plan))
    assert len(recording.all(SERVICE)) == (0 if service is None else 1)
    assert_valid(recording)
