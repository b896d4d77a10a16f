"""A run as a person reads it: what changes of a resource, what `aksnet diff` says below it, how it ended."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent
from rich.console import Console

from aksnet.engine.marks import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from aksnet.engine.run_log import RunLog
from aksnet.sandbox.display import Display
from aksnet.sandbox.result import RunResult

SECRET_TEXT = {SIGNATURE: SECRET_SIGNATURE, "plaintext": '"old"'}
URN = "urn:pulumi:dev::p::azure-native:network:Subnet::nodes"


STATE: dict[str, Any] = {"type": "azure-native:network:Subnet", "urn": URN, "id": "", "parent": "", "provider": ""}


def event(op: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None, *paths: str) -> EngineEvent:
    metadata = {
        "op": op,
        "urn": URN,
        "type": STATE["type"],
        "provider": "",
        "old": {**STATE, "inputs": old or {}, "outputs": {}},
        "new": {**STATE, "inputs": new or {}, "outputs": {}},
        "diffs": ["addressPrefix"],
        "detailedDiff": {path: {"diffKind": "update", "inputDiff": True} for path in paths},
    }
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "resOutputsEvent": {"metadata": metadata}})


@pytest.mark.parametrize(
    ("op", "lines"),
    [
        (
            "update",
            [
                "  ~ azure-native:network:Subnet  nodes  [addressPrefix]",
                f"      told of {URN}: 1",
                f"      told of {URN}: 2",
            ],
        ),
        ("create", ["  + azure-native:network:Subnet  nodes"]),
        ("same", []),
    ],
)
def test_sentences_stand_below_what_changes(op: str, lines: list[str]) -> None:
    out = io.StringIO()
    display = Display("up", "dev", Console(file=out, width=200), lambda urn: (f"told of {urn}: 1", f"told of {urn}: 2"))
    display.event(event(op), RunLog())
    display.event(event(op), RunLog())
    assert out.getvalue().splitlines() == lines


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("count", {"count": 3.0}, {"count": 5.0}, "count: 3 → 5"),
        ("tags.owner", {}, {"tags": {"owner": "net"}}, "tags.owner: – → net"),
        ('labels["a.b/c"]', {"labels": {"a.b/c": "x"}}, {}, 'labels["a.b/c"]: x → –'),
        ("pools[1].on", {"pools": [{}, {"on": False}]}, {"pools": [{}, {"on": True}]}, "pools[1].on: false → true"),
        ("profile", {}, {"profile": {"ranges": ["10.0.0.0/8"]}}, "profile"),
        ("text", {"text": "x"}, {"text": "y" * 41}, "text"),
        ("text", {"text": "x"}, {"text": "y\x1b[31m"}, "text"),
        ("key", {"key": SECRET_TEXT}, {"key": {**SECRET_TEXT, "plaintext": '"new"'}}, "key"),
        ("id", {"id": "x"}, {"id": UNKNOWN_TEXT}, "id: x → [unknown]"),
    ],
)
def test_of_a_property_that_changes_its_short_values_stand_beside_it(
    path: str, old: dict[str, Any], new: dict[str, Any], said: str
) -> None:
    assert shown(event("update", old, new, path)) == [f"  ~ azure-native:network:Subnet  nodes  [{said}]"]


def shown(change: EngineEvent) -> list[str]:
    out = io.StringIO()
    Display("up", "dev", Console(file=out, width=200)).event(change, RunLog())
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("whole", "lines"),
    [
        (False, ["Outputs: clusters, resourceGroup (--show-outputs prints them)"]),
        (True, ["Outputs:", "  clusters: {}", "  resourceGroup: rg-dev"]),
    ],
)
def test_outputs_are_printed_only_when_they_are_asked_for(whole: bool, lines: list[str]) -> None:
    out = io.StringIO()
    result = RunResult(operation="up", stack="dev", ok=True, outputs={"resourceGroup": "rg-dev", "clusters": {}})
    Display("up", "dev", Console(file=out, width=200)).result(result, outputs=whole)
    assert out.getvalue().splitlines() == [*lines, "up done in 0.0 s: nothing"]


def test_a_terminal_of_80_columns_shows_how_long_a_run_takes_and_how_many_resources_it_has_seen() -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, force_terminal=True, color_system=None)
    with Display("preview", "a-stack-with-a-name-that-is-rather-longer-than-names-of-stacks-are", console) as display:
        display.event(event("same"), RunLog())
        display._live.refresh()  # type: ignore[union-attr]
        display.event(event("same"), RunLog())
    shown = re.split(r"[\r\n]|\x1b\[[0-9;?]*[A-Za-z]", out.getvalue())[1:]
    assert [line for line in shown if re.fullmatch(r". Previewing: 1 resource 0:00:0\d", line)]
    assert [line for line in shown if re.fullmatch(r". Previewing: 2 resources 0:00:0\d", line)]
    assert [line for line in shown if "…" in line] == []
