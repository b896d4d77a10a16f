"""The two ways in which the sandbox says no.

`SandboxError` is for the user who ran a command; `Refusal` is what simulated Azure or Kubernetes answers. Neither
is ever shown with a stack trace.
"""

from __future__ import annotations

from aksnet.errors import AksnetError, ExitCode


class SandboxError(AksnetError):
    """A command cannot go on; the text says what was tried and what to do."""


class StackMissingError(SandboxError):
    """There is no project, or no stack of the name that was given."""

    exit_code = ExitCode.WRONG_USAGE


class Refusal(AksnetError):  # noqa: N818 - an answer of the service, not a fault of ours
    """A request is refused, with the service's own code and wording."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(f'Code="{code}" Message="{message}"')
