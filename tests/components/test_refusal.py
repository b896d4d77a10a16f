"""What a component that another program made says to the engine of its refusal."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, SettingsError
from components.refusal import refused


def problem(path: str) -> Problem:
    return Problem(kind=Kind.TEXT_FORM, path=path, value="a value", message="another one", cure="write it")


def told(inputs: dict[str, Any], *paths: str) -> tuple[str, list[str]]:
    """Return the text, and the properties that the engine prints with their values."""
    error = refused(SettingsError([problem(path) for path in paths]), "net").for_engine(inputs)
    return error.message, [each["property_path"] for each in error.errors or []]


def test_a_property_that_holds_what_is_not_known_yet_is_told_in_the_text_and_its_value_not_printed() -> None:
    async def with_output() -> tuple[str, list[str]]:
        output = pulumi.Output.from_input("later")
        inputs = {
            "network": {"peeredRanges": ["10.0.0.0/8", output]},
            "clusters": {"a": {"mode": "overlai", "tags": {"owner": output}}},
        }
        return told(inputs, "network.peeredRanges.1", "network.peeredRanges.0", "clusters.a", "clusters.a.mode", "no.1")

    text, printed = asyncio.run(with_output())
    said = [line.partition(": ")[0] for line in text.splitlines()]
    assert said == [
        "nothing was declared",
        "\t\t- property network.peeredRanges[1] has a problem",
        "\t\t- property clusters.a has a problem",
    ]
    assert printed == ["network.peeredRanges[0]", "clusters.a.mode", "no[1]"]
