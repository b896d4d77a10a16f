"""One engine, the two simulated providers and a copied stack file, wired together for one run.

Leaves out what is run (`run`): this is the environment, the inline program and the state of a stack.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pulumi import automation
from pulumi.automation._stack import StackInitMode

from aksnet.engine.command import EngineCommand
from aksnet.engine.endings import Endings
from aksnet.engine.engine_errors import EngineError, engine_text
from aksnet.engine.file_backend import StackFiles, project_name, resources_in
from aksnet.engine.home import Home
from aksnet.engine.interrupts import Interrupted
from aksnet.engine.kubernetes_plugin import install
from aksnet.engine.obtain import Engine
from aksnet.engine.program import program, without
from aksnet.engine.stack_traces import of_the_program
from aksnet.sandbox.azure.azure_provider import AzureProvider
from aksnet.sandbox.clock import same_day
from aksnet.sandbox.faults.inject import Faults
from aksnet.sandbox.faults.spec import Fault
from aksnet.sandbox.kube.kube_provider import KubernetesProvider
from aksnet.sandbox.private import forget_passphrase, kept_private, passphrase_of
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.service import Provider, Serving
from aksnet.sandbox.store import Store

# What a user's shell may hold for a real stack, and must not reach a simulated one.
FOREIGN: Final = (
    "PULUMI_STACK",
    "PULUMI_CONFIG_PASSPHRASE_FILE",
    "PULUMI_ACCESS_TOKEN",
    "PULUMI_BACKEND_URL",
    # These move or pack the state's files.
    "PULUMI_SELF_MANAGED_STATE_GZIP",
    "PULUMI_SELF_MANAGED_STATE_LEGACY_LAYOUT",
)


@dataclass(frozen=True, kw_only=True)
class Session:
    """What an operation needs to run."""

    stack: automation.Stack
    workspace: automation.LocalWorkspace
    home: Home
    files: StackFiles
    program: Callable[[], None]
    """The project's program as this session runs it: watched to its end."""
    store: Store
    faults: Faults

    def state(self) -> list[dict[str, Any]]:
        """Return the resources in the stack's checkpoint, secrets in the clear but marked."""
        deployment = self.stack.export_stack().deployment or {}
        return list(deployment.get("resources") or [])

    def remove(self) -> None:
        """Remove the stack, which is empty, with all that its runs left."""
        self.workspace.remove_stack(self.stack.name)
        self.files.remove()
        forget_passphrase(self.home)


class _Workspace(automation.LocalWorkspace):
    """A workspace without a selected stack: each command of the Automation API names its own."""

    def select_stack(self, stack_name: str) -> None:
        """Leave it: this would start the engine once more."""


class _Stack(automation.Stack):
    """A stack without the questions that the Automation API asks after each operation.

    It starts the engine three times more, for the outputs and for the history. A run has seen the events instead.
    """

    def outputs(self) -> automation.OutputMap:
        """Return nothing: the checkpoint has them."""
        return {}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary:
        """Return a summary that nobody reads."""
        del show_secrets
        return automation.UpdateSummary(
            kind="update", start_time=datetime.now(UTC), message="", environment={}, config={}, result="succeeded"
        )


def environment(home: Home, attach: str, *, real_kubernetes: bool = False) -> dict[str, str]:
    """Return the engine's environment: simulated providers, its own home, no calls to the outside.

    Only the real Kubernetes plugin may be fetched, because only then one is needed.
    """
    return {
        "PULUMI_HOME": str(home.pulumi_home),
        "PULUMI_BACKEND_URL": home.backend.url,
        "PULUMI_CONFIG_PASSPHRASE": passphrase_of(home),
        "PULUMI_DEBUG_PROVIDERS": ",".join([attach, *_attached_by_user(attach)]),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false" if real_kubernetes else "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def _attached_by_user(attach: str) -> list[str]:
    """Return the providers of others that the user's environment names, as `package:port`: a simulated one wins."""
    simulated = {each.partition(":")[0] for each in attach.split(",")}
    named = os.environ.get("PULUMI_DEBUG_PROVIDERS", "").split(",")
    return [each for each in named if each and each.partition(":")[0] not in simulated]


@contextlib.contextmanager
def opened(
    *,
    home: Home,
    engine: Engine,
    project: Path,
    stack: str,
    work: Path,
    secrets: Mapping[str, str],
    faults: Sequence[Fault] = (),
    kubeconfig: str | None = None,
) -> Iterator[Session]:
    """Start the providers, and select or create the stack in its work folder.

    With the kubeconfig of a real cluster, Kubernetes is left to the real plugin.

    Raises:
        EngineError: where the stack's checkpoint was cut off.
        SandboxError: where the subscription was, or the engine cannot open the stack.

    """
    files = home.backend.stack(project_name(project), stack)
    store = Store(home.subscription, run=f"the run of stack {stack} (process {os.getpid()})")
    # Whole before anything starts: in a run, a broken file would be told once by each resource.
    store.read()
    files.refuse_cut()
    providers: dict[str, Provider] = {"azure-native": AzureProvider(store, kubeconfig)}
    if kubeconfig is None:
        providers["kubernetes"] = KubernetesProvider(store)
    injected = Faults(faults, store)
    serving, endings = Serving(providers, [injected]), Endings()
    try:
        with kept_private(home), without(FOREIGN), same_day():
            for folder in (home.state, home.pulumi_home):
                folder.mkdir(parents=True, exist_ok=True)
            if kubeconfig is not None:
                # Where none was built, the engine looks for the plugin as it does for every other.
                install(home)
            command, watched = EngineCommand(engine), endings.watched(of_the_program(program(project)))
            workspace = _Workspace(
                work_dir=str(work),
                program=watched,
                env_vars=environment(home, serving.attach, real_kubernetes=kubeconfig is not None),
                pulumi_command=command,
            )
            injected.kill = command.kill
            injected.saved = lambda method, urn: _saved(files, method, urn)
            known = files.checkpoint.is_file()
            selected = _Stack(stack, workspace, StackInitMode.SELECT if known else StackInitMode.CREATE)
            if secrets:
                _make_secret(workspace, stack, secrets)
            yield Session(
                stack=selected,
                workspace=workspace,
                home=home,
                files=files,
                program=watched,
                store=store,
                faults=injected,
            )
    except automation.errors.CommandError as fault:
        raise SandboxError(f"The engine could not open the stack {stack}: {engine_text(fault)}") from fault
    except Interrupted:
        endings.abandon()
        raise
    finally:
        endings.settle()
        serving.close()


def _make_secret(workspace: automation.LocalWorkspace, stack: str, secrets: Mapping[str, str]) -> None:
    """Make values of the copied stack file secrets, under the passphrase of this home."""
    values = {path: automation.ConfigValue(value=value, secret=True) for path, value in secrets.items()}
    workspace.set_all_config(stack, values, path=True)


def _saved(files: StackFiles, method: str, urn: str) -> bool:
    """Return whether the checkpoint has what an operation did: only then the engine has answered for it."""
    try:
        latest = files.deployment()
    except EngineError:
        return False  # it is being written
    pending = {operation["resource"]["urn"] for operation in latest.get("pending_operations") or []}
    there = {resource["urn"] for resource in resources_in(latest) if not resource.get("delete")}
    return urn not in pending and (urn in there) == (method != "Delete")
