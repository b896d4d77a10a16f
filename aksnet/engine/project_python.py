"""The Python that a project's program runs in: its own virtual environment, as `Pulumi.yaml` names it.

A program is run inside the process of the sandbox, so that the sandbox has to be where the program's packages are.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.errors import UsageError

_USUAL: Final = (".venv", "venv")
_PROBE: Final = "import aksnet.sandbox.run"
_SECONDS: Final = 120


def run_in_project(project: Path, arguments: Sequence[str]) -> None:
    """Go on in the virtual environment of a project, if it has one that is not this one; return otherwise.

    Args:
        project: the folder with `Pulumi.yaml`.
        arguments: what this process was called with, behind the command's name.

    Raises:
        UsageError: when the project's program is not in Python, or its environment lacks the sandbox.

    """
    python = interpreter_of(project)
    if python is None or _same(python):
        return
    probe = subprocess.run(  # noqa: S603 - the project's own interpreter
        [str(python), "-c", _PROBE], cwd=project, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if probe.returncode != 0:
        raise UsageError(
            f"The program in {project.resolve()} runs in {python.parent.parent}, which lacks the sandbox: "
            f"{python} -m pip install 'aks-networking[sandbox]'"
        )
    os.execv(python, [str(python), "-m", "aksnet", *arguments])  # noqa: S606 - one process goes on as another


def interpreter_of(project: Path) -> Path | None:
    """Return the interpreter of a project's virtual environment, None where it has none.

    Raises:
        UsageError: when the project's program is not in Python.

    """
    runtime = _runtime(project)
    name = runtime.get("name")
    if name != "python":
        raise UsageError(
            f"The program in {project.resolve()} is one for {name}: the sandbox runs Python programs only. "
            "A package is tried in the sandbox through a Python program that declares it."
        )
    options = runtime.get("options")
    named = options.get("virtualenv") if isinstance(options, Mapping) else None
    places = (named,) if isinstance(named, str) else _USUAL
    return next((found for each in places if (found := _python(project / each)) is not None), None)


def _runtime(project: Path) -> Mapping[str, Any]:
    """Return what `Pulumi.yaml` says of the runtime; whatever else is wrong with the file is told by who reads it."""
    try:
        said = yaml.safe_load((project / "Pulumi.yaml").read_text(encoding="utf-8"))["runtime"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return {"name": "python"}
    return said if isinstance(said, Mapping) else {"name": said}


def _python(environment: Path) -> Path | None:
    places = (environment / "bin" / "python", environment / "Scripts" / "python.exe")
    return next((each.absolute() for each in places if each.is_file()), None)


def _same(python: Path) -> bool:
    return python.parent.parent.resolve() == Path(sys.prefix).resolve()
