"""The command line as tests run it in their own process."""

from pathlib import Path
from unittest.mock import patch

from typer.testing import CliRunner, Result

from aksnet.cli.main import app
from tests.command import commands

__all__ = ["Result", "invoke"]


def invoke(*words: str | Path, width: int | None = None) -> Result:
    """Return what `aksnet` answers to the words: output, exit code, exception; `width` in columns of the terminal."""
    with patch("typer.testing._get_command", commands):
        return CliRunner().invoke(app, [str(word) for word in words], terminal_width=width)
