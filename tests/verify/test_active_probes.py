"""The probes: a good cluster passes, each thing that is broken fails the one probe that owns it."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.verify import object_readers
from aksnet.verify.active import ROWS, ApiError, run, undone
from aksnet.verify.active.probes import not_asked
from aksnet.verify.check import Status
from aksnet.verify.facts import Service
from aksnet.verify.runner import Result
from tests.verify.fake_cluster import BALANCER, FakeCluster, case_of

NONE_RAN = "no probe pod ran (A0 says why)"
ALL = ("A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "V16")


def balancer(cluster: FakeCluster) -> Service:
    """An internal load balancer as the API server shows it."""
    item = {
        "metadata": {
            "namespace": "shop",
            "name": "web",
            "annotations": {"service.beta.kubernetes.io/azure-load-balancer-internal": "true"},
        },
        "spec": {"type": "LoadBalancer", "ports": [{"port": 53, "protocol": "UDP"}, {"port": 80}]},
        "status": {"loadBalancer": {"ingress": [{"ip": BALANCER}]}},
    }
    cluster.add("Service", "shop", "web", item)
    return object_readers.service(item)


def told(results: list[Result]) -> list[tuple[Status, str]]:
    return [(each.outcome.status, each.outcome.summary) for each in results]


def statuses(cluster: FakeCluster, case: Any = None, **options: Any) -> dict[str, Status]:
    case = case or case_of(cluster, services=(balancer(cluster),))
    return {each.check.id: each.outcome.status for each in run(cluster, case, cluster.options(**options))}


def failed_and_skipped(cluster: FakeCluster) -> tuple[set[str], set[str]]:
    found = statuses(cluster)
    return tuple({id_ for id_, status in found.items() if status is each} for each in (Status.FAILED, Status.SKIPPED))  # type: ignore[return-value]


def test_a_good_cluster_passes_every_probe() -> None:
    assert statuses(FakeCluster()) == dict.fromkeys(ALL[:-1], Status.PASSED) | {"V16": Status.SKIPPED}


@pytest.mark.parametrize(
    ("broken", "failed", "skipped"),
    [
        ("same-node", {"A1"}, {"A2", "A3", "A4", "A7", "A9"}),
        ("other-node", {"A2"}, {"A4", "A7"}),
        ("service", {"A3"}, {"A4"}),
        ("cluster-names", {"A4"}, {"A5"}),
        ("world-names", {"A5"}, {"A6"}),
        ("world", {"A6"}, set()),
        ("allow", {"A7"}, {"A8"}),
        ("deny", {"A8"}, set()),
        ("balancer", {"A9"}, set()),
    ],
)
def test_what_is_broken_fails_the_probe_that_owns_it(broken: str, failed: set[str], skipped: set[str]) -> None:
    cluster = FakeCluster()
    cluster.broken = {broken}
    assert failed_and_skipped(cluster) == (failed, skipped | {"V16"})


def test_a_fault_says_what_was_tried_and_what_to_do() -> None:
    cluster = FakeCluster()
    cluster.broken = {"balancer"}
    [result] = [
        each
        for each in run(cluster, case_of(cluster, services=(balancer(cluster),)), cluster.options())
        if each.check.id == "A9"
    ]
    [fault] = result.outcome.faults
    assert (fault.object, fault.seen, fault.expected) == (
        f"service shop/web at {BALANCER}:80",
        "wget: timed out",
        "an answer",
    )
    assert "endpointslices" in fault.cure


def test_objects_are_created_in_the_order_that_they_need() -> None:
    cluster = FakeCluster()
    statuses(cluster)
    created = [each.removeprefix("create ") for each in cluster.done if each.startswith("create ")]
    assert [created[0].rsplit("-", 1)[0], *created[1:]] == [
        "Namespace aksnet-verify",
        "Service open",
        "NetworkPolicy only-friends",
        "Pod server-0",
        "Pod server-1",
        "Pod server-guarded",
        "Pod client",
        "Pod client-friend",
    ]


def test_one_node_is_enough_for_all_but_the_way_to_another() -> None:
    cluster = FakeCluster(nodes=1)
    assert statuses(cluster) == dict.fromkeys(ALL[:-1], Status.PASSED) | {
        "A2": Status.SKIPPED,
        "V16": Status.SKIPPED,
    }


def test_nodes_that_take_no_pods_are_left_out() -> None:
    cluster = FakeCluster(nodes=4)
    taint = {"key": "CriticalAddonsOnly", "effect": "NoSchedule"}
    cluster.add("Node", "", "aks-0", {"spec": {"taints": [taint]}})
    cluster.add("Node", "", "aks-1", {"spec": {"unschedulable": True}})
    cluster.add("Node", "", "aks-2", {"spec": {"taints": [{"key": "x", "effect": "PreferNoSchedule"}]}})
    started = run(cluster, case_of(cluster), cluster.options())[0]
    assert started.outcome.summary == "probe pods ran on aks-2, aks-3 and are gone"


def test_without_a_node_that_takes_pods_everything_is_skipped_with_the_reason() -> None:
    cluster = FakeCluster(nodes=1)
    cluster.add("Node", "", "aks-0", {"spec": {"unschedulable": True}})
    results = run(cluster, case_of(cluster), cluster.options())[:-1]
    assert told(results) == [
        (Status.SKIPPED, "no ready Linux node takes pods without tolerations"),
        *[(Status.SKIPPED, NONE_RAN)] * 9,
    ]


def test_without_a_policy_engine_no_policy_is_made_and_none_is_judged() -> None:
    cluster = FakeCluster()
    found = statuses(cluster, case_of(cluster, policy="none"))
    assert (found["A7"], found["A8"]) == (Status.SKIPPED, Status.SKIPPED)
    assert not any("NetworkPolicy" in each or "guarded" in each or "friend" in each for each in cluster.done)


def test_an_address_in_place_of_a_name_needs_no_dns_of_the_world() -> None:
    cluster = FakeCluster()
    cluster.broken = {"world-names"}
    found = statuses(cluster, url="https://20.1.2.3/health")
    assert (found["A5"], found["A6"]) == (Status.SKIPPED, Status.PASSED)


def test_an_image_without_tls_is_no_fault_of_the_network() -> None:
    cluster = FakeCluster()
    cluster.broken = {"world"}
    cluster.log_of = {
        "client": "aksnet world-names/0 ok Name: x Address: y\n"
        "aksnet world/0 failed wget: not an http or ftp url: https://mcr.microsoft.com"
    }
    results = run(cluster, case_of(cluster), cluster.options())
    world = next(each.outcome for each in results if each.check.id == "A6")
    assert (world.status, "--probe-image" in world.summary) == (Status.SKIPPED, True)


def test_what_the_pod_did_not_get_to_is_skipped_and_not_passed() -> None:
    cluster = FakeCluster()
    cluster.log_of = {"client": "", "client-friend": ""}
    assert set(statuses(cluster).values()) == {Status.PASSED, Status.SKIPPED}
    assert statuses(cluster)["A1"] is Status.SKIPPED


def test_a_stranger_who_answers_is_not_taken_for_our_server() -> None:
    cluster = FakeCluster()
    cluster.log_of = {"client": "aksnet same-node/0 ok captive-portal on nowhere\naksnet done"}
    assert statuses(cluster)["A1"] is Status.FAILED


def test_pods_that_do_not_start_fail_with_the_reason_and_the_rest_is_skipped() -> None:
    cluster = FakeCluster()
    cluster.broken = {"not started"}
    results = run(cluster, case_of(cluster), cluster.options())
    assert [each.outcome.status for each in results] == [Status.FAILED, *[Status.SKIPPED] * 10]
    assert [fault.object for fault in results[0].outcome.faults] == [
        "probe pod server-0",
        "probe pod server-1",
        "probe pod server-guarded",
    ]


def test_what_these_credentials_may_not_do_is_a_reason_and_no_fault() -> None:
    cluster = FakeCluster()
    cluster.raising = {"create Namespace": lambda: ApiError("POST /api/v1/namespaces: 403 forbidden", 403)}
    results = run(cluster, case_of(cluster), cluster.options())
    assert told(results[:-1]) == [
        (Status.SKIPPED, "POST /api/v1/namespaces: 403 forbidden"),
        *[(Status.SKIPPED, NONE_RAN)] * 9,
    ]
    assert undone(results) == "the probes of --active (POST /api/v1/namespaces: 403 forbidden)"
    assert not any(each.startswith("delete") for each in cluster.done)


def test_every_active_check_says_what_it_proves_and_is_skipped_unless_asked_for() -> None:
    assert [row.id for row in ROWS] == [*ALL, "V20"]
    assert all(row.proves and row.does_not and row.title for row in ROWS)
    assert {row.run(case_of(FakeCluster())).status for row in ROWS} == {Status.SKIPPED}
    assert "--active" in not_asked(case_of(FakeCluster())).summary


def test_a_node_report_that_may_not_be_made_was_not_done_either() -> None:
    cluster = FakeCluster()
    cluster.raising = {"create Namespace": lambda: ApiError("403 forbidden", 403)}
    results = run(cluster, case_of(cluster), cluster.options(probes=False, node_report=True))
    assert undone(results) == "--node-report (403 forbidden)"


def test_probes_that_ran_are_done_whatever_they_found() -> None:
    good, bad = FakeCluster(), FakeCluster()
    bad.broken = {"not started"}
    assert [undone(run(each, case_of(each), each.options())) for each in (good, bad)] == ["", ""]
