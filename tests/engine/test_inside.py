"""The example in which one stack holds a private cluster and another, which runs inside its network, the workloads."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.obtain import Engine
from aksnet.testing import Sandbox
from tests.engine.conftest import CHECKOUT

pytestmark = pytest.mark.engine

HELD = {"mode": "cilium-overlay", "kubernetesVersion": "1.36", "privateCluster": True, "nodePools": {"system": {}}}


def test_another_stack_declares_what_runs_in_a_private_cluster(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.path.is_file()
    monkeypatch.setenv(HOME_VARIABLE, str(CHECKOUT / ".aksnet"))
    holder = Sandbox(
        project=CHECKOUT,
        folder=tmp_path,
        stack="held",
        config={"azure-native:location": "westeurope", "aks-networking:clusters": {"spoke": HELD}},
    )
    inside = Sandbox(
        project=CHECKOUT / "examples" / "inside",
        folder=tmp_path,
        stack="apps",
        config={"inside:clusterStack": "organization/aks-networking/held", "inside:clusterKey": "spoke"},
    )
    assert holder.up().errors == ()
    up = inside.up()
    assert (up.ok, up.errors) == (True, ())
    assert list(inside.up().changed.values()) == ["read"]
    assert (inside.destroy().ok, holder.destroy().ok) == (True, True)
