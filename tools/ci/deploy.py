"""Deploys a stack with the Pulumi CLI, and says in the job's summary what to do when that fails.

python -m tools.ci.deploy --stack prod
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any, Final, Protocol

from aksnet.report.markdown_text import code
from tools.ci.step_output import write_summary

_RUNBOOK: Final = "docs/runbook.md"


class Ran(Protocol):
    """How a command ended."""

    @property
    def returncode(self) -> int: ...  # noqa: D102 - as subprocess has it

    @property
    def stdout(self) -> str: ...  # noqa: D102


class Command(Protocol):
    """Whatever runs the Pulumi CLI: with its output shown, or returned."""

    def __call__(self, words: Sequence[str], *, shown: bool) -> Ran: ...  # noqa: D102 - see the class


def run(words: Sequence[str], *, shown: bool) -> Ran:
    """Run the Pulumi CLI."""
    return subprocess.run(  # noqa: S603
        ["pulumi", *words, "--non-interactive"],  # noqa: S607 - the one that the workflow has installed
        stdout=None if shown else subprocess.PIPE,
        text=True,
        check=False,
    )


def deploy(stack: str, command: Command = run) -> int:
    """Bring a stack up; return the exit code, after a failure with the next step in the summary."""
    ended = command(["up", "--stack", stack, "--yes", "--skip-preview"], shown=True).returncode
    if ended:
        write_summary(next_step(stack, command(["stack", "export", "--stack", stack], shown=False)))
    return ended


def next_step(stack: str, exported: Ran) -> str:
    """Return what to do after an up that failed, by what its state says."""
    head = f"### {code(stack)} was not deployed\n\n"
    try:
        state: dict[str, Any] = json.loads(exported.stdout)["deployment"] if exported.returncode == 0 else {}
    except (ValueError, KeyError, TypeError):
        state = {}
    if not state:
        unknown = "Its state cannot be read, so what is there is not known"
        return f"{head}{unknown}: see {_RUNBOOK}, *The state cannot be read*."
    if pending := len(state.get("pending_operations") or ()):
        return (
            f"{head}The run broke off: {pending} operation{'' if pending == 1 else 's'} may or may not have happened. "
            f"Run {code(f'aksnet recover -s {stack}')}, then this job again: see {_RUNBOOK}, *A run broke off*."
        )
    return (
        f"{head}Nothing is left hanging: what was done before the error is in the state. Mend what the error names and "
        f"run this job again; a change that was refused has changed nothing: see {_RUNBOOK}."
    )


def main() -> None:
    """Deploy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stack", required=True)
    sys.exit(deploy(parser.parse_args().stack))


if __name__ == "__main__":
    main()
