"""What becomes of output that nobody reads, that a terminal cannot show, or that nothing has room for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aksnet.azure.modes import MODES
from tests.command import aksnet, aksnet_in_terminal, aksnet_unread
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


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--help",), ("suggest", "--nodes", "3"), ("plan", "-s", "all-modes")], ids=" ".join)
def test_output_onto_a_full_disk_ends_in_one_message(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "aksnet.cli.main", *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"The output cannot be written: No space left on device\n")


@pytest.mark.slow
def test_a_command_whose_output_is_closed_does_what_it_would() -> None:
    for stack, code in (("dev", 0), ("none", 2)):
        command = [sys.executable, "-m", "aksnet.cli.main", "plan", "-s", stack]
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" >&- 2>&-', "sh", *command],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
        assert done.returncode == code


STACK_FILES = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))
ALONE = [stack for stack in STACK_FILES if stack != "landingzone"]
"""The stacks that refer to no other one's outputs."""


HEADS = {"range", "cluster", "pool"}
"""The heads of first columns: a table that is too wide becomes a record for each row, whose name needs none."""


@pytest.mark.parametrize(
    "words",
    [
        ("modes",),
        ("suggest", "--nodes", "3"),
        ("suggest", "--nodes", "50", "--pods-per-node", "250", "--need", "windows", "--need", "ipv6"),
        *(("calc", mode, "--nodes", "50") for mode in MODES if mode != "byo-cni"),
        *(("plan", "-s", stack) for stack in STACK_FILES),
        *(("diff", "-s", stack, "--against", "none") for stack in ALONE),
    ],
    ids=" ".join,
)
def test_a_terminal_of_80_columns_shows_every_word_whole(words: tuple[str, ...]) -> None:
    piped, shown = aksnet(*words), aksnet_in_terminal(*words)
    assert (shown.returncode, shown.stderr) == (piped.returncode, piped.stderr)
    assert whole_words(piped.stdout) - whole_words(shown.stdout) <= HEADS
    long = [line for line in shown.stdout.splitlines() if len(line) > 80 and max(map(len, line.split())) < 70]
    # A stack file is shown as it is written.
    assert [line for line in long if words[0] != "suggest"] == []


def whole_words(text: str) -> set[str]:
    """Return the words of a text that fit into a line of 80 columns."""
    return {word.strip("─,.:;()`'\"") for word in text.split() if len(word) < 80}
