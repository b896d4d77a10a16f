"""AksNetwork on the real engine: what an up does to a state from before it, and what the guard sees of its children."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.sandbox.run import Operation
from tests.engine.conftest import Runner
from tests.engine.test_changes import stack_file

pytestmark = pytest.mark.engine


def at_the_top(home: Home, stack: str) -> None:
    """Rewrite a state as the program left it when it declared everything without the component."""
    (path,) = (home.state / ".pulumi" / "stacks").rglob(f"{stack}.json")
    text = path.read_text(encoding="utf-8")
    root = re.search(r"urn:pulumi:[^\"]*::pulumi:pulumi:Stack::[^\"]*", text)
    assert root is not None
    text = re.sub(r"urn:pulumi:[^\"]*::aks-networking:index:AksNetwork::aks", root[0], text)
    text = text.replace("aks-networking:index:AksNetwork$", "").replace("::aks/", "::")
    state: dict[str, Any] = json.loads(text)
    latest = state["checkpoint"]["latest"]
    latest["resources"] = [each for each in latest["resources"] if "AksNetwork" not in each["type"]]
    path.write_text(json.dumps(state), encoding="utf-8")


def test_an_up_from_before_the_component_creates_nothing_but_its_entry(
    checkout: Runner, home: Home, tmp_path: Path
) -> None:
    assert checkout("up", "dev").ok
    at_the_top(home, "dev")
    refused = checkout("preview", "dev", stack_file(tmp_path, {"other": {"nodeSubnet": "10.225.0.0/16"}}))
    assert (refused.ok, refused.changed) == (False, {}), "the guard sees clusters where they were before"
    component = {"aks-networking:index:AksNetwork::aks": "create"}
    runs: list[tuple[Operation, dict[str, str]]] = [
        ("preview", component),
        ("up", component),
        ("up", {}),
        ("refresh", {}),
    ]
    for operation, expected in runs:
        result = checkout(operation, "dev")
        assert (result.ok, result.errors) == (True, ())
        assert {urn.split("::", 2)[2]: step for urn, step in result.changed.items()} == expected
