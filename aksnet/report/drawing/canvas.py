"""A canvas that writes SVG: rectangles, lines and text that never leaves its place.

Fonts are the reader's own, so the width of text is estimated, generously; what does not fit is cut, and the whole text
is kept as a tooltip.
"""

from bisect import bisect_right
from itertools import accumulate, takewhile
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

WIDTH = 1200
MARGIN = 32
RIGHT = WIDTH - MARGIN
INNER = RIGHT - MARGIN
LEAST = 3.0
"""Pixels below which nothing is drawn: smaller things are drawn that wide, and marked."""

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


def clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(c for c in text if c.isprintable())


class Canvas:
    """Collects the elements of a picture from top to bottom; `y` is where the next section starts."""

    def __init__(self) -> None:
        self.y = 0.0
        self._elements: list[str] = []
        self.styles: set[str] = set()
        """What shapes stand for, as far as any was drawn: their styles, `mark` for the mark of a widened one."""

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
        self._elements.append(f'<text x="{_n(x)}" y="{_n(y)}"{attributes}>{escape(shown)}{tip}</text>')

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
    ) -> None:
        """Draw a rectangle; `tip` is its tooltip."""
        self.styles.update(style.split())
        extra = (f' rx="{_n(radius)}"' if radius else "") + (f' fill="{fill}"' if fill else "")
        inner = f"<title>{escape(clean(tip))}</title>" if tip else ""
        self._elements.append(
            f'<rect class={quoteattr(style)} x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{extra}'
            + (f">{inner}</rect>" if inner else "/>")
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a line."""
        self._elements.append(f'<line class="{style}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

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
        height = round(self.y + 24)
        body = "\n".join(self._elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="aksnet-map" width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="aksnet-title aksnet-desc">\n'
            f'<title id="aksnet-title">{escape(clean(title))}</title>\n'
            f'<desc id="aksnet-desc">{escape(clean(description))}</desc>\n'
            f"<style>{css}</style>\n"
            '<defs><pattern id="aksnet-surge" width="6" height="6" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect class="surge" width="6" height="6"/>'
            '<line class="stripe" x1="1" y1="0" x2="1" y2="6" stroke-width="2"/></pattern></defs>\n'
            f'<rect class="page" width="{WIDTH}" height="{height}"/>\n{body}\n</svg>\n'
        )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
