"""One table of a report, and how it is written as plain lines and as Markdown: for plans and for verdicts alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from aksnet.report.markdown_text import escape


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()
    """Columns that hold numbers, which stand to the right."""
    says: str = ""
    """A sentence about the table."""

    @property
    def widths(self) -> list[int]:
        """How many characters the widest cell of each column has."""
        table = (self.columns, *self.rows)
        return [max(len(row[column]) for row in table) for column in range(len(self.columns))]


def plain_lines(sheet: Sheet) -> Iterator[str]:
    """Yield the table's lines, as long as they must be: a program or a pager reads them."""
    widths = sheet.widths
    right = [column in sheet.numbers for column in sheet.columns]
    for row in (sheet.columns, *sheet.rows):
        cells = (
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        )
        yield f"  {'   '.join(cells)}".rstrip()


def markdown_lines(sheet: Sheet) -> Iterator[str]:
    """Yield the table's lines in Markdown; what stands in cells means itself."""
    yield _row(sheet.columns)
    yield _row(tuple("---:" if column in sheet.numbers else "---" for column in sheet.columns))
    yield from (_row(tuple(escape(cell) for cell in row)) for row in sheet.rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
