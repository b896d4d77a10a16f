"""The section of the VNet: its address space to scale with its subnets, and zooms where subnets are too narrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from aksnet.layout.range_index import RangeIndex
from aksnet.plan.budget import RangeBudget
from aksnet.plan.records import StackPlan
from aksnet.report.drawing.canvas import INNER, LEAST, MARGIN, RIGHT, Canvas, clean, text_width, wrapped
from aksnet.report.drawing.zoom import COLUMNS, arranged, common, offset_px, share_px, zooms
from aksnet.report.overlaps import Overlap, RangeKind
from aksnet.report.sheets import percent

_STRIP = 5
_NUMBER = 18
_GAP = 34
_ZOOM = 58
_LINES = 3
"""Lines that a name may have in a zoom; one that would be cut is left to the list below, which has its number."""
_GUTTER = 16
_FUNNELS = 4
"""Rows of zooms up to which it is shown where they come from."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One subnet of the picture."""

    number: int
    name: str
    network: IPv4Network
    budget: RangeBudget | None


def numbered(plan: StackPlan, budgets: Mapping[str, RangeBudget]) -> list[Drawn]:
    """Return the IPv4 subnets by address; their numbers are the same in the whole picture."""
    found = [
        (prefix, name)
        for name, subnet in plan.network.subnets.items()
        for prefix in subnet.prefixes
        if isinstance(prefix, IPv4Network)
    ]
    return [Drawn(n, name, prefix, budgets.get(name)) for n, (prefix, name) in enumerate(sorted(found), start=1)]


def draw(canvas: Canvas, plan: StackPlan, subnets: list[Drawn], overlaps: list[Overlap]) -> None:
    """Draw the section."""
    network = plan.network
    written = [space for space in network.address_space if isinstance(space, IPv4Network)]
    canvas.heading(f"VNet {network.name}", "subnets at their places; numbers are those of the list below")
    red = [o.shared for o in overlaps if RangeKind.SUBNET in (o.one.kind, o.other.kind)]
    shared = list(dict.fromkeys(each for each in red if isinstance(each, IPv4Network)))
    marks = _Marks(subnets, shared)
    for space in dict.fromkeys(written) or _around(subnets):
        _space(canvas, space, marks.within(space), stated=bool(written))
    others = [str(space) for space in network.address_space if space.version == 6]
    if others:
        canvas.y += 18
        canvas.text(MARGIN, canvas.y, ", ".join(others), room=500, style="mono")
        canvas.text(RIGHT, canvas.y, "IPv6, not drawn to scale", room=300, style="quiet", anchor="end")
    if not (written or subnets):
        canvas.y += 18
        canvas.text(MARGIN, canvas.y, "The settings do not state the ranges of this VNet.", room=900, style="quiet")


def _around(subnets: list[Drawn]) -> list[IPv4Network]:
    """Return something to draw existing subnets in, when the settings do not state the ranges of the VNet."""
    return [common([each.network for each in subnets])] if subnets else []


def _space(canvas: Canvas, space: IPv4Network, marks: "_Marks", *, stated: bool) -> None:
    taken = sum(network.num_addresses for network in marks.networks) / space.num_addresses
    says = f"{space.num_addresses:,} addresses, {percent(min(taken, 1))} of them in subnets"
    canvas.y += 20
    canvas.text(MARGIN, canvas.y, str(space), room=300, style="strong mono")
    canvas.text(RIGHT, canvas.y, says if stated else "around the subnets", room=600, style="quiet", anchor="end")
    canvas.y += 14
    _bar(canvas, space, marks, 30, MARGIN, INNER)
    canvas.y += 30
    _zooms(canvas, space, marks)
    canvas.y += 6


class _Marks:
    """What is drawn into an address space, found by the part of it that is drawn."""

    def __init__(self, subnets: Sequence[Drawn], red: Sequence[IPv4Network]) -> None:
        self.networks = [each.network for each in subnets]
        self._subnets, self._red = subnets, red
        self._places, self._overlaps = RangeIndex(self.networks), RangeIndex(red)

    def within(self, space: IPv4Network) -> "_Marks":
        """Return what lies in one of the ranges of a VNet."""
        inside = [each for each in self.subnets(space) if each.network.subnet_of(space)]
        return _Marks(inside, self.red(space))

    def subnets(self, part: IPv4Network) -> list[Drawn]:
        """Return the subnets in a part."""
        return [self._subnets[position] for position in self._places.meeting(part)]

    def red(self, part: IPv4Network) -> list[IPv4Network]:
        """Return what is had twice in a part."""
        return [self._red[position] for position in self._overlaps.meeting(part)]


def _zooms(canvas: Canvas, space: IPv4Network, marks: _Marks) -> None:
    networks = marks.networks
    rows = arranged(zooms(space, networks), networks)
    bottom = canvas.y
    width = {id(row): (INNER + _GUTTER) / (COLUMNS if len(row) > 1 else 1) - _GUTTER for row in rows}
    if len(rows) <= _FUNNELS:
        # All funnels come first, so that they pass behind the zooms above their own.
        for number, row in enumerate(rows):
            top = bottom + number * (_GAP + _ZOOM) + _GAP
            for column, zoom in enumerate(row):
                x = MARGIN + column * (width[id(row)] + _GUTTER)
                left = MARGIN + offset_px(zoom, space)
                right = left + max(share_px(zoom, space), 1)
                canvas.polygon([(left, bottom), (right, bottom), (x + width[id(row)], top), (x, top)], "zoom")
    for row in rows:
        canvas.y += _GAP
        for column, zoom in enumerate(row):
            x = MARGIN + column * (width[id(row)] + _GUTTER)
            factor = round(share_px(zoom, zoom) / share_px(zoom, space) * width[id(row)] / INNER)
            says = f"{zoom}, {factor:,} times larger"
            canvas.text(x, canvas.y - 12, says, room=width[id(row)], size=11, style="quiet mono")
            _bar(canvas, zoom, marks, _ZOOM, x, width[id(row)])
        canvas.y += _ZOOM


def _bar(
    canvas: Canvas,
    space: IPv4Network,
    marks: _Marks,
    height: float,
    x: float,
    width: float,
) -> None:
    """Draw a part of the address space with its subnets to scale."""
    y, end = canvas.y, x + width
    scale = width / INNER
    canvas.rect(x, y, width, height, "free", tip=f"{space}, free")
    for each in marks.subnets(space):
        left, wide = x + offset_px(each.network, space) * scale, min(share_px(each.network, space) * scale, width)
        tip = f"{each.number} {each.name} {each.network}"
        canvas.block(left, y, wide, height, "subnet", tip=tip, room=end)
        if wide >= _NUMBER + 2:
            _inside(canvas, each, left, y, wide, height)
            canvas.line(left + wide, y, left + wide, y + height, "edge")
    for part in marks.red(space):
        left, wide = x + offset_px(part, space) * scale, min(max(share_px(part, space) * scale, 6), width)
        canvas.rect(min(left, end - wide), y - 3, wide, height + 6, "over", tip=f"overlap {part}")


def _inside(canvas: Canvas, each: Drawn, x: float, y: float, width: float, height: float) -> None:
    room = width - 8
    strip = y + height - _STRIP
    if each.budget is not None:
        parts(canvas, each.budget, x, strip, width, _STRIP)
    number = str(each.number)
    canvas.text(x + 4, y + 15, number, room=max(room, 14), size=11, style="strong")
    after = x + 4 + text_width(number, 11, strong=True) + 6
    name, prefix, line = clean(each.name), str(each.network), y + 15
    if text_width(name, 11) <= x + width - 4 - after:
        canvas.text(after, line, name, room=width, size=11)
    elif height > 40 and len(lines := wrapped(name, room, 10)) <= _LINES:
        for text in lines:
            line += 12
            canvas.text(x + 4, line, text, room=width, size=10)
    if line + 15 < strip and text_width(prefix, 10) <= room:
        canvas.text(x + 4, line + 15, prefix, room=room, size=10, style="quiet mono")


def parts(canvas: Canvas, budget: RangeBudget, x: float, y: float, width: float, height: float) -> None:
    """Draw what of a range is reserved, used, kept for the surge, and free; red what it lacks.

    The bar stands for the range, or for all that is needed when the range is too small.
    """
    total = max(budget.network.num_addresses, budget.needed + budget.reserved)
    scale = width / total
    reserved = min(budget.reserved, budget.network.num_addresses) * scale
    canvas.rect(x, y, width, height, "free")
    used, surge = (budget.needed - budget.surge) * scale, budget.surge * scale
    start = x
    for style, part, says in (
        ("reserved", reserved, f"{budget.reserved:,} reserved"),
        ("used", used, f"{budget.needed - budget.surge:,} for nodes and pods"),
        ("surge", surge, f"{budget.surge:,} for the surge of an upgrade"),
    ):
        if part > 0:
            fill = canvas.surge if style == "surge" else ""
            if style == "used" and part < LEAST and height > _STRIP:
                start = canvas.block(start, y, part, height, style, tip=says, room=x + width) + LEAST
                continue
            canvas.rect(start, y, part, height, "part" if fill else style, tip=says, fill=fill)
            start += part
    if budget.free < 0:
        lacking = -budget.free * scale
        canvas.rect(x + width - lacking, y, lacking, height, "lack", tip=f"{-budget.free:,} too few")
