"""What `aksnet migrate` leaves in a stack's own outputs: the change of a living cluster that the state is prepared for.

The next up that ends well writes the program's own outputs, and with them the mark is gone. Until then it lets exactly
that change pass, of exactly that cluster, to exactly that network profile.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aksnet.contract import MIGRATIONS, MigrationOutput
from aksnet.diff.change import Change
from aksnet.plan.profile import ProfileValue, network_profile
from aksnet.plan.records import ClusterPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """One change of one living cluster, for which the state is prepared."""

    cluster: str
    """Key in `clusters` of the stack file."""
    uid: str
    """`resourceUID` of the very cluster."""
    setting: str
    """The key below `clusters.<cluster>`, such as mode."""
    before: str
    after: str
    profile: Mapping[str, ProfileValue]
    """The network profile that the up will send."""

    @classmethod
    def of(cls, change: Change, uid: str, plan: ClusterPlan) -> "Migration":
        """Return the mark of a change of the cluster with a uid."""
        return cls(
            cluster=plan.key,
            uid=uid,
            setting=change.path.removeprefix(f"clusters.{plan.key}."),
            before=change.old,
            after=change.new,
            profile=network_profile(plan),
        )


def read_migrations(outputs: Mapping[str, Any]) -> tuple[Migration, ...]:
    """Return the marks in the outputs of a stack; what has another form than migrate writes is none."""
    marks = outputs.get(MIGRATIONS)
    return tuple(_read(marks)) if isinstance(marks, Mapping) else ()


def _read(marks: Mapping[str, Any]) -> Iterator[Migration]:
    for cluster, mark in sorted(marks.items()):
        match mark:
            case {
                "uid": str(uid),
                "setting": str(setting),
                "from": str(before),
                "to": str(after),
                "networkProfile": dict(profile),
            }:
                yield Migration(
                    cluster=cluster, uid=uid, setting=setting, before=before, after=after, profile=dict(profile)
                )
            case _:
                continue


def as_output(migrations: Iterable[Migration]) -> dict[str, MigrationOutput]:
    """Return marks as the stack's output holds them, by cluster."""
    return {
        each.cluster: MigrationOutput(
            {
                "uid": each.uid,
                "setting": each.setting,
                "from": each.before,
                "to": each.after,
                "networkProfile": each.profile,
            }
        )
        for each in migrations
    }
