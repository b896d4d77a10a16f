"""AksNetwork on the real engine: what an up does to a state from before it, and what the guard sees of its children."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.sandbox.run import Operation
from tests.engine.conftest import PROJECTS, Runner
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


@pytest.fixture
def shop(engine: Engine, home: Home, tmp_path: Path) -> Runner:
    """Run a program of another team with two AksNetworks in its own process."""
    assert not home.state.exists()
    project = tmp_path / "shop"
    shutil.copytree(PROJECTS / "foreign", project)
    (project / "Pulumi.try.yaml").write_text("config: {'azure-native:location': westeurope}", encoding="utf-8")
    return Runner(project=project, engine=engine, scratch=tmp_path)


def test_a_program_has_two_of_them_one_in_a_vnet_that_it_makes(shop: Runner) -> None:
    runs: tuple[tuple[Operation, bool], ...] = (("preview", True), ("up", True), ("up", False), ("refresh", False))
    for operation, changes in runs:
        result = shop(operation, "try")
        assert (result.ok, result.errors, bool(result.changed)) == (True, (), changes), operation
    assert result.outputs["vnets"] == ["shop-vnet", "whole-try-vnet"]
    clusters = result.of_type("azure-native:containerservice:ManagedCluster")
    assert {each["name"]: each["inputs"].get("tags") for each in clusters} == {
        "shop/dev-cluster": {"by": "a transform"},
        "whole/dev-cluster": {},
    }
    file = shop.project / "__main__.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('"clusters": {"dev": {"workloads"', '"clusters": {"ops": {"workloads"'), encoding="utf-8"
    )
    refused = shop("preview", "try")
    assert (refused.ok, refused.changed) == (False, {})
    assert ["clusters.dev" in refused.errors[0], "node_subnet" in refused.errors[0]] == [True, False], "its own cluster"
    renamed = text.replace('"shop",\n    {', '"store",\n    {').replace(
        "transforms=[tagged]", 'transforms=[tagged], aliases=[pulumi.Alias(name="shop")]'
    )
    file.write_text(renamed, encoding="utf-8")
    preview = shop("preview", "try")
    assert (preview.ok, preview.changed) == (True, {}), "children follow the alias, and the guard finds them by it"
    file.write_text(text, encoding="utf-8")
    destroyed = shop("destroy", "try")
    assert (destroyed.ok, destroyed.errors) == (True, ())
