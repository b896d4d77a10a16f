"""The command line as tests run it in their own process.

Typer reads the commands from their functions' signatures anew for each call of an app; tests call it hundreds of times.
"""

from functools import cache
from pathlib import Path
from unittest.mock import patch

from typer.main import get_command
from typer.testing import CliRunner, Result

from aksnet.cli.main import app

__all__ = ["Result", "invoke"]

_commands = cache(get_command)


def invoke(*words: str | Path, width: int | None = None) -> Result:
    """Return what `aksnet` answers to the words: output, exit code, exception; `width` in columns of the terminal."""
    with patch("typer.testing._get_command", _commands):
        return CliRunner().invoke(app, [str(word) for word in words], terminal_width=width)
