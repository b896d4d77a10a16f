"""How a component refuses its arguments: the problems with their paths, and the words of the command line."""

import re
from collections.abc import Mapping
from typing import Any

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

    def for_engine(self, inputs: Mapping[str, Any]) -> pulumi.InputPropertiesError:
        """Return the error for another program's engine, which prints properties one by one after the text.

        It prints their values, too, and engines from 3.274.1 on end in a panic over one that is not known yet: such
        properties are told in the text, as the engine would print them without a value.
        """
        errors = self.errors or []
        unknown = [each for each in errors if _holds_output(_value_at(inputs, each["property_path"]))]
        text = "nothing was declared" if errors else self.message
        lines = [f"\n\t\t- property {each['property_path']} has a problem: {each['reason']}" for each in unknown]
        return pulumi.InputPropertiesError(text + "".join(lines), [each for each in errors if each not in unknown])


def _value_at(inputs: Any, path: str) -> Any:
    """Return the argument at a path as the engine writes it, nothing where there is none."""
    value = inputs
    for step in re.findall(r"[^.\[\]]+", path):
        match value:
            case Mapping():
                value = value.get(step)
            case list() if step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            case _:
                return None
    return value


def _holds_output(value: Any) -> bool:
    match value:
        case pulumi.Output():
            return True
        case Mapping():
            return any(map(_holds_output, value.values()))
        case list():
            return any(map(_holds_output, value))
        case _:
            return False


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
