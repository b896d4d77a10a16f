"""One engine, the two simulated providers and a copied stack file, wired together for one run.

Leaves out what is run (`run`): this is the environment, the inline program and the state of a stack.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pulumi import automation

from sandbox.azure.provider import AzureProvider
from sandbox.engine import Engine
from sandbox.errors import SandboxError
from sandbox.home import Home
from sandbox.kube.provider import KubernetesProvider
from sandbox.service import Serving
from sandbox.store import Store

# Encrypts secrets in the sandbox's own state, which holds nothing real.
_PASSPHRASE: Final = "sandbox"  # noqa: S105 - protects nothing
# What a user's shell may hold for a real stack, and must not reach a simulated one.
_FOREIGN: Final = ("PULUMI_STACK", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_ACCESS_TOKEN", "PULUMI_BACKEND_URL")


@dataclass(frozen=True, kw_only=True)
class Session:
    """What an operation needs to run."""

    stack: automation.Stack
    workspace: automation.LocalWorkspace

    def state(self) -> list[dict[str, Any]]:
        """Return the resources in the stack's checkpoint, secrets in the clear but marked."""
        deployment = self.stack.export_stack().deployment or {}
        return list(deployment.get("resources") or [])

    def remove(self) -> None:
        """Remove the stack, which is empty, from the backend."""
        self.workspace.remove_stack(self.stack.name)


def environment(home: Home, attach: str) -> dict[str, str]:
    """Return the engine's environment: simulated providers, its own home, no calls to the outside."""
    return {
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_BACKEND_URL": home.state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": _PASSPHRASE,
        "PULUMI_DEBUG_PROVIDERS": attach,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


@contextlib.contextmanager
def opened(*, home: Home, engine: Engine, project: Path, stack: str, work: Path) -> Iterator[Session]:
    """Start the providers, and select or create the stack in its work folder."""
    for folder in (home.state, home.pulumi_home):
        folder.mkdir(parents=True, exist_ok=True)
    store = Store(home.subscription)
    serving = Serving({"azure-native": AzureProvider(store), "kubernetes": KubernetesProvider(store)})
    try:
        with without(_FOREIGN):
            workspace = automation.LocalWorkspace(
                work_dir=str(work),
                program=program(project),
                env_vars=environment(home, serving.attach),
                pulumi_command=automation.PulumiCommand(root=str(engine.root) if engine.root else None),
            )
            yield Session(stack=automation.Stack.create_or_select(stack, workspace), workspace=workspace)
    except automation.errors.CommandError as fault:
        raise SandboxError(f"The engine could not open the stack {stack}: {engine_text(fault)}") from fault
    finally:
        serving.close()


def engine_text(fault: Exception) -> str:
    """Return what the engine wrote to its error stream, without the Automation API's frame."""
    text = str(fault)
    _, found, rest = text.partition("stderr:")
    lines = [line.strip() for line in (rest if found else text).splitlines()]
    return " ".join(line.removeprefix("error: ") for line in lines if line) or "it gave no reason"


@contextlib.contextmanager
def without(names: tuple[str, ...]) -> Iterator[None]:
    """Take variables out of this process's environment for a while: the engine inherits it."""
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def program(project: Path) -> Callable[[], None]:
    """Return the project's `__main__.py` as an inline program, run as `pulumi up` would run it."""

    def run() -> None:
        sys.path.insert(0, str(project))
        try:
            with contextlib.chdir(project):
                runpy.run_path(str(project / "__main__.py"), run_name="__main__")
        finally:
            sys.path.remove(str(project))

    return run
