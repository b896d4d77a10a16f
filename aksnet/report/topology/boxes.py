"""Things of a scene as boxes: as high as their text, wrapped and never cut, and what lies in them needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aksnet.report.drawing.canvas import Canvas, clean, wrapped
from aksnet.report.topology.scene import Kind, Scene, Thing

LINE = 16.0
PAD = 9.0
GAP = 8.0
_STYLES = {Kind.VNET: "box-vnet", Kind.SUBNET: "box-subnet", Kind.CLUSTER: "box-cluster"}
_ROUND = {Kind.INTERNET, Kind.HOP, Kind.PEER}
"""What is beyond the stack has round corners."""

Marks = Mapping[str, tuple[str, str]]
"""What became of a thing, by its key: a word for the style, and the words that are shown."""


@dataclass(kw_only=True, slots=True)
class Box:
    """A thing with its place."""

    thing: Thing
    x: float = 0.0
    y: float = 0.0
    width: float
    head: float
    """Height of its own text."""
    height: float
    lines: list[tuple[str, str]]
    """Text with its style."""
    inner: list["Box"] = field(default_factory=list)
    style: str

    def move(self, x: float, y: float) -> None:
        """Put it, and what lies in it, at a place."""
        self.x, self.y = x, y
        below = y + self.head
        for each in self.inner:
            each.move(x + PAD, below)
            below += each.height + GAP

    def all(self) -> Iterator["Box"]:
        """Yield it and what lies in it."""
        yield self
        for each in self.inner:
            yield from each.all()

    def draw(self, canvas: Canvas) -> None:
        """Draw it, then what lies in it."""
        radius = 14 if self.thing.kind in _ROUND else 4
        canvas.rect(self.x, self.y, self.width, self.height, self.style, radius=radius, thing=self.thing.key)
        y = self.y + PAD + 11
        for text, style in self.lines:
            canvas.text(self.x + PAD, y, text, room=self.width - 2 * PAD + 0.01, style=style)
            y += LINE
        for each in self.inner:
            each.draw(canvas)


def box_of(thing: Thing, scene: Scene, width: float, marks: Marks, *, nested: bool = True) -> Box:
    """Return the box of a thing at no place yet, `nested` with what lies in it."""
    style, said = marks.get(thing.key, ("", ""))
    room = width - 2 * PAD
    lines = [(line, "strong") for text in (said, thing.title) if text for line in _broken(text, room, strong=True)]
    lines += [(line, "") for fact in thing.facts for line in _broken(fact, room, strong=False)]
    head = 2 * PAD + LINE * len(lines) - 3
    inner = [box_of(each, scene, width - 2 * PAD, marks) for each in scene.inner[thing.key]] if nested else []
    below = sum(each.height + GAP for each in inner)
    return Box(
        thing=thing,
        width=width,
        head=head,
        height=head + (below - GAP + PAD if inner else 0),
        lines=lines,
        inner=inner,
        style=f"{_STYLES.get(thing.kind, 'box')}{f' was-{style}' if style else ''}",
    )


def _broken(text: str, room: float, *, strong: bool) -> list[str]:
    return wrapped(clean(text), room, strong=strong)
