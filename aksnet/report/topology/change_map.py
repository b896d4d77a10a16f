"""What is deployed and what a stack file wants as one picture: beside each other, below each other on a phone."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from aksnet.diff.comparison import Comparison
from aksnet.diff.placed_ranges import Place, PlacedRange
from aksnet.report.comparison_text import headline
from aksnet.report.drawing.canvas import Canvas, text_width
from aksnet.report.drawing.style import Theme, css
from aksnet.report.topology import one_column
from aksnet.report.topology.picture import legend
from aksnet.report.topology.scene import Kind, Scene
from aksnet.report.topology.scene_marks import REFUSED, SIGNS, BothScenes, Marks, both_scenes

_BAR: Final = 18.0
_BETWEEN: Final = 48.0
SIDES: Final = ("before", "after")


def change_map(found: Comparison, theme: Theme = "auto", *, phone: bool = False) -> str:
    """Draw a comparison, 1,200 pixels wide or as wide as a phone."""
    canvas = Canvas(phone=phone, name="aksnet-change")
    both = both_scenes(found)
    title = f"{found.stack} before and after a change"
    canvas.y = 14
    canvas.lines(title, size=16 if phone else 22, style="strong")
    canvas.y += 4
    canvas.lines(headline(found), style="bad" if found.refused else "quiet")
    legend(canvas, Scene(things={}, links=(*both.before.links, *both.after.links)))
    _signs(canvas, both)
    _addresses(canvas, found, both)
    canvas.y += 44
    _sides(canvas, both)
    return canvas.svg(title=title, description=_described(found, both), css=css(theme))


def _marks(both: BothScenes) -> dict[str, tuple[str, str]]:
    return {**both.marks_before, **both.marks_after}


def _signs(canvas: Canvas, both: BothScenes) -> None:
    """Say what the frames mean that are there."""
    there = {style for style, _ in _marks(both).values()}
    refused = any(said.endswith(REFUSED) for _, said in _marks(both).values())
    x, y = canvas.margin, canvas.y + 22
    for style, says in SIGNS.items():
        if style not in there:
            continue
        width = 28 + text_width(says) + 18
        if x + width > canvas.width - canvas.margin:
            x, y = canvas.margin, y + 20
        canvas.rect(x + 2, y - 10, 18, 12, f"box was-{style}")
        canvas.text(x + 28, y, says, room=width, style="quiet")
        x += width
    if there:
        canvas.y = y + 4
    else:
        canvas.lines("Nothing that is drawn changes.", style="quiet")
    if refused:
        canvas.lines(f"{REFUSED}: the run ends before anything is changed.", style="bad")


def _addresses(canvas: Canvas, found: Comparison, both: BothScenes) -> None:
    """Draw each range of the VNet to scale on both sides, with its subnets and what becomes of them."""
    sides = (found.ranges_before, found.ranges_after)
    spaces = dict.fromkeys(
        each.network for side in sides for each in side if each.place is Place.VNET and each.network.version == 4
    )
    label = text_width("before") + 10
    for space in spaces:
        canvas.y += 30
        canvas.text(canvas.margin, canvas.y, str(space), room=canvas.width, style="strong mono")
        for side, ranges, marks in zip(SIDES, sides, (both.marks_before, both.marks_after), strict=True):
            y = canvas.y + 10
            canvas.text(canvas.margin, y + 13, side, room=label, style="quiet")
            x, width = canvas.margin + label, canvas.width - 2 * canvas.margin - label
            if any(each.place is Place.VNET and each.network == space for each in ranges):
                canvas.rect(x, y, width, _BAR, "free", tip=f"{space}, free")
                for each in ranges:
                    _subnet(canvas, each, space, marks, x, y, width)
            else:
                canvas.text(x, y + 13, "not there", room=width, style="quiet")
            canvas.y = y + _BAR


def _subnet(canvas: Canvas, each: PlacedRange, space: object, marks: Marks, x: float, y: float, width: float) -> None:
    network = each.network
    if each.place is not Place.SUBNET or not isinstance(network, IPv4Network) or not isinstance(space, IPv4Network):
        return
    if not network.subnet_of(space):
        return
    style, said = marks.get(f"subnet {each.name}", ("", ""))
    scale = width / space.num_addresses
    left = x + (int(network.network_address) - int(space.network_address)) * scale
    wide = network.num_addresses * scale
    tip = f"{each.name} {network}{f', {said}' if said else ''}"
    canvas.block(left, y, wide, _BAR, f"subnet{f' was-{style}' if style else ''}", tip=tip, room=x + width)
    if style and wide >= 16:
        canvas.text(left + wide / 2, y + 13, said[:1], room=wide, style="strong", anchor="middle")


def _sides(canvas: Canvas, both: BothScenes) -> None:
    """Draw both scenes, each below its own heading."""
    left, right, top = canvas.margin, canvas.width - canvas.margin, canvas.y
    half = (right - left - _BETWEEN) / 2
    bottom = top
    for number, (side, scene, marks) in enumerate(
        zip(SIDES, (both.before, both.after), (both.marks_before, both.marks_after), strict=True)
    ):
        start = left if canvas.phone else left + number * (half + _BETWEEN)
        end = right if canvas.phone else start + half
        if not canvas.phone:
            canvas.y = top
        elif number:
            canvas.y += 40
        canvas.text(start, canvas.y, side.capitalize(), room=end - start, size=16, style="strong")
        canvas.y += 14
        if scene.things:
            one_column.draw(canvas, scene, start, end, marks)
        else:
            canvas.y += 12
            canvas.text(start, canvas.y, "nothing", room=end - start, style="quiet")
        bottom = max(bottom, canvas.y)
    if not canvas.phone:
        middle = left + half + _BETWEEN / 2
        canvas.line(middle, top - 14, middle, bottom, "rule")
    canvas.y = bottom


def _described(found: Comparison, both: BothScenes) -> str:
    """Return what the picture shows to those who cannot see it."""
    return " ".join([f"{headline(found)}.", *_told(both)])


def _told(both: BothScenes) -> Iterator[str]:
    things = {**both.before.things, **both.after.things}
    for key, (_, said) in _marks(both).items():
        thing = things[key]
        of = f" of {things[thing.inside].title}" if thing.inside and thing.kind is Kind.POOL else ""
        words = " ".join(part.strip("+−≠↻✕ ") for part in said.split(", "))
        sides = [" ".join(scene.things[key].facts) for scene in (both.before, both.after) if key in scene.things]
        facts = " → ".join(dict.fromkeys(sides)) if any(sides) else ""
        yield f"{thing.title}{of}: {words}{f', {facts}' if facts else ''}."
