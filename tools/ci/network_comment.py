"""Keeps the one comment on a pull request up to date, with what a run of the workflow `network changes` has found.

    python -m tools.ci.network_comment post --results FOLDER     (in a workflow, with GITHUB_EVENT_PATH)
    python -m tools.ci.network_comment print --results FOLDER    (by hand)

The run may have executed a fork's code: what it leaves is data that is read strictly and shown as text. Which pull
request is meant comes from the event and from GitHub, never from the results.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from aksnet.errors import AksnetError
from aksnet.report.diff_comment import comment
from aksnet.report.diff_document import DiffDocument, StackDiff
from aksnet.report.preview_document import SANDBOX, PreviewDocument
from tools.ci.github_api import BOT, GitHub, GitHubError

MARK: Final = "<!-- aks-networking: network changes -->"
"""First line of the comment, by which it is found again."""
DIFF: Final = "diff.json"
_MOST_BYTES: Final = 20_000_000
_MOST_FILES: Final = 2_000


class ResultsError(AksnetError):
    """Raised when what a run left cannot be read."""


def read_results(folder: Path) -> tuple[list[StackDiff], list[PreviewDocument]]:
    """Return what a run found: `diff.json`, and the other JSON files as previews.

    Raises:
        ResultsError: where a file has another form, or there are too many or too large ones.

    """
    paths = sorted(path for path in folder.rglob("*.json") if path.is_file() and not path.is_symlink())
    if len(paths) > _MOST_FILES or sum(path.stat().st_size for path in paths) > _MOST_BYTES:
        raise ResultsError(f"The results have more than {_MOST_FILES:,} files or {_MOST_BYTES:,} bytes.")
    stacks: list[StackDiff] = []
    previews: list[PreviewDocument] = []
    for path in paths:
        try:
            if path.name == DIFF:
                stacks += DiffDocument.model_validate_json(path.read_bytes()).stacks
            else:
                previews.append(PreviewDocument.model_validate_json(path.read_bytes()))
        except ValidationError as fault:
            raise ResultsError(f"{path.name} is no document of this form: {fault.error_count()} errors.") from None
    return stacks, previews


def pull_request(event: Mapping[str, Any], github: GitHub) -> int | None:
    """Return the number of the pull request that a run was for; None where it is closed, or has moved on since.

    The event names pull requests of this repository alone; one of a fork is found by the branch that it comes from.
    """
    run = event["workflow_run"]
    if run["event"] != "pull_request":
        return None
    head, sha = run["head_repository"], run["head_sha"]
    listed = github.pages("pulls", state="open", head=f"{head['owner']['login']}:{run['head_branch']}")
    found = {
        each["number"]
        for each in listed
        if each["head"]["sha"] == sha and (each["head"]["repo"] or {}).get("id") == head["id"]
    }
    # Two pull requests from one branch into two others have one commit and a run each.
    named = {each["number"] for each in run["pull_requests"]} & found
    chosen = named or found
    return chosen.pop() if len(chosen) == 1 else None


def body(event: Mapping[str, Any], results: Path) -> tuple[str, bool]:
    """Return the text of the comment, and whether it has anything to say on a pull request that has none yet."""
    run = event["workflow_run"]
    link = f"[this run]({run['html_url']})"
    if run["conclusion"] not in ("success", "failure") or not (results / DIFF).is_file():
        return f"{MARK}\n## Network changes\n\nNot known: {link} ended before it could tell.\n", False
    stacks, previews = read_results(results)
    if run["head_repository"]["id"] != run["repository"]["id"]:
        # No environment is previewed for a fork: what says so has been made up by it.
        previews = [each for each in previews if each.where == SANDBOX]
    foot = f"\n<sub>Commit {run['head_sha'][:12]}, worked out by the pull request's own code in {link}.</sub>\n"
    return f"{MARK}\n{comment(stacks, previews)}{foot}", bool(stacks)


def post(event: Mapping[str, Any], results: Path, github: GitHub) -> str:
    """Write or renew the comment; return in a sentence what was done."""
    number = pull_request(event, github)
    if number is None:
        return "No open pull request is at the commit of this run: nothing is posted."
    text, worth = body(event, results)
    for each in github.pages(f"issues/{number}/comments"):
        # Anybody can write the mark; only what this workflow wrote is its own.
        if each["user"]["login"] == BOT and each["body"].startswith(MARK):
            github.patch(f"issues/comments/{each['id']}", {"body": text})
            return f"The comment on pull request {number} was renewed."
    if not worth:
        return f"Pull request {number} changes no stack file: no comment is needed."
    github.post(f"issues/{number}/comments", {"body": text})
    return f"Pull request {number} has its comment now."


def main() -> None:
    """Post or print the comment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["post", "print"])
    parser.add_argument("--results", type=Path, required=True, help="the folder with what the run found")
    given = parser.parse_args()
    try:
        if given.what == "print":
            said = comment(*read_results(given.results))
        else:
            event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_bytes())
            said = post(event, given.results, GitHub.of_environment())
    except (GitHubError, ResultsError) as fault:
        sys.exit(str(fault))
    print(said)  # noqa: T201 - the program's output


if __name__ == "__main__":
    main()
