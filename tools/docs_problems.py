"""Writes `docs/problems.md` from the catalogue of problems; `make docs` calls it."""

from collections.abc import Iterator

from aksnet.settings.problem_entry import Limit, Severity, Stage
from aksnet.settings.problem_kinds import Kind

_HEAD = """\
# Problems of a stack file

<!-- Generated from aksnet/settings/problem_kinds.py. Renew with: make docs -->

Every problem that `pulumi preview`, `pulumi up` and `aksnet plan` tell of is of one of these kinds. JSON reports
(`aksnet plan --format json`) name the kind, so that a program need not read the message.

An **error** ends the run before anything is declared; of a **warning**, what would come of it is said. The limit is
**Azure's** when Azure, AKS, Kubernetes or an image refuses it or breaks, whoever declares it, and **ours** when only
this project does not offer it: another tool could declare such a cluster.
"""

_STAGES = {
    Stage.FORM: "## What cannot be read",
    Stage.WRITTEN: "## Settings that do not go together",
    Stage.PLANNED: "## What comes of the settings, with every default filled in",
}


def problems_page() -> str:
    """Return the text of the page."""
    return _HEAD + "".join(f"\n{heading}\n\n{_table(stage)}" for stage, heading in _STAGES.items())


def _table(stage: Stage) -> str:
    head = ("| kind | severity | limit | page |", "| --- | --- | --- | --- |")
    return "".join(f"{line}\n" for line in (*head, *_rows(stage)))


def _rows(stage: Stage) -> Iterator[str]:
    for entry in (kind.value for kind in Kind if kind.value.stage is stage):
        severity = "error" if entry.severity is Severity.ERROR else "warning"
        limit = "Azure's" if entry.limit is Limit.AZURE else "ours"
        page = f"[{entry.page.rstrip('/').rsplit('/', 1)[-1]}]({entry.page})" if entry.page else ""
        yield f"| `{entry.id}` | {severity} | {limit} | {page} |"
