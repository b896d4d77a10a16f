"""A scene in columns beside each other: what clusters use, clusters, the VNet, what hangs on it, what is beyond."""

from itertools import pairwise
from typing import assert_never

from aksnet.report.drawing.canvas import Canvas
from aksnet.report.topology.boxes import Box, Marks, box_of
from aksnet.report.topology.channel import Channel
from aksnet.report.topology.scene import Kind, Scene, Thing

_APART = 18.0
_BETWEEN = 52.0
_WIDEST = 290.0


def draw(canvas: Canvas, scene: Scene, left: float, right: float, marks: Marks) -> None:
    """Draw a scene from the top of what is free of a canvas; `y` of it is the end afterwards."""
    columns: dict[int, list[Thing]] = {}
    for thing in scene.inner[None]:
        columns.setdefault(_column(thing.kind), []).append(thing)
    numbers = sorted(columns)
    width = min((right - left - _BETWEEN * (len(numbers) - 1)) / len(numbers), _WIDEST)
    between = _BETWEEN if len(numbers) < 2 else (right - left - width * len(numbers)) / (len(numbers) - 1)
    starts = {number: left + place * (width + between) for place, number in enumerate(numbers)}
    top, boxes = canvas.y, dict[str, Box]()
    for number in sorted(numbers, key=_first_placed):
        _stack([box_of(each, scene, width, marks) for each in columns[number]], starts[number], top, scene, boxes)
    canvas.y = max(box.y + box.height for box in boxes.values())
    outer = {
        each.thing.key: number
        for number, those in columns.items()
        for thing in those
        for each in boxes[thing.key].all()
    }
    for box in (boxes[thing.key] for those in columns.values() for thing in those):
        box.draw(canvas)
    for one, other in pairwise(numbers):
        links = [each for each in scene.links if {outer[each.source], outer[each.target]} == {one, other}]
        Channel(links, boxes, starts[one] + width, starts[other]).draw(canvas)


def _first_placed(column: int) -> tuple[int, int]:
    """Clusters have their place first, then what follows them to the right, then what they use at their left."""
    return (1, 0) if column == 0 else (0, column)


def _column(kind: Kind) -> int:
    match kind:
        case Kind.ZONE | Kind.REGISTRY:
            return 0
        case Kind.CLUSTER | Kind.POOL | Kind.FRONT_END | Kind.API_SERVER | Kind.ENDPOINT:
            return 1
        case Kind.VNET | Kind.SUBNET:
            return 2
        case Kind.TABLE | Kind.GATEWAY | Kind.BALANCER | Kind.PEER | Kind.DNS:
            return 3
        case Kind.HOP | Kind.INTERNET:
            return 4
        case unknown:
            assert_never(unknown)


def _stack(column: list[Box], x: float, top: float, scene: Scene, placed: dict[str, Box]) -> None:
    """Put the boxes of a column below each other, each beside the first of what is linked to it, where it can be."""
    wanted = {id(box): _beside(box, scene, placed, top) for box in column}
    y = top
    for box in sorted(column, key=lambda each: wanted[id(each)]):
        y = max(y, wanted[id(box)])
        box.move(x, y)
        if box.thing.kind is Kind.VNET:
            _spread(box, scene, placed)
        placed.update({each.thing.key: each for each in box.all()})
        y += box.height + _APART


def _spread(vnet: Box, scene: Scene, placed: dict[str, Box]) -> None:
    """Put subnets beside the pools that are in them, as far as the order of subnets allows; the VNet grows."""
    y = vnet.y + vnet.head
    for box in vnet.inner:
        y = max(y, _beside(box, scene, placed, y))
        box.move(box.x, y)
        y += box.height + _APART / 2
    if vnet.inner:
        vnet.height = y - vnet.y


def _beside(box: Box, scene: Scene, placed: dict[str, Box], top: float) -> float:
    if box.thing.kind is Kind.VNET:
        return top
    return min((placed[end].y for end in scene.around[box.thing.key] if end in placed), default=top)
