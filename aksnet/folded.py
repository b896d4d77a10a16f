"""Sentences that fit into the lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def folded(text: str, columns: int) -> str:
    """Return text whose lines are broken between words, so that no line of a terminal ends within one.

    What follows a break is indented by two more than the line itself. A word that is longer than a line stays whole.
    """
    return "\n".join(_lines(text, columns))


def folded_on(console: Console, text: str) -> str:
    """Return text as it is shown on a console: folded on a terminal, and as it is wherever else it goes."""
    return folded(text, console.width) if console.is_terminal else text


def _lines(text: str, columns: int) -> Iterator[str]:
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())] + "  "
        broken = wrap(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        yield from broken if len(line) > columns else [line]
