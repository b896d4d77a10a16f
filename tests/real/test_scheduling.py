"""The simulated scheduler and endpoints against Kubernetes' own, on generated workloads: the same pods find a place."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aksnet.sandbox.cluster import objects_of
from aksnet.sandbox.kube import requests
from aksnet.sandbox.store import Store
from tests.real.conftest import World, only_cluster
from tests.real.test_stacks import stack_file
from tests.real.test_verify_on_real_parts import wait_for

pytestmark = pytest.mark.real

Json = dict[str, Any]
CASES = 40
POOLS: Json = {
    "system": {"mode": "System", "count": 3, "zones": [1, 2, 3], "taints": ["CriticalAddonsOnly=true:NoSchedule"]},
    "user": {"count": 4, "zones": [1, 2]},
}
ZONE, HOST = "topology.kubernetes.io/zone", "kubernetes.io/hostname"
RESTRICTED: Json = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
SELECTORS: tuple[Json, ...] = ({}, {}, {"agentpool": "user"}, {ZONE: "westeurope-1"}, {"disk": "none"})
TOLERATIONS: tuple[list[Json], ...] = ([], [], [{"key": "CriticalAddonsOnly", "operator": "Exists"}])


def workload(number: int, draw: random.Random) -> tuple[Json, Json]:
    """Return a Deployment and a Service; some share a label, by which the Service may select."""
    name, tier = f"w{number}", draw.choice(("front", "back"))
    labels, own = {"app": name, "tier": tier}, {"matchLabels": {"app": name}}
    spec: Json = {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [{"name": "c", "image": "registry.k8s.io/pause:3.10", "securityContext": RESTRICTED}],
        "nodeSelector": draw.choice(SELECTORS),
        "tolerations": draw.choice(TOLERATIONS),
    }
    if draw.random() < 0.4:
        term = {"labelSelector": own, "topologyKey": draw.choice((HOST, HOST, ZONE))}
        spec["affinity"] = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    if draw.random() < 0.5:
        constraint = {
            "maxSkew": draw.choice((1, 2)),
            "topologyKey": draw.choice((HOST, ZONE)),
            "whenUnsatisfiable": draw.choice(("DoNotSchedule", "DoNotSchedule", "ScheduleAnyway")),
            "labelSelector": own,
        }
        spec["topologySpreadConstraints"] = [constraint]
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": draw.randint(1, 9),
            "selector": own,
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"selector": draw.choice(({"app": name}, {"tier": tier}, labels)), "ports": [{"port": 80}]},
    }
    return deployment, service


def placed(pods: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, dict[str, int]]]:
    """Return by workload how many pods have a node, and how often each reason stands at one that has none."""
    found: dict[str, tuple[int, Counter[str]]] = {}
    for pod in pods:
        if pod["metadata"]["namespace"] != "default":
            continue
        count, reasons = found.get(pod["metadata"]["labels"]["app"], (0, Counter()))
        if not pod["spec"].get("nodeName"):
            reasons[unscheduled(pod)] += 1
        found[pod["metadata"]["labels"]["app"]] = count + bool(pod["spec"].get("nodeName")), reasons
    return {name: (count, dict(reasons)) for name, (count, reasons) in found.items()}


def unscheduled(pod: Mapping[str, Any]) -> str:
    """Return why a pod has no node, as the scheduler says; nothing while it has not looked."""
    told = [
        each
        for each in pod["status"].get("conditions", ())
        if each["type"] == "PodScheduled" and each["status"] == "False"
    ]
    return f"{told[0]['reason']}: {told[0]['message']}" if told else ""


def behind(slices: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return by Service how many addresses are ready behind it."""
    found: Counter[str] = Counter()
    for each in slices:
        service = each["metadata"]["labels"]["kubernetes.io/service-name"]
        if each["metadata"]["namespace"] == "default" and service != "kubernetes":
            found[service] += len([one for one in each.get("endpoints") or () if one["conditions"].get("ready")])
    return dict(found)


def test_generated_workloads_find_the_same_places_for_the_same_reasons_and_the_same_addresses_behind_services(
    real: World, tmp_path: Path
) -> None:
    file = stack_file(tmp_path, "dev", "dev", nodePools=POOLS, workloads={})
    assert real("up", "dev", file)[0].errors == ()
    assert real.plane is not None
    api, draw = real.plane.api(), random.Random(15)
    objects = [each for number in range(CASES) for each in workload(number, draw)]
    wanted = sum(each["spec"]["replicas"] for each in objects if each["kind"] == "Deployment")
    for each in objects:
        kind = "apis/apps/v1" if each["kind"] == "Deployment" else "api/v1"
        assert api.create(f"/{kind}/namespaces/default/{each['kind'].lower()}s", each)

    def settled() -> list[Mapping[str, Any]]:
        pods = [each for each in real.items("/api/v1/pods") if each["metadata"]["namespace"] == "default"]
        looked = [each for each in pods if each["status"]["phase"] == "Running" or unscheduled(each)]
        return pods if len(pods) == len(looked) == wanted else []

    pods = wait_for(settled)
    view = Store(real.home.subscription).read()
    cluster = str(only_cluster(view))
    instance = requests.Instance(
        cluster=cluster,
        kubeconfig="",
        gives_up=False,
        namespace="default",
        applies=True,
        forces=False,
        mutable=frozenset(),
    )
    for each in objects:
        group = "apps/v1" if each["kind"] == "Deployment" else "core/v1"
        requests.create(view, instance, f"kubernetes:{group}:{each['kind']}", each)
    model = objects_of(view, cluster)
    expected = placed(model.list("v1", "Pod"))
    found = placed(pods)
    assert {name: (found[name], expected[name]) for name in expected if found[name] != expected[name]} == {}
    assert any(reasons for _, reasons in expected.values())

    def slices() -> dict[str, int]:
        return behind(real.items("/apis/discovery.k8s.io/v1/endpointslices"))

    addresses = behind(model.list("discovery.k8s.io/v1", "EndpointSlice"))
    wait_for(lambda: sum(slices().values()) >= sum(addresses.values()))  # they follow the pods
    assert slices() == addresses
