"""Lines in the space between two columns of boxes: from the edge of a box to a track, along it, to another edge.

Lines to one thing that mean the same share a track. Others never lie on each other, as their ends at
the boxes stand apart, and tracks that are used at the same height too. They may cross.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from aksnet.report.drawing.canvas import Canvas
from aksnet.report.topology.boxes import Box
from aksnet.report.topology.scene import Link, Tie

_APART = (9, 5, 2)
"""Pixels between ends of different nets: the first that there is room for."""
_HEAD = 8.0
Net = tuple[str, Tie]
"""Key of the thing that lines lead to, and what they mean."""


@dataclass(slots=True)
class _Run:
    """The lines of one net."""

    starts: list[tuple[float, float, str]] = field(default_factory=list)
    """Where they start: x, y, key of the thing."""
    end: tuple[float, float] = (0.0, 0.0)
    track: int = 0

    @property
    def span(self) -> tuple[float, float]:
        ys = [y for _, y, _ in self.starts] + [self.end[1]]
        return min(ys), max(ys)


class Channel:
    """The lines of one space, which lies between `left` and `right`."""

    def __init__(self, links: Iterable[Link], boxes: Mapping[str, Box], left: float, right: float) -> None:
        self._boxes, self._left, self._right = boxes, left, right
        self._taken: dict[int, Net] = {}
        sources: dict[Net, list[str]] = {}
        into: dict[str, dict[Net, None]] = {}
        out: dict[str, dict[Net, None]] = {}
        for link in links:
            net = (link.target, link.tie)
            sources.setdefault(net, []).append(link.source)
            into.setdefault(link.target, {})[net] = None
            out.setdefault(link.source, {})[net] = None
        # What comes into a box stands above what goes out of it.
        self._ends = {key: [*into.get(key, ()), *out.get(key, ())] for key in (*into, *out)}
        in_order = sorted(sources.items(), key=lambda each: min(boxes[key].y for key in each[1]))
        self._runs = {net: self._run(net, keys) for net, keys in in_order}
        self._lay()

    def _run(self, net: Net, keys: list[str]) -> _Run:
        run = _Run()
        for key in keys:
            box = self._boxes[key]
            run.starts.append((self._edge(box), self._free(box, self._share(key, net), net), key))
        target = self._boxes[net[0]]
        level = run.starts[0][1] - target.y
        straight = len(keys) == 1 and 7 <= level <= target.head - 7
        share = level / target.head if straight else self._share(net[0], net)
        run.end = (self._edge(target), self._free(target, share, net))
        return run

    def _share(self, key: str, net: Net) -> float:
        """Return how far down a box a net has its end."""
        return (self._ends[key].index(net) + 1) / (len(self._ends[key]) + 1)

    def _edge(self, box: Box) -> float:
        """Return the side of a box that faces the space."""
        return box.x + box.width if box.x < self._left else box.x

    def _free(self, box: Box, share: float, net: Net) -> float:
        """Return a height beside the text of a box, where no other net has an end as near as there is room for."""
        wanted = round(box.y + box.head * share)
        inside = range(round(box.y) + 5, round(box.y + box.head) - 4)
        places = sorted(inside, key=lambda y: abs(y - wanted))
        y = next((y for apart in _APART for y in places if self._is_free(y, apart, net)), wanted)
        self._taken[y] = net
        return float(y)

    def _is_free(self, y: int, apart: int, net: Net) -> bool:
        return all(self._taken.get(at, net) == net for at in range(y - apart + 1, y + apart))

    def _lay(self) -> None:
        """Give each net the first track that is free from its upper end on."""
        ends: list[float] = []
        """Where the last net of each track ends."""
        for run in sorted(self._runs.values(), key=lambda each: each.span):
            top, bottom = run.span
            run.track = next((number for number, end in enumerate(ends) if end + 6 < top), len(ends))
            ends[run.track : run.track + 1] = [bottom]
        self._tracks = len(ends)

    def draw(self, canvas: Canvas) -> None:
        """Draw all lines, each with a head at the thing that it leads to."""
        for (target, tie), run in self._runs.items():
            name, sources = tie.name.lower(), " | ".join(key for *_, key in run.starts)
            canvas.path(self._strokes(run), f"tie-{name}", source=sources, target=target)
            x, y = run.end
            back = -_HEAD if x >= self._right else _HEAD
            canvas.polygon([(x, y), (x + back, y - 4), (x + back, y + 4)], f"head-{name}")

    def _strokes(self, run: _Run) -> Iterator[list[tuple[float, float]]]:
        room = self._right - self._left - 2 * _HEAD
        x = self._left + _HEAD + room * (run.track + 1) / (self._tracks + 1)
        end_x, end_y = run.end
        if run.span[0] == run.span[1]:
            yield [(start, end_y) for start, *_ in run.starts[:1]] + [run.end]
            return
        for start, y, _ in run.starts:
            yield [(start, y), (x, y)]
        yield [(x, run.span[0]), (x, run.span[1])]
        yield [(x, end_y), (end_x, end_y)]
