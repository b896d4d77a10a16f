"""A comparison as one HTML page that needs nothing else: the map before and after, then every change."""

from aksnet.diff.comparison import Comparison
from aksnet.report.comparison_text import headline
from aksnet.report.diff_document import stack_diff
from aksnet.report.diff_words import done_by_an_up
from aksnet.report.html import page, table
from aksnet.report.sheet import Sheet
from aksnet.report.topology.change_map import change_map


def change_page(found: Comparison) -> str:
    """Write the page."""
    changes = [
        (each.path, each.old, each.new, "; ".join(filter(None, (done_by_an_up(each), each.because))))
        for each in stack_diff(found).changes
    ]
    parts = [
        "<h2>Map</h2>",
        f'<div class="wide">{change_map(found)}</div>',
        f'<div class="narrow">{change_map(found, phone=True)}</div>',
    ]
    if changes:
        columns = ("setting", "before", "after", "what an up would do")
        parts += table(Sheet(title="Changes", columns=columns, rows=tuple(changes)))
    return page(f"{found.stack}: what a change does to the network", headline(found), parts)
