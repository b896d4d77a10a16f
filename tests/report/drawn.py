"""Reads pictures back: their texts, rectangles and lines, as a reader's program finds them in the SVG."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from aksnet.report.drawing.style import Palette, Theme
from aksnet.report.plan_report import PlanReport
from aksnet.report.svg import svg
from tests.report.stacks import STACKS, WRONG, many, of, report

Element = ET.Element
SVG = "{http://www.w3.org/2000/svg}"


def drawn(found: PlanReport, theme: Theme = "auto") -> Element:
    return read(svg(found, theme))


def read(picture: str) -> Element:
    return ET.fromstring(picture)  # noqa: S314 - our own text


def words(element: Element) -> str:
    return element.text or ""


def tip(element: Element) -> str:
    title = element.find(f"{SVG}title")
    return "" if title is None else words(title)


def labels(root: Element) -> str:
    """Return every label, whole where it is cut."""
    return "\n".join(tip(each) or words(each) for each in root.iter(f"{SVG}text"))


def rects(root: Element, style: str, says: str = "") -> list[Element]:
    return [
        each
        for each in root.iter(f"{SVG}rect")
        if style in (each.get("class") or "").split() and says in tip(each) and each.get("x") is not None
    ]


def number(element: Element, name: str) -> float:
    return float(element.get(name) or 0)


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def box(element: Element) -> Box:
    """Estimate the box of a text with wide letters, apart from how the picture itself estimates it."""
    styles = (element.get("class") or "").split()
    size = next((int(style[1:]) for style in styles if re.fullmatch(r"s\d+", style)), 12)
    width = len(words(element)) * size * 0.6
    x, y = number(element, "x"), number(element, "y")
    left = x - {"end": width, "middle": width / 2}.get(element.get("text-anchor") or "", 0)
    return Box(words(element), left, y - size * 0.8, left + width, y + size * 0.2)


CASES = [*STACKS, "many", "wrong"]


def case_of(name: str) -> PlanReport:
    if name == "many":
        return many()
    return of(WRONG) if name == "wrong" else report(name)


def contrast(palette: Palette, one: str, other: str) -> float:
    low, high = sorted(luminance(palette[each]) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
