"""Which settings a component takes as outputs too, whose values a preview need not know."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated


@dataclass(frozen=True)
class MayBeLater:
    """Marks the type of a setting whose value may be known only while a program runs."""

    form: str = "{0}"
    """What stands in for it meanwhile: a text that passes for such a value, made from a name and a subscription."""
    secret: bool = False
    """Whether it may be a secret, too: planning then never sees it."""

    def placeholder(self, name: str, subscription: str) -> str:
        """Return the text to plan with."""
        return self.form.format(name, subscription)


SecretText = Annotated[str, MayBeLater(secret=True)]
"""Text that the user may keep secret, because nothing is planned with it."""


class NotPlain(Enum):
    """Stands in settings where a component was given what planning cannot work with."""

    OUTPUT = "(an output)"
    SECRET = "(a secret)"  # noqa: S105 - what a message shows in place of one

    def __str__(self) -> str:
        return self.value
