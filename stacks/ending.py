"""How the program ends when the stack's settings are refused: with their own text, and nothing around it."""

import sys
from typing import Final, NoReturn

import pulumi

_TOLD: Final = 32
"""Pulumi's language hosts take this exit code for a program that has told its user why it ends.

https://github.com/pulumi/pulumi/blob/master/sdk/python/cmd/pulumi-language-python/main.go
"""


def refuse(text: str) -> NoReturn:
    """End the program with one error."""
    pulumi.log.error(text)
    sys.exit(_TOLD)
