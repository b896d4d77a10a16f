"""The topology of a stack as an SVG picture in the style of the address map: what is connected to what."""

from collections.abc import Iterator

from aksnet.report.document import document
from aksnet.report.drawing.canvas import Canvas, text_width
from aksnet.report.drawing.style import Theme, css
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheets import headline
from aksnet.report.topology import one_column, side_by_side
from aksnet.report.topology.scene import Scene, Tie
from aksnet.report.topology.stack_scene import planned_scene


def topology(report: PlanReport, theme: Theme = "auto", *, phone: bool = False) -> str:
    """Draw the topology, 1,200 pixels wide or as wide as a phone."""
    canvas = Canvas(phone=phone, name="aksnet-topology")
    title = f"Topology of {report.stack}"
    place = f" · {report.plan.location}" if report.plan is not None and report.plan.location else ""
    canvas.y = 14
    canvas.lines(title + place, size=16 if phone else 22, style="strong")
    canvas.y += 4
    canvas.lines(headline(document(report)), style="bad" if report.problems else "quiet")
    scene = Scene(things={}, links=()) if report.plan is None else planned_scene(report.plan, report.peered)
    if not scene.things:
        unsolved = "Nothing can be drawn before the problems are solved."
        said = unsolved if report.problems else "There is nothing to draw."
        canvas.lines(said, style="bad" if report.problems else "quiet")
        return canvas.svg(title=title, description=said, css=css(theme))
    legend(canvas, scene)
    canvas.y += 14
    draw = one_column.draw if phone else side_by_side.draw
    draw(canvas, scene, canvas.margin, canvas.width - canvas.margin, {})
    return canvas.svg(title=title, description=scene.described(), css=css(theme))


def legend(canvas: Canvas, scene: Scene) -> None:
    """Say what the lines mean that are there, as many beside each other as there is room for."""
    left = canvas.margin
    x, y = left, canvas.y + 22
    for tie in _ties(scene):
        width = 44 + text_width(tie.value) + 18
        if x + width > canvas.width - left and x > left:
            x, y = left, y + 20
        name = tie.name.lower()
        canvas.path([[(x, y - 4), (x + 34, y - 4)]], f"tie-{name}")
        canvas.polygon([(x + 36, y - 4), (x + 28, y - 8), (x + 28, y)], f"head-{name}")
        canvas.text(x + 44, y, tie.value, room=width, style="quiet")
        x += width
    if scene.links:
        canvas.y = y + 8


def _ties(scene: Scene) -> Iterator[Tie]:
    there = {link.tie for link in scene.links}
    return (tie for tie in Tie if tie in there)
