"""URNs taken apart, and the type of the stack itself."""

from __future__ import annotations

from typing import Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"
"""The root resource of each stack: it holds the stack's outputs, and is no resource that anybody asked for."""


def type_of(urn: str) -> str:
    """Return the type token of a resource from its URN."""
    return urn.split("::")[2].split("$")[-1]


def name_of(urn: str) -> str:
    """Return the logical name of a resource from its URN."""
    return urn.split("::", 3)[3]
