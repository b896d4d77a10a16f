"""V16: the page through a port-forward."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.verify import object_readers
from aksnet.verify.active import ApiError
from aksnet.verify.active.api import Page
from aksnet.verify.active.hello_probe import visit
from aksnet.verify.check import Outcome, Status
from aksnet.verify.expected import Expected, Sample
from aksnet.verify.facts import Pod
from aksnet.verify.judged_cluster import JudgedCluster
from tests.verify.fake_cluster import FakeCluster, case_of

PAGE = "<h1>It&#x27;s &quot;here&quot;</h1> namespace: hello pod: hello-1 node: aks-0 (Linux)"
SAMPLE = Sample(
    kind="hello-kubernetes",
    name="greeter",
    namespace="hello",
    replicas=2,
    spread="none",
    service="ClusterIP",
    internal_subnet="",
    message='It\'s "here"',
)


def pod(name: str = "hello-1", *, app: str = "greeter", ready: bool = True) -> dict[str, Any]:
    return {
        "metadata": {"namespace": "hello", "name": name, "labels": {"app": app}},
        "spec": {"nodeName": "aks-0", "containers": [{}, {"ports": [{"containerPort": 9090}]}]},
        "status": {
            "phase": "Running",
            "podIP": "10.244.0.7",
            "conditions": [{"type": "Ready", "status": str(ready)}],
        },
    }


def visited(
    *pods: dict[str, Any], page: Page | None = None, namespace: str | None = None, declared: bool = True
) -> tuple[Outcome, FakeCluster]:
    cluster = FakeCluster()
    for each in pods:
        cluster.add("Pod", "hello", each["metadata"]["name"], each)
    cluster.broken = {"not started"}
    cluster.page = lambda _pod: page or Page(status=200, body=PAGE)
    found: tuple[Pod, ...] = tuple(object_readers.pod(each) for each in pods)
    base = case_of(cluster, pods=found, namespace=namespace)
    expected = Expected(declared=declared, samples=(SAMPLE,) if declared else ())
    return visit(cluster, JudgedCluster(facts=base.facts, expected=expected, detection=base.detection)), cluster


def test_the_page_of_one_ready_pod_is_fetched_from_the_containers_own_port() -> None:
    outcome, cluster = visited(pod("hello-0", ready=False), pod("hello-1"), pod("hello-2"))
    assert (outcome.status, outcome.summary) == (Status.PASSED, "pod hello/hello-1 answered with its page")
    assert [each for each in cluster.done if each.startswith("fetch")] == ["fetch hello/hello-1:9090/"]


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        (Page(status=503, body=PAGE), ["HTTP status 503"]),
        (Page(status=200, body=PAGE.replace("hello-1", "-")), ["a page without the pod"]),
        (Page(status=200, body=PAGE.replace("aks-0", "-")), ["a page without the node"]),
        (Page(status=200, body=PAGE.replace("here", "there now")), ["a page without the message"]),
        (
            Page(status=200, body="<html></html>"),
            [f"a page without the {each}" for each in ("message", "namespace", "pod", "node")],
        ),
    ],
)
def test_another_page_fails_with_what_it_lacks(page: Page, seen: list[str]) -> None:
    outcome, _ = visited(pod(), page=page)
    assert [fault.seen for fault in outcome.faults] == seen


def test_no_ready_pod_is_a_fault() -> None:
    outcome, _ = visited(pod(ready=False))
    assert [(fault.object, fault.seen, fault.expected) for fault in outcome.faults] == [
        ("hello-kubernetes hello/greeter", "no ready pod", "2 replicas")
    ]


def test_a_port_forward_that_fails_is_a_fault() -> None:
    cluster = FakeCluster()
    cluster.raising = {"fetch": lambda: ApiError("port-forward: 403")}
    found = object_readers.pod(pod())
    base = case_of(cluster, pods=(found,))
    case = JudgedCluster(
        facts=base.facts, expected=Expected(declared=True, samples=(SAMPLE,)), detection=base.detection
    )
    assert [(fault.object, fault.seen) for fault in visit(cluster, case).faults] == [
        ("pod hello/hello-1", "port-forward: 403")
    ]


def test_without_a_stack_instances_are_found_by_their_label_and_the_message_is_not_compared() -> None:
    outcome, _ = visited(pod(app="hello-kubernetes"), declared=False)
    assert outcome.status is Status.PASSED


@pytest.mark.parametrize(
    ("declared", "namespace", "why"),
    [
        (False, None, "there is no hello-kubernetes"),
        (True, "shop", "there is no hello-kubernetes in namespace shop"),
    ],
)
def test_where_there_is_none_it_is_skipped(declared: bool, namespace: str | None, why: str) -> None:
    outcome, _ = visited(declared=declared, namespace=namespace)
    assert (outcome.status, outcome.summary) == (Status.SKIPPED, why)
