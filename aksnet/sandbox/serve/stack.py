"""Which clusters a stack has: the managed clusters in its checkpoint, each under a name of its own.

The checkpoint is read from the file backend, which needs no engine: ids in it are never secret. Leaves out whether
the clusters exist: each request looks at the subscription.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.arm.ids import last, resource_group_of
from aksnet.sandbox.azure.clusters import MANAGED_CLUSTER
from aksnet.sandbox.errors import SandboxError
from aksnet.sandbox.home import Home

_SUFFIX: Final = ".json"


def clusters_of(home: Home, project: Path, stack: str) -> dict[str, str]:
    """Return the ARM ids of a stack's clusters by the names under which they are served."""
    folder = home.state / ".pulumi" / "stacks" / _project_name(project)
    file = folder / f"{stack}{_SUFFIX}"
    if not file.is_file():
        known = sorted(path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}"))
        there = f"Stacks that are there: {', '.join(known)}." if known else "No stack is there."
        raise SandboxError(f"The sandbox has no stack {stack}: run `aksnet sandbox up -s {stack}` first. {there}")
    found = sorted(
        str(each["id"])
        for each in _resources(file)
        if each.get("type") == MANAGED_CLUSTER.arm.token and each.get("id") and not each.get("delete")
    )
    if not found:
        raise SandboxError(
            f"The stack {stack} has no cluster in the sandbox: run `aksnet sandbox up -s {stack}` first."
        )
    names = Counter(last(arm_id) for arm_id in found)
    return {
        last(arm_id) if names[last(arm_id)] == 1 else f"{resource_group_of(arm_id)}.{last(arm_id)}": arm_id
        for arm_id in found
    }


def _project_name(project: Path) -> str:
    try:
        described: Any = yaml.safe_load((project / "Pulumi.yaml").read_text(encoding="utf-8"))
        return str(described["name"])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as fault:
        raise SandboxError(
            f"There is no Pulumi.yaml with a project's name in {project}. Run this in the project's folder, or give "
            "--project."
        ) from fault


def _resources(file: Path) -> list[dict[str, Any]]:
    try:
        latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {}
        return list(latest.get("resources") or [])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SandboxError(
            f"The stack's checkpoint {file} cannot be read ({type(fault).__name__}: {fault})."
        ) from fault
