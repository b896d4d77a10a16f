"""AksNetwork made by the package's own process for a program of another team, on the real engine in the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run
from tests.engine.conftest import CHECKOUT, PROJECTS

pytestmark = pytest.mark.engine

CHILDREN = [
    "aks-networking:azure:AksCluster net/shop",
    "aks-networking:azure:ClusterAccess net/shop-access",
    "aks-networking:azure:Network net/network",
    "aks-networking:index:AksNetwork net",
    "aks-networking:kubernetes:ClusterContents net/shop-contents",
    "aks-networking:kubernetes:HelloKubernetes net/shop-contents/hello-kubernetes",
    "azure-native:authorization:RoleAssignment net/shop-access-node-subnet/nodes",
    "azure-native:containerservice:ManagedCluster net/shop-cluster",
    "azure-native:managedidentity:UserAssignedIdentity net/shop-access-identity",
    "kubernetes:apps/v1:Deployment net/shop-contents/hello-kubernetes",
    "kubernetes:core/v1:Namespace net/shop-contents/hello",
    "kubernetes:core/v1:Service net/shop-contents/hello-kubernetes",
    "pulumi:providers:kubernetes net/shop-contents-provider",
]
"""What the component declares in the caller's own VNet; the providers of the engine aside."""


LIVING = {"mode": "overlay", "nodeSubnet": {"name": "nodes", "existing": True}, "nodePools": {"pool": {"count": 3}}}
"""The cluster of the program as it lives, named by plain values."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The program of the other team."""

    project: Path
    engine: Engine
    home: Home

    def __call__(self, operation: Operation, **switches: Any) -> RunResult:
        """Run an operation with these switches in the program's configuration."""
        config = {f"shop:{name}": value for name, value in switches.items()}
        file = self.project / "Pulumi.try.yaml"
        file.write_text(json.dumps({"config": {"azure-native:location": "westeurope", **config}}), encoding="utf-8")
        return run(operation, project=self.project, stack="try", using=self.engine)

    def state(self) -> str:
        """Return the text of the checkpoint."""
        (path,) = (self.home.state / ".pulumi" / "stacks").rglob("try.json")
        return path.read_text(encoding="utf-8")


@pytest.fixture
def caller(engine: Engine, home: Home, tmp_path: Path) -> Caller:
    shutil.copytree(PROJECTS / "remote", tmp_path / "shop")
    return Caller(project=tmp_path / "shop", engine=engine, home=home)


@pytest.fixture
def attached(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the engine attach to the package's provider, which runs in a process of its own."""
    command = [sys.executable, "-m", "tests.engine.attached"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        monkeypatch.setenv("PULUMI_DEBUG_PROVIDERS", f"aks-networking:{process.stdout.readline().strip()}")
        yield
        process.communicate()


def made(result: RunResult) -> list[str]:
    """Return type and name of what a run created below the component, and the component."""
    parts = (urn.split("::", 3) for urn, step in result.changed.items() if step == "create")
    return sorted(f"{chain.split('$')[-1]} {name}" for _, _, chain, name in parts if name.startswith("net"))


@pytest.mark.usefixtures("attached")
def test_a_program_declares_it_remotely_through_its_whole_life(caller: Caller) -> None:
    preview = caller("preview")
    assert preview.errors == (), "ids of what the program makes itself are not known yet"
    up = caller("up")
    assert (up.ok, up.errors, made(up)) == (True, (), CHILDREN)
    assert up.outputs["kubeconfigs"] == "[secret]"
    assert up.outputs["network"]["vnet"] == "shop-vnet"
    state = caller.state()
    assert [word for word in ("certificate-authority-data", "do not tell", '"me"') if word in state] == []
    assert (caller("up").changed, caller("refresh").changed) == ({}, {})
    refused = caller("up", clusters={"shop": {**LIVING, "serviceCidr": "10.1.0.0/16"}})
    assert (refused.ok, refused.changed) == (False, {})
    assert "would lose a living cluster; nothing was changed" in refused.errors[0]
    destroyed = caller("destroy")
    assert (destroyed.ok, destroyed.errors) == (True, ())


HEAD = "aks-networking:index:AksNetwork resource 'net' has a problem: nothing was declared"


@pytest.mark.usefixtures("attached")
@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        (
            {"clusters": {"a": {"mode": "overlai", "nodepools": {}}, "b": {**LIVING, "tier": "Gratis"}}},
            {
                "clusters.a.mode": "write overlay",
                "clusters.a.nodepools": "write nodePools",
                "clusters.b.tier": "write one of them",
            },
        ),
        ({"unplannable": True}, {"network.peeredRanges[0]": "must be known before the run"}),
        ({"secret": True}, {"clusters.shop.podCidr": "pass it in the clear"}),
    ],
    ids=["wrong values", "an output that is not known", "a secret"],
)
def test_everything_that_is_wrong_is_told_at_once_and_without_a_traceback(
    caller: Caller, switches: Mapping[str, Any], expected: Mapping[str, str]
) -> None:
    result = caller("preview", **switches)
    # A registration of the program's own that is under way when the engine ends the run says so, too.
    (error,) = [each for each in result.errors if each != "resource monitor shut down"]
    head, *problems = error.strip().splitlines()
    assert head == HEAD
    told = {line.split()[2]: line for line in problems}
    assert told.keys() == expected.keys()
    assert [path for path, words in expected.items() if words not in told[path]] == []


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    """Return the entry of a copy of the checkout, as an executable of the name that the engine looks for."""
    clone = tmp_path / "clone"
    for folder in ("aksnet", "components", "package"):
        shutil.copytree(CHECKOUT / folder, clone / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(CHECKOUT / "pyproject.toml", clone)
    program = tmp_path / "bin" / "pulumi-resource-aks-networking"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\ncd "{clone}/package" && exec "{sys.executable}" . "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_the_entry_on_the_engines_path_serves_a_program_and_its_schema(
    caller: Caller, entry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(entry.parent), prepend=":")
    preview = caller("preview")
    assert (preview.ok, preview.errors) == (True, ())
    assert "aks-networking:kubernetes:ClusterContents net/shop-contents" in made(preview)
    command = [str(caller.engine.path), "package", "get-schema", str(entry)]
    environment = {**os.environ, "PULUMI_HOME": str(tmp_path / "pulumi"), "PULUMI_SKIP_UPDATE_CHECK": "true"}
    found = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    committed = json.loads((CHECKOUT / "package" / "schema.json").read_text(encoding="utf-8"))
    # The engine leaves out and adds what says nothing, such as an empty list.
    assert (found["name"], found["version"], found["types"].keys(), found["resources"].keys()) == (
        committed["name"],
        committed["version"],
        committed["types"].keys(),
        committed["resources"].keys(),
    )


@pytest.mark.skipif(shutil.which("pulumi-language-python") is None, reason="no official CLI with its language hosts")
def test_the_official_cli_adds_the_package_to_a_program(entry: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.mkdir()
    (program / "Pulumi.yaml").write_text("{name: shop, runtime: python}", encoding="utf-8")
    command = [str(shutil.which("pulumi")), "package", "add", str(entry)]
    done = subprocess.run(command, cwd=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (program / "sdks" / "aks-networking").is_dir()
