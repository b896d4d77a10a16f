"""Text of others made fit to be shown: no character of it acts on a terminal or hides from a reader. Imports nothing.

A key or a value of a stack file may hold any character. Escape sequences move cursors and forge lines, marks of
direction turn text around, halves of characters cannot be written at all.
"""

from __future__ import annotations

from typing import Final
from unicodedata import category

_HARMLESS: Final = "\n\t\u200c\u200d"
"""Line ends, tabs, and what joins letters and emoji."""
LONGEST: Final = 200
"""Characters of one text that are shown."""


def visible(text: str) -> str:
    """Return text with each character that is not printed as its escape, such as \\x1b; line ends stay."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in text)


def acts(text: str) -> bool:
    """Return whether text holds what acts on a terminal, hides from its reader, or cannot be written."""
    return not text.isprintable() and any(
        each not in _HARMLESS and category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in text
    )


def shortened(text: str, most: int = LONGEST) -> str:
    """Return text that is made visible, and its beginning only where it is longer than that."""
    shown = visible(text[: most + 1])
    return shown if len(text) <= most and len(shown) <= most else f"{shown[: most - 1]}…"
