"""A preview on top of what the base of a change has deployed, by the base's own code, as pull requests get it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT
from tools.ci.sandbox_previews import preview

pytestmark = pytest.mark.engine
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".aksnet", "tests", "docs", "__pycache__")


def test_a_change_that_loses_the_cluster_of_the_base_is_refused(engine: Engine, tmp_path: Path) -> None:
    folders = {
        mode: Path(shutil.copytree(CHECKOUT, tmp_path / mode, ignore=_LEFT_OUT)) for mode in ("overlay", "kubenet")
    }
    for mode, folder in folders.items():
        file = folder / "Pulumi.dev.yaml"
        file.write_text(file.read_text().replace("    dev:\n", f"    dev:\n      mode: {mode}\n"))
    found = preview("dev", project=folders["kubenet"], base=folders["overlay"], base_name="main", engine=engine)
    assert (found.on_top, found.ok, [error.splitlines()[0] for error in found.errors]) == (
        "main",
        False,
        ["1 change would lose a living cluster; nothing was changed"],
    )
