"""What is known of a kind of problem: when it shows, how bad it is, whose limit it is, the page that states it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique


@unique
class Severity(StrEnum):
    """What becomes of the run."""

    ERROR = "error"
    """Nothing is declared."""
    WARNING = "warning"
    """Azure takes it; it should still be said."""


@unique
class Limit(StrEnum):
    """Whose limit it is."""

    AZURE = "azure"
    """Of Azure, AKS, Kubernetes or an image: refused or broken whoever declares it."""
    OURS = "ours"
    """Of this project: the cluster could be had with another tool."""


@unique
class Stage(IntEnum):
    """How far the settings were understood when it was found."""

    FORM = 1
    """A value that cannot be read."""
    WRITTEN = 2
    """Settings that do not go together."""
    PLANNED = 3
    """What comes of the settings with every default filled in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue."""

    id: str
    """Subject and name, for programs."""
    stage: Stage
    severity: Severity
    limit: Limit
    page: str | None = None
    """The page that states the rule; none where there is none, or where it depends on the mode."""
