"""Helm releases: only what a chart's installation needs to be given. Charts are not fetched or rendered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksnet.arm.values import Json, as_dict

TOKEN = "kubernetes:helm.sh/v3:Release"  # noqa: S105 - a type token


def check(inputs: Json) -> Iterator[tuple[str, str]]:
    """Yield what a release lacks; values not known yet are passed over."""
    for path, value in (
        ("chart", inputs.get("chart")),
        ("version", inputs.get("version")),
        ("repositoryOpts.repo", as_dict(inputs.get("repositoryOpts")).get("repo")),
    ):
        if not value:
            yield path, "required: without it the release is not the same on every run"
    if not isinstance(inputs.get("values", {}), dict):
        yield "values", "must be an object"


def namespace_of(inputs: Json, default: str) -> str:
    """Return the namespace that a release is installed into."""
    return str(inputs.get("namespace") or default)


def completed(inputs: Json, namespace: str, name: str) -> dict[str, Any]:
    """Return a release as Helm reports it after the installation."""
    return {
        **inputs,
        "name": name,
        "namespace": namespace,
        "status": {
            "name": name,
            "namespace": namespace,
            "chart": inputs.get("chart"),
            "version": inputs.get("version"),
            "revision": 1,
            "status": "deployed",
        },
    }
