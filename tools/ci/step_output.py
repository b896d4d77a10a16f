"""What a step of a workflow hands on: outputs for later steps and jobs, and the summary that people read."""

import json
import os
from pathlib import Path
from typing import Any


def write_output(name: str, value: Any) -> None:
    """Hand a value on as JSON, which is one line whatever is in it; also print it, for a run by hand."""
    line = f"{name}={json.dumps(value)}"
    print(line)  # noqa: T201 - the program's output
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


def write_summary(markdown: str) -> None:
    """Add to the summary of the job; print it where there is none."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path is None:
        print(markdown)  # noqa: T201
        return
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{markdown}\n")
