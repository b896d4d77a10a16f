"""Keeps one issue about drift: opened when an environment has some, renewed while it lasts, closed when all is gone.

    python -m tools.ci.drift_issue report --results FOLDER   (in a workflow)
    python -m tools.ci.drift_issue print --results FOLDER    (by hand)

Ends with 1 when an environment could not be looked at: then nobody knows, and an open issue stays.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from aksnet.errors import AksnetError
from aksnet.report.markdown_text import code, escape
from tools.ci.drift import DriftDocument
from tools.ci.environments import read_environments
from tools.ci.github_api import BOT, GitHub

MARK: Final = "<!-- aks-networking: drift -->"
"""First line of the issue, by which it is found again."""
TITLE: Final = "Networks are other than they were deployed"
_MOST: Final = 60_000
_MOST_ROWS: Final = 50
_MANUAL: Final = (
    "Somebody or something has changed this outside of the stack. The next up takes back what the tables say; "
    "`pulumi refresh` takes it over instead (docs/runbook.md, *Something was changed outside of the stack*)."
)


class DriftResultsError(AksnetError):
    """Raised when a result has another form."""


def read_drift(folder: Path, expected: Sequence[tuple[str, str]]) -> list[DriftDocument]:
    """Return the result of every expected environment and stack; of one that left none, that it is not known."""
    found: dict[str, DriftDocument] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            document = DriftDocument.model_validate_json(path.read_bytes())
        except ValidationError as fault:
            raise DriftResultsError(f"{path.name} is no result: {fault.error_count()} errors.") from None
        found[document.environment] = document
    none = "its job left no result"
    return [found.get(name) or DriftDocument(environment=name, stack=stack, unknown=[none]) for name, stack in expected]


def issue_text(found: Sequence[DriftDocument], link: str) -> str:
    """Return the text of the issue."""
    lines = [MARK, "| environment | network | resources | checks |", "| --- | --- | ---: | ---: |"]
    for each in found:
        told = _count(len(each.changes), "change") if each.changes else "as deployed"
        words = "not known" if each.unknown and not each.drifted else told
        lines.append(f"| {code(each.environment)} | {words} | {len(each.resources)} | {len(each.faults)} |")
    text, left_out = "\n".join(lines) + f"\n\n{_MANUAL}\n", []
    foot = f"\n<sub>Last looked at in {link}.</sub>\n"
    for each in found:
        section = "\n".join(_section(each))
        if len(text) + len(section) + len(foot) > _MOST:
            left_out.append(code(each.environment))
        else:
            text += section
    if left_out:
        foot = f"\nNo room is left for {', '.join(left_out)}: the run has it.\n{foot}"
    return text + foot


def _section(found: DriftDocument) -> Iterator[str]:
    if not found.drifted and not found.unknown:
        return
    yield f"\n### {code(found.environment)}\n"
    if found.changes:
        yield from ("| setting | there now | the stack file says | |", "| --- | --- | --- | --- |")
        for change in found.changes[:_MOST_ROWS]:
            yield f"| {code(change.path)} | {code(change.old)} | {code(change.new)} | {escape(change.because)} |"
        yield _more(found.changes)
    if found.faults:
        yield "**Checks that fail**\n"
        yield from (f"- {escape(each)}" for each in found.faults[:_MOST_ROWS])
        yield _more(found.faults)
    if found.resources:
        yield "<details><summary>Every resource that differs from the state</summary>\n"
        yield from (f"    {each}" for each in found.resources[:_MOST_ROWS])
        yield f"{_more(found.resources)}\n</details>\n"
    if found.unknown:
        yield "**Not known**\n"
        yield from (f"- {escape(each)}" for each in found.unknown[:_MOST_ROWS])
        yield ""


def _more(rows: Sequence[object]) -> str:
    return f"\nAnd {len(rows) - _MOST_ROWS:,} more.\n" if len(rows) > _MOST_ROWS else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def report(found: Sequence[DriftDocument], link: str, github: GitHub) -> str:
    """Open, renew or close the issue; return in a sentence what was done."""
    listed: Iterator[dict[str, Any]] = github.pages("issues", state="open", creator=BOT)
    known = next((each["number"] for each in listed if (each["body"] or "").startswith(MARK)), None)
    text = issue_text(found, link)
    if any(each.drifted for each in found):
        if known is None:
            return f"Issue {github.post('issues', {'title': TITLE, 'body': text})['number']} was opened."
        github.patch(f"issues/{known}", {"body": text})
        return f"Issue {known} was renewed."
    if known is None:
        return "Nothing has drifted as far as is known, and no issue is open."
    if any(each.unknown for each in found):
        github.patch(f"issues/{known}", {"body": text})
        return f"Issue {known} stays open: not everything is known."
    github.post(f"issues/{known}/comments", {"body": f"Every environment is as it was deployed again: {link}."})
    github.patch(f"issues/{known}", {"body": text, "state": "closed", "state_reason": "completed"})
    return f"Issue {known} was closed."


def main() -> None:
    """Report or print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["report", "print"])
    parser.add_argument("--results", type=Path, required=True, help="the folder with a JSON file of each environment")
    given = parser.parse_args()
    try:
        found = read_drift(given.results, [(each.environment, each.stack) for each in read_environments()])
        said = issue_text(found, "no run") if given.what == "print" else report(found, _link(), GitHub.of_environment())
    except AksnetError as fault:
        sys.exit(str(fault))
    print(said)  # noqa: T201 - the program's output
    sys.exit(any(each.unknown for each in found))


def _link() -> str:
    server, repository, run = (os.environ[f"GITHUB_{name}"] for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    return f"[this run]({server}/{repository}/actions/runs/{run})"


if __name__ == "__main__":
    main()
