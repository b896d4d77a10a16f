"""What is not ready, in the real provider's words: a rollout, a Service, a container, a change that is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from aksnet.arm.values import Json
from tests.sandbox.cluster_world import World
from tests.sandbox.test_kube_provider import DEPLOYMENT, SERVICE, Cluster, _deployment, _kept

pytestmark = pytest.mark.slow

ROOT: Json = {
    "securityContext": {"runAsNonRoot": True},
    "containers": [{"name": "web", "image": "nginx:1.29.3"}],
}
LATE = "failed to fully initialize or become live: 'web' timed out waiting to be Ready"
KUBELET = (
    "[Pod web-POD]: containers with unready status: [web][CreateContainerConfigError] container has runAsNonRoot and "
    "image will run as root"
)
NO_PODS = (
    "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels "
    "on any Pods"
)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path, World(count=2))
    yield found
    found.close()


def unready(cluster: Cluster, do: str, token: str, *arguments: Any) -> list[str]:
    """Return the lines of a call that ends with an object that is not ready, without the names of pods."""
    with pytest.raises(grpc.RpcError) as caught:
        getattr(cluster, do)(token, *arguments)
    _, lines, _, _ = _kept(caught.value)
    return [re.sub(r"web-[a-z0-9]+-[a-z0-9]+", "web-POD", line) for line in lines]


def service(**spec: Any) -> Json:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web"},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec},
    }


def created(token: str) -> str:
    return (
        f'resource "urn:pulumi:s::p::{token}::it" was successfully created, but the Kubernetes API server reported '
        f"that it {LATE}"
    )


def test_a_container_that_cannot_be_made_is_told_of_every_pod(cluster: Cluster) -> None:
    assert unready(cluster, "create", DEPLOYMENT, _deployment(2, **ROOT)) == [
        created(DEPLOYMENT),
        "[MinimumReplicasUnavailable] Deployment does not have minimum availability.",
        "Minimum number of live Pods was not attained",
        KUBELET,
        KUBELET,
    ]


def test_a_rollout_keeps_the_pods_that_there_were_until_others_are_ready(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, _deployment(2))
    told = ["Minimum number of Pods to consider the application live was not attained", KUBELET, KUBELET]
    changed = f'the Kubernetes API server reported that "default/web" {LATE}'
    for _ in range(2):
        assert unready(cluster, "update", DEPLOYMENT, "default/web", _deployment(2, **ROOT)) == [changed, *told]
    assert unready(cluster, "read", DEPLOYMENT, "default/web", _deployment(2)) == [
        "Resource 'web' was created but failed to initialize",
        *told,
    ]
    assert unready(cluster, "create", SERVICE, service()) == [created(SERVICE)], "the old pods take traffic"
    assert cluster.update(DEPLOYMENT, "default/web", _deployment(2))["status"]["readyReplicas"] == 2
    assert cluster.read(SERVICE, "default/web", service())[0] == "default/web"
    assert unready(cluster, "update", DEPLOYMENT, "default/web", _deployment(2, **ROOT)) == [changed, *told]


def test_a_service_waits_for_the_pods_that_it_selects(cluster: Cluster) -> None:
    with pytest.raises(grpc.RpcError):
        cluster.create(DEPLOYMENT, _deployment(1, **ROOT))
    assert unready(cluster, "create", SERVICE, service()) == [created(SERVICE), NO_PODS]
    assert unready(cluster, "read", SERVICE, "default/web", service()) == [
        "Resource 'web' was created but failed to initialize",
        NO_PODS,
    ]
    cluster.update(DEPLOYMENT, "default/web", _deployment(1))
    assert cluster.read(SERVICE, "default/web", service())[0] == "default/web"


@pytest.mark.parametrize(
    "spec",
    [
        pytest.param({"selector": {"app": "other"}}, id="it selects nothing that there is"),
        pytest.param({"selector": {}}, id="it selects nothing"),
        pytest.param({"clusterIP": "None"}, id="headless"),
        pytest.param({"type": "ExternalName", "externalName": "a.example"}, id="a name elsewhere"),
    ],
)
def test_a_service_without_pods_to_wait_for_is_there(spec: Json, cluster: Cluster) -> None:
    with pytest.raises(grpc.RpcError):
        cluster.create(DEPLOYMENT, _deployment(1, **ROOT))
    assert cluster.create(SERVICE, service(**spec))["metadata"]["name"] == "web"


def test_a_change_that_the_server_refuses_leaves_an_object_that_is_tried_again(cluster: Cluster) -> None:
    before = cluster.create(DEPLOYMENT, _deployment(2))
    asked = _deployment(-1)
    with pytest.raises(grpc.RpcError) as caught:
        cluster.update(DEPLOYMENT, "default/web", asked)
    refusal = 'Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'
    told = f'the Kubernetes API server reported that "default/web" failed to fully initialize or become live: {refusal}'
    assert _kept(caught.value) == ("default/web", [told], before, asked)


def test_a_conflict_names_the_manager_of_the_object_and_the_one_of_the_field(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, _deployment(2))
    cluster.beside(("spec", "replicas"), 1)
    (told,) = unready(cluster, "update", DEPLOYMENT, "default/web", _deployment(2))
    assert re.sub(r"pulumi-kubernetes-[0-9a-f]{8}", "MANAGER", told) == (
        'the Kubernetes API server reported that "default/web" failed to fully initialize or become live: Server-Side '
        "Apply field conflict detected. See https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/"
        "managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting "
        'help.\nThe resource managed by field manager "MANAGER" had an apply conflict: Apply failed with 1 conflict: '
        'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas'
    )
