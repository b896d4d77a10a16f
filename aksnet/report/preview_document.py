"""What a preview of one stack found, as one plain document: written by whoever ran it, shown in the comment."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from aksnet.report.diff_document import DocumentRow, Shown, StackName

SANDBOX: Final = "sandbox"
"""Where a preview ran that asked no cloud; another one names its environment."""
_WORDS: Final[Mapping[str, str]] = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "same": "unchanged",
}


class PreviewDocument(DocumentRow):
    """One preview."""

    stack: StackName
    where: StackName
    on_top: Shown = ""
    """What had been deployed there before; empty where nothing had, or where that is the environment's own matter."""
    ok: bool
    steps: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    """How many resources had which step: create, update, replace, delete, same."""
    lines: Annotated[list[Shown], Field(max_length=10_000)] = Field(default_factory=list)
    """One for each resource that changes, as the sandbox prints it."""
    errors: Annotated[list[Shown], Field(max_length=100)] = Field(default_factory=list)

    seconds: Annotated[float, Field(ge=0)] = 0.0

    @property
    def told(self) -> str:
        """How it ended, in a few words."""
        counts = [f"{self.steps[step]:,} {word}" for step, word in _WORDS.items() if self.steps.get(step)]
        if not self.ok:
            return "failed"
        return ", ".join(counts) or "nothing to do"
