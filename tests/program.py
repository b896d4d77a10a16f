"""Runs the whole Pulumi program with mocks, for a stack file of the checkout or for settings given in place.

The same settings are recorded once: tests look at recordings and change nothing in them.
"""

import json
import runpy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.config import set_all_config

from aksnet.testing.recording import Recording, record
from tests.hub_outputs import HUB

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "aks-networking"


def stack_files() -> list[str]:
    """Return the names of all stack files in the checkout."""
    return sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))


def stack_config(stack: str) -> dict[str, Any]:
    """Return the `config` of a stack file."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    return loaded


def run_config(config: Mapping[str, Any], stack: str) -> Recording:
    """Run the program with this `config`, handed over as the engine does: objects as JSON, everything else as text."""
    handed = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    return _recorded(tuple(handed.items()), stack)


@cache
def _recorded(handed: tuple[tuple[str, str], ...], stack: str) -> Recording:
    def program() -> None:
        set_all_config(dict(handed))
        runpy.run_path(str(ROOT / "__main__.py"))

    calls = {"pulumi:pulumi:readStackOutputs": {"outputs": HUB, "secretOutputNames": []}}
    return record(program, project=PROJECT, stack_name=stack, calls=calls)


def run_clusters(clusters: Mapping[str, Any], stack: str = "test", **others: Any) -> Recording:
    """Run the program with these clusters in westeurope; `others` are further top-level keys."""
    settings = {f"{PROJECT}:{key}": value for key, value in {"clusters": clusters, **others}.items()}
    return run_config({"azure-native:location": "westeurope", **settings}, stack)
