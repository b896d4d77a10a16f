"""The state of a stack as `aksnet diff` reads it: by the engine's own export, or from the sandbox's files.

A secret tag makes all of a cluster's pools one secret in a state. Only then the export is asked for once more with its
secrets in the clear, and only the pools are taken from it: what is secret in them is a tag, which nothing prints.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from aksnet.engine.marks import is_secret, opened
from aksnet.errors import AksnetError, UsageError

_SECONDS: Final = 120
_POOLS: Final = "agentPoolProfiles"
Deployment = Mapping[str, Any]


def exported(project: Path, stack: str) -> Deployment:
    """Return the deployment of a stack in the user's own backend.

    Raises:
        UsageError: where there is no Pulumi CLI to ask.
        AksnetError: where it cannot read the state, with what it says.

    """
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise UsageError(
            "The Pulumi CLI is needed to read what is deployed, and is not on the PATH. Compare with something else: "
            "--against none, --against a revision of git such as main, or --sandbox."
        )
    found = _export(pulumi, project, stack, {})
    return _export(pulumi, project, stack, {}, "--show-secrets") if _hides_pools(found) else found


def exported_from_sandbox(project: Path, stack: str) -> Deployment | None:
    """Return the deployment of a stack in the sandbox; None where it was never deployed there."""
    from aksnet.engine.file_backend import project_name
    from aksnet.engine.home import Home

    home = Home.of(project)
    files = home.backend.stack(project_name(project), stack)
    if not files.known:
        return None
    found = files.deployment()
    if not _hides_pools(found):
        return found
    from aksnet.engine.obtain import obtain
    from aksnet.sandbox.session import environment

    return _export(str(obtain(home).path), home.work(stack), stack, environment(home, ""), "--show-secrets")


def readable_outputs(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the outputs of a resource without what is secret in them, but for a cluster's pools."""
    found = {key: value for key, value in outputs.items() if not is_secret(value)}
    pools = outputs.get(_POOLS)
    if isinstance(pools, dict) and is_secret(pools) and "plaintext" in pools:
        found[_POOLS] = opened(pools)
    return found


def _export(pulumi: str, folder: Path, stack: str, environment: Mapping[str, str], *options: str) -> Deployment:
    command = [pulumi, "stack", "export", "--stack", stack, "--non-interactive", *options]
    try:
        done = subprocess.run(  # noqa: S603 - Pulumi's own command line
            command,
            cwd=folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise AksnetError(f"The state of the stack {stack} cannot be read: {type(fault).__name__}.") from None
    if done.returncode != 0:
        said = " ".join(line.removeprefix("error: ").strip() for line in done.stderr.splitlines() if line.strip())
        raise AksnetError(f"The state of the stack {stack} cannot be read: {said or 'no reason was given'}")
    return json.loads(done.stdout).get("deployment") or {}


def _hides_pools(deployment: Deployment) -> bool:
    return any(
        is_secret(pools) and "plaintext" not in pools
        for each in deployment.get("resources") or ()
        if (pools := (each.get("outputs") or {}).get(_POOLS))
    )
