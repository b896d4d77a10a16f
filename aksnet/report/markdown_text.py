"""Text of others as GitHub Markdown that only shows it: no mark-up, link, mention or reference comes of what it says.

GitHub looks for mentions, references and addresses in the text that Markdown has become, where a backslash is gone:
what would start one is parted by a character without width. In code GitHub looks for none of them
(https://github.github.com/gfm/, https://docs.github.com/en/get-started/writing-on-github).
"""

import re
from typing import Final

from aksnet.visible import visible

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~$!&])")
_HOSTS: Final = (
    r"learn\.microsoft\.com|kubernetes\.io|aka\.ms|www\.pulumi\.com|docs\.cilium\.io|hub\.docker\.com|"
    r"github\.com/(?:Azure|kubernetes|cilium)(?=/[\w.-]+(?:/(?:tree|blob)/|[^\w./-]|$))"
)
"""Whose pages facts cite; of GitHub files and projects, whose issues would be told of a link."""
_PAGE: Final = re.compile(rf"https://(?:{_HOSTS})/[A-Za-z0-9./#?=&%_-]*")
_IN_PROSE: Final = re.compile(rf"\(?{_PAGE.pattern}[).,;]*")
_PARTED: Final = "&#8203;"
_STARTS: Final = (
    (re.compile(r"@"), f"@{_PARTED}"),
    (re.compile(r"(?i)\b(GH-)(?=\d)"), rf"\1{_PARTED}"),
    (re.compile(r"\\#(?=\d)"), rf"\\#{_PARTED}"),
    (re.compile(r"://"), f":{_PARTED}//"),
    (re.compile(r"(?i)\b(www)\."), rf"\1{_PARTED}."),
)


def escape(text: str) -> str:
    """Return a sentence as Markdown that means itself, in a table cell too; only pages that facts cite stay links."""
    return " ".join(word if _IN_PROSE.fullmatch(word) else _inert(word) for word in visible(text).split())


def code(text: str) -> str:
    """Return a value as code, in a table cell too; what is not printed is shown as its escape."""
    shown = " ".join(visible(text).split()) or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    edge = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{edge}{shown}{edge}{fence}".replace("|", "\\|")


def page_link(page: str | None, words: str = "page") -> str:
    """Return a link to a page that facts cite, nothing for any other address."""
    return f"[{words}]({page})" if page and _PAGE.fullmatch(page) else ""


def _inert(word: str) -> str:
    found = _SPECIAL.sub(r"\\\1", word)
    for pattern, instead in _STARTS:
        found = pattern.sub(instead, found)
    return found
