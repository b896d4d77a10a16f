"""Which clusters a stack has: the managed clusters in its checkpoint, each under a name of its own.

The checkpoint is read from the file backend, which needs no engine: ids in it are never secret. Leaves out whether
the clusters exist: each request looks at the subscription.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from aksnet.arm.ids import last, resource_group_of
from aksnet.engine.file_backend import project_name, resources_in
from aksnet.engine.home import Home
from aksnet.sandbox.azure.managed_clusters import MANAGED_CLUSTER
from aksnet.sandbox.sandbox_errors import SandboxError, StackMissingError


def clusters_of(home: Home, project: Path, stack: str) -> dict[str, str]:
    """Return the ARM ids of a stack's clusters by the names under which they are served."""
    files = home.backend.stack(project_name(project), stack)
    if not files.checkpoint.is_file():
        known = [each.name for each in home.backend.stacks() if each.project == files.project]
        there = f"Stacks that are there: {', '.join(known)}." if known else "No stack is there."
        raise StackMissingError(f"The sandbox has no stack {stack}: run `aksnet sandbox up -s {stack}` first. {there}")
    found = sorted(
        str(each["id"])
        for each in resources_in(files.deployment())
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
