"""The shared parts of workloads: spreading, rollouts, Services, labels."""

from dataclasses import replace
from ipaddress import IPv4Address
from types import ModuleType
from typing import Any

import pytest
from pulumi import ResourceOptions

from aksnet.azure.axes import Spread
from aksnet.plan.workload_records import NginxPlan, ServicePlan
from aksnet.testing.recording import record
from tests.plan.support import IP_ID

SELECTOR = {"run": "nginx"}
TERM = {
    "labelSelector": {"matchExpressions": [{"key": "run", "operator": "In", "values": ["nginx"]}]},
    "topologyKey": "kubernetes.io/hostname",
}
WORKLOAD = NginxPlan(
    name="nginx",
    namespace="default",
    replicas=3,
    image="docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
    spread=Spread.REQUIRED,
    service=ServicePlan(type="ClusterIP", port=80),
    label_key="run",
)


@pytest.fixture(scope="module")
def parts() -> ModuleType:
    """Return the module under test; with it comes the SDK."""
    from components import workload_parts

    return workload_parts


def pod_spec(**parts_of_a_pod: Any) -> dict[str, Any]:
    """What these arguments are on the wire, by way of a Pod."""
    from pulumi_kubernetes.core import v1 as core
    from pulumi_kubernetes.meta import v1 as meta

    spec = core.PodSpecArgs(containers=[core.ContainerArgs(name="any")], **parts_of_a_pod)
    recording = record(
        lambda: core.Pod("any", metadata=meta.ObjectMetaArgs(name="any"), spec=spec, opts=ResourceOptions())
    )
    inputs: dict[str, Any] = recording.one("kubernetes:core/v1:Pod").inputs["spec"]
    return {key: value for key, value in inputs.items() if key != "containers"}


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (
            Spread.REQUIRED,
            {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [TERM]}}},
        ),
        (
            Spread.PREFERRED,
            {
                "affinity": {
                    "podAntiAffinity": {
                        "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": TERM}]
                    }
                }
            },
        ),
        (Spread.NONE, {}),
    ],
)
def test_pods_keep_apart_as_strictly_as_the_plan_says(
    parts: ModuleType, spread: Spread, expected: dict[str, Any]
) -> None:
    assert pod_spec(affinity=parts.affinity(spread, SELECTOR)) == expected


@pytest.mark.parametrize(
    ("spread", "surge", "unavailable"),
    [(Spread.REQUIRED, 0, 1), (Spread.PREFERRED, "25%", "25%"), (Spread.NONE, "25%", "25%")],
)
def test_a_rollout_with_required_spreading_never_needs_one_node_more(
    parts: ModuleType, spread: Spread, surge: int | str, unavailable: int | str
) -> None:
    strategy = parts.rollout(spread)
    assert strategy.type == "RollingUpdate"
    update = strategy.rolling_update
    assert (update.max_surge, update.max_unavailable) == (surge, unavailable)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (ServicePlan(type="ClusterIP", port=80), {}),
        (ServicePlan(type="LoadBalancer", port=80), {}),
        (
            ServicePlan(type="LoadBalancer", port=80, internal=True),
            {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
        ),
        (
            ServicePlan(
                type="LoadBalancer",
                port=80,
                internal=True,
                subnet="services",
                address=IPv4Address("10.220.3.10"),
            ),
            {
                "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
                "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "services",
                "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.220.3.10",
            },
        ),
        (
            ServicePlan(type="LoadBalancer", port=80, public_ip_id=IP_ID),
            {
                "service.beta.kubernetes.io/azure-load-balancer-resource-group": "hub",
                "service.beta.kubernetes.io/azure-pip-name": "out",
            },
        ),
    ],
)
def test_a_service_is_annotated_with_just_what_its_front_end_needs(
    parts: ModuleType, service: ServicePlan, expected: dict[str, str]
) -> None:
    assert parts.service_annotations(service) == expected


def test_labels_name_application_and_instance_and_keep_the_common_ones(parts: ModuleType) -> None:
    assert parts.labels(replace(WORKLOAD, name="nginx-lb1"), {"team": "platform"}) == {
        "team": "platform",
        "app.kubernetes.io/name": "nginx",
        "app.kubernetes.io/instance": "nginx-lb1",
    }


def test_the_security_of_pod_and_container_meets_the_restricted_standard(parts: ModuleType) -> None:
    container = parts.container_security()
    assert (container.allow_privilege_escalation, container.read_only_root_filesystem) == (False, True)
    assert container.capabilities.drop == ["ALL"]
    assert pod_spec(security_context=parts.pod_security(1000)) == {
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 1000,
            "runAsGroup": 1000,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
    }


def test_port_forwarding_goes_through_the_service_and_else_to_the_deployment(parts: ModuleType) -> None:
    assert parts.port_forward_command(WORKLOAD) == ("kubectl port-forward --namespace default service/nginx 8080:80")
    assert parts.port_forward_command(replace(WORKLOAD, service=None)) == (
        "kubectl port-forward --namespace default deployment/nginx 8080:8080"
    )
