"""What a change touches, and the comparison that its comment is made of: in a repository made for each test."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.program import ROOT
from tools.ci.network_diff import compare
from tools.ci.touched_stacks import GitError, changed_paths, touched

CLUSTER = {"mode": "node-subnet", "nodeSubnet": "10.224.0.0/24", "kubernetesVersion": "1.35"}


def config(**cluster: Any) -> str:
    clusters = {"dev": {**CLUSTER, **cluster}}
    return json.dumps({"config": {"azure-native:location": "westeurope", "aks-networking:clusters": clusters}})


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github" / "environments.yml").write_text("[{environment: production, stack: prod, wave: 1}]")
    for stack in ("dev", "prod", "gone"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(config())
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    return tmp_path


def git(project: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=project, check=True)  # noqa: S607 - whichever git there is


def commit(project: Path) -> None:
    git(project, "add", "-A")
    git(project, "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")


@pytest.mark.parametrize(
    ("paths", "stacks", "removed"),
    [
        (["README.md", "docs/Pulumi.dev.yaml", "Pulumi.dev.yaml.bak"], (), ()),
        (["Pulumi.dev.yaml"], ("dev",), ()),
        (["Pulumi.old.yaml"], (), ("old",)),
        (["Pulumi.yaml"], ("dev", "prod"), ()),
        (["Pulumi.a b.yaml", "Pulumi.$(x).yaml"], (), ()),
    ],
)
def test_a_stack_is_touched_by_its_file_and_by_the_projects_defaults(
    paths: list[str], stacks: tuple[str, ...], removed: tuple[str, ...]
) -> None:
    found = touched(paths, ["prod", "dev"])
    assert (found.stacks, found.removed) == (stacks, removed)


@pytest.mark.slow
def test_a_change_leaves_the_document_of_what_it_touches_and_says_which_environments(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "Pulumi.prod.yaml").write_text(config(mode="overlay"))
    (project / "Pulumi.gone.yaml").unlink()
    commit(project)
    output = tmp_path / "results" / "diff.json"
    assert compare("HEAD^1", output, project) == 1
    assert capsys.readouterr().out.splitlines() == [
        'stacks=["prod"]',
        'removed=["gone"]',
        'environments=[{"environment": "production", "stack": "prod", "runner": "ubuntu-24.04"}]',
    ]
    prod, gone = json.loads(output.read_text())["stacks"]
    assert ([each["path"] for each in prod["changes"] if each["refused"]], prod["problems"]) == (
        ["clusters.dev.mode", "subnet dev-node-subnet"][:1],
        [],
    )
    assert gone["failure"].startswith("Pulumi.gone.yaml is no longer there. What the stack has deployed stays")


def test_a_change_that_touches_no_stack_leaves_an_empty_document(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "README.md").write_text("x")
    commit(project)
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    assert compare("HEAD^1", tmp_path / "diff.json", project) == 0
    assert json.loads((tmp_path / "diff.json").read_text()) == {"stacks": []}
    assert (tmp_path / "outputs").read_text() == "stacks=[]\nremoved=[]\nenvironments=[]\n"


def test_a_revision_that_is_not_there_is_told(project: Path) -> None:
    with pytest.raises(GitError, match="git diff failed"):
        changed_paths("nowhere", project)
