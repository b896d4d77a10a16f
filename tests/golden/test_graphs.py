"""The resource graph of every row of the table, whole: types, names, inputs, dependencies and options.

Proves that a change of code changes no graph unnoticed, and that a new row gets one. What the graphs should contain is
proved elsewhere (tests/plan/test_profile.py, tests/stacks). Renew with `pytest tests/golden --snapshot-update`.
"""

from dataclasses import asdict
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from aksnet.azure.modes import MODES
from aksnet.testing.recorded import Recorded, Secret
from tests.program import run_clusters

pytestmark = pytest.mark.slow


def shown(value: Any) -> Any:
    """Make a record fit for a snapshot: secrets masked, what is empty left out."""
    if isinstance(value, Secret):
        return "[secret]"
    if isinstance(value, dict):
        return {key: shown(inner) for key, inner in value.items()}
    return [shown(inner) for inner in value] if isinstance(value, list | tuple) else value


def node(resource: Recorded) -> dict[str, Any]:
    """Return what identifies and describes a resource."""
    fields = {name: getattr(resource, name) for name in asdict(resource) if name not in ("urn", "custom", "aliases")}
    return {name: shown(value) for name, value in fields.items() if value not in (None, (), {}, False)}


@pytest.mark.parametrize("mode", MODES)
def test_the_graph_of_a_mode_is_the_recorded_one(mode: str, snapshot: SnapshotAssertion) -> None:
    """One cluster with an internal load balancer, so that every role of the mode is there."""
    contents: dict[str, Any] = {"installCilium": {}} if mode == "byo-cni" else {}
    service = {"type": "LoadBalancer", "internal": True, "subnet": "services"}
    recording = run_clusters(
        {"golden": {"mode": mode, "workloads": {"nginx": {"service": service}}, **contents}},
        stack="golden",
        network={"subnets": {"services": "10.226.0.0/24"}},
    )
    assert [node(resource) for resource in recording.resources] == snapshot(extension_class=JSONSnapshotExtension)
