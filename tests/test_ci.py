"""What `.ci/run` promises whatever its parts do: the seconds of each, the last line last, the code of a failure.

The parts are played by a `make` of our own.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.program import ROOT

PARTS = ["setup", "lint", "unit", "engine", "test", "live"]


def run(folder: Path, failing: str) -> subprocess.CompletedProcess[str]:
    """Run `.ci/run` with parts that each say two lines, of which one fails with code 7."""
    make = folder / "make"
    make.write_text(f'#!/bin/sh\necho "$1 begins"\necho "$1 ends"\nif [ "$1" = "{failing}" ]; then exit 7; fi\n')
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    return subprocess.run(
        [str(ROOT / ".ci" / "run")], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(("failing", "code"), [("none", 0), *((part, 7) for part in PARTS)])
def test_every_part_up_to_the_first_failure_is_told_with_its_seconds_and_the_last_line_stays_last(
    tmp_path: Path, failing: str, code: int
) -> None:
    done = run(tmp_path, failing)
    ran = PARTS[: PARTS.index(failing) + 1] if failing in PARTS else PARTS
    last = failing if failing in PARTS else "test"
    said = [line for part in ran for line in (f"{part} begins", f"{part} ends") if line != f"{last} ends"]
    if failing == "live":
        said = [line for line in said if line != "test ends"] + ["test ends"]
    table = [re.sub(r" +\d+ s$", "", line) for line in done.stdout.splitlines()[len(said) : -1]]
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.splitlines()[: len(said)] == said
    assert table == [*ran, "all"]
    assert done.stdout.splitlines()[-1] == f"{last} ends"
