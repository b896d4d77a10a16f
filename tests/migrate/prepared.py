"""What the tests of migrate share: a stack that lives, as its state and as what Azure tells of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aksnet.diff.comparison import Addresses, Before
from aksnet.diff.unfinished_migration import as_profile
from aksnet.migrate.live_cluster import LiveCluster
from tests.diff.test_changes import base
from tests.diff.test_guard import living

NODE_SUBNET = base(mode="node-subnet", change="inPlace")
OVERLAY = base(mode="overlay", change="inPlace")
ROOM = Addresses(range="10.224.0.0/20", available=4091, free=3000)


def before(settings: dict[str, Any], **dev: Any) -> Before:
    """Return what lives after an up of these settings, with changes of what is known of the cluster dev."""
    old = living(settings)
    changed = {**old.clusters, "dev": replace(old.clusters["dev"], **{"kubernetes_version": "1.35.2", **dev})}
    deployed = replace(old, clusters=changed)
    return Before(
        name="what is deployed", deployed=deployed, living=True, addresses={"dev-node-subnet": ROOM}, warnings=()
    )


def live(there: Before, **other: Any) -> LiveCluster:
    """Return what Azure tells of the cluster dev: what the state says, and what is given here."""
    found = LiveCluster(
        provisioning_state="Succeeded",
        profile=as_profile(there.deployed.clusters["dev"]),
        provisions_nodes=False,
        masquerade=False,
    )
    return replace(found, **other)
