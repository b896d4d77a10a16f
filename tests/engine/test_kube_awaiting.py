"""A workload that does not come up, as the engine sees it: kept with its errors, tried again by the next up."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT, Flat

pytestmark = pytest.mark.engine
RIGHT = '"spec": {"containers":'
WRONG = '"spec": {"nodeSelector": {"kubernetes.io/os": "plan9"}, "containers":'


def _change(flat: Flat, old: str, new: str) -> None:
    program = flat.runner.project / "__main__.py"
    text = program.read_text(encoding="utf-8")
    assert old in text
    program.write_text(text.replace(old, new), encoding="utf-8")


def _failing_up(flat: Flat, engine: Engine) -> str:
    """Run an up that fails in a process of its own: the SDK leaves open what a failed program waited for."""
    path = os.pathsep.join((str(engine.path.parent), os.environ["PATH"]))
    done = subprocess.run(
        [sys.executable, "-m", "aksnet.cli.main", "sandbox", "up", "-s", "try", "--project", str(flat.runner.project)],
        cwd=CHECKOUT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1
    return " ".join((done.stdout + done.stderr).split())


def _kept_errors(flat: Flat) -> list[str]:
    state = next((flat.home.state / ".pulumi" / "stacks").rglob("try.json")).read_text(encoding="utf-8")
    resources = json.loads(state)["checkpoint"]["latest"]["resources"]
    return next(each.get("initErrors", []) for each in resources if each["urn"].endswith("Deployment::aks-0-web"))


def test_pods_that_find_no_node_fail_an_up_and_the_next_up_tries_an_update(flat: Flat, engine: Engine) -> None:
    _change(flat, RIGHT, WRONG)
    assert flat("preview").ok
    message = "[MinimumReplicasUnavailable] Deployment does not have minimum availability."
    assert message in _failing_up(flat, engine)
    assert len(_kept_errors(flat)) == 3  # what failed, and two of the Deployment: a pod without a node has no word
    # The words of an update, not of a create.
    assert 'the Kubernetes API server reported that "web/web" failed to fully initialize' in _failing_up(flat, engine)
    _change(flat, WRONG, RIGHT)
    mended = flat("up")
    assert mended.ok
    assert {urn.split("::")[-1]: step for urn, step in mended.changed.items()} == {
        "aks-0-web": "update",
        "aks-0-service": "create",
    }
    assert _kept_errors(flat) == []
    assert flat("up").changed == {}
    assert flat("refresh").changed == {}
