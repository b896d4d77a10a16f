"""How work with the engine ends when it cannot go on, and what the engine itself said."""

from __future__ import annotations

from aksnet.errors import AksnetError, ExitCode


class EngineError(AksnetError):
    """There is no engine, or it cannot open a stack; the text says what was tried and what to do."""


class ProjectMissingError(EngineError):
    """There is no project where one was named."""

    exit_code = ExitCode.WRONG_USAGE


def told_errors(fault: Exception) -> tuple[str, ...]:
    """Return the errors that the engine printed, each once; what came as an event is better, where it came."""
    lines = (line.strip() for line in str(fault).splitlines())
    return tuple(dict.fromkeys(line.removeprefix("error: ") for line in lines if line.startswith("error: ")))


def engine_text(fault: Exception) -> str:
    """Return what the engine wrote to its error stream, without the Automation API's frame."""
    text = str(fault)
    _, found, rest = text.partition("stderr:")
    lines = [line.strip() for line in (rest if found else text).splitlines()]
    return " ".join(line.removeprefix("error: ") for line in lines if line) or "it gave no reason"
