"""Previews a stack against its environment with the Pulumi CLI, for the comment on a pull request.

    python -m tools.ci.azure_preview --environment prod --stack prod --output results

writes one JSON file, which holds names and steps of resources and messages, no inputs and no outputs of them; ends with
1 when the preview failed.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

from aksnet.engine.run_log import plain, step_named
from aksnet.engine.urns import STACK_TYPE, name_of, type_of
from aksnet.report.preview_document import PreviewDocument
from aksnet.sandbox.display import SIGNS

_SECONDS: Final = 3_600


def of_digest(text: str, *, stack: str, environment: str, code: int, said: str) -> PreviewDocument:
    """Return the document of what `pulumi preview --json` printed, with its exit code and what it said beside that."""
    try:
        digest: dict[str, Any] = json.loads(text)
    except ValueError:
        digest = {}
    steps = {
        each["urn"]: step_named(each["op"]) for each in digest.get("steps") or () if type_of(each["urn"]) != STACK_TYPE
    }
    errors = [plain(each["message"]) for each in digest.get("diagnostics") or () if each.get("severity") == "error"]
    if code != 0 and not errors:
        errors = [plain(said) or f"pulumi ended with {code} and gave no reason"]
    return PreviewDocument(
        stack=stack,
        where=environment,
        ok=code == 0,
        steps=dict(Counter(steps.values())),
        lines=[f"{SIGNS[step][0]} {type_of(urn)}  {name_of(urn)}" for urn, step in steps.items() if step in SIGNS],
        errors=list(dict.fromkeys(error for error in errors if error)),
    )


def main() -> None:
    """Preview, and write the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", required=True)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--output", type=Path, required=True, help="the folder for the JSON file")
    given = parser.parse_args()
    command = ["pulumi", "preview", "--stack", given.stack, "--json", "--non-interactive"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    found = of_digest(
        done.stdout,
        stack=given.stack.rpartition("/")[2],
        environment=given.environment,
        code=done.returncode,
        said=done.stderr,
    )
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / f"{given.environment}.json").write_text(found.model_dump_json(indent=2), encoding="utf-8")
    print(f"{given.environment}: {found.told}", *found.lines, *found.errors, sep="\n  ")  # noqa: T201
    sys.exit(not found.ok)


if __name__ == "__main__":
    main()
