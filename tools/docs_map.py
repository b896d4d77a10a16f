"""Writes `docs/map.svg`, the address map that README.md shows; `make docs` calls it."""

from datetime import date
from pathlib import Path
from typing import Final

from aksnet.report.plan_report import examine
from aksnet.report.svg import svg
from aksnet.settings.stackfile import read_stack

STACK: Final = "prod"
_DAY: Final = date(2026, 11, 30)
"""What is due on a later day does not make the committed picture another one."""


def address_map() -> str:
    """Return the picture, with the reader's own colours."""
    file = read_stack(Path(__file__).resolve().parents[1], STACK)
    return svg(examine(file.raw, stack=file.stack, location=file.location, notes=file.notes, today=_DAY))
