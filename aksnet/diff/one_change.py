"""One change of a cluster as a record, by the setting that it is a change of."""

from typing import Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster

NONE: Final = "none"
LOST: Final = "a new cluster is made in its place: every workload, address and volume claim in it is gone"


def replaced(old: DeployedCluster, key: str, before: str, after: str, why: str, page: str | None = None) -> Change:
    """Return a change that Azure never makes on a living cluster, and for which Pulumi replaces it."""
    return one_change(old, key, before, after, Effect.REPLACED, Outcome.REPLACED, f"{why}; {LOST}", page)


def one_change(
    old: DeployedCluster,
    key: str,
    before: str,
    after: str,
    effect: Effect,
    outcome: Outcome,
    why: str,
    page: str | None = None,
    steps: tuple[str, ...] = (),
    subject: Subject = Subject.CLUSTER,
) -> Change:
    """Return the change of one setting of a cluster, or of what is a part of it."""
    return Change(
        subject=subject,
        path=f"clusters.{old.key}.{key}",
        cluster=old.key,
        old=before,
        new=after,
        effect=effect,
        outcome=outcome,
        because=why,
        steps=steps,
        page=page,
    )
