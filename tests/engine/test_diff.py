"""What a state says is deployed, read back from a real engine's checkpoint: the plan itself, and no change of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aksnet.diff.changes import changes
from aksnet.diff.comparison import Before, compare
from aksnet.diff.deployed import DeployedStack, read_deployed
from aksnet.diff.own_resources import PROGRAM, own_resources
from aksnet.diff.planned import as_deployed
from aksnet.engine.file_backend import project_name, resources_in
from aksnet.engine.home import Home
from aksnet.planning import make_plan
from aksnet.report.topology.scene_marks import both_scenes
from aksnet.settings.stackfile import read_stack
from tests.engine.conftest import CHECKOUT, Deployed

pytestmark = pytest.mark.engine


def as_planned(found: DeployedStack, wanted: DeployedStack) -> DeployedStack:
    """Take out what only Azure knows: uids, patch versions, how its load balancer got its addresses, the pod CIDR of a
    CNI that it does not run, whether it would take Windows nodes, and whatever else it says of a cluster (`raw`).
    """
    clusters = {}
    for key, cluster in found.clusters.items():
        own = wanted.clusters[key]
        pods = cluster.pod_cidrs or own.pod_cidrs
        clusters[key] = replace(
            cluster,
            uid=None,
            id=None,
            kubernetes_version=own.kubernetes_version,
            requested_version=own.requested_version,
            node_os_channel=own.node_os_channel,
            pod_cidrs=pods,
            policy=None if own.policy is None else cluster.policy,
            load_balancer={key: cluster.load_balancer[key] for key in own.load_balancer},
            takes_windows=own.takes_windows,
            raw=own.raw,
            pools=tuple(
                replace(pool, version=planned.version, requested_version=planned.requested_version, raw=planned.raw)
                for pool, planned in zip(cluster.pools, own.pools, strict=True)
            ),
        )
    subnets = {
        name: replace(
            subnet,
            private_endpoint_policies=wanted.subnets[name].private_endpoint_policies,
            private_link_policies=wanted.subnets[name].private_link_policies,
        )
        for name, subnet in found.subnets.items()
    }
    return replace(found, clusters=clusters, subnets=subnets, grants=tuple(sorted(found.grants, key=repr)))


@pytest.mark.parametrize("stack", ["all-modes", "prod"])
def test_a_state_is_read_back_as_the_plan_that_made_it(deployed: Deployed, home: Home, stack: str) -> None:
    deployed(CHECKOUT / f"Pulumi.{stack}.yaml", stack)
    file = read_stack(CHECKOUT, stack)
    plan = make_plan(file.raw, stack=stack, location=file.location)
    resources = resources_in(home.backend.stack(project_name(CHECKOUT), stack).deployment())
    found = read_deployed(own_resources({each["urn"]: each.get("outputs") or {} for each in resources}, PROGRAM))
    wanted = as_deployed(plan)
    assert as_planned(found, wanted) == replace(wanted, grants=tuple(sorted(wanted.grants, key=repr)))
    assert changes(found, plan) == ()
    # A map of both sides marks nothing either.
    both = both_scenes(compare(Before(name="state", deployed=found, living=True, addresses={}), plan))
    assert (both.marks_before, both.marks_after, both.before.links) == ({}, {}, both.after.links)
