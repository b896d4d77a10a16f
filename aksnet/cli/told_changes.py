"""What `aksnet diff` says of a run's changes, for the sandbox to print beside the resources that it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from aksnet.cli.diff_sides import deployed_in_sandbox
from aksnet.diff.own_resources import PROGRAM
from aksnet.diff.told_resources import changes_by_resource
from aksnet.errors import AksnetError
from aksnet.planning import make_checked_plan
from aksnet.report.comparison_text import sentence
from aksnet.settings.stackfile import read_stack

Told = Callable[[str], tuple[str, ...]]
"""Returns the sentences for the resource of a URN."""


def told_changes(project: Path, stack: str) -> Told:
    """Return what there is to tell of a stack's resources; nothing before its first up, or of another program's.

    What keeps it from being told, such as wrong settings, is told by the run itself.
    """
    try:
        return _sentences(_by_resource(project, stack))
    except AksnetError:
        return _sentences({})


def _by_resource(project: Path, stack: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    before = deployed_in_sandbox(project, stack)
    if not before.deployed.clusters:
        return {}
    file = read_stack(project, stack)
    plan = make_checked_plan(
        file.raw, stack=stack, location=file.location, running=lambda: before.deployed.versions
    ).plan
    found = changes_by_resource(before.deployed, plan)
    return {place: tuple(map(sentence, changes)) for place, changes in found.items()}


def _sentences(found: Mapping[tuple[str, str], tuple[str, ...]]) -> Told:
    def told(urn: str) -> tuple[str, ...]:
        for place in PROGRAM:
            parts = (place.own(urn) or "").split("::", 3)
            if len(parts) == 4 and (kind := parts[2].rsplit("$", 1)[-1]).startswith("azure-native:"):
                return found.get((kind.removeprefix("azure-native:"), parts[3]), ())
        return ()

    return told
