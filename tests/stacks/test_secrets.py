"""What is secret in a stack stays secret, and a secret that planning would print is refused with its path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.runtime import config

from stacks.secrets import Secrets, SecretSettingsError, read_secrets

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


def secret(*keys: str) -> Secrets:
    config._SECRET_KEYS.set({f"p:{key}" for key in keys})
    return read_secrets(SETTINGS)


def test_without_a_secret_nothing_changes() -> None:
    secrets = secret()
    assert (secrets.masked("owner me"), secrets.tags(SETTINGS["tags"])) == ("owner me", SETTINGS["tags"])


def test_tags_and_messages_are_masked_wherever_they_are_printed() -> None:
    assert secret("tags", "clusters").masked("me, and: do not tell") == "[secret], and: [secret]"


def test_every_other_secret_is_refused_with_its_path_and_the_way_to_set_it() -> None:
    Path("Pulumi.dev.yaml").write_text(FILE, encoding="utf-8")
    with pytest.raises(SecretSettingsError) as caught:
        secret("tags", "clusters", "network")
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "clusters.one.name",
        "clusters.one.nodePools[0].name",
        "network",
    ]
    assert lines[0].endswith("pulumi config set --path 'p:clusters.one.name' VALUE --plaintext")


def test_the_language_host_names_secret_keys_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["p:tags", "other:clusters"]))
    assert read_secrets(SETTINGS) == Secrets(keys=frozenset({"tags"}), values=("me",))
