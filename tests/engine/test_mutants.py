"""Each mistake made on purpose is refused: by the sandbox, by the plan, or by a repeated run that changes something."""

from __future__ import annotations

import gc
import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi
import pytest

import aksnet
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.sandbox.result import RunResult
from aksnet.sandbox.run import Operation, run
from tests.engine import mutants
from tests.engine.conftest import CHECKOUT
from tests.engine.mutants import STACKS, UNREAD, Mutant
from tests.engine.mutants_values import ALL

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("unread")]

_PROGRAM = ("aksnet.plan", "components", "stacks")
"""What may be changed: each is imported by those behind it."""

_OWN_STATE = "pulumi:pulumi:readStackResourceOutputs"

_BETWEEN = tuple(f"aksnet.{part}" for part in ("rules", "planning", "diff", "report", "suggest"))
"""What imports the plan too, and so is imported anew with it."""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for a changed copy of the program, whose modules are forgotten afterwards."""
    before = _modules((*_PROGRAM, *_BETWEEN))
    copy = tmp_path / "program"
    copy.mkdir()
    for file in ("__main__.py", "Pulumi.yaml"):
        shutil.copyfile(CHECKOUT / file, copy / file)
    yield copy
    for name in _modules((*_PROGRAM, *_BETWEEN)):
        del sys.modules[name]
    sys.modules.update(before)
    for name, module in before.items():
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], own, module)


def _modules(packages: tuple[str, ...]) -> dict[str, ModuleType]:
    inside = tuple(f"{package}." for package in packages)
    return {name: module for name, module in sys.modules.items() if f"{name}.".startswith(inside)}


def _changed(mutant: Mutant, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy the changed package and those that import it, and let them be imported anew, from the copy."""
    first = next(number for number, each in enumerate(_PROGRAM) if mutant.file.startswith(each.replace(".", "/")))
    packages = _PROGRAM[first:]
    for package in packages:
        folder = package.replace(".", "/")
        shutil.copytree(CHECKOUT / folder, program / folder, ignore=shutil.ignore_patterns("__pycache__"))
    mutant.apply(program)
    for name in _modules((*packages, *(_BETWEEN if first == 0 else ()))):
        del sys.modules[name]
    monkeypatch.setattr(aksnet, "__path__", [str(program / "aksnet"), *aksnet.__path__])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(program)
    # pydantic reads sources as it makes classes. What an earlier failed run left open must not be collected meanwhile:
    # the warning about it is formatted by a parser too, and CPython 3.11 parses one text at a time only
    # (https://github.com/python/cpython/issues/106905).
    gc.disable()
    try:
        for name in ("aksnet.planning", "components.aks_network", "stacks.secrets"):
            importlib.import_module(name)
    finally:
        gc.enable()


def _run(operation: Operation, stack: str, program: Path, engine: Engine) -> RunResult:
    config = {f"aks-networking:{key}": value for key, value in STACKS[stack].items()}
    file = program / f"Pulumi.{stack}.yaml"
    file.write_text(json.dumps({"config": {"azure-native:location": "westeurope", **config}}), encoding="utf-8")
    return run(operation, project=program, stack=stack, using=engine)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a stack of `UNREAD` hear nothing of what it holds."""
    answered = pulumi.runtime.invoke

    def invoke(token: str, *args: Any, **more: Any) -> Any:
        if token == _OWN_STATE and pulumi.get_stack() in UNREAD:
            raise OSError("the backend is not there")
        return answered(token, *args, **more)

    monkeypatch.setattr(pulumi.runtime, "invoke", invoke)


def _said(runs: tuple[Operation, ...], stack: str, program: Path, engine: Engine, home: Home) -> list[str]:
    """Run the operations until one fails; return the errors, and what runs after the first one change."""
    said: list[str] = []
    for number, operation in enumerate(runs):
        if number == 1:
            mutants.scale(home)
        result = _run(operation, stack, program, engine)
        unguarded = "nothing guards this run" in "".join(result.warnings)
        assert unguarded == (stack in UNREAD and operation != "refresh")
        said += result.errors
        if operation == "up" and number > 0:
            said += [f"{step} {urn.split('::', 3)[3]}" for urn, step in result.changed.items()]
        if not result.ok:
            break
    return said


@pytest.mark.parametrize("stack", STACKS)
def test_the_unchanged_program_is_accepted(stack: str, program: Path, engine: Engine, home: Home) -> None:
    assert _said(_longest(stack), stack, program, engine, home) == []


def _longest(stack: str) -> tuple[Operation, ...]:
    return max((each.runs for each in ALL if each.stack == stack), key=len)


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.what)
def test_a_mistake_is_refused(
    mutant: Mutant, program: Path, engine: Engine, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _changed(mutant, program, monkeypatch)
    said = "\n".join(_said(mutant.runs, mutant.stack, program, engine, home))
    assert mutant.expected in said
    assert Path(str(sys.modules["components.platform"].__file__)).is_relative_to(program), "the copy was what ran"
