"""All changes that a new plan brings to what a stack has deployed."""

from collections.abc import Iterator
from typing import Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.cluster_changes import cluster_changes
from aksnet.diff.deployed import DeployedCluster, DeployedStack
from aksnet.diff.egress_changes import gateway_changes
from aksnet.diff.network_changes import network_changes
from aksnet.diff.pool_changes import pool_changes
from aksnet.diff.unfinished_migration import unfinished_migrations
from aksnet.plan.records import StackPlan

_GRANTS: Final = "https://learn.microsoft.com/azure/aks/use-managed-identity"


def changes(old: DeployedStack, new: StackPlan) -> tuple[Change, ...]:
    """Return what differs between what is deployed and a plan, in the order network, clusters, pools, grants.

    A first deployment changes nothing; clusters that are only in the plan are no change of anything alive.
    """
    return tuple(_changes(old, new))


def _changes(old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    yield from network_changes(old, new)
    yield from gateway_changes(old, new)
    planned = {cluster.key: cluster for cluster in new.clusters}
    for key, cluster in old.clusters.items():
        if key in planned:
            yield from unfinished_migrations(old, planned[key], new.stack)
            yield from cluster_changes(cluster, planned[key], new.location)
            yield from pool_changes(cluster, planned[key])
        else:
            yield _removed(cluster)
    yield from _grants(old, new)


def _removed(cluster: DeployedCluster) -> Change:
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{cluster.key}",
        cluster=cluster.key,
        old=cluster.name,
        new="none",
        effect=Effect.REMOVED,
        outcome=Outcome.DELETED,
        because="the cluster is deleted with everything in it",
    )


def _grants(old: DeployedStack, new: StackPlan) -> Iterator[Change]:
    """A cluster's grants go only after the cluster has been changed, so that losing one is worth a line, no more."""
    wanted = {
        (c.key, role.target_name.rsplit("/", 1)[-1].lower(), role.role_id) for c in new.clusters for role in c.roles
    }
    held = {(grant.key, grant.target.lower(), grant.role_id) for grant in old.grants}
    for key, target, _ in sorted(held - wanted):
        if key in {cluster.key for cluster in new.clusters}:
            yield _grant(key, f"Network Contributor on {target}", "none", Effect.REMOVED, Outcome.DELETED)
    for key, target, _ in sorted(wanted - held):
        if key in old.clusters:
            yield _grant(key, "none", f"Network Contributor on {target}", Effect.IN_PLACE, Outcome.UPDATED)


def _grant(key: str, before: str, after: str, effect: Effect, outcome: Outcome) -> Change:
    return Change(
        subject=Subject.GRANT,
        path=f"clusters.{key}",
        cluster=key,
        old=before,
        new=after,
        effect=effect,
        outcome=outcome,
        page=_GRANTS,
    )
