"""A canvas that writes SVG: rectangles, lines and text that never leaves its place.

Fonts are the reader's own, so the width of text is estimated, generously; what does not fit is cut, and the whole text
is kept as a tooltip.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

WIDTH = 1200
PHONE = 358
"""Pixels that a phone of 390 leaves between margins of 16."""
MARGIN = 32
RIGHT = WIDTH - MARGIN
INNER = RIGHT - MARGIN
LEAST = 3.0
"""Pixels below which nothing is drawn: smaller things are drawn that wide, and marked."""

_SURGE = (
    '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="surge" width="6" height="6"/>'
    '<line class="stripe" x1="1" y1="0" x2="1" y2="6" stroke-width="2"/></pattern></defs>\n'
)
_CHARACTER = 0.6
_STRONG = 0.64


def text_width(text: str, size: int = 12, *, strong: bool = False) -> float:
    """Estimate how wide text is, in pixels."""
    return sum(map(_units, text)) * size * (_STRONG if strong else _CHARACTER)


def _units(character: str) -> float:
    return 1.7 if east_asian_width(character) in "WF" else 1


def fitted(text: str, room: float, size: int = 12, *, strong: bool = False) -> str:
    """Cut text so that it fits."""
    most = room / (size * (_STRONG if strong else _CHARACTER))
    widths = list(takewhile(lambda width: width <= most, accumulate(map(_units, text))))
    if len(widths) == len(text):
        return text
    kept = bisect_right(widths, most - _units("…"))
    return f"{text[:kept].rstrip()}…" if kept else ""


def wrapped(text: str, room: float, size: int = 12, *, strong: bool = False) -> list[str]:
    """Break text into lines that fit: between words, else behind a mark within one, else anywhere."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if text_width(joined, size, strong=strong) <= room:
            lines[-1:] = [joined]
            continue
        while text_width(word, size, strong=strong) > room:
            most = max(len(fitted(word, room, size, strong=strong)) - 1, 1)
            behind = max((word.rfind(mark, 0, most) + 1 for mark in "-/._,:"), default=0)
            cut = behind if behind > most // 3 else most
            lines.append(word[:cut])
            word = word[cut:]
        lines.append(word)
    return lines


def clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in text if c.isprintable())


class Canvas:
    """Collects the elements of a picture from top to bottom; `y` is where the next section starts."""

    def __init__(self, *, phone: bool = False, name: str = "aksnet") -> None:
        """Start an empty picture, as wide as a screen or a phone; `name` begins the ids in it, unique in a page."""
        self.phone, self._name = phone, f"{name}-phone" if phone else name
        self.width: float = PHONE if phone else WIDTH
        self.margin: float = 2 if phone else MARGIN
        self.y = 0.0
        self._elements: list[str] = []
        self.styles: set[str] = set()
        """What shapes stand for, as far as any was drawn: their styles, `mark` for the mark of a widened one."""

    @property
    def surge(self) -> str:
        """The fill of what an upgrade takes for a while, in stripes."""
        return f"url(#{self._name}-surge)"

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        room: float,
        size: int = 12,
        style: str = "",
        anchor: str = "start",
    ) -> None:
        """Write text with its baseline at `y`, cut to `room` pixels."""
        whole = clean(text)
        shown = fitted(whole, room, size, strong="strong" in style)
        if not shown:
            return
        classes = " ".join(part for part in (style, "" if size == 12 else f"s{size}") if part)
        attributes = (f" class={quoteattr(classes)}" if classes else "") + (
            "" if anchor == "start" else f' text-anchor="{anchor}"'
        )
        tip = f"<title>{escape(whole)}</title>" if shown != whole else ""
        # By its number: one such character would let Python keep the whole picture in twice the memory.
        written = escape(shown, {"…": "&#8230;"})
        self._elements.append(f'<text x="{_n(x)}" y="{_n(y)}"{attributes}>{written}{tip}</text>')

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        style: str,
        *,
        tip: str = "",
        radius: float = 0,
        fill: str = "",
        thing: str = "",
    ) -> None:
        """Draw a rectangle; `tip` is its tooltip, `thing` the key of what it stands for."""
        self.styles.update(style.split())
        extra = (f' rx="{_n(radius)}"' if radius else "") + (f' fill="{fill}"' if fill else "")
        extra += f" data-thing={quoteattr(clean(thing))}" if thing else ""
        inner = f"<title>{escape(clean(tip))}</title>" if tip else ""
        self._elements.append(
            f'<rect class={quoteattr(style)} x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{extra}'
            + (f">{inner}</rect>" if inner else "/>")
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a line."""
        self._elements.append(f'<line class="{style}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

    def path(self, strokes: Iterable[Sequence[tuple[float, float]]], style: str, **data: str) -> None:
        """Draw strokes, each from point to point, as one line; `data` says what it stands for."""
        self.styles.add(style)
        drawn = " ".join("M" + " L".join(f"{_n(x)},{_n(y)}" for x, y in stroke) for stroke in strokes)
        about = "".join(f" data-{key}={quoteattr(clean(value))}" for key, value in data.items())
        self._elements.append(f'<path class="{style}" d="{drawn}"{about}/>')

    def flow(self, x: float, y: float, text: str, *, room: float, size: int = 12, style: str = "") -> float:
        """Write text from a place on, on as many lines as it takes; give the baseline that would follow."""
        for line in wrapped(clean(text), room, size, strong="strong" in style):
            self.text(x, y, line, room=room + 0.01, size=size, style=style)
            y += size + 4
        return y

    def lines(self, text: str, *, size: int = 12, style: str = "") -> None:
        """Write text from one margin to the other, on as many lines as it takes."""
        for line in wrapped(text, self.width - 2 * self.margin, size, strong="strong" in style):
            self.y += size + 6
            self.text(self.margin, self.y, line, room=self.width, size=size, style=style)

    def polygon(self, points: list[tuple[float, float]], style: str) -> None:
        """Draw a filled shape."""
        self.styles.add(style)
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._elements.append(f'<polygon class="{style}" points="{path}"/>')

    def block(self, x: float, y: float, width: float, height: float, style: str, *, tip: str, room: float) -> float:
        """Draw a thing to scale, or wider where it would vanish, then with a mark above it; give where it starts.

        `room` is the right end that it may not cross.
        """
        if width >= LEAST:
            self.rect(x, y, width, height, style, tip=tip)
            return x
        x = min(x, room - LEAST)
        self.rect(x, y, LEAST, height, f"{style} widened", tip=f"{tip} (drawn wider than scale)")
        middle = x + LEAST / 2
        self.polygon([(middle - 4, y - 6), (middle + 4, y - 6), (middle, y - 1)], "mark")
        return x

    def heading(self, text: str, says: str = "") -> None:
        """Start a section."""
        self.y += 34
        self.line(MARGIN, self.y - 22, RIGHT, self.y - 22, "rule")
        self.text(MARGIN, self.y, text, room=420, size=16, style="strong")
        if says:
            self.text(RIGHT, self.y, says, room=INNER - 440, style="quiet", anchor="end")
        self.y += 14

    def svg(self, *, title: str, description: str, css: str) -> str:
        """Return the finished picture."""
        width, height, name = _n(self.width), round(self.y + 24), self._name
        body = "\n".join(self._elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="aksnet-map" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-desc">\n'
            f'<title id="{name}-title">{escape(clean(title))}</title>\n'
            f'<desc id="{name}-desc">{escape(clean(description))}</desc>\n'
            f"<style>{css}</style>\n"
            f"{_SURGE.format(f'{name}-surge') if 'part' in self.styles else ''}"
            f'<rect class="page" width="{width}" height="{height}"/>\n{body}\n</svg>\n'
        )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
