"""What other stacks of a backend have: it is theirs, whatever this stack declares."""

from __future__ import annotations

from aksnet.arm.catalogue import ARM_TYPES
from aksnet.engine.engine_errors import EngineError
from aksnet.engine.file_backend import FileBackend, StackFiles, resources_in
from aksnet.recover.new_checkpoint import creating


def held(backend: FileBackend, own: StackFiles, subscription: str) -> dict[str, str]:
    """Return which other stack has, or is about to create, each Azure resource, by id in lower case.

    A checkpoint that cannot be read tells nothing; recovery of that stack says so.
    """
    result: dict[str, str] = {}
    for other in backend.stacks():
        try:
            latest = other.deployment() if other != own else {}
        except EngineError:
            continue
        ids = [str(each.get("id")) for each in resources_in(latest) if each["type"] in ARM_TYPES]
        ids += creating(latest, subscription).values()
        result |= {arm_id.lower(): other.name for arm_id in ids}
    return result
