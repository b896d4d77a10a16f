"""The base of every exception of aksnet, and the codes that its commands end with. Imports nothing of aksnet.

The command line catches `AksnetError` in one place and shows its text alone. Anything else that escapes a command is a
defect of ours.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the exit code of a command says; the same in every command."""

    DONE = 0
    """Done, or proved."""
    FAILED = 1
    """A check failed, or the command was refused or could not go on."""
    WRONG_USAGE = 2
    """The command line asks for something that it cannot have: no such option, no such stack, a missing extra."""
    NOT_PROVED = 3
    """Nothing failed, but too little could be judged to call it proved."""
    HUNG_UP = 129
    """Ended by SIGHUP."""
    INTERRUPTED = 130
    """Ended by SIGINT, which is Ctrl-C."""
    TERMINATED = 143
    """Ended by SIGTERM."""


class AksnetError(Exception):
    """Something that the reader of its text can understand and mend."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    """What a command that this error ends exits with."""


class UsageError(AksnetError):
    """A command was called for something that it cannot have."""

    exit_code = ExitCode.WRONG_USAGE
