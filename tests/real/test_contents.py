"""What stacks put into clusters beside workloads, and what never gets ready: on real parts as in the simulation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import PodSecurityContextArgs, PodSpecArgs

from aksnet.sandbox.kube import kube_provider
from aksnet.sandbox.run import Operation
from components import cilium_chart, nginx, workload
from components.child_options import object_in
from tests.engine.test_changes import stack_file as clusters_file
from tests.real.charts import repository
from tests.real.conftest import World
from tests.real.test_stacks import both, changed, deployments, pods, told
from tests.real.test_verify_on_real_parts import wait_for

pytestmark = pytest.mark.real

WEB = "kubernetes:apps/v1:Deployment aks/dev-contents/nginx"


def file_of(folder: Path, mode: str, workloads: dict[str, Any], **keys: Any) -> Path:
    """Write a stack file with one cluster."""
    return clusters_file(folder, {"dev": {"mode": mode, "workloads": workloads, **keys}})


def test_a_chart_brings_the_network_is_upgraded_and_goes(
    real: World, simulated: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CACHE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"HELM_{name}_HOME", str(tmp_path / "helm"))

    def file(version: str) -> Path:
        return file_of(tmp_path, "byo-cni", {"nginx": {}}, podCidr="10.246.0.0/16", installCilium={"version": version})

    with repository(tmp_path / "charts", ("1.19.8", "1.19.9")) as address:
        monkeypatch.setattr(cilium_chart, "REPOSITORY", address)
        both("preview", "dev", file("1.19.8"), real, simulated)
        both("up", "dev", file("1.19.8"), real, simulated)
        assert {each["status"]["availableReplicas"] for each in deployments(real)} == {3}
        config = real.items("/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name%3Dcilium-config")
        assert [each["data"]["cluster-pool-ipv4-cidr"] for each in config] == ["10.246.0.0/16"]
        for operation in ("up", "refresh"):
            again, _ = both(operation, "dev", file("1.19.8"), real, simulated)
            assert changed(again) == {}
        upgraded, _ = both("up", "dev", file("1.19.9"), real, simulated)
        assert changed(upgraded) == {"kubernetes:helm.sh/v3:Release aks/dev-contents-cilium": "update"}
        both("destroy", "dev", file("1.19.9"), real, simulated)
    assert real.items("/api/v1/namespaces/kube-system/secrets?labelSelector=owner%3Dhelm") == []


def test_masquerade_exceptions_are_written_changed_in_place_and_taken_away(
    real: World, simulated: World, tmp_path: Path
) -> None:
    def file(*ranges: str) -> Path:
        return file_of(tmp_path, "node-subnet", {}, ipMasqExtraCidrs=list(ranges))

    def maps() -> list[str]:
        name = "metadata.name%3Dazure-ip-masq-agent-config"
        found = real.items(f"/api/v1/namespaces/kube-system/configmaps?fieldSelector={name}")
        return [each["metadata"]["uid"] for each in found]

    both("preview", "dev", file("10.1.0.0/16"), real, simulated)
    both("up", "dev", file("10.1.0.0/16"), real, simulated)
    before = maps()
    assert len(before) == 1
    for operation in ("up", "refresh"):
        again, _ = both(operation, "dev", file("10.1.0.0/16"), real, simulated)
        assert changed(again) == {}
    other, _ = both("up", "dev", file("10.1.0.0/16", "10.2.0.0/16"), real, simulated)
    assert changed(other) == {"kubernetes:core/v1:ConfigMap aks/dev-contents-ip-masq": "update"}
    assert maps() == before
    both("up", "dev", file(), real, simulated)
    assert maps() == []


@pytest.mark.parametrize("autoscaled", [True, False])
def test_an_autoscaler_writes_over_replicas_unless_they_are_left_to_it(
    autoscaled: bool, real: World, simulated: World, tmp_path: Path
) -> None:
    """Without metrics it only keeps to its limits: that is the one thing it does here."""
    file = file_of(tmp_path, "node-subnet", {"nginx": {"autoscaled": autoscaled}})
    both("up", "dev", file, real, simulated)
    assert real.plane is not None
    scaler = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "nginx"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "nginx"},
            "minReplicas": 4,
            "maxReplicas": 6,
        },
    }
    assert real.plane.api().create("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", scaler)
    wait_for(lambda: [each["status"].get("availableReplicas") for each in deployments(real)] == [4])

    def same(operation: Operation, *faults: str) -> dict[str, Any]:
        expected, seen = told(*simulated(operation, "dev", file, *faults)), told(*real(operation, "dev", file))
        ours, theirs = '"kubectl" with subresource', '"kube-controller-manager" with subresource'
        expected["errors"] = [each.replace(ours, theirs) for each in expected["errors"]]
        assert seen == expected
        return seen

    assert changed(same("up", "scale:nginx:4")) == {}
    assert changed(same("refresh")) == ({} if autoscaled else {WEB: "update"})
    for _ in range(2):
        seen = same("up")
        assert ([".spec.replicas" in each for each in seen["errors"]]) == ([] if autoscaled else [True])
    assert [each["spec"]["replicas"] for each in deployments(real)] == [4]


LONG_ENOUGH = "25s"


def unscheduled(pod: PodSpecArgs) -> None:
    """Ask for a node that there is not."""
    pod.node_selector = {"kubernetes.io/os": "windows"}


def unstarted(pod: PodSpecArgs) -> None:
    """Leave the user to the image, which is root's."""
    assert isinstance(pod.security_context, PodSecurityContextArgs)
    pod.security_context.run_as_user = None
    (container,) = pod.containers  # type: ignore[misc]
    container.image = "nginx:1.29.3-alpine"  # type: ignore[union-attr]


@pytest.mark.parametrize("broken", [unscheduled, unstarted])
def test_pods_that_never_become_ready_end_an_up_in_the_same_words(
    broken: Callable[[PodSpecArgs], None],
    real: World,
    simulated: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The provider waits ten minutes for each unless it is told otherwise, as here."""
    options, whole = object_in, nginx._pod

    def impatient(*arguments: Any, **keys: Any) -> pulumi.ResourceOptions:
        found = options(*arguments, **keys)
        found.custom_timeouts = pulumi.CustomTimeouts(create=LONG_ENOUGH, update=LONG_ENOUGH)
        return found

    def damaged(*arguments: Any) -> PodSpecArgs:
        pod = whole(*arguments)
        broken(pod)
        return pod

    monkeypatch.setattr(workload, "object_in", impatient)
    monkeypatch.setattr(kube_provider, "_SETTLE_SECONDS", 5.0)
    file = file_of(tmp_path, "node-subnet", {"nginx": {}})

    def same(operation: Operation, how: Callable[..., PodSpecArgs]) -> list[str]:
        monkeypatch.setattr(nginx, "_pod", how)
        expected, seen = (once(told(*world(operation, "dev", file))) for world in (simulated, real))
        assert seen == expected
        return [*seen["errors"], *seen["warnings"]]

    created = "".join(same("up", damaged))
    assert "was successfully created, but the Kubernetes API server reported that it failed to fully" in created
    assert "Minimum number of live Pods was not attained" in created
    again = "".join(same("up", damaged))
    assert 'the Kubernetes API server reported that "default/nginx" failed to fully initialize' in again
    assert "Resource 'nginx' was created but failed to initialize" in "".join(same("refresh", damaged))
    assert same("up", whole) == []
    rolled = "".join(same("up", damaged))
    assert "Minimum number of Pods to consider the application live was not attained" in rolled
    assert "Resource 'nginx' was created but failed to initialize" in "".join(same("refresh", damaged))
    assert same("up", whole) == []
    assert len(pods(real, "nginx")) == 3


def once(seen: dict[str, Any]) -> dict[str, Any]:
    """Return what a user sees with each line of a message once: how many pods the provider has seen differs."""
    for severity in ("errors", "warnings"):
        counted = [re.sub(r"\d+ errors? occurred", "errors occurred", each) for each in seen[severity]]
        seen[severity] = ["\n".join(dict.fromkeys(each.splitlines())) for each in counted]
    return seen
