"""One change of what is deployed: what differs, what Azure can do with it, and what an up would do."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import assert_never


@unique
class Subject(StrEnum):
    """What a change is a change of."""

    RESOURCE_GROUP = "resource group"
    NETWORK = "network"
    SUBNET = "subnet"
    CLUSTER = "cluster"
    POOL = "pool"
    WINDOW = "maintenance window"
    GRANT = "grant"


@unique
class Effect(StrEnum):
    """How Azure can carry a change out on what is alive."""

    IN_PLACE = "in place"
    REIMAGED = "in place, and all nodes are re-imaged"
    STEPS = "in place, in several steps"
    NEW_POOL = "a new pool, then the old one goes"
    REPLACED = "only by a new cluster"
    IMPOSSIBLE = "not at all"
    REMOVED = "removed"


@unique
class Outcome(StrEnum):
    """What a plain `pulumi up` does to the living resource."""

    UPDATED = "updated"
    REPLACED = "replaced"
    DELETED = "deleted"
    REFUSED = "refused by Azure in the middle of the run"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference between what is deployed and the new plan."""

    subject: Subject
    path: str
    """Dotted path of the setting below the project's namespace, such as `clusters.dev.mode`."""
    cluster: str | None
    """Key of the cluster that it concerns; None for what is not a cluster's."""
    old: str
    new: str
    effect: Effect
    outcome: Outcome
    because: str = ""
    """Why it is so, and what it costs, in a sentence without its full stop."""
    steps: tuple[str, ...] = ()
    """What to do instead, in order, each a sentence without its full stop."""
    first: str | None = None
    """The value that the setting takes first, where Azure comes to the new one in several steps."""
    page: str | None = None

    @property
    def loses_cluster(self) -> bool:
        """Whether a plain up would replace or delete a living cluster, or break off in the middle on its account."""
        match self.outcome:
            case Outcome.UPDATED:
                return False
            case Outcome.REFUSED:
                return True
            case Outcome.REPLACED | Outcome.DELETED:
                return self.subject not in (Subject.POOL, Subject.WINDOW, Subject.GRANT, Subject.SUBNET)
            case unknown:
                assert_never(unknown)

    @property
    def only_azure_keeps_it(self) -> bool:
        """Whether Azure makes this change of a cluster in one update, where a plain up would replace it."""
        in_one_update = self.effect in (Effect.IN_PLACE, Effect.REIMAGED)
        return self.subject is Subject.CLUSTER and self.outcome is Outcome.REPLACED and in_one_update

    def sentence(self) -> str:
        """Return the change in one line."""
        return f"{self.path}: {self.old} → {self.new}: {self.effect}"
