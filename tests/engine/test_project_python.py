"""Which Python a project's program runs in: its own environment, with the sandbox in it, or this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from aksnet.engine.project_python import run_in_project
from aksnet.errors import UsageError

YAML = "name: shop\nruntime:\n  name: python\n  options: {virtualenv: env}\n"


@pytest.fixture
def execed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Catch what this process would go on as."""
    found: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: found.append((str(path), arguments)))
    return found


def environment(folder: Path, answer: str = f'exec {sys.executable} "$@"') -> Path:
    """Make a virtual environment whose interpreter does this."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{answer}\n", encoding="utf-8")
    python.chmod(0o755)
    return python


@pytest.mark.slow
@pytest.mark.parametrize(
    ("yaml", "folder"), [(YAML, "env"), ("name: shop\nruntime: python\n", ".venv"), ("runtime: {name: python}", "venv")]
)
def test_a_command_goes_on_in_the_projects_own_environment(
    tmp_path: Path, execed: list[tuple[str, list[str]]], yaml: str, folder: str
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(yaml, encoding="utf-8")
    python = str(environment(tmp_path / folder))
    run_in_project(tmp_path, ["sandbox", "up", "-s", "dev"])
    assert execed == [(python, [python, "-m", "aksnet", "sandbox", "up", "-s", "dev"])]


@pytest.mark.parametrize("yaml", [YAML, "name: shop\nruntime: python\n", "no: runtime", ": ["])
def test_a_project_without_an_environment_runs_in_this_one(
    tmp_path: Path, execed: list[tuple[str, list[str]]], yaml: str
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(yaml, encoding="utf-8")
    run_in_project(tmp_path, ["sandbox", "up"])
    assert execed == []


def test_the_environment_that_this_is_is_not_started_again(
    tmp_path: Path, execed: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(YAML, encoding="utf-8")
    environment(tmp_path / "env")
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "env"))
    run_in_project(tmp_path, ["sandbox", "up"])
    assert execed == []


def test_an_environment_without_the_sandbox_is_told_what_to_install(
    tmp_path: Path, execed: list[tuple[str, list[str]]]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text(YAML, encoding="utf-8")
    python = environment(tmp_path / "env", "exit 1")
    with pytest.raises(UsageError) as caught:
        run_in_project(tmp_path, ["sandbox", "up"])
    assert str(caught.value) == (
        f"The program in {tmp_path} runs in {tmp_path / 'env'}, which lacks the sandbox: "
        f"{python} -m pip install 'aks-networking[sandbox]'"
    )
    assert execed == []


def test_a_program_in_another_language_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: nodejs\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        run_in_project(tmp_path, ["sandbox", "up"])
    assert str(caught.value) == (
        f"The program in {tmp_path} is one for nodejs: the sandbox runs Python programs only. "
        "A package is tried in the sandbox through a Python program that declares it."
    )
