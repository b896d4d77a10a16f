"""The address map on a phone: each range that is counted as a bar as wide as the screen, with words around it."""

from aksnet.plan.budget import Budget
from aksnet.report.drawing.canvas import Canvas
from aksnet.report.drawing.vnet import parts
from aksnet.report.overlaps import Overlap
from aksnet.report.sheets import percent


def draw(canvas: Canvas, budget: Budget, overlaps: list[Overlap]) -> None:
    """Draw the bars, then say what overlaps."""
    for each in budget.ranges:
        canvas.y += 16
        canvas.lines(each.name, style="strong")
        canvas.lines(str(each.network), style="mono quiet")
        canvas.y += 10
        parts(canvas, each, canvas.margin, canvas.y, canvas.width - 2 * canvas.margin, 16)
        canvas.y += 18
        surge = f", {each.surge:,} of them surge" if each.surge else ""
        rest = f"{-each.free:,} too few" if each.free < 0 else f"{each.free:,} free"
        needed = f"{each.needed:,} of {each.available:,} needed, {percent(each.utilisation)}"
        canvas.lines(f"{needed}{surge}; {rest}", style="bad" if each.free < 0 else "quiet")
    canvas.y += 16 * bool(overlaps)
    for overlap in overlaps:
        canvas.lines(f"✕ {overlap}", style="bad strong")
