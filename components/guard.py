"""Asks, before anything is declared, whether the run would lose a living cluster; ends it when it would."""

import os
from collections.abc import Mapping
from typing import assert_never

import pulumi

from aksnet.azure.axes import Guard
from aksnet.diff.deployed import read_deployed
from aksnet.diff.left_objects import check_left_objects
from aksnet.diff.pins import pinned
from aksnet.diff.refusals import VARIABLE, check_changes, with_clusters_given_up
from aksnet.errors import AksnetError
from aksnet.plan.records import StackPlan

from .credentials import refuse_changed_credentials
from .own_state import OwnState


class UnguardedError(AksnetError):
    """Raised when the stack's state cannot be read and a cluster says `change: strict` or `inPlace`."""


def running_versions(state: OwnState) -> Mapping[str, str] | None:
    """Return the Kubernetes versions that living clusters run, by key; None when the state could not be read."""
    return None if state.unread is not None else read_deployed(state.resources).versions


def guard(plan: StackPlan, state: OwnState, opts: pulumi.InvokeOptions | None = None) -> StackPlan:
    """Let a run go on that loses no living cluster, with what its plan keeps of the living ones.

    Args:
        plan: what is to be declared.
        state: what there is of it.
        opts: how Azure is asked for credentials.

    Raises:
        ChangesRefusedError: when it would, with every change that does.
        CredentialsChangedError: when it would lose what runs in one, because its credentials changed too early.
        LeftObjectsError: when it would make a cluster anew whose objects the state has, and not make them.
        UnguardedError: when nobody can tell, and a cluster wants to be sure.

    """
    guarded = os.environ.get(VARIABLE) != "off"
    if not guarded:
        pulumi.log.warn(f"{VARIABLE}=off: nothing guards this run against the loss of a living cluster")
    if state.unread is not None:
        text = f"the state of this stack cannot be read ({state.unread})"
        strict = [
            f"{cluster.key} says change: {cluster.guard}" for cluster in plan.clusters if _wants_to_know(cluster.guard)
        ]
        if strict and guarded:
            raise UnguardedError(f"{text}, and {', '.join(strict)}; nothing was changed")
        pulumi.log.warn(f"{text}: nothing guards this run against the loss of a living cluster")
        return plan
    deployed = read_deployed(state.resources)
    followed = pinned(plan, deployed)
    if guarded:
        check_left_objects(deployed, state.resources, plan)
    found = check_changes(deployed, followed.plan) if guarded else ()
    if guarded:
        refuse_changed_credentials(plan, state.resources, opts)
    for sentence in followed.kept:
        pulumi.log.info(f"{sentence}.")
    return with_clusters_given_up(followed.plan, found, deployed)


def _wants_to_know(guard: Guard) -> bool:
    match guard:
        case Guard.REFUSE:
            return False
        case Guard.STRICT | Guard.IN_PLACE:
            return True
        case unknown:
            assert_never(unknown)
