"""Text of a cluster made harmless for people: what a pod or a kubelet says may hold anything.

An escape character would colour or clear a terminal, a line break would look like a line of the report, and a mark of
writing direction would turn a line round. JSON needs none of this, JUnit has a rule of its own.
"""

from __future__ import annotations

import re
from typing import Final

# The control characters of ASCII and Latin-1; marks, embeddings and isolates of direction; half of a pair.
_HARMFUL: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_BREAKS: Final = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")


def plain(text: str) -> str:
    """Return the text on one line, without characters that do something."""
    return _HARMFUL.sub("?", _BREAKS.sub(" ", text))
