"""Which node a pod comes onto, why it may come onto none, and what keeps it from starting there."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from aksnet.arm.values import Json
from aksnet.sandbox.cluster.pod_owners import is_ready
from tests.sandbox.cluster_world import World, apart, where

NONE_HELPS = (
    "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
)
NO_VICTIMS = (
    "no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
)


def _message(world: World, prefix: str = "web") -> tuple[int, set[str]]:
    """Return how many pods are on no node, and what the scheduler says of them."""
    lost = [pod for pod in world.pods(prefix) if "nodeName" not in pod["spec"]]
    assert {pod["status"]["phase"] for pod in lost} <= {"Pending"}
    return len(lost), {pod["status"]["conditions"][0]["message"] for pod in lost}


def test_pods_of_a_deployment_are_spread_and_have_names_that_stay() -> None:
    world = World()
    world.deploy(replicas=7)
    pods = world.pods()
    assert sorted(Counter(where(pods)).values()) == [2, 2, 3]
    sets = [each for each in world.objects.list("apps/v1", "ReplicaSet") if each["metadata"]["name"].startswith("web")]
    assert {pod["metadata"]["ownerReferences"][0]["uid"] for pod in pods} == {sets[0]["metadata"]["uid"]}
    digest = sets[0]["metadata"]["labels"]["pod-template-hash"]
    assert sets[0]["metadata"]["name"] == f"web-{digest}"
    assert all(pod["metadata"]["labels"] == {"app": "web", "pod-template-hash": digest} for pod in pods)
    names = [pod["metadata"]["name"] for pod in pods]
    world.deploy(replicas=8)
    assert set(names) < {pod["metadata"]["name"] for pod in world.pods()}
    assert [each["metadata"]["name"] for each in World(view=world.view).pods()] == [
        each["metadata"]["name"] for each in world.pods()
    ]


def test_before_1_34_a_scheduler_says_nothing_of_claims_for_devices() -> None:
    world = World(version="1.33.5")
    world.deploy(pod={"nodeSelector": {"disk": "none"}})
    alone = NONE_HELPS.removeprefix("no new claims to deallocate, ")
    told = f"0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. {alone}"
    assert _message(world) == (3, {told})


def test_required_anti_affinity_leaves_the_pods_beyond_the_nodes_pending() -> None:
    world = World()
    world.deploy(replicas=5, pod=apart({"app": "web"}))
    assert where(world.pods()) == ["-", "-", "0", "1", "2"]
    told = f"0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. {NO_VICTIMS}"
    assert _message(world) == (2, {told})
    deployment = next(each for each in world.objects.list("apps/v1", "Deployment") if each["metadata"]["name"] == "web")
    status = deployment["status"]
    counts = {name: status.get(name) for name in ("replicas", "readyReplicas", "unavailableReplicas")}
    assert counts == {"replicas": 5, "readyReplicas": 3, "unavailableReplicas": 2}
    assert [(each["type"], each["status"]) for each in status["conditions"]] == [
        ("Available", "False"),
        ("Progressing", "True"),
    ]
    events = world.objects.list("v1", "Event")
    assert [(each["reason"], each["message"]) for each in events] == [("FailedScheduling", told)] * 2


def test_preferred_anti_affinity_never_leaves_a_pod_pending() -> None:
    world = World()
    world.deploy(replicas=5, pod=apart({"app": "web"}, "preferred"))
    assert sorted(Counter(where(world.pods())).values()) == [1, 2, 2]


def test_anti_affinity_holds_against_pods_that_come_later() -> None:
    world = World()
    world.deploy("a", replicas=2, pod=apart({"app": "b"}))
    world.deploy("b", replicas=3)
    assert len({*where(world.pods("a")), *where(world.pods("b"))}) == 3
    assert len(set(where(world.pods("b")))) == 1
    world.deploy("a", replicas=3, pod=apart({"app": "b"}))
    told = f"0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. {NO_VICTIMS}"
    assert _message(world, "b") == (3, {told})


def test_a_full_node_takes_no_more_pods() -> None:
    world = World(max_pods=10)
    world.deploy(replicas=40)
    per_node = Counter(pod["spec"].get("nodeName") for pod in world.objects.list("v1", "Pod"))
    lost = per_node.pop(None)
    assert set(per_node.values()) == {10}
    assert _message(world) == (lost, {f"0/3 nodes are available: 3 Too many pods. {NO_VICTIMS}"})


@pytest.mark.parametrize(
    ("version", "taint"),
    [
        ("1.34.7", "node(s) had untolerated taint {node.kubernetes.io/not-ready: }"),
        ("1.35.4", "node(s) had untolerated taint(s)"),
    ],
)
def test_nodes_that_are_not_ready_take_no_pods(version: str, taint: str) -> None:
    world = World(mode="byo-cni", version=version)
    world.deploy()
    assert _message(world) == (3, {f"0/3 nodes are available: 3 {taint}. {NONE_HELPS}"})


@pytest.mark.parametrize(
    ("pod", "reason"),
    [
        ({"nodeSelector": {"kubernetes.io/arch": "arm64"}}, "node(s) didn't match Pod's node affinity/selector"),
        (
            {
                "affinity": {
                    "nodeAffinity": {
                        "requiredDuringSchedulingIgnoredDuringExecution": {
                            "nodeSelectorTerms": [
                                {"matchExpressions": [{"key": "agentpool", "operator": "NotIn", "values": ["system"]}]}
                            ]
                        }
                    }
                }
            },
            "node(s) didn't match Pod's node affinity/selector",
        ),
    ],
)
def test_a_pod_that_no_node_is_right_for_stays_pending(pod: Json, reason: str) -> None:
    world = World()
    world.deploy(replicas=1, pod=pod)
    assert _message(world) == (1, {f"0/3 nodes are available: 3 {reason}. {NONE_HELPS}"})


def test_a_cluster_without_nodes_says_so() -> None:
    world = World(count=0)
    world.deploy(replicas=1)
    assert _message(world) == (1, {"no nodes available to schedule pods"})


def test_taints_keep_pods_off_unless_they_tolerate_them() -> None:
    pool = {"nodeTaints": ["CriticalAddonsOnly=true:NoSchedule"]}
    user = {"name": "user", "mode": "User", "count": 1}
    world = World(pool=pool, more_pools=[user])
    world.deploy(replicas=2)
    world.deploy("bold", replicas=4, pod={"tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}]})
    assert {str(pod["spec"]["nodeName"])[:8] for pod in world.pods()} == {"aks-user"}
    assert {str(pod["spec"]["nodeName"])[:8] for pod in world.pods("bold")} == {"aks-user", "aks-syst"}
    system = [pod for pod in world.objects.list("v1", "Pod") if pod["metadata"]["name"].startswith("coredns")]
    assert {str(pod["spec"]["nodeName"])[:8] for pod in system} == {"aks-syst"}


@pytest.mark.parametrize(
    ("skew", "expected"), [(1, {"westeurope-1": 3, "westeurope-2": 3}), (2, {"westeurope-1": 3, "westeurope-2": 3})]
)
def test_spread_constraints_keep_zones_even(skew: int, expected: dict[str, int]) -> None:
    world = World(count=2, pool={"availabilityZones": ["1", "2"]})
    constraint = {
        "maxSkew": skew,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    world.deploy(replicas=6, pod={"topologySpreadConstraints": [constraint]})
    zones = {
        each["metadata"]["name"]: each["metadata"]["labels"]["topology.kubernetes.io/zone"]
        for each in world.objects.list("v1", "Node")
    }
    assert Counter(zones[pod["spec"]["nodeName"]] for pod in world.pods()) == expected


def test_spread_constraints_leave_pods_pending_when_one_zone_is_full() -> None:
    zonal = {"mode": "User", "count": 1, "maxPods": 10, "nodeTaints": ["for=web:NoSchedule"]}
    small = {**zonal, "name": "small", "availabilityZones": ["1"]}
    large = {**zonal, "name": "large", "availabilityZones": ["2"], "maxPods": 30}
    world = World(count=1, more_pools=[small, large])
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    tolerations = [{"key": "for", "operator": "Exists"}]
    world.deploy(
        replicas=20,
        pod={
            "topologySpreadConstraints": [constraint],
            "tolerations": tolerations,
            "nodeSelector": {"kubernetes.azure.com/mode": "user"},
        },
    )
    daemons = 6
    assert Counter(str(pod["spec"].get("nodeName"))[:8] for pod in world.pods()) == {
        "aks-smal": 10 - daemons,
        "aks-larg": 11 - daemons,
        "None": 20 - (21 - 2 * daemons),
    }


@pytest.mark.parametrize(
    ("image", "context", "fault"),
    [
        ("paulbouwer/hello-kubernetes:1.10.1", {"runAsNonRoot": True}, "image has non-numeric user (node)"),
        ("docker.io/nginx:1.29", {"runAsNonRoot": True}, "image will run as root"),
        ("nginx@sha256:0123", {"runAsNonRoot": True, "runAsUser": 0}, "runAsUser breaks non-root policy"),
        ("paulbouwer/hello-kubernetes:1.10.1", {"runAsNonRoot": True, "runAsUser": 1000}, None),
        ("localhost:5000/unknown:1", {"runAsNonRoot": True}, None),
        ("nginx", {}, None),
    ],
)
def test_the_kubelet_refuses_to_run_as_root_what_must_not(image: str, context: Json, fault: str | None) -> None:
    world = World(count=1)
    world.deploy(replicas=1, pod={"securityContext": context, "containers": [{"name": "c", "image": image}]})
    pod = world.pods()[0]
    waiting = pod["status"]["containerStatuses"][0]["state"].get("waiting")
    assert (is_ready(pod), waiting is None) == (fault is None, fault is None)
    if waiting is not None:
        assert waiting["reason"] == "CreateContainerConfigError"
        assert fault in waiting["message"]


def test_other_owners_of_pods_have_theirs() -> None:
    world = World()
    world.deploy("set", kind="StatefulSet")
    world.deploy("each", kind="DaemonSet")
    template = {"spec": {"containers": [{"name": "c", "image": "c:1"}]}}
    world.store("batch/v1", "Job", "once", spec={"completions": 2, "template": template})
    world.store("v1", "Pod", "single", spec={**template["spec"]})
    found = {
        (pod["metadata"]["name"].rpartition("-")[0] or pod["metadata"]["name"], pod["status"]["phase"])
        for pod in world.pods("")
    }
    assert found == {("set", "Running"), ("each", "Running"), ("once", "Succeeded"), ("single", "Running")}
    assert [pod["metadata"]["name"] for pod in world.pods("set")] == ["set-0", "set-1", "set-2"]
    assert where(world.pods("each")) == ["0", "1", "2"]
    statuses: dict[str, Any] = {
        kind: world.objects.list(version, kind)[-1]["status"]
        for version, kind in (("apps/v1", "StatefulSet"), ("batch/v1", "Job"))
    }
    assert statuses["StatefulSet"]["readyReplicas"] == 3
    assert (statuses["Job"]["succeeded"], statuses["Job"]["conditions"][0]["type"]) == (2, "Complete")


def test_a_pod_may_name_its_node_and_a_daemon_s_pod_waits_for_a_full_one() -> None:
    world = World(count=2, max_pods=10)
    node = "aks-system-12345678-vmss000001"
    spec = {"containers": [{"name": "c", "image": "c:1"}]}
    world.deploy("each", kind="DaemonSet")
    world.store("v1", "Pod", "single", spec={**spec, "nodeName": node})
    world.deploy("both", replicas=2, pod={"nodeName": node})
    assert [pod["spec"]["nodeName"] for pod in (*world.pods("single"), *world.pods("both"))] == [node] * 3
    world = World(count=1, max_pods=10)
    for index in range(9):
        world.deploy(f"web{index}", kind="DaemonSet")
    lost = [pod for pod in world.pods() if "nodeName" not in pod["spec"]]
    # AKS's own pods come first: six daemons, and four of the others.
    told = (
        "0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: "
    )
    messages = {pod["status"]["conditions"][0]["message"] for pod in lost}
    assert messages == {told + "1 No preemption victims found for incoming pod."}
    affinity = lost[0]["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    fields = affinity["nodeSelectorTerms"][0]["matchFields"]
    assert fields == [{"key": "metadata.name", "operator": "In", "values": ["aks-system-12345678-vmss000000"]}]
