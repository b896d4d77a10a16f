"""What a new plan changes in a deployed cluster's mode and policy engine."""

from collections.abc import Iterator
from typing import Final

from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import ModeChange, Move, Requirement, steps_between
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.deployed_mode import deployed_mode, has_axes
from aksnet.diff.one_change import LOST, NONE, replaced
from aksnet.plan.records import ClusterPlan

_LEARN: Final = "https://learn.microsoft.com/azure/aks/"


def mode_changes_of(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield the change of a cluster's mode, of its network mode, and of its policy engine."""
    before = new.mode if has_axes(old, new.mode) else deployed_mode(old)
    if before is None:
        yield replaced(old, "mode", "a mode that no row of the table has", new.mode.name, "no way to it is known")
        return
    if before.name != new.mode.name and not _by_new_pools_alone(before, new.mode):
        yield _mode_change(old, before, new.mode)
    if old.network_mode != new.network_mode and _profile_axes(before) == _profile_axes(new.mode):
        was, will = old.network_mode or NONE, new.network_mode or NONE
        yield replaced(old, "networkMode", was, will, "Azure refuses another network mode")
    yield from _policy(old, new, before)


def _mode_change(old: DeployedCluster, before: Mode, after: Mode) -> Change:
    steps = steps_between(before.name, after.name)
    if steps is None:
        because = f"Azure has no way from {before.name} to {after.name} on a living cluster"
        # Where pods alone move, the network profile stays, and with it what Pulumi would replace the cluster for.
        stays = _profile_axes(before) == _profile_axes(after)
        outcome = Outcome.REFUSED if stays else Outcome.REPLACED
        because = because if stays else f"{because}; {LOST}"
        page = f"{_LEARN}update-azure-cni"
        return _of_mode(old, before, after, Effect.REPLACED, because, page=page, outcome=outcome)
    first = steps[0]
    texts = (*_engine_off(old, first), *(_step(step) for step in steps))
    if len(texts) > 1:
        because = "Azure takes one of these steps at a time, each an update of the cluster"
        target = first.after if len(texts) == len(steps) else None
        return _of_mode(old, before, after, Effect.STEPS, because, texts, first.page, first=target)
    effect = Effect.REIMAGED if first.reimages else Effect.IN_PLACE
    because = "every pod is started anew" if first.reimages else ""
    grows = first.move is Move.FAMILIES and old.listed_ranges
    outcome = Outcome.UPDATED if grows else Outcome.REPLACED
    return _of_mode(old, before, after, effect, because, texts, first.page, outcome)


def _by_new_pools_alone(before: Mode, after: Mode) -> bool:
    """Return whether another mode changes nothing of what lives: only pools that are made from now on have it."""
    steps = steps_between(before.name, after.name)
    return bool(steps) and all(step.move is Move.ALLOCATION for step in steps or ())


def _engine_off(old: DeployedCluster, first: ModeChange) -> tuple[str, ...]:
    """Return the step that takes the policy engine off, where the first step of the way needs that."""
    if Requirement.NO_POLICY_ENGINE not in first.requires or old.policy in (None, "none", "cilium"):
        return ()
    return (f"networkPolicy: {old.policy} → none",)


def _profile_axes(mode: Mode) -> tuple[object, ...]:
    """Return the axes for a change of which Pulumi replaces a cluster; families are a list, which it lets change."""
    return mode.plugin, mode.plugin_mode, mode.data_plane


def _of_mode(
    old: DeployedCluster,
    before: Mode,
    after: Mode,
    effect: Effect,
    because: str,
    steps: tuple[str, ...] = (),
    page: str | None = None,
    outcome: Outcome = Outcome.REPLACED,
    first: str | None = None,
) -> Change:
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.mode",
        cluster=old.key,
        old=before.name,
        new=after.name,
        effect=effect,
        outcome=outcome,
        because=because,
        steps=steps,
        first=first,
        page=page,
    )


def _step(step: ModeChange) -> str:
    needs = f" (needs {', '.join(step.requires)})" if step.requires else ""
    return f"{step.before} → {step.after}: {step.move}{needs}"


def _policy(old: DeployedCluster, new: ClusterPlan, before: Mode) -> Iterator[Change]:
    was, will = old.policy or NONE, new.policy or NONE
    if was == will or "cilium" in (was, will):
        return  # Cilium's engine comes and goes with its data plane, which is the mode's
    change = _policy_change(old, was, will)
    # A step of the mode takes another engine off by itself, or asks for it to be off already.
    if _profile_axes(before) == _profile_axes(new.mode) or will != NONE:
        yield change


def _policy_change(old: DeployedCluster, was: str, will: str) -> Change:
    reimaged = "every pod is started anew"
    if NONE not in (was, will):
        effect, because = Effect.STEPS, "one engine has to be taken off before another is installed"
        last = f"networkPolicy: none → {will}, and all nodes are re-imaged"
        steps: tuple[str, ...] = (f"networkPolicy: {was} → none", last)
    elif was == NONE:
        effect, because, steps = Effect.REIMAGED, reimaged, ()
    else:
        effect, because, steps = Effect.IN_PLACE, "policies are no longer enforced", ()
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.networkPolicy",
        cluster=old.key,
        old=was,
        new=will,
        effect=effect,
        outcome=Outcome.REPLACED,
        because=because,
        steps=steps,
        first=NONE if effect is Effect.STEPS else None,
        page=f"{_LEARN}use-network-policies",
    )
