"""Compares the stack files that a change touches with what they were, for the comment on its pull request.

    python -m tools.ci.network_diff --base HEAD^1 --output results/diff.json

gives the outputs `stacks`, `removed` and `environments`, and ends as `aksnet diff` does: with 1 when a living cluster
would be lost or a stack file is wrong.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from aksnet.errors import AksnetError
from aksnet.report.diff_document import document_text
from tools.ci.environments import jobs_of, read_environments
from tools.ci.step_output import write_output
from tools.ci.touched_stacks import changed_paths, commit_of, stack_names, touched


def compare(base: str, output: Path, project: Path = Path()) -> int:
    """Write what the files of touched stacks change; return the exit code."""
    commit = commit_of(base, project)
    found = touched(changed_paths(commit, project), stack_names(project))
    write_output("stacks", found.stacks)
    write_output("removed", found.removed)
    write_output("environments", jobs_of(read_environments(project), found.stacks))
    output.parent.mkdir(parents=True, exist_ok=True)
    names = [*found.stacks, *found.removed]
    if not names:
        output.write_text(document_text([]), encoding="utf-8")
        return 0
    stacks = [word for name in names for word in ("--stack", name)]
    command = [sys.executable, "-m", "aksnet", "diff", *stacks, "--against", commit, "--format", "json"]
    with output.open("w", encoding="utf-8") as file:
        return subprocess.run(command, cwd=project, stdout=file, check=False).returncode  # noqa: S603


def main() -> None:
    """Read the arguments and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="the revision to compare with")
    parser.add_argument("--output", type=Path, required=True, help="the JSON file to write")
    given = parser.parse_args()
    try:
        sys.exit(compare(given.base, given.output))
    except AksnetError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
