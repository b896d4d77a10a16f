"""The outputs of a stack: asked of the user's Pulumi CLI, or read in the sandbox's state.

Leaves out what they mean: `aksnet.verify.expected`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aksnet.errors import UsageError
from aksnet.verify.verify_errors import VerifyError

_SECONDS: Final = 120
_INSTALL: Final = "https://www.pulumi.com/docs/iac/download-install/"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A stack behind a Pulumi CLI."""

    name: str
    pulumi: str
    folder: Path
    """The folder with Pulumi.yaml."""

    def outputs(self) -> dict[str, Any]:
        """Return the outputs, secrets masked."""
        return _object(self._ask("--json"))

    def kubeconfig(self, cluster: str) -> str:
        """Return the kubeconfig of a cluster: a secret, for nobody to see."""
        found = _object(self._ask("kubeconfigs", "--json", "--show-secrets")).get(cluster)
        if not isinstance(found, str) or not found:
            raise VerifyError(f"The stack {self.name} has no kubeconfig of {cluster}. Give one with --kubeconfig.")
        return found

    def _ask(self, *words: str) -> str:
        try:
            done = self._run("stack", "output", *words, "--stack", self.name)
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise VerifyError(f"The outputs of the stack {self.name} cannot be read: {type(fault).__name__}.") from None
        if done.returncode != 0:
            said = " ".join(line.removeprefix("error: ").strip() for line in done.stderr.splitlines() if line.strip())
            self._refuse_unknown()
            raise VerifyError(f"The outputs of the stack {self.name} cannot be read: {said or 'no reason was given'}")
        return done.stdout

    def _refuse_unknown(self) -> None:
        """End where the backend lists its stacks and this is none of them."""
        try:
            listed = json.loads(self._run("stack", "ls", "--json").stdout)
            names = [str(each["name"]) for each in listed]
        except (OSError, subprocess.TimeoutExpired, ValueError, TypeError, KeyError):
            return
        last = self.name.rpartition("/")[2]
        if last not in {name.rpartition("/")[2] for name in names}:
            raise UsageError(f"There is no stack {self.name}. There are: {', '.join(sorted(names)) or 'none'}.")

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [self.pulumi, *words, "--non-interactive"]
        return subprocess.run(  # noqa: S603 - Pulumi's own command line
            command, cwd=self.folder, capture_output=True, text=True, timeout=_SECONDS, check=False
        )


def deployed(name: str, project: Path) -> Stack:
    """Return a stack of the user's own Pulumi backend."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise UsageError(
            f"The Pulumi CLI is needed to read the stack's outputs, and is not on the PATH. Install it ({_INSTALL}), "
            "or verify without the stack: --kubeconfig FILE --mode MODE. For the sandbox's stack add --sandbox."
        )
    if not (project / "Pulumi.yaml").is_file():
        raise UsageError(f"There is no Pulumi.yaml in {project.resolve()}. Give the folder with --project.")
    return Stack(name=name, pulumi=pulumi, folder=project)


def simulated(name: str, project: Path) -> dict[str, Any]:
    """Return the outputs of a stack of the sandbox, secrets masked: out of its checkpoint, which needs no engine."""
    from aksnet.engine.file_backend import project_name, resources_in, stack_outputs
    from aksnet.engine.home import Home
    from aksnet.engine.marks import mask

    files = Home.of(project).backend.stack(project_name(project), name)
    return dict(mask(stack_outputs(resources_in(files.deployment()))))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}
