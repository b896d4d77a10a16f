"""What is secret in a stack stays secret, and a secret that planning would print is refused with its path."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import config

from stacks.secrets import SecretSettingsError, with_secrets

FILE = """\
config:
  p:tags:
    owner: {secure: x}
  p:clusters:
    one:
      name: {secure: x}
      nodePools: [{name: {secure: x}}]
      workloads:
        hello-kubernetes:
          message: {secure: x}
  azure-native:clientSecret: {secure: x}
"""
ONE: dict[str, Any] = {"workloads": {"hello-kubernetes": {"message": "do not tell"}}}
SETTINGS: dict[str, Any] = {"tags": {"owner": "me", "empty": ""}, "clusters": {"one": ONE}, "network": {}}


@pytest.fixture(autouse=True)
def _program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pulumi, "get_project", lambda: "p")
    monkeypatch.setattr(pulumi, "get_stack", lambda: "dev")
    monkeypatch.chdir(tmp_path)
    token = config._SECRET_KEYS.set(set())
    yield
    config._SECRET_KEYS.reset(token)


def taken(*keys: str) -> dict[str, Any]:
    """Return what the program takes for its settings while these keys hold a secret: secrets are in angle brackets."""
    config._SECRET_KEYS.set({f"p:{key}" for key in keys})

    async def program() -> dict[str, Any]:
        found: dict[str, Any] = await shown(with_secrets(SETTINGS))
        return found

    return asyncio.run(program())


async def shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: await shown(each) for key, each in value.items()}
    if not isinstance(value, pulumi.Output):
        return value
    assert await value.is_secret()
    return f"<{await value.future()}>"


def test_without_a_secret_nothing_changes() -> None:
    assert taken() == SETTINGS


def test_tags_and_messages_become_secret_outputs_which_planning_never_sees() -> None:
    assert taken("tags", "clusters") == {
        "tags": {"owner": "<me>", "empty": "<>"},
        "clusters": {"one": {"workloads": {"hello-kubernetes": {"message": "<do not tell>"}}}},
        "network": {},
    }


def test_every_other_secret_is_refused_with_its_path_and_the_way_to_set_it() -> None:
    Path("Pulumi.dev.yaml").write_text(FILE, encoding="utf-8")
    with pytest.raises(SecretSettingsError) as caught:
        taken("tags", "clusters", "network")
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "clusters.one.name",
        "clusters.one.nodePools[0].name",
        "network",
    ]
    assert lines[0].endswith("pulumi config set --path 'p:clusters.one.name' VALUE --plaintext")


def test_the_language_host_names_secret_keys_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["p:tags", "other:clusters"]))
    assert taken() == {**SETTINGS, "tags": {"owner": "<me>", "empty": "<>"}}
