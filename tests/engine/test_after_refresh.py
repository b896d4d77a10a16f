"""What a refresh of real Azure leaves in a state, and what the next up makes of it.

Azure's GET of a cluster lists every pool, also those that are resources of their own. A refresh of azure-native takes
what its answers have more into the inputs (`applyDiff` of its diff.go), so that the next up takes it out again: an
update of the cluster, whose request leaves alone the pools that it does not list
(https://github.com/pulumi/pulumi-azure-native/issues/579).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aksnet.engine.obtain import Engine
from tests.engine.conftest import CHECKOUT
from tools.trial import Trial

pytestmark = pytest.mark.engine
CLUSTER = "azure-native:containerservice:ManagedCluster"
POOL = "azure-native:containerservice:AgentPool"


def listing_every_pool(resources: list[dict[str, Any]]) -> None:
    pools = [{**each["outputs"], "name": each["outputs"]["name"]} for each in resources if each["type"] == POOL]
    for each in resources:
        if each["type"] == CLUSTER:
            each["inputs"]["agentPoolProfiles"] += pools
            each["outputs"]["agentPoolProfiles"] += pools


def test_pools_that_a_refresh_took_into_the_cluster_s_request_go_by_an_update_that_changes_nothing_in_azure(
    engine: Engine, tmp_path: Path
) -> None:
    trial = Trial(CHECKOUT, engine, "overlay", tmp_path)
    assert trial.run("up").errors == ()
    before = trial.subscription()
    trial.rewrite(listing_every_pool)
    up = trial.run("up")
    assert (up.errors, [urn.split("$")[-1].split("::")[0] for urn in up.changed], {*up.changed.values()}) == (
        (),
        [CLUSTER],
        {"update"},
    )
    assert trial.subscription() == before
    assert trial.run("up").changed == {}
