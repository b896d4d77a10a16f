"""PUT and DELETE of one resource upon a subscription, as Azure takes them: judged, written, answered.

Knows nothing of the engine and its wire, which is `azure_provider`, nor of locks, which are `store`.
"""

from __future__ import annotations

from aksnet.arm.values import Json
from aksnet.sandbox.azure import children
from aksnet.sandbox.azure import resource_reading as reading
from aksnet.sandbox.azure.cluster_credentials import KEPT
from aksnet.sandbox.azure.resource_names import name_fits
from aksnet.sandbox.azure.resource_tags import tags_fit
from aksnet.sandbox.azure.resource_type import SimulatedType, Write, judge
from aksnet.sandbox.clock import stamp
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


def allow_new(view: Subscription, kind: SimulatedType, arm_id: str, inputs: Json) -> None:
    """Let a resource be written that must not exist yet.

    Raises:
        Refusal: when it exists, or a rule of its type refuses the body.

    """
    if kind.found(view, arm_id) is not None:
        raise Refusal("ResourceAlreadyExists", f"cannot create already existing resource '{arm_id}'")
    allow(view, kind, arm_id, inputs, None)


def allow(view: Subscription, kind: SimulatedType, arm_id: str, inputs: Json, old: Json | None) -> None:
    """Let a resource be written; `old` is its body before, nothing for a new one.

    Raises:
        Refusal: the first of the rules of its type.

    """
    write = Write(view=view, kind=kind, id=arm_id, body=inputs, old=old)
    judge((name_fits, tags_fit, *kind.writes), write)


def put(view: Subscription, kind: SimulatedType, arm_id: str, inputs: Json) -> Json:
    """Write a resource with what appears beside it, and return what Azure answers."""
    before = view.get(arm_id)
    # What was changed of a cluster's credentials is no part of a request, and outlives it; so does its birthday.
    kept: Json = {key: value for key, value in (before or {}).items() if key in (KEPT, "created")}
    if before is None:
        kept["created"] = stamp(view.now)
    outputs = before["outputs"] if before else {}
    record = {"id": arm_id, "type": kind.arm.name, "inputs": inputs, "outputs": outputs, **kept}
    view.put(record)
    children.write(view, kind, arm_id, inputs)
    kind.after(view, record)
    # What the record alone knew, such as a failed state, is over with a new PUT.
    written = Write(view=view, kind=kind, id=arm_id, body=inputs)
    record = {**record, "outputs": children.outputs(view, kind, written)}
    view.put(record)
    return reading.shown(view, kind, record, inputs)


def delete(view: Subscription, kind: SimulatedType, record: Json) -> None:
    """Delete a resource with everything below it.

    Raises:
        Refusal: when it is in use.

    """
    write = Write(view=view, kind=kind, id=record["id"], body=record["inputs"], old=record["inputs"])
    judge(kind.deletes, write)
    kind.gone(view, record)
    for each in [*view.below(record["id"]), record]:
        view.remove(each["id"])
    view.objects.pop(record["id"].lower(), None)
