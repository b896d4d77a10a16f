"""How a component refuses its arguments: the problems with their paths, and the words of the command line."""

import re

import pulumi

from aksnet.errors import AksnetError
from aksnet.settings.problems import NAMESPACE, SettingsError


class ArgumentsRefused(AksnetError, pulumi.InputPropertiesError, pulumi.RunError):  # noqa: N818 - an error of three worlds
    """Raised before anything is declared, when settings are wrong or a run would lose a living cluster.

    A program that does not catch it ends with its text and no traceback. To the engine it says which properties are
    wrong, when the component is made for another program.
    """

    def __init__(self, text: str, errors: list[pulumi.InputPropertyErrorDetails], reason: AksnetError) -> None:
        pulumi.InputPropertiesError.__init__(self, text, errors)
        self.reason = reason
        """The error in the words of a stack file."""

    def for_engine(self) -> pulumi.InputPropertiesError:
        """Return the error for another program's engine, which prints properties one by one after the text."""
        text = "nothing was declared" if self.errors else self.message
        return pulumi.InputPropertiesError(text, self.errors)


def _property_path(path: str) -> str:
    """Return a path as the engine writes it, with the places in lists in brackets."""
    location = path.removeprefix("azure-native:")  # which is an argument too
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", location)


def refused(error: AksnetError, name: str) -> ArgumentsRefused:
    """Return an error as the component of this name raises it."""
    found = error.problems if isinstance(error, SettingsError) else ()
    details: list[pulumi.InputPropertyErrorDetails] = [
        {"property_path": _property_path(problem.path), "reason": problem.sentence().removeprefix(f"{problem.path}: ")}
        for problem in found
    ]
    return ArgumentsRefused(_text(error, name), details, error)


def _text(error: AksnetError, name: str) -> str:
    if not isinstance(error, SettingsError):
        return str(error)
    count = len(error.problems)
    head = (
        f"{count} problem{'' if count == 1 else 's'} in the arguments of the AksNetwork {name}, which declared nothing"
    )
    return "\n\n".join([head, *(str(problem).removeprefix(f"{NAMESPACE}:") for problem in error.problems)])
