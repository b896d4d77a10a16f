"""What becomes of output that nobody reads, or that a terminal cannot show: the exit code stays that of the command."""

import os
import subprocess
import sys

import pytest

from tests.command import aksnet, aksnet_unread
from tests.program import ROOT

COMMANDS = [
    ("modes",),
    ("modes", "--json"),
    ("suggest", "--nodes", "3"),
    ("suggest", "--nodes", "3", "--format", "json"),
    ("calc", "overlay", "--nodes", "3"),
    ("schema",),
    ("plan", "-s", "all-modes"),
    ("plan", "-s", "all-modes", "--format", "svg"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_leaves_and_a_terminal_without_the_characters_are_no_faults(
    words: tuple[str, ...], encoding: str
) -> None:
    gone = aksnet_unread(*words, encoding=encoding)
    assert (gone.returncode, gone.stderr) == (0, "")
    shown = aksnet(*words, encoding=encoding)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout


def test_a_process_of_its_own_survives_both_to_its_end() -> None:
    """What the interpreter does at its end, with output that was never flushed, is seen only from outside."""
    read, write = os.pipe()
    os.close(read)
    try:
        gone = subprocess.run(
            [sys.executable, "-m", "aksnet.cli.main", "plan", "-s", "all-modes"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    assert (gone.returncode, gone.stderr) == (0, b"")
