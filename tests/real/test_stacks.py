"""Stack files with Azure simulated and Kubernetes real: a user sees the same as where Kubernetes is simulated too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.engine.obtain import Engine
from aksnet.sandbox.cluster import objects_of
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation
from aksnet.sandbox.stack_file_copy import stacks_of
from aksnet.sandbox.store import Store
from tests.engine.conftest import CHECKOUT
from tests.engine.test_stack_files import NEEDS
from tests.real.conftest import Properties, World, only_cluster, real_world
from tools.real.cluster_api import ApiFault
from tools.real.real_parts import Commands
from tools.real.stack_cluster import StackCluster

pytestmark = pytest.mark.real

_MADE_UP = (
    # Times, uids, generated names of pods, addresses from the Services' range.
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UID"),
    (re.compile(r"-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b"), "-POD"),
    (re.compile(r"pulumi-kubernetes-[0-9a-f]{8}\b"), "MANAGER"),
)


def masked(text: str) -> str:
    """Return a message without what differs from run to run."""
    for pattern, name in _MADE_UP:
        text = pattern.sub(name, text)
    return text


def told(result: RunResult, properties: Properties) -> dict[str, Any]:
    """Return what a user sees of a run, without times."""
    return {
        "ok": result.ok,
        "steps": dict(result.steps),
        "properties": properties.changed,
        "errors": sorted(masked(each) for each in result.errors),
        "warnings": sorted(masked(each) for each in result.warnings),
        "outputs": result.outputs,
    }


def both(
    operation: Operation, stack: str, file: Path | None, real: World, simulated: World
) -> tuple[dict[str, Any], RunResult]:
    """Run an operation in both worlds; return what a user sees in the simulated one, once that is the same in both."""
    expected = told(*simulated(operation, stack, file))
    result, properties = real(operation, stack, file)
    assert told(result, properties) == expected
    return expected, result


def changed(seen: Mapping[str, Any]) -> dict[str, str]:
    """Return the steps that are not `same`, by the kinds and names of resources."""
    return {
        f"{urn.split('::')[2].split('$')[-1]} {urn.split('::', 3)[3]}": step
        for urn, step in seen["steps"].items()
        if step != "same"
    }


def stack_file(folder: Path, name: str, cluster: str, **keys: Any) -> Path:
    """Write a stack file of the checkout with some keys of its cluster set anew."""
    document = yaml.safe_load((CHECKOUT / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
    document["config"]["aks-networking:clusters"][cluster] |= keys
    path = folder / "changed.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def alone(folder: Path, name: str, cluster: str, **keys: Any) -> Path:
    """Write a stack file of the checkout with one of its clusters only, some keys of it set anew."""
    document = yaml.safe_load((CHECKOUT / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
    clusters = document["config"]["aks-networking:clusters"]
    document["config"]["aks-networking:clusters"] = {cluster: clusters[cluster] | keys}
    path = folder / f"{name}-{cluster}.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def clusters_of(name: str) -> dict[str, Any]:
    """Return the clusters of a stack file of the checkout."""
    document = yaml.safe_load((CHECKOUT / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))
    return dict(document["config"]["aks-networking:clusters"])


SHAPES = [
    *((name, next(iter(clusters_of(name)))) for name in stacks_of(CHECKOUT) if len(clusters_of(name)) == 1),
    *(("networklab", cluster) for cluster in clusters_of("networklab")),
]
"""Every stack file with one cluster, and the clusters of the network lab, each alone: a real control plane is one."""


@pytest.mark.parametrize(("stack", "cluster"), SHAPES, ids=[" ".join(dict.fromkeys(each)) for each in SHAPES])
def test_a_stack_comes_stays_shows_no_drift_and_goes(
    stack: str,
    cluster: str,
    engine: Engine,
    commands: Commands,
    simulated: World,
    tmp_path: Path,
) -> None:
    declared = clusters_of(stack)
    file = None if len(declared) == 1 else alone(tmp_path, stack, cluster)
    with real_world(engine, commands, tmp_path, StackCluster.read(declared[cluster])) as real:
        for other in NEEDS.get(stack, ()):
            both("up", other, None, real, simulated)
        both("preview", stack, file, real, simulated)
        both("up", stack, file, real, simulated)
        assert [each["status"].get("availableReplicas") for each in deployments(real)] == [
            each["spec"]["replicas"] for each in deployments(real)
        ]
        assert len(deployments(real)) == len(declared[cluster].get("workloads", {}))
        again, _ = both("up", stack, file, real, simulated)
        refreshed, _ = both("refresh", stack, file, real, simulated)
        assert (changed(again), changed(refreshed)) == ({}, {})
        if declared[cluster].get("protect"):
            file = alone(tmp_path, stack, cluster, protect=False)
            both("up", stack, file, real, simulated)
        both("destroy", stack, file, real, simulated)
        assert deployments(real) == []


def test_images_replicas_and_pools_change_as_they_do_in_the_simulation(
    real: World, simulated: World, tmp_path: Path
) -> None:
    """With required spread on as many nodes as replicas a rollout ends only if it takes a pod away first."""
    pools = {"system": {"mode": "System", "count": 3}}
    nginx: dict[str, Any] = {"spread": "required", "replicas": 3}

    def file(workload: dict[str, Any], pools: dict[str, Any]) -> Path:
        return stack_file(
            tmp_path, "dev", "dev", nodePools=pools, workloads={"nginx": workload, "hello-kubernetes": {}}
        )

    both("up", "dev", file(nginx, pools), real, simulated)
    assert machines(real.items("/api/v1/nodes")) == wanted_machines(real)
    assert len({each["spec"]["nodeName"] for each in pods(real, "nginx")}) == 3

    image = {**nginx, "image": "nginxinc/nginx-unprivileged:1.29.3-alpine"}
    seen, _ = both("up", "dev", file(image, pools), real, simulated)
    assert changed(seen) == {"kubernetes:apps/v1:Deployment aks/dev-contents/nginx": "update"}
    assert {each["spec"]["containers"][0]["image"] for each in pods(real, "nginx")} == {image["image"]}

    fewer = {**image, "replicas": 2}
    both("up", "dev", file(fewer, pools), real, simulated)
    assert len(pods(real, "nginx")) == 2

    larger = {"system": {"mode": "System", "count": 4}}
    both("up", "dev", file({**image, "replicas": 4}, larger), real, simulated)
    assert len(pods(real, "nginx")) == 4
    assert len(wanted_machines(real)) == 4
    assert machines(real.items("/api/v1/nodes")) == wanted_machines(real)
    both("destroy", "dev", None, real, simulated)


def test_a_pod_that_is_not_restricted_is_refused_where_the_stacks_are_admitted(real: World) -> None:
    """The control: without it the admission of the stacks' objects would say nothing."""
    assert real.plane is not None
    spec = {"containers": [{"name": "c", "image": "nginx"}]}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "free"}, "spec": spec}
    with pytest.raises(ApiFault, match=r"403: .*violates PodSecurity \"restricted:latest\""):
        real.plane.api().create("/api/v1/namespaces/default/pods", pod)


def deployments(world: World) -> list[Mapping[str, Any]]:
    """Return the Deployments that are not AKS's own."""
    return [each for each in world.items("/apis/apps/v1/deployments") if _ours(each)]


def pods(world: World, app: str) -> list[Mapping[str, Any]]:
    """Return the pods of a workload that are not going."""
    return [
        each
        for each in world.items("/api/v1/pods")
        if app in each["metadata"]["name"] and not each["metadata"].get("deletionTimestamp") and _ours(each)
    ]


def _ours(body: Mapping[str, Any]) -> bool:
    return bool(body["metadata"]["namespace"] != "kube-system")


def machines(nodes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what Pods and Services notice of nodes, by their names."""
    return {
        each["metadata"]["name"]: (
            each["metadata"]["labels"],
            each["spec"].get("taints", []),
            each["spec"]["providerID"],
            each["status"]["addresses"],
            # The server writes memory in other units where a number is round.
            {key: each["status"]["allocatable"][key] for key in ("cpu", "pods")},
        )
        for each in nodes
    }


def wanted_machines(world: World) -> dict[str, Any]:
    """Return the same of the nodes that the model has for the simulated cluster."""
    view = Store(world.home.subscription).read()
    return machines(objects_of(view, str(only_cluster(view))).list("v1", "Node"))
