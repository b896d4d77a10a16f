"""The address map of a stack as one SVG picture, 1,200 pixels wide, that needs nothing but itself.

From the whole to the parts: where every range lies, the VNet with its subnets to scale, each subnet's and pod range's
used, surge and free addresses. Overlaps that may not be are red. The sections are in `aksnet.report.drawing`.
"""

from ipaddress import IPv4Network

from aksnet.plan.budget import Budget
from aksnet.plan.records import StackPlan
from aksnet.report.document import document
from aksnet.report.drawing import bars, overview, rows, vnet
from aksnet.report.drawing.canvas import Canvas, text_width
from aksnet.report.drawing.style import Theme, css
from aksnet.report.overlaps import Overlap, Placed, overlapping, placed
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheets import headline, percent

_LEGEND = (
    ("used", "nodes and pods"), ("part", "surge of an upgrade"), ("reserved", "reserved by Azure"), ("free", "free"),
    ("vnet", "VNet"), ("subnet", "subnet"), ("pods", "pods"), ("services", "Services"), ("peered", "peered"),
    ("kept", "kept by AKS"), ("over", "overlap"), ("lack", "too few"),
)  # fmt: skip


def svg(report: PlanReport, theme: Theme = "auto", *, phone: bool = False) -> str:
    """Draw the map, or what of it a phone has room for: each range as a bar with words."""
    canvas = Canvas(phone=phone)
    content = document(report)
    title = f"Network plan of {report.stack}"
    location = f" · {content['location']}" if content["location"] else ""
    canvas.y = 14 if phone else 20
    canvas.lines(title + location, size=16 if phone else 22, style="strong")
    canvas.y += 5
    canvas.lines(headline(content), size=13, style="bad" if report.problems else "quiet")
    canvas.y += 12
    overlaps: list[Overlap] = []
    if report.plan is not None:
        ranges = placed(report.plan, report.peered)
        overlaps = overlapping(ranges)
        # The legend stands first and says what comes after it, so that this is drawn once for its styles alone.
        trial = Canvas(phone=phone)
        _sections(trial, report.plan, report.budget, ranges, overlaps)
        _legend(canvas, trial.styles)
        _sections(canvas, report.plan, report.budget, ranges, overlaps)
    else:
        canvas.lines("Nothing can be drawn before the problems are solved.", size=13, style="bad")
    return canvas.svg(title=title, description=_description(report, overlaps), css=css(theme))


def _sections(canvas: Canvas, plan: StackPlan, budget: Budget, ranges: list[Placed], overlaps: list[Overlap]) -> None:
    if canvas.phone:
        bars.draw(canvas, budget, overlaps)
        return
    budgets = {each.name: each for each in budget.ranges if each.kind == "subnet"}
    subnets = vnet.numbered(plan, budgets)
    overview.draw(canvas, ranges, overlaps)
    vnet.draw(canvas, plan, subnets, overlaps)
    rows.draw_subnets(canvas, plan, subnets)
    rows.draw_clusters(canvas, plan, budget, subnets)


def _legend(canvas: Canvas, drawn: set[str]) -> None:
    x, y = canvas.margin, canvas.y + 8
    shown = [(style, says) for style, says in (*_LEGEND, ("mark", "drawn wider than scale")) if style in drawn]
    for style, says in shown:
        width = 16 + 6 + text_width(says) + 14
        if x + width > canvas.width - canvas.margin:
            x, y = canvas.margin, y + 20
        if style == "mark":
            canvas.polygon([(x + 4, y + 2), (x + 12, y + 2), (x + 8, y + 9)], "mark")
        else:
            canvas.rect(x, y, 16, 11, style, fill=canvas.surge if style == "part" else "")
        canvas.text(x + 22, y + 10, says, room=width, style="quiet")
        x += width
    canvas.y = y + 16


def _description(report: PlanReport, overlaps: list[Overlap]) -> str:
    """Return what the picture shows to those who cannot see it."""
    parts = [headline(document(report)) + "."]
    parts += [f"{overlap}." for overlap in overlaps]
    parts += [
        f"{each.kind if each.kind == 'subnet' else 'range'} {each.name} {each.network}: {each.needed:,} of "
        f"{each.available:,} addresses needed, {percent(each.utilisation)}."
        for each in report.budget.ranges
        if isinstance(each.network, IPv4Network)
    ]
    return " ".join(parts)
