"""A run as a person reads it: what `aksnet diff` says stands below the resource that it is about."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent
from rich.console import Console

from aksnet.engine.run_log import RunLog
from aksnet.sandbox.display import Display

URN = "urn:pulumi:dev::p::azure-native:network:Subnet::nodes"


def event(op: str) -> EngineEvent:
    state: dict[str, Any] = {"type": "azure-native:network:Subnet", "urn": URN, "id": "", "parent": "", "provider": ""}
    metadata = {
        "op": op,
        "urn": URN,
        "type": state["type"],
        "provider": "",
        "old": None,
        "new": {**state, "inputs": {}, "outputs": {}},
        "diffs": ["addressPrefix"],
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
