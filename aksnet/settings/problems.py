"""What a bad setting becomes: one `Problem` each, all of them at once.

A problem says of which kind it is, where (the dotted path in the stack file), what was found, what is allowed and why,
and what to change. The kinds are in `aksnet.settings.problem_kinds`, the rules in `aksnet.rules`, and the translations
of type errors in `aksnet.settings.loading`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from aksnet.errors import AksnetError
from aksnet.settings.problem_entry import Limit, Severity, Stage
from aksnet.settings.problem_kinds import Kind
from aksnet.visible import shortened, visible

NAMESPACE = "aks-networking"
"""The project's name, which is the prefix of its keys in a stack file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a stack file, or that its reader should know."""

    kind: Kind
    """Which problem of the catalogue it is."""
    path: str
    """Dotted path below the `aks-networking:` prefix, for instance `clusters.dev.podCidr`."""
    value: object
    """What was found there; `None` when nothing was."""
    message: str
    """Of an error, what is allowed there and why; of a warning, what will come of it."""
    cure: str
    """What to change."""
    page: str | None = None
    """The page that states the rule; the kind's own when not given."""
    code: str | None = None
    """The error code that Azure or AKS gives for it, so that a search finds it."""
    meant: str | None = None
    """Path of the setting that an unknown key was probably meant to be."""

    def __post_init__(self) -> None:
        """Take the page from the kind, and make text of the file fit to be shown."""
        object.__setattr__(self, "path", shortened(self.path))
        object.__setattr__(self, "message", visible(self.message))
        object.__setattr__(self, "cure", visible(self.cure))
        if isinstance(self.value, str):
            object.__setattr__(self, "value", shortened(self.value))
        if self.page is None:
            object.__setattr__(self, "page", self.kind.value.page)

    @property
    def severity(self) -> Severity:
        """What becomes of the run."""
        return self.kind.value.severity

    @property
    def stage(self) -> Stage:
        """How far the settings were understood when it was found."""
        return self.kind.value.stage

    @property
    def limit(self) -> Limit:
        """Whose limit it is."""
        return self.kind.value.limit

    def explains(self, other: "Problem") -> bool:
        """True when this problem is at, above or below the path of `other`, which then needs no words of its own."""
        return all(mine == theirs for mine, theirs in zip(self.path.split("."), other.path.split("."), strict=False))

    def __str__(self) -> str:
        """Render as the lines that a user reads."""
        prefix = "" if ":" in self.path.split(".")[0] else f"{NAMESPACE}:"
        found = "(not set)" if self.value is None else _shown(self.value)
        lines = [f"{prefix}{self.path}: {found}", f"    {self.message}", f"    change: {self.cure}"]
        if self.code:
            lines.append(f"    error code: {self.code}")
        if self.page:
            lines.append(f"    see: {self.page}")
        return "\n".join(lines)

    def sentence(self) -> str:
        """Render as the one line of a warning."""
        page = f" (see {self.page})" if self.page else ""
        return f"{self.path}: {self.message}; {self.cure}{page}"


class SettingsError(AksnetError):
    """Raised when settings cannot be planned; carries every problem found, and what there is to warn of beside them."""

    def __init__(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.warnings: tuple[Problem, ...] = tuple(warnings)
        super().__init__(report(self.problems))


def report(problems: Sequence[Problem]) -> str:
    """Return the text that ends a run whose settings are wrong."""
    count = len(problems)
    head = f"{count} problem{'' if count == 1 else 's'} in the stack's settings; nothing was declared"
    return "\n\n".join([head, *(str(problem) for problem in problems)])


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was probably meant to be."""
    by_folded = {_folded(candidate): candidate for candidate in words}
    close = get_close_matches(_folded(word), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def one_of(words: Iterable[str]) -> str:
    """List what is allowed, in the order given."""
    return ", ".join(words)


MOST_NAMED = 20
"""Things that one message names."""


def some_of(words: Sequence[str]) -> str:
    """List what is in the way, in the order given: of thousands the first, and that there are others."""
    return one_of(words) if len(words) <= MOST_NAMED else f"{one_of(words[:MOST_NAMED])} and others"


def _folded(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) and not _looks_typed(value) else _as_json(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _as_json(value: object) -> str:
    try:
        return visible(json.dumps(value, default=str, ensure_ascii=False))
    except TypeError:  # YAML takes dates and lists as keys too
        return visible(str(value))


def _looks_typed(text: str) -> bool:
    """True for text that reads like a number or a truth value, where quotes tell the reader that it is text."""
    return text.lower() in ("", "true", "false", "yes", "no", "null") or text.replace(".", "", 1).isdigit()
