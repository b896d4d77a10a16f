"""Which declared resource each change is carried out by, so that a run can tell it beside that resource."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from aksnet.azure.axes import RoleTarget
from aksnet.diff.change import Change, Subject
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack
from aksnet.diff.pins import pinned
from aksnet.plan.records import StackPlan

Place = tuple[str, str]
"""A resource's type without its package's name, and its logical name without the component's."""


def changes_by_resource(old: DeployedStack, plan: StackPlan) -> Mapping[Place, tuple[Change, ...]]:
    """Return what a plan changes in what is deployed, by the resource whose update, replacement or deletion it is."""
    new = pinned(plan, old).plan
    found: dict[Place, list[Change]] = {}
    for change in changes(old, new):
        for place in _places(change, old, new):
            found.setdefault(place, []).append(change)
    return {place: tuple(each) for place, each in found.items()}


def _places(change: Change, old: DeployedStack, new: StackPlan) -> Iterator[Place]:
    key = change.cluster or ""
    match change.subject:
        case Subject.RESOURCE_GROUP:
            yield "resources:ResourceGroup", "resource-group"
        case Subject.NETWORK:
            yield "network:VirtualNetwork", "network-vnet"
        case Subject.SUBNET:
            yield "network:Subnet", f"network-{change.path.removeprefix('subnet ')}"
        case Subject.CLUSTER:
            yield "containerservice:ManagedCluster", f"{key}-cluster"
        case Subject.POOL:
            yield _of_pool(key, change.path.split(".")[3], old, new)
        case Subject.WINDOW:
            ends = {"default": "releases", "aksManagedAutoUpgradeSchedule": "upgrades"}
            kind = change.path.rsplit("(", 1)[-1].rstrip(")")
            yield "containerservice:MaintenanceConfiguration", f"{key}-{ends.get(kind, 'node-os')}-window"
        case Subject.GRANT:
            target = (change.new if change.old == "none" else change.old).rsplit(" ", 1)[-1]
            for target_kind in RoleTarget:
                yield (
                    "authorization:RoleAssignment",
                    f"{key}-access-{target_kind.name.lower().replace('_', '-')}/{target}",
                )
        case unknown:
            assert_never(unknown)


def _of_pool(key: str, pool: str, old: DeployedStack, new: StackPlan) -> Place:
    """A pool that is in the cluster's request alone is changed by the cluster's update."""
    planned = next((cluster.pool_requests for cluster in new.clusters if cluster.key == key), None)
    deployed = old.clusters.get(key)
    own = {each.name for each in deployed.pools if not each.inline} if deployed else set()
    if planned is not None:
        own |= {*planned.separate, *planned.adopted}
    if pool in own:
        return "containerservice:AgentPool", f"{key}-{pool}"
    return "containerservice:ManagedCluster", f"{key}-cluster"
