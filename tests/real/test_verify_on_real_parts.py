"""`aksnet verify` on a real API server: it judges what it judges in the simulation, and its probes leave nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import HOME_VARIABLE
from aksnet.sandbox.serve.served import served
from tests.command import aksnet
from tests.engine.conftest import CHECKOUT
from tests.real.conftest import World

pytestmark = pytest.mark.real

PROBES = "aksnet-verify-"
LONG = 120.0
"""Seconds within which what is waited for is there, also where other tests run beside."""


def judged(kubeconfig: Path) -> dict[str, str]:
    """Return the outcome of each check."""
    done = aksnet("verify", "--kubeconfig", str(kubeconfig), "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document: Any = json.loads(done.stdout)
    return {each["id"]: each["status"] for each in document["checks"]}


def test_every_check_ends_as_on_the_simulated_cluster(
    real: World, simulated: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert real("up", "dev")[0].errors == simulated("up", "dev")[0].errors == ()
    assert real.plane is not None
    found = judged(real.plane.kubeconfig)
    monkeypatch.setenv(HOME_VARIABLE, str(simulated.home.root))
    with served(project=CHECKOUT, stack="dev") as what:
        assert found == judged(what.kubeconfig)
    assert set(found.values()) == {"passed", "skipped", "info"}


def probing(world: World) -> list[str]:
    """Return the namespaces of probes."""
    return [
        each["metadata"]["name"]
        for each in world.items("/api/v1/namespaces")
        if each["metadata"]["name"].startswith(PROBES)
    ]


def wait_for(what: Callable[[], Any]) -> Any:
    """Return what is found once there is something."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing came in {LONG:.0f} s")


def start(world: World, *words: str) -> subprocess.Popen[str]:
    """Start `aksnet verify` on the cluster of a world."""
    assert world.plane is not None
    return subprocess.Popen(
        [sys.executable, "-m", "aksnet", "verify", "--kubeconfig", str(world.plane.kubeconfig), *words],
        cwd=CHECKOUT,
        env={**os.environ, "AKSNET_TODAY": "2026-11-30"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where SIGINT is ignored, as in a script's background, a child would ignore it too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def running_pods(world: World, namespace: str) -> list[str]:
    """Return the names of the pods of a namespace that run."""
    pods = world.items(f"/api/v1/namespaces/{namespace}/pods")
    return [each["metadata"]["name"] for each in pods if each["status"]["phase"] == "Running"]


def test_what_only_a_kubelet_shows_is_skipped_soon_with_the_reason(real: World) -> None:
    assert real("up", "dev")[0].errors == ()
    with start(real, "--active", "--node-report", "--format", "json") as process:
        out, _ = process.communicate(timeout=2 * LONG)
    checks = {each["id"]: each for each in json.loads(out)["checks"]}
    asked = [name for name in checks if name[0] == "A" or name in ("V16", "V20")]
    assert {name: checks[name]["status"] for name in asked} == dict.fromkeys(asked, "skipped")
    for name in ("A0", "V20"):
        assert "its log cannot be read: GET /api/v1/namespaces/aksnet-verify-" in checks[name]["summary"]
        assert ":10250/containerLogs/" in checks[name]["summary"]
    assert "the API server does not get to the pod's node: port-forward to pod" in checks["V16"]["summary"]
    assert {each["status"] for each in checks.values()} == {"passed", "skipped", "info"}
    assert probing(real) == []


def test_probes_are_admitted_and_go_also_after_an_interrupt_and_what_a_kill_leaves_is_cleaned_up(real: World) -> None:
    assert real("up", "dev")[0].errors == ()
    for number, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        with start(real, "--active") as process:
            (namespace,) = wait_for(lambda: probing(real))
            assert wait_for(partial(running_pods, real, namespace))
            process.send_signal(number)
            process.communicate(timeout=LONG)
        assert process.returncode == code
        assert probing(real) == ([] if number == signal.SIGINT else [namespace])
    with start(real, "--cleanup") as process:
        out, error = process.communicate(timeout=LONG)
    assert (process.returncode, error) == (0, "")
    assert namespace in out
    assert probing(real) == []
