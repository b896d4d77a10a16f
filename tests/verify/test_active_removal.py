"""Whatever happens, nothing of ours stays in the cluster, and nothing of others goes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from aksnet.verify.active import ApiError, cleanup, run
from aksnet.verify.active.namespace import LABEL, OWNER, own_namespace
from aksnet.verify.active.probe_options import Clock
from aksnet.verify.check import Status
from tests.verify.fake_cluster import FakeCluster, case_of

STEPS = (
    "create Namespace",
    "create Service",
    "create NetworkPolicy",
    "create Pod server-0",
    "get Pod server-0",
    "get Service open",
    "create Pod client",
    "get Pod client",
    "logs client",
)


@pytest.fixture(autouse=True)
def heeded_signals() -> Iterator[None]:
    """Begin as a program in a terminal does, also where the run of the tests ignores signals, as under nohup."""
    heeded: dict[int, Callable[[int, FrameType | None], Any] | int] = {
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
        signal.SIGINT: signal.default_int_handler,
    }
    before = {number: signal.signal(number, handler) for number, handler in heeded.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run_all(cluster: FakeCluster) -> list[Status]:
    return [each.outcome.status for each in run(cluster, case_of(cluster), cluster.options(node_report=True))]


def test_after_success_no_namespace_is_left() -> None:
    cluster = FakeCluster()
    cluster.log_of = {"node-0": ""}
    run_all(cluster)
    assert (cluster.names("Namespace"), cluster.names("Pod")) == ([], [])
    assert sum(each.startswith("delete") for each in cluster.done) == 2


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_after_an_interruption_no_namespace_is_left(step: str, fault: type[BaseException]) -> None:
    cluster = FakeCluster()
    cluster.raising = {step: fault}
    with pytest.raises(fault):
        run_all(cluster)
    assert cluster.names("Namespace") == []
    assert cluster.done[-2].startswith("delete Namespace aksnet-verify-")


@pytest.mark.parametrize("step", STEPS[1:])
def test_after_a_refusal_in_the_middle_no_namespace_is_left(step: str) -> None:
    cluster = FakeCluster()
    cluster.raising = {step: lambda: ApiError("no", 403)}
    assert Status.FAILED not in run_all(cluster)
    assert cluster.names("Namespace") == []


def test_a_lost_answer_to_the_first_request_is_taken_for_a_namespace_that_was_made() -> None:
    cluster = FakeCluster()
    cluster.raising = {"create Namespace": lambda: ApiError("timed out")}
    run(cluster, case_of(cluster), cluster.options())
    assert any(each.startswith("delete Namespace") for each in cluster.done)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_programs_removes_the_namespace_and_ends_this_one(number: signal.Signals) -> None:
    cluster = FakeCluster()
    before = signal.getsignal(number)

    def terminate() -> BaseException:
        os.kill(os.getpid(), number)
        return RuntimeError("the signal came too late")

    cluster.raising = {"logs client": terminate}
    with pytest.raises(SystemExit, match=str(128 + number)):
        run_all(cluster)
    assert cluster.names("Namespace") == []
    assert signal.getsignal(number) is before


def test_under_nohup_a_closed_terminal_ends_nothing() -> None:
    cluster = FakeCluster()
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def hang_up() -> BaseException:
        os.kill(os.getpid(), signal.SIGHUP)
        return ApiError("and goes on")

    cluster.raising = {"logs client": hang_up}
    try:
        assert Status.FAILED not in run_all(cluster)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_ctrl_c_does_not_stop_the_removal() -> None:
    cluster = FakeCluster()
    before = signal.getsignal(signal.SIGINT)
    real: Callable[[str], None] = cluster.delete_namespace

    def impatient(name: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        real(name)

    cluster.delete_namespace = impatient  # type: ignore[method-assign]
    cluster.raising = {"logs client": KeyboardInterrupt}
    with pytest.raises(KeyboardInterrupt):
        run_all(cluster)
    assert cluster.names("Namespace") == []
    assert signal.getsignal(signal.SIGINT) is before


def test_a_namespace_that_does_not_go_is_a_fault_that_names_it() -> None:
    cluster = FakeCluster()
    cluster.broken = {"stuck"}
    started = run(cluster, case_of(cluster), cluster.options())[0]
    [left] = cluster.names("Namespace")
    assert started.outcome.status is Status.FAILED
    assert [(left in fault.seen, fault.cure) for fault in started.outcome.faults] == [(True, "aksnet verify --cleanup")]


def test_a_removal_that_fails_at_first_is_tried_again() -> None:
    cluster = FakeCluster()
    tries = []

    def sometimes() -> BaseException:
        tries.append(1)
        if len(tries) == 2:
            cluster.raising = {}
        return ApiError("timed out")

    cluster.raising = {"delete Namespace": sometimes}
    assert run(cluster, case_of(cluster), cluster.options())[0].outcome.status is Status.PASSED
    assert cluster.names("Namespace") == []


def test_the_namespace_is_labelled_and_enforces_the_restricted_standard() -> None:
    cluster = FakeCluster()
    with own_namespace(cluster, "restricted", Clock()) as name:
        labels = cluster.objects["Namespace", "", name]["metadata"]["labels"]
    assert labels == {LABEL: OWNER, "pod-security.kubernetes.io/enforce": "restricted"}


def test_a_pod_waits_for_the_namespaces_service_account() -> None:
    cluster = FakeCluster()

    def once() -> BaseException:
        cluster.raising = {}
        return ApiError('error looking up service account x/default: serviceaccount "default" not found', 403)

    cluster.raising = {"create Pod server-0": once}
    assert run(cluster, case_of(cluster), cluster.options())[0].outcome.status is Status.PASSED


def test_cleanup_removes_what_has_our_label_and_our_name_and_nothing_else() -> None:
    cluster = FakeCluster()
    ours, others = {"metadata": {"labels": {LABEL: OWNER}}}, {"metadata": {"labels": {LABEL: "helm"}}}
    for name, item in (
        ("aksnet-verify-abc123", ours),
        ("aksnet-verify-zzz999", ours),
        ("aksnet-verify-production", ours),
        ("shop", ours),
        ("aksnet-verify-def456", others),
    ):
        cluster.add("Namespace", "", name, {"metadata": {"name": name, **item["metadata"]}})
    assert cleanup(cluster) == ["aksnet-verify-abc123", "aksnet-verify-zzz999"]
    assert cluster.names("Namespace") == ["aksnet-verify-production", "shop", "aksnet-verify-def456"]
