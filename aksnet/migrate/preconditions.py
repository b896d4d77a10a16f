"""What must hold before a living cluster is changed in place, and whether it does: asked of the state and of Azure.

What planning has judged already, such as the room in a new pod range, is not judged again, only told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import assert_never

from aksnet.azure.axes import OsType
from aksnet.azure.mode_changes import Requirement
from aksnet.diff.comparison import Addresses, Before
from aksnet.migrate.live_cluster import MASQUERADE, LiveCluster
from aksnet.migrate.migration_step import Step
from aksnet.plan.budget import stack_budget
from aksnet.plan.records import StackPlan
from aksnet.plan.shares import pods_name


@unique
class Verdict(Enum):
    """Whether a condition holds."""

    HOLDS = "holds"
    FAILS = "does not hold"
    NOT_KNOWN = "could not be checked"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of one step, as it was found."""

    name: str
    verdict: Verdict
    seen: str
    cure: str = ""
    """What to do about one that does not hold, a sentence without its full stop."""


def conditions(step: Step, live: LiveCluster, before: Before, plan: StackPlan) -> tuple[Condition, ...]:
    """Return everything that must hold before a step, judged."""
    found = [_settled(live), _as_in_the_state(step, live)]
    found += [_required(requirement, step, live, plan) for requirement in step.requires]
    if step.reimages:
        found += _addresses(step, before)
    return tuple(found)


def _settled(live: LiveCluster) -> Condition:
    state = live.provisioning_state
    settled = state.lower() == "succeeded"
    return _judged("the cluster is ready", settled, f"provisioning state {state}", "wait, or repair the cluster first")


def _as_in_the_state(step: Step, live: LiveCluster) -> Condition:
    cluster = step.cluster
    pairs = {
        "networkPlugin": cluster.plugin,
        "networkPluginMode": cluster.plugin_mode,
        "networkDataplane": cluster.data_plane,
        "networkPolicy": cluster.policy,
        "outboundType": cluster.outbound,
    }
    other = [
        f"{key} is {live.profile.get(key) or 'none'}, in the state {known or 'none'}"
        for key, known in pairs.items()
        if (live.profile.get(key) or "none").lower() != (known or "none").lower()
    ]
    return _judged(
        "the cluster is what the state says",
        not other,
        "; ".join(other) or "its network profile is the same",
        "run pulumi refresh, and migrate then",
    )


def _required(requirement: Requirement, step: Step, live: LiveCluster, plan: StackPlan) -> Condition:
    name = requirement.value
    match requirement:
        case Requirement.KUBERNETES_1_27:
            return _version(name, step, (1, 27))
        case Requirement.KUBERNETES_1_30:
            return _version(name, step, (1, 30))
        case Requirement.NO_POLICY_ENGINE:
            policy = step.cluster.policy or "none"
            # Whether Cilium's own engine has to be off no page says; AKS has no way to take it off.
            fine = policy in ("none", "cilium")
            cure = "write networkPolicy: none beside the old mode, migrate and deploy that first"
            return _judged(name, fine, f"networkPolicy {policy}", cure)
        case Requirement.NO_WINDOWS:
            windows = [pool.name for pool in step.cluster.pools if pool.os_type == OsType.WINDOWS]
            seen = f"Windows pools: {', '.join(windows)}" if windows else "all pools run Linux"
            return _judged(name, not windows, seen, "move what runs there, remove these pools and deploy that first")
        case Requirement.NO_AUTO_PROVISIONING:
            seen = "on" if live.provisions_nodes else "off"
            cure = "turn it off (az aks update --node-provisioning-mode Manual) and run pulumi refresh"
            return _judged(name, not live.provisions_nodes, f"node auto-provisioning is {seen}", cure)
        case Requirement.NO_IP_MASQ:
            return _masquerade(name, live)
        case Requirement.ROOM_FOR_PODS:
            return _room_for_pods(name, step, plan)
        case unknown:
            assert_never(unknown)


def _version(name: str, step: Step, least: tuple[int, int]) -> Condition:
    version = step.cluster.kubernetes_version
    if version is None:
        return Condition(name=name, verdict=Verdict.NOT_KNOWN, seen="the state does not say which version runs")
    fine = tuple(int(part) for part in version.split(".")[:2]) >= least
    return _judged(name, fine, f"it runs {version}", "upgrade the cluster first")


def _masquerade(name: str, live: LiveCluster) -> Condition:
    namespace, config_map = MASQUERADE
    if live.masquerade is None:
        seen = f"the ConfigMap {namespace}/{config_map} could not be looked for: {live.why_not}"
        return Condition(name=name, verdict=Verdict.NOT_KNOWN, seen=seen)
    seen = f"there is {'a' if live.masquerade else 'no'} ConfigMap {namespace}/{config_map}"
    cure = "remove ipMasqExtraCidrs from the stack file, or delete the ConfigMap if it is not this stack's, and deploy"
    return _judged(name, not live.masquerade, seen, f"{cure} that first")


def _room_for_pods(name: str, step: Step, plan: StackPlan) -> Condition:
    wanted = pods_name(step.plan.key)
    found = next((each for each in stack_budget(plan).ranges if each.name == wanted), None)
    if found is None:
        return Condition(name=name, verdict=Verdict.NOT_KNOWN, seen=f"no pod CIDR of {step.plan.key} is planned")
    seen = f"{found.needed:,} of {found.available:,} addresses of {found.network} at the most nodes, surge included"
    return _judged(name, found.free >= 0, seen, "write a larger podCidr")


def _addresses(step: Step, before: Before) -> Iterator[Condition]:
    """New nodes come up beside the old ones: the subnets need the room for surge nodes in the old mode."""
    name = "addresses for re-imaging"
    subnets = dict.fromkeys(n for pool in step.cluster.pools for n in (pool.node_subnet, pool.pod_subnet) if n)
    for subnet in subnets:
        found: Addresses | None = before.addresses.get(subnet)
        if found is None:
            seen = f"{subnet}: the last up has written no numbers for it; see what it has to give yourself"
            yield Condition(name=name, verdict=Verdict.NOT_KNOWN, seen=seen)
        else:
            seen = f"{subnet}: {found.free:,} of {found.available:,} are free at the most nodes, surge included"
            yield _judged(name, found.free >= 0, seen, "make room: fewer nodes, or a smaller maxSurge")


def _judged(name: str, holds: bool, seen: str, cure: str) -> Condition:
    verdict = Verdict.HOLDS if holds else Verdict.FAILS
    return Condition(name=name, verdict=verdict, seen=seen, cure="" if holds else cure)
