"""The report as one HTML page that needs nothing else: the address map, the topology, the tables.

No script and nothing from outside, so that it can be kept as an artifact of a pipeline and opened anywhere.
"""

from collections.abc import Iterable
from html import escape

from aksnet.report.document import document
from aksnet.report.mermaid import mermaid
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheet import Sheet
from aksnet.report.sheets import headline, sheets
from aksnet.report.svg import svg
from aksnet.report.topology.picture import topology
from aksnet.settings.problems import Problem

_STYLE = """
:root{color-scheme:light dark;--text:#1f2328;--quiet:#535c66;--page:#fff;--rule:#d1d9e0;--soft:#f6f8fa;--bad:#c21c28;
--warn:#9a6700}
@media (prefers-color-scheme:dark){:root{--text:#f0f6fc;--quiet:#a4aeb9;--page:#0d1117;--rule:#3d444d;--soft:#161b22;
--bad:#ff6b63;--warn:#d29922}}
body{margin:0 auto;max-width:1200px;padding:16px;background:var(--page);color:var(--text);
font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
h1{font-size:24px;margin:8px 0}h2{font-size:18px;margin:32px 0 8px}p{margin:4px 0}
.quiet{color:var(--quiet)}.scroll{overflow-x:auto}
table{border-collapse:collapse;min-width:50%}
th,td{text-align:left;padding:4px 12px 4px 0;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;white-space:nowrap}.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.problem,.warning{border-left:4px solid var(--bad);background:var(--soft);padding:8px 12px;margin:8px 0;
overflow-wrap:anywhere}
.warning{border-color:var(--warn)}.problem p:first-child{font-weight:600;color:var(--bad)}
svg{max-width:100%;height:auto;display:block}
.narrow{display:none}
@media (max-width:760px){.wide{display:none}.narrow{display:block}}
pre{background:var(--soft);padding:12px;overflow-x:auto}summary{cursor:pointer;font-weight:600;margin:16px 0}
"""


def page(title: str, says: str, parts: Iterable[str]) -> str:
    """Return a page of parts that are written already, with its title and what it says below that."""
    head = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f'<p class="quiet">{escape(says)}</p>',
    ]
    return "\n".join([*head, *parts, "</main></body></html>"]) + "\n"


def html(report: PlanReport) -> str:
    """Write the page."""
    content = document(report)
    location = f" · {content['location']}" if content["location"] else ""
    parts: list[str] = []
    if report.problems:
        parts += ["<h2>Problems</h2>", *(_problem(each) for each in report.problems)]
    if report.warnings:
        parts += ["<h2>Warnings</h2>", *(f'<p class="warning">{_linked(each)}</p>' for each in report.warnings)]
    parts += ["<h2>Address map</h2>", f'<div class="wide">{svg(report)}</div>']
    parts += [f'<div class="narrow">{svg(report, phone=True)}</div>']
    parts += ["<h2>Topology</h2>", f'<div class="wide">{topology(report)}</div>']
    parts += [f'<div class="narrow">{topology(report, phone=True)}</div>']
    parts += [line for sheet in sheets(content) for line in table(sheet)]
    parts += [
        "<details><summary>Mermaid source, for GitHub or any Mermaid viewer</summary>",
        f"<pre>{escape(mermaid(report))}</pre></details>",
    ]
    return page(f"Network plan of {report.stack}{location}", headline(content), parts)


def _problem(problem: Problem) -> str:
    lines = str(problem).splitlines()
    return f'<div class="problem">{"".join(f"<p>{_linked(line.strip())}</p>" for line in lines)}</div>'


def _linked(text: str) -> str:
    """Escape text; pages of Microsoft's documentation, which problems and warnings name, become links."""
    words = []
    for word in text.split(" "):
        page = word.strip("(),;.")
        if page.startswith("https://") and page.isascii() and not set(page) & set("\"'<>&"):
            before, _, after = word.partition(page)
            words.append(f'{escape(before)}<a href="{page}">{page}</a>{escape(after)}')
        else:
            words.append(escape(word))
    return " ".join(words)


def table(sheet: Sheet) -> list[str]:
    """Return a sheet as a table that scrolls by itself where a screen is small."""
    heads = "".join(f"<th{_aligned(sheet, column)}>{escape(column)}</th>" for column in sheet.columns)
    rows = [
        "".join(
            f"<td{_aligned(sheet, column)}>{escape(cell)}</td>" for column, cell in zip(sheet.columns, row, strict=True)
        )
        for row in sheet.rows
    ]
    return [
        f"<h2>{escape(sheet.title)}</h2>",
        f'<p class="quiet">{escape(sheet.says)}</p>' if sheet.says else "",
        # A keyboard reaches what has to be scrolled on a small screen.
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(sheet.title)}">',
        f"<table><thead><tr>{heads}</tr></thead><tbody>",
        *(f"<tr>{row}</tr>" for row in rows),
        "</tbody></table></div>",
    ]


def _aligned(sheet: Sheet, column: str) -> str:
    return ' class="number"' if column in sheet.numbers else ""
