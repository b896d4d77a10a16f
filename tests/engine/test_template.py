"""`pulumi new` with this repository: what it asks for is enough for a preview, under whatever name the project gets."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.sandbox.run import run
from tests.engine.conftest import CHECKOUT

pytestmark = pytest.mark.engine


def rendered(folder: Path, name: str) -> Path:
    """Copy the template as `pulumi new --yes` does: under another name, every question answered by its default.

    https://github.com/pulumi/pulumi/blob/master/pkg/cmd/pulumi/newcmd/new.go
    """
    project = folder / name
    shutil.copytree(CHECKOUT / "stacks", project / "stacks")
    shutil.copytree(CHECKOUT / "components", project / "components")
    shutil.copy(CHECKOUT / "__main__.py", project)
    described: dict[str, Any] = yaml.safe_load((CHECKOUT / "Pulumi.yaml").read_text(encoding="utf-8"))
    template = described.pop("template")
    (project / "Pulumi.yaml").write_text(yaml.safe_dump({**described, "name": name}), encoding="utf-8")
    answers = {key if ":" in key else f"{name}:{key}": said["default"] for key, said in template["config"].items()}
    (project / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": answers}), encoding="utf-8")
    return project


def test_the_answers_of_pulumi_new_are_enough_for_a_preview(engine: Engine, home: Home, tmp_path: Path) -> None:
    assert not home.state.exists()
    result = run("preview", project=rendered(tmp_path, "shop"), stack="dev", using=engine)
    assert (result.ok, result.errors) == (True, ())
    (cluster,) = result.of_type("azure-native:containerservice:ManagedCluster")
    (vnet,) = result.of_type("azure-native:network:VirtualNetwork")
    assert cluster["inputs"]["networkProfile"]["networkPluginMode"] == "overlay"
    assert vnet["inputs"]["addressSpace"] == {"addressPrefixes": ["10.224.0.0/12"]}
