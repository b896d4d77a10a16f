"""A scene in one column, as a phone has room for: what is linked stands close together, and lines run at the right.

What is in the VNet hangs on a line at the left that comes from the VNet's box.
"""

from collections.abc import Iterator

from aksnet.report.drawing.canvas import Canvas
from aksnet.report.topology.boxes import Box, Marks, box_of
from aksnet.report.topology.channel import Channel
from aksnet.report.topology.scene import Kind, Scene, Thing

_APART = 12.0
_SPINE = 6.0
_INDENT = 16.0
_LINES = 46.0
"""Width at the right that belongs to the lines."""


def draw(canvas: Canvas, scene: Scene, left: float, right: float, marks: Marks) -> None:
    """Draw a scene from `y` of a canvas, which is its end afterwards."""
    y, boxes = canvas.y, dict[str, Box]()
    for thing in _order(scene):
        indent = 0 if thing.kind is Kind.VNET else _INDENT
        nested = thing.kind is not Kind.VNET
        box = box_of(thing, scene, right - left - _LINES - indent, marks, nested=nested)
        box.move(left + indent, y)
        boxes.update({each.thing.key: each for each in box.all()})
        y += box.height + _APART
        box.draw(canvas)
    canvas.y = y - _APART
    if subnets := [box for box in boxes.values() if box.thing.kind is Kind.SUBNET]:
        vnet, x = boxes["VNet"], left + _SPINE
        last = max(box.y for box in subnets) + 14
        branches = [[(x, box.y + 14), (box.x, box.y + 14)] for box in subnets]
        canvas.path([[(x, vnet.y + vnet.height), (x, last)], *branches], "spine")
    Channel(scene.links, boxes, right - _LINES, right).draw(canvas)


def _order(scene: Scene) -> list[Thing]:
    """Return what has a box of its own: each thing is followed by what its lines lead to, the Internet comes last."""
    found: dict[str, Thing] = {}
    vnet = [each for each in scene.inner[None] if each.kind is Kind.VNET]
    clusters = [each for each in scene.inner[None] if each.kind is Kind.CLUSTER]
    subnets = [each for each in scene.things.values() if each.kind is Kind.SUBNET]
    for first in (*vnet, *clusters, *subnets, *scene.inner[None]):
        found.update({each.key: each for each in _reached(scene, first)})
    last = found.pop("Internet", None)
    return [*found.values(), *([last] if last else [])]


def _reached(scene: Scene, first: Thing) -> Iterator[Thing]:
    seen, waiting = set[str](), [first]
    while waiting:
        thing = waiting.pop(0)
        if thing.key in seen:
            continue
        seen.add(thing.key)
        yield thing
        within = [each.key for each in scene.inner[thing.key] if each.kind is not Kind.SUBNET]
        waiting += [scene.things[target] for key in (thing.key, *within) for target in scene.targets[key]]
