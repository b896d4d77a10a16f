"""Every object that active checks make: Kubernetes' own schemas, and the rules of the restricted standard."""

from __future__ import annotations

from typing import Any

import kubernetes_validate
import pytest

from aksnet.verify.active import run
from aksnet.verify.active.manifests import DEADLINE
from aksnet.verify.active.node_report import debug_pod
from tests.components.oracle import VERSIONS
from tests.verify.fake_cluster import FakeCluster, case_of


def made() -> list[dict[str, Any]]:
    """Everything that a whole run creates."""
    cluster, found = FakeCluster(), []
    create = cluster.create

    def remember(manifest: dict[str, Any]) -> None:
        found.append(manifest)
        create(manifest)

    cluster.create = remember  # type: ignore[method-assign]
    cluster.log_of = {"node-0": ""}
    run(cluster, case_of(cluster), cluster.options(node_report=True))
    return found


PODS = [each for each in made() if each["kind"] == "Pod"]
PROBES = [each for each in PODS if not each["metadata"]["name"].startswith("node-")]


def test_a_run_makes_these_objects() -> None:
    assert [each["kind"] for each in made()] == [
        "Namespace",
        "Service",
        "NetworkPolicy",
        *["Pod"] * 5,
        "Namespace",
        "Pod",
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_kubernetes_schema(version: str) -> None:
    for manifest in made():
        kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("pod", PROBES, ids=[each["metadata"]["name"] for each in PROBES])
def test_a_probe_pod_is_within_the_restricted_standard(pod: dict[str, Any]) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted"""
    spec = pod["spec"]
    [container] = spec["containers"]
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert not {"hostNetwork", "hostPID", "hostIPC", "volumes", "tolerations", "nodeName"} & spec.keys()
    assert all("hostPort" not in port for port in container.get("ports", ()))


@pytest.mark.parametrize("pod", PODS, ids=[each["metadata"]["name"] for each in PODS])
def test_every_pod_is_short_lived_bounded_and_without_credentials(pod: dict[str, Any]) -> None:
    spec = pod["spec"]
    assert (spec["activeDeadlineSeconds"], spec["restartPolicy"]) == (DEADLINE, "Never")
    assert (spec["automountServiceAccountToken"], spec["enableServiceLinks"]) == (False, False)
    assert set(spec["containers"][0]["resources"]["limits"]) == {"cpu", "memory"}


def test_the_image_is_the_users_choice() -> None:
    cluster = FakeCluster()
    seen: set[str] = set()
    create = cluster.create

    def remember(manifest: dict[str, Any]) -> None:
        seen.update(each["image"] for each in manifest.get("spec", {}).get("containers", ()))
        create(manifest)

    cluster.create = remember  # type: ignore[method-assign]
    cluster.log_of = {"node-0": ""}
    run(cluster, case_of(cluster), cluster.options(node_report=True, image="registry.example/busybox:1"))
    assert seen == {"registry.example/busybox:1"}


def test_the_node_pod_only_reads_the_nodes_files_and_runs_on_any_node() -> None:
    spec = debug_pod("n", "p", "aks-0", "image")["spec"]
    assert spec["containers"][0]["volumeMounts"] == [{"name": "host", "mountPath": "/host", "readOnly": True}]
    assert (spec["nodeName"], spec["tolerations"]) == ("aks-0", [{"operator": "Exists"}])
