"""Which tags are released, and that the programs in README and examples are right ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from aksnet.testing.recording import record
from tests.program import ROOT
from tools.release import refusal

CLUSTER = "azure-native:containerservice:ManagedCluster"


def test_a_tag_is_released_that_says_the_version_of_the_project_and_no_other() -> None:
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert refusal(f"v{version[1]}") is None
    assert refusal("v99.0.0") == f"the tag v99.0.0 is not v{version[1]}, the version in pyproject.toml"


def test_the_smallest_program_in_the_readme_has_ten_lines_and_declares_a_cluster(tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len([line for line in program.splitlines() if line]) <= 10
    code = compile(program, str(tmp_path / "__main__.py"), "exec")
    recording = record(lambda: exec(code, {}))  # noqa: S102 - the text of our own page
    assert recording.one(CLUSTER).inputs["networkProfile"]["networkDataplane"] == "cilium"
    assert sorted(recording.exports["clusters"]) == ["dev"]


def test_the_example_in_yaml_declares_a_cluster_in_the_vnet_that_it_is_given() -> None:
    described: dict[str, Any] = yaml.safe_load((ROOT / "examples" / "yaml" / "Pulumi.yaml").read_text(encoding="utf-8"))
    network = described["resources"]["aks"]
    vnet = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub"
    properties = {**network["properties"], "network": {"id": vnet}}

    def program() -> None:
        from components import AksNetwork

        AksNetwork("aks", properties)  # type: ignore[arg-type]  # the keys of YAML

    assert network["type"] == "aks-networking:AksNetwork"
    recording = record(program)
    assert recording.one("azure-native:network:Subnet").inputs["virtualNetworkName"] == "hub"
