"""The kubectl that tests call: the one on PATH, else one built with Go from the pinned modules in `kubectl_module`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from filelock import FileLock

from tests.program import ROOT

_SOURCE: Final = Path(__file__).parent / "kubectl_module"
_VERSION: Final = re.search(r"k8s\.io/kubectl v0\.(\S+)", (_SOURCE / "go.mod").read_text())
_BUILT: Final = ROOT / ".aksnet" / "kubectl" / f"1.{_VERSION[1] if _VERSION else 0}" / "kubectl"
BUILD_VARIABLE: Final = "AKSNET_BUILD_KUBECTL"
"""Set, the one on PATH is passed over: to try the build where there is one."""


@cache
def kubectl_program() -> Path | None:
    """Return the program, built once for a checkout where it is not on PATH; nothing where there is no Go either."""
    found = None if BUILD_VARIABLE in os.environ else shutil.which("kubectl")
    if found is not None:
        return Path(found)
    go = shutil.which("go")
    if go is None:
        return None
    _BUILT.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_BUILT.with_suffix(".lock")):
        if not _BUILT.is_file():
            _build(go)
    return _BUILT


def _build(go: str) -> None:
    # The user's flags and workspaces are for the user's modules. A copy is no repository that Go could name.
    environment = {**os.environ, "GOFLAGS": "-buildvcs=false", "GOWORK": "off", "GOTOOLCHAIN": "local"}
    with tempfile.TemporaryDirectory(prefix="aksnet-kubectl-") as folder:
        # Without a version of its own `kubectl version` compares nothing and ends with an error.
        flags = f"-s -w -X k8s.io/component-base/version.gitVersion=v{_BUILT.parent.name}"
        # A copy: Go must not write into the checkout.
        source = shutil.copytree(_SOURCE, Path(folder) / "src")
        beside = _BUILT.with_suffix(".part")
        command = [go, "build", "-trimpath", f"-ldflags={flags}", f"-o={beside}", "."]
        subprocess.run(command, cwd=source, env=environment, check=True)
        beside.replace(_BUILT)
