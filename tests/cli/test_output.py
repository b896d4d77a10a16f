"""What becomes of output that nobody reads, or that a terminal cannot show: the exit code stays that of the command."""

import os
import subprocess
import sys

import pytest

from tests.program import ROOT

COMMANDS = [
    ("modes",),
    ("modes", "--json"),
    ("suggest", "--nodes", "3"),
    ("suggest", "--nodes", "3", "--format", "json"),
    ("calc", "overlay", "--nodes", "3"),
    ("schema",),
    ("schema",),
    ("plan", "-s", "all-modes"),
    ("plan", "-s", "all-modes", "--format", "svg"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_leaves_and_a_terminal_without_the_characters_are_no_faults(
    words: tuple[str, ...], encoding: str
) -> None:
    command = [sys.executable, "-m", "aksnet.cli.main", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    read, write = os.pipe()
    os.close(read)
    try:
        gone = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=write, stderr=subprocess.PIPE, timeout=60, check=False
        )
    finally:
        os.close(write)
    assert (gone.returncode, gone.stderr) == (0, b"")
    shown = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout
