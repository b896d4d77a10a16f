"""What a bad setting becomes: one `Problem` each, all of them at once.

A problem says where (the dotted path in the stack file), what was found, what is allowed and why, and what to change.
Nothing here knows a rule; rules are in `aksnet.rules`, and translations of type errors in `aksnet.settings.loading`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from aksnet.errors import AksnetError

NAMESPACE = "aks-networking"
"""The project's name, which is the prefix of its keys in a stack file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a stack file."""

    path: str
    """Dotted path below the `aks-networking:` prefix, for instance `clusters.dev.podCidr`."""
    value: object
    """What was found there; `None` when nothing was."""
    allowed: str
    """What is allowed there and why."""
    cure: str
    """What to change."""
    page: str | None = None
    """The page that states the rule."""
    code: str | None = None
    """The error code that Azure or AKS gives for it, so that a search finds it."""
    warning: bool = False
    """True for what Azure takes, and what should still be said."""

    def explains(self, other: "Problem") -> bool:
        """True when this problem is at, above or below the path of `other`, which then needs no words of its own."""
        return all(mine == theirs for mine, theirs in zip(self.path.split("."), other.path.split("."), strict=False))

    def __str__(self) -> str:
        """Render as the lines that a user reads."""
        prefix = "" if ":" in self.path.split(".")[0] else f"{NAMESPACE}:"
        found = "(not set)" if self.value is None else _shown(self.value)
        lines = [f"{prefix}{self.path}: {found}", f"    {self.allowed}", f"    change: {self.cure}"]
        if self.code:
            lines.append(f"    error code: {self.code}")
        if self.page:
            lines.append(f"    see: {self.page}")
        return "\n".join(lines)

    def sentence(self) -> str:
        """Render as the one line of a warning."""
        page = f" (see {self.page})" if self.page else ""
        return f"{self.path}: {self.allowed}; {self.cure}{page}"


class SettingsError(AksnetError):
    """Raised when settings cannot be planned; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(report(self.problems))


def report(problems: Sequence[Problem]) -> str:
    """Give the text that ends a run whose settings are wrong."""
    count = len(problems)
    head = f"{count} problem{'' if count == 1 else 's'} in the stack's settings; nothing was declared"
    return "\n\n".join([head, *(str(problem) for problem in problems)])


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Give the one of `words` that `word` was probably meant to be."""
    by_folded = {_folded(candidate): candidate for candidate in words}
    close = get_close_matches(_folded(word), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def one_of(words: Iterable[str]) -> str:
    """List what is allowed, in the order given."""
    return ", ".join(words)


def _folded(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) and not _looks_typed(value) else _as_json(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, default=str, ensure_ascii=False)
    except TypeError:  # YAML takes dates and lists as keys too
        return str(value)


def _looks_typed(text: str) -> bool:
    """True for text that reads like a number or a truth value, where quotes tell the reader that it is text."""
    return text.lower() in ("", "true", "false", "yes", "no", "null") or text.replace(".", "", 1).isdigit()
