"""The report as GitHub Markdown, for a comment on a pull request: problems first, long tables folded away."""

import re

from aksnet.report.document import document
from aksnet.report.sheets import Sheet, headline, sheets
from aksnet.report.source import Report
from aksnet.settings.problems import Problem

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$!@])")
_PAGE = re.compile(r"\(?https://[A-Za-z0-9./#?=&%_-]+[).,;]*")
_FOLDED = ("How it is counted", "Beside the formula of trainings")


def markdown(report: Report) -> str:
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


def escape(text: str) -> str:
    """Make text mean itself in Markdown, in a table cell too; addresses of pages stay, so that GitHub links them."""
    return " ".join(word if _PAGE.fullmatch(word) else _SPECIAL.sub(r"\\\1", word) for word in text.split())


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
    lines += [
        _row(sheet.columns),
        _row(tuple("---:" if column in sheet.numbers else "---" for column in sheet.columns)),
        *(_row(tuple(escape(cell) for cell in row)) for row in sheet.rows),
        "",
    ]
    return [*lines, "</details>", ""] if folded else lines


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
