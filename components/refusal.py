"""How a component refuses its arguments: the problems with their paths, and the words of the command line."""

import re

import pulumi

from aksnet.errors import AksnetError
from aksnet.settings.problems import SettingsError


class ArgumentsRefused(AksnetError, pulumi.InputPropertiesError, pulumi.RunError):  # noqa: N818 - an error of three worlds
    """Raised before anything is declared, when settings are wrong or a run would lose a living cluster.

    A program that does not catch it ends with its text and no traceback. To the engine it says which properties are
    wrong, when the component is made for another program.
    """

    def __init__(self, text: str, errors: list[pulumi.InputPropertyErrorDetails]) -> None:
        pulumi.InputPropertiesError.__init__(self, text, errors)

    def for_engine(self) -> pulumi.InputPropertiesError:
        """Return the error for another program's engine, which prints properties one by one after the text."""
        text = "nothing was declared" if self.errors else self.message
        return pulumi.InputPropertiesError(text, self.errors)


def _property_path(path: str) -> str:
    """Return a path as the engine writes it, with the places in lists in brackets."""
    location = path.removeprefix("azure-native:")  # which is an argument too
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", location)


def refused(error: AksnetError) -> ArgumentsRefused:
    """Return an error as a component raises it."""
    found = error.problems if isinstance(error, SettingsError) else ()
    details: list[pulumi.InputPropertyErrorDetails] = [
        {"property_path": _property_path(problem.path), "reason": problem.sentence().removeprefix(f"{problem.path}: ")}
        for problem in found
    ]
    return ArgumentsRefused(str(error), details)
