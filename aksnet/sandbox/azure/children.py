"""Children that a PUT of their parent lists: subnets, routes, security rules.

A list that is sent is the whole list: what it omits is deleted, or the write is refused. A property that is not sent
leaves the children alone, as pulumi-azure-native does it (it reads them first and sends them again).
"""

from __future__ import annotations

from collections.abc import Iterable

from aksnet.arm.ids import last, parent_of
from aksnet.arm.values import Json, as_list
from aksnet.sandbox.azure.resource_names import name_fits
from aksnet.sandbox.azure.resource_type import SimulatedType, Write, judge
from aksnet.sandbox.store import Subscription


def records(view: Subscription, kind: SimulatedType, arm_id: str) -> list[Json]:
    """Return the records of the children that a type lists."""
    if kind.inline is None:
        return []
    wanted, parent = kind.inline.arm.name, arm_id.lower()
    return [each for each in view.below(arm_id) if each["type"] == wanted and parent_of(each["id"]).lower() == parent]


def listed(view: Subscription, kind: SimulatedType, arm_id: str, order: Iterable[Json] = ()) -> list[Json]:
    """Return the children as the parent's property shows them, those of an earlier list in its order first."""
    if kind.inline is None:
        return []
    place = {str(item.get("name")).lower(): index for index, item in enumerate(order)}
    found = sorted(records(view, kind, arm_id), key=lambda each: place.get(last(each["id"]).lower(), len(place)))
    return [{"name": last(each["id"]), **kind.inline.arm.body_of(each["inputs"])} for each in found]


def write(view: Subscription, kind: SimulatedType, arm_id: str, inputs: Json) -> None:
    """Write the children that the parent's body lists and delete those that it omits."""
    if kind.inline is None or inputs.get(kind.arm.lists) is None:
        return
    child = kind.inline
    segment = child.arm.name.rsplit("/", 1)[1]
    before = {each["id"].lower(): each for each in records(view, kind, arm_id)}
    written: list[Write] = []
    for item in as_list(inputs[kind.arm.lists]):
        child_id = f"{arm_id}/{segment}/{item['name']}"
        body = {**child.arm.parameters_of(child_id), **{key: value for key, value in item.items() if key != "name"}}
        old = before.pop(child_id.lower(), None)
        written.append(Write(view=view, kind=child, id=child_id, body=body, old=old["inputs"] if old else None))
    for each in before.values():
        judge(child.deletes, Write(view=view, kind=child, id=each["id"], body=each["inputs"]))
        view.remove(each["id"])
    for put in written:
        view.put({"id": put.id, "type": child.arm.name, "inputs": put.body, "outputs": outputs(view, child, put)})
    # Only now, so that the children are compared as they are to be.
    for put in written:
        judge((name_fits, *child.writes), put)


def outputs(view: Subscription, kind: SimulatedType, written: Write) -> Json:
    """Return what a PUT answers for a body."""
    body = merged(kind.defaults(written.id, written.body), kind.arm.body_of(written.body))
    body |= {name: written.body[name] for name in kind.arm.body_parameters}
    return {**kind.common_outputs(written.id, body), **kind.outputs(view, written.id, written.body)}


def merged(defaults: Json, body: Json) -> Json:
    """Return a body with defaults for what it leaves out, at every depth."""
    result = {**defaults, **body}
    for key, value in body.items():
        if isinstance(value, dict) and isinstance(defaults.get(key), dict):
            result[key] = merged(defaults[key], value)
    return result
