"""The section "Where everything lies": each range on a row of its own, on the scale of its private block."""

from dataclasses import dataclass
from ipaddress import IPv4Network

from aksnet.azure.reserved_ranges import PRIVATE_IPV4
from aksnet.report.drawing.canvas import MARGIN, RIGHT, Canvas, clean, text_width, wrapped
from aksnet.report.overlaps import Overlap, Placed, RangeKind

_LABELS = 430
"""Width of the column with names and prefixes."""
_AXIS = MARGIN + _LABELS + 10
_WIDTH = RIGHT - _AXIS
_ROW = 24
_MORE = 15
"""Height of a further line of a name."""
_BAR = 12
_TICKS = 8
_ORDER = {kind: number for number, kind in enumerate(RangeKind)}
_NAMES = {
    RangeKind.VNET: "VNet {}",
    RangeKind.SUBNET: "subnet {}",
    RangeKind.PODS: "pods of {}",
    RangeKind.SERVICES: "Services of {}",
    RangeKind.PEERED: "peered {}",
    RangeKind.KEPT: "kept by AKS",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One range on its row; it may reach beyond the block."""

    placed: Placed
    network: IPv4Network
    y: float


def draw(canvas: Canvas, ranges: list[Placed], overlaps: list[Overlap]) -> None:
    """Draw the section."""
    canvas.heading("Where everything lies", "each row is one range, at its place in the private blocks")
    disputed = {side for overlap in overlaps for side in (overlap.one, overlap.other)}
    shown = [each for each in ranges if _is_shown(each, disputed)]
    rows: dict[Placed, list[Row]] = {}
    worlds = _worlds(shown)
    for world in worlds:
        inside = [each for each in shown if isinstance(each.network, IPv4Network) and each.network.overlaps(world)]
        _world(canvas, world, sorted(inside, key=_place), disputed, rows)
    for overlap in overlaps:
        _mark(canvas, overlap, worlds, rows)
    unseen = [each for each in ranges if each.kind is RangeKind.KEPT and each not in rows]
    if unseen:
        canvas.y += 16
        kept = ", ".join(str(each.network) for each in unseen)
        canvas.text(
            MARGIN, canvas.y, f"AKS also keeps {kept}, where nothing of this stack lies.", room=1100, style="quiet"
        )
        canvas.y += 4
    for overlap in overlaps:
        canvas.y += 18
        canvas.text(MARGIN, canvas.y, f"✕ {overlap}", room=1100, style="bad strong")


def _is_shown(each: Placed, disputed: set[Placed]) -> bool:
    return each.network.version == 4 and (each.kind is not RangeKind.SUBNET or each in disputed)


def _place(each: Placed) -> tuple[int, int, int]:
    return _ORDER[each.kind], int(each.network.network_address), each.network.prefixlen


def _worlds(ranges: list[Placed]) -> list[IPv4Network]:
    """Return the private blocks that hold anything, and a /8 for whatever lies elsewhere."""
    found: set[IPv4Network] = set()
    for each in ranges:
        network = each.network
        if each.kind is RangeKind.KEPT or not isinstance(network, IPv4Network):
            continue
        known = [world for world in PRIVATE_IPV4 if network.overlaps(world)]
        wide = network if network.prefixlen <= 8 else network.supernet(new_prefix=8)
        found.update(known or [wide])
    return sorted(found)


def _world(
    canvas: Canvas, world: IPv4Network, inside: list[Placed], disputed: set[Placed], rows: dict[Placed, list[Row]]
) -> None:
    said = [wrapped(_named(each), _LABELS - text_width(str(each.network)) - 12) for each in inside]
    canvas.y += 22
    top = canvas.y
    canvas.text(MARGIN, top, str(world), room=_LABELS, style="strong mono")
    for tick in range(_TICKS):
        x = _AXIS + tick * _WIDTH / _TICKS
        address = world.network_address + tick * world.num_addresses // _TICKS
        height = sum(_ROW + _MORE * (len(lines) - 1) for lines in said)
        canvas.line(x, top + 4, x, top + 10 + height, "grid")
        canvas.text(x, top, str(address), room=_WIDTH / _TICKS - 4, size=10, style="quiet mono")
    canvas.y += 6
    for each, lines in zip(inside, said, strict=True):
        assert isinstance(each.network, IPv4Network)  # noqa: S101 - IPv6 is not drawn
        y = canvas.y + 7
        style = "bad" if each in disputed else ""
        prefix = str(each.network)
        for number, line in enumerate(lines):
            canvas.text(MARGIN, y + 10 + _MORE * number, line, room=_LABELS, style=style)
        canvas.text(MARGIN + _LABELS, y + 10, prefix, room=146, style=f"mono {style}".strip(), anchor="end")
        x, width = _span(each.network, world)
        kind = {RangeKind.VNET: "vnet", RangeKind.SUBNET: "used", RangeKind.KEPT: "kept"}.get(
            each.kind, each.kind.value.lower()
        )
        canvas.block(x, y, width, _BAR, kind, tip=str(each), room=RIGHT)
        rows.setdefault(each, []).append(Row(each, world, y))
        canvas.y += _ROW + _MORE * (len(lines) - 1)
    canvas.y += 4


def _named(each: Placed) -> str:
    return clean(_NAMES[each.kind].format(each.name if len(each.clusters) < 3 else f"{len(each.clusters)} clusters"))


def _span(network: IPv4Network, world: IPv4Network) -> tuple[float, float]:
    """Return where a range starts and how wide it is; one that is larger than the block fills it."""
    first = max(int(network.network_address), int(world.network_address))
    last = min(int(network.broadcast_address), int(world.broadcast_address))
    per_address = _WIDTH / world.num_addresses
    return _AXIS + (first - int(world.network_address)) * per_address, (last - first + 1) * per_address


def _mark(canvas: Canvas, overlap: Overlap, worlds: list[IPv4Network], rows: dict[Placed, list[Row]]) -> None:
    """Frame what two ranges share in red, on both rows, and join the rows."""
    shared = overlap.shared
    if not isinstance(shared, IPv4Network):
        return
    for world in worlds:
        if not shared.overlaps(world):
            continue
        ys = [row.y for side in (overlap.one, overlap.other) for row in rows.get(side, []) if row.network == world]
        if not ys:
            continue
        x, width = _span(shared, world)
        x, width = (x, width) if width >= 6 else (min(x - (6 - width) / 2, RIGHT - 6), 6.0)
        canvas.line(x + width / 2, min(ys), x + width / 2, max(ys) + _BAR, "badline")
        for y in ys:
            canvas.rect(x, y - 3, width, _BAR + 6, "over", tip=str(overlap))
