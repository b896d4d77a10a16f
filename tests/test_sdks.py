"""The SDKs of other languages, generated from the committed schema: the examples in TypeScript and Go compile with it.

Needs Go, npm and their registries or caches; where a tool is missing, its half is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.program import ROOT

pytestmark = pytest.mark.slow

GO: Final = {**os.environ, "GOFLAGS": "-buildvcs=false -mod=mod", "GOWORK": "off", "GOTOOLCHAIN": "local"}
"""The user's flags and workspaces are for the user's modules; a copy is no repository that Go could name."""
MODULE: Final = "example.com/pulumi-aks-networking/sdk/go/aks-networking"


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=GO, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the SDKs as `pulumi package add` does, into the folders ts and go."""
    if shutil.which("go") is None:
        pytest.skip("there is no Go to build the generator with")
    folder = tmp_path_factory.mktemp("sdks")
    source = shutil.copytree(ROOT / "tests" / "codegen_module", folder / "source")
    built = run("go", "build", "-o=../generate", ".", cwd=source)
    assert built.returncode == 0, built.stderr
    made = run("./generate", str(ROOT / "package" / "schema.json"), "ts", "go", cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder


def test_the_example_in_typescript_compiles_and_a_wrong_mode_does_not(sdks: Path, tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("there is no npm to get tsc with")
    project = shutil.copytree(ROOT / "examples" / "typescript", tmp_path / "shop")
    installed = run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", cwd=project)
    assert installed.returncode == 0, installed.stderr
    shutil.copytree(sdks / "ts", project / "node_modules" / "@pulumi" / "aks-networking")
    checked = run("node_modules/.bin/tsc", "-p", ".", cwd=project)
    assert (checked.returncode, checked.stdout) == (0, "")
    program = project / "index.ts"
    program.write_text(program.read_text(encoding="utf-8").replace('"cilium-overlay"', '"cilium-overlai"'))
    refused = run("node_modules/.bin/tsc", "-p", ".", cwd=project)
    assert "Did you mean '\"cilium-overlay\"'?" in refused.stdout


def test_the_example_in_go_compiles(sdks: Path, tmp_path: Path) -> None:
    project = shutil.copytree(ROOT / "examples" / "go", tmp_path / "shop")
    sdk = shutil.copytree(sdks / "go" / "aksnetworking", project / "sdk")
    modules = (ROOT / "tests" / "codegen_module" / "go.mod").read_text(encoding="utf-8")
    used = f"{modules}\nrequire {MODULE} v0.0.0\n\nreplace {MODULE} => ./sdk\n"
    (project / "go.mod").write_text(used.replace("module aksnet.codegen", "module shop"), encoding="utf-8")
    (sdk / "go.mod").write_text(modules.replace("module aksnet.codegen", f"module {MODULE}"), encoding="utf-8")
    for folder in (project, sdk):
        shutil.copy(ROOT / "tests" / "codegen_module" / "go.sum", folder)
    checked = run("go", "vet", ".", cwd=project)
    assert (checked.returncode, checked.stderr) == (0, "")
