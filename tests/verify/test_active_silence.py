"""Kubelets that do not answer: what probes find could not be read, so nobody waits for it, and the reason is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aksnet.verify import object_readers
from aksnet.verify.active import ApiError, run, undone
from aksnet.verify.active.api import Page
from aksnet.verify.active.hello_probe import visit
from aksnet.verify.check import Status
from aksnet.verify.expected import Expected
from aksnet.verify.judged_cluster import JudgedCluster
from tests.verify.fake_cluster import FakeCluster, case_of
from tests.verify.test_active_hello import PAGE, SAMPLE, pod

DIAL = 'GET /log: 500 Get "https://aks-0:10250/containerLogs": dial tcp: no such host'


class Endless(FakeCluster):
    """A cluster whose pods run and never end."""

    def _run(self, item: dict[str, object]) -> None:
        super()._run(item)
        item["status"]["phase"] = "Running"  # type: ignore[index]


def silent(status: int = 500) -> Endless:
    cluster = Endless()
    cluster.raising = {"logs": lambda: ApiError(DIAL, status)}
    return cluster


@pytest.mark.parametrize(("status", "most"), [(500, 40.0), (403, 20.0)])
def test_probes_whose_logs_cannot_be_read_are_skipped_soon_and_leave_nothing(status: int, most: float) -> None:
    cluster = silent(status)
    started, *others = run(cluster, case_of(cluster), cluster.options())
    assert (started.check.id, started.outcome.status) == ("A0", Status.SKIPPED)
    assert started.outcome.summary == (
        f"what pods find is read from their logs, and pod client runs but its log cannot be read: {DIAL}"
    )
    assert {each.outcome.status for each in others} == {Status.SKIPPED}
    assert undone([started, *others]).startswith("the probes of --active (what pods find is read from their logs")
    assert (cluster.names("Namespace"), cluster.time < most) == ([], True)


def test_a_node_report_whose_logs_cannot_be_read_is_skipped_soon_and_leaves_nothing() -> None:
    cluster = silent()
    (result,) = run(cluster, case_of(cluster), cluster.options(probes=False, node_report=True, nodes=("aks-0",)))
    assert (result.outcome.status, result.outcome.summary) == (
        Status.SKIPPED,
        f"what pods find is read from their logs, and pod node-0 runs but its log cannot be read: {DIAL}",
    )
    assert (cluster.names("Namespace"), cluster.time < 40) == ([], True)


def test_a_kubelet_that_answers_at_the_second_time_is_waited_for() -> None:
    cluster = Endless()
    cluster.log_of = {"node-0": "…"}
    faults: Iterator[BaseException] = iter([ApiError(DIAL, 500)])

    def once() -> BaseException:
        fault = next(faults, None)
        if fault is None:
            cluster.raising = {}
            item = cluster.objects["Pod", cluster.names("Namespace")[0], "node-0"]
            item["status"]["phase"] = "Succeeded"
            return ApiError("again", 500)
        return fault

    cluster.raising = {"logs": once}
    (result,) = run(cluster, case_of(cluster), cluster.options(probes=False, node_report=True, nodes=("aks-0",)))
    assert (result.outcome.status, result.outcome.summary) == (Status.INFO, "read aks-0")


@pytest.mark.parametrize(("status", "found"), [(500, Status.SKIPPED), (403, Status.FAILED), (0, Status.FAILED)])
def test_a_page_is_not_missing_where_the_api_server_does_not_get_to_the_node(status: int, found: Status) -> None:
    cluster = FakeCluster()
    cluster.page = lambda _pod: Page(status=200, body=PAGE)
    cluster.raising = {
        "fetch": lambda: ApiError("port-forward to pod hello/hello-1:9090: error dialing backend", status)
    }
    base = case_of(cluster, pods=(object_readers.pod(pod()),))
    expected = Expected(declared=True, samples=(SAMPLE,))
    outcome = visit(cluster, JudgedCluster(facts=base.facts, expected=expected, detection=base.detection))
    assert outcome.status is found
    if found is Status.SKIPPED:
        assert outcome.summary == (
            "the API server does not get to the pod's node: "
            "port-forward to pod hello/hello-1:9090: error dialing backend"
        )
