"""The report as GitHub Markdown, for a comment on a pull request: problems first, long tables folded away."""

from aksnet.report.document import document
from aksnet.report.markdown_text import escape
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheet import Sheet, markdown_lines
from aksnet.report.sheets import headline, sheets
from aksnet.settings.problems import Problem

_FOLDED = ("How it is counted", "Compared with the formula that trainings teach")


def markdown(report: PlanReport) -> str:
    """Write the report."""
    content = document(report)
    location = f" · {escape(content['location'])}" if content["location"] else ""
    lines = [f"## Network plan of {escape(report.stack)}{location}", "", escape(headline(content)), ""]
    if report.problems:
        lines += ["### Problems", "", *(line for each in report.problems for line in _problem(each)), ""]
    if report.warnings:
        lines += ["### Warnings", "", *(f"- {escape(warning)}" for warning in report.warnings), ""]
    for sheet in sheets(content):
        lines += _sheet(sheet)
    return "\n".join(lines).rstrip() + "\n"


def _problem(problem: Problem) -> list[str]:
    found = "" if problem.value is None else f": {escape(str(problem.value))}"
    lines = [
        f"- **{escape(problem.path)}**{found}",
        f"  - allowed: {escape(problem.message)}",
        f"  - change: {escape(problem.cure)}",
    ]
    if problem.code:
        lines.append(f"  - error code: {escape(problem.code)}")
    if problem.page:
        lines.append(f"  - see: {problem.page}")
    return lines


def _sheet(sheet: Sheet) -> list[str]:
    folded = sheet.title in _FOLDED
    lines = [f"<details><summary>{sheet.title}</summary>" if folded else f"### {sheet.title}", ""]
    if sheet.says:
        lines += [escape(sheet.says), ""]
    lines += [*markdown_lines(sheet), ""]
    return [*lines, "</details>", ""] if folded else lines
