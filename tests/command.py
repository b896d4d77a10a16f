"""Run the command line as a shell does, but in this process: a start of Python for every call costs a second."""

import contextlib
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO
from unittest.mock import patch

from typer.main import get_command

from tests.program import ROOT

WIDTH = "80"

commands = cache(get_command)
"""The commands of an app: Typer reads them from their functions' signatures anew for each call."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left: its exit code and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def aksnet(*words: str, cwd: Path = ROOT, encoding: str = "utf-8") -> Done:
    """Run `aksnet WORDS` in a folder, with the encoding of its terminal, and return what it left."""
    with tempfile.TemporaryFile() as out:
        code, said = _run(words, out, cwd, encoding)
        out.seek(0)
        return Done(returncode=code, stdout=out.read().decode(encoding), stderr=said)


def aksnet_unread(*words: str, cwd: Path = ROOT, encoding: str = "utf-8") -> Done:
    """Run `aksnet WORDS` for a reader that has left before the first line, as `head` may."""
    read, write = os.pipe()
    os.close(read)
    with open(write, "wb", buffering=0) as out:
        code, said = _run(words, out, cwd, encoding)
        return Done(returncode=code, stdout="", stderr=said)


def aksnet_in_terminal(*words: str, cwd: Path = ROOT) -> Done:
    """Run `aksnet WORDS` in a terminal of 80 columns; return what that shows, without colours."""
    import pty  # no such thing on Windows

    master, slave = pty.openpty()
    shown = bytearray()

    def read() -> None:
        # Linux ends a terminal that nobody holds any more with an error.
        with contextlib.suppress(OSError):
            while part := os.read(master, 1 << 16):
                shown.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with open(slave, "wb", buffering=0) as out, patch.dict(os.environ, TERM="xterm-256color"):
            os.environ.pop("NO_COLOR", None)
            code, said = _run(words, out, cwd, "utf-8")
    finally:
        reader.join()
        os.close(master)
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode().replace("\r\n", "\n"))
    return Done(returncode=code, stdout=text, stderr=said)


def _run(words: tuple[str, ...], out: BinaryIO, cwd: Path, encoding: str) -> tuple[int, str]:
    """Run the command on files in place of a terminal; return its exit code and what it wrote to standard error."""
    from aksnet.cli.main import main

    with tempfile.TemporaryFile() as err:
        with (
            _streams(out, err, encoding),
            contextlib.chdir(cwd),
            patch.object(sys, "argv", ["aksnet", *words]),
            patch("typer.main.get_command", commands),
        ):
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        err.seek(0)
        return code, err.read().decode(encoding)


@contextlib.contextmanager
def _streams(out: BinaryIO, err: BinaryIO, encoding: str) -> Iterator[None]:
    """Put files in place of standard output and error, and flush to them at the end whatever the command left there."""
    opened = [TextIOWrapper(raw, encoding=encoding) for raw in (out, err)]
    with patch.dict(os.environ, COLUMNS=WIDTH), patch.multiple(sys, stdout=opened[0], stderr=opened[1]):
        try:
            yield
        finally:
            for stream in (*opened, sys.stdout, sys.stderr):
                stream.flush()
            for stream in opened:
                stream.detach()
