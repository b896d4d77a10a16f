"""What AKS refuses about Kubernetes versions: of the control plane and of its pools, when made and when upgraded.

What is offered on a day is in `kubernetes_calendar`; regions that are late or ahead are not modelled. Split from
`aks_rules`, which lists all rules. https://learn.microsoft.com/azure/aks/upgrade-options
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from aksnet.arm.ids import last
from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.kubernetes_calendar import RELEASES, VERSION, Minor, is_offered, minor_of
from aksnet.sandbox.azure.scale_sets import pools_of
from aksnet.sandbox.clock import NOW_VARIABLE
from aksnet.sandbox.sandbox_errors import Refusal

# https://learn.microsoft.com/azure/aks/upgrade-options: minor versions that a pool may be behind its control plane.
_BEHIND: Final = 3
_MOVING: Final = ("patch", "stable", "rapid")
_LONG_TERM: Final = "AKSLongTermSupport"
_SEE: Final = (
    "Please use [az aks get-versions] command to get the supported version list in this region. For more information, "
    "please check https://aka.ms/supported-version-list"
)


def _parts(version: Any) -> tuple[int, ...]:
    """Return the numbers of a version; nothing where it is none, which is older than any."""
    return tuple(map(int, str(version).split("."))) if VERSION.fullmatch(str(version)) else ()


def _older(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Return whether one version is older; a version without a patch is any patch of its minor version."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def well_formed(ask: AksRequest) -> Refusal | None:
    """Refuse text that is no version."""
    named = [("K8sVersionNotSupported", "kubernetesVersion", ask.cluster.get("kubernetesVersion"))]
    named += [
        ("AgentPoolK8sVersionNotSupported", f"{path}.orchestratorVersion", pool.get("orchestratorVersion"))
        for path, pool in ask.pools
    ]
    for code, path, asked in named:
        if asked and not VERSION.fullmatch(str(asked)):
            return Refusal(code, f"{path}: {str(asked)!r} is no Kubernetes version such as 1.34 or 1.34.1.")
    return None


# https://learn.microsoft.com/azure/aks/long-term-support; no public code is known.
def support_plan(ask: AksRequest) -> Refusal | None:
    """Refuse long-term support outside of the tier that has it."""
    if not ask.writes_cluster or ask.cluster.get("supportPlan") != _LONG_TERM or ask.tier == "Premium":
        return None
    return Refusal(
        "InvalidParameter", f"supportPlan {_LONG_TERM} requires sku.tier Premium; the cluster's tier is {ask.tier}."
    )


# Public reports of 2025 and 2026 have both messages, word for word.
def offered(ask: AksRequest) -> Refusal | None:
    """Refuse a version that AKS does not offer on this day, for a new cluster and as the aim of an upgrade."""
    asked = ask.cluster.get("kubernetesVersion")
    if not ask.writes_cluster or not VERSION.fullmatch(str(asked)):
        return None
    minor, long_term = minor_of(asked), ask.cluster.get("supportPlan") == _LONG_TERM
    if (ask.ran and minor_of(ask.ran) == minor) or is_offered(minor, ask.today, long_term=long_term):
        return None
    name = f"Managed cluster {last(ask.cluster_id)} is on version {ask.version}"
    if is_offered(minor, ask.today, long_term=True):
        return Refusal(
            "K8sVersionNotSupported",
            f"{name}, which is only available for Long-Term Support (LTS). If you intend to onboard to LTS, please "
            "ensure the cluster is in Premium tier and LTS support plan (see https://aka.ms/aks/enable-lts). Otherwise,"
            " use [az aks get-versions] command to get the supported version list in this region. For more "
            f"information, please check https://aka.ms/supported-version-list{_way_back(minor, ask.today)}",
        )
    return Refusal(
        "K8sVersionNotSupported",
        f"{name} which is not supported in this region. {_SEE}{_way_back(minor, ask.today)}",
    )


def _way_back(minor: Minor, today: date) -> str:
    """Return how to try a version that was offered once, or will be: a cluster may run it that was made in time."""
    release = RELEASES.get(minor)
    if release is None:
        return ""
    day = release.ends if release.ends < today else release.available
    return f" (simulated on {today}; {NOW_VARIABLE}={day} simulates a day on which AKS offers it)"


# The code is known, its words are not.
def pools_offered(ask: AksRequest) -> Refusal | None:
    """Refuse a pool's version that AKS does not offer, unless the control plane or the pool itself runs it."""
    long_term = ask.cluster.get("supportPlan") == _LONG_TERM
    for _, pool in ask.pools:
        asked = pool.get("orchestratorVersion")
        if not VERSION.fullmatch(str(asked)):
            continue
        minor, ran = minor_of(asked), ask.pool_ran(str(pool.get("name"))).get("currentOrchestratorVersion")
        known = {minor_of(version) for version in (ask.version, ask.ran, ran) if version}
        before = ask.pools_before.get(str(pool.get("name")), {}).get("orchestratorVersion")
        if minor in known or _parts(before)[:2] == minor or is_offered(minor, ask.today, long_term=long_term):
            continue
        return Refusal("AgentPoolK8sVersionNotSupported", f"Version {asked} is not supported in this region. {_SEE}")
    return None


# https://github.com/rancher/rancher/issues/33561 and https://github.com/rancher/dashboard/issues/11884; that a patch
# does not go back either, with these words: https://github.com/rancher/rancher/issues/24071
def upgraded_in_order(ask: AksRequest) -> Refusal | None:
    """Refuse an older control plane, and one that skips a minor version; no version named is no change."""
    asked = ask.cluster.get("kubernetesVersion")
    if ask.before is None or not VERSION.fullmatch(str(asked)):
        return None
    new, had = _parts(asked), str(ask.before.get("kubernetesVersion") or _minor_text(str(ask.ran)))
    if len(new) == len(_parts(ask.ran)):
        had = str(ask.ran)
    old = _parts(had)
    if _older(new, old):
        return Refusal("OperationNotAllowed", f"Downgrading Kubernetes version {had} to {asked} is not allowed.")
    if new[0] != old[0] or new[1] > old[1] + 1:
        return Refusal(
            "OperationNotAllowed",
            f"Upgrading Kubernetes version {had} to {asked} is not allowed. A control plane goes one minor version at "
            "a time.",
        )
    return None


# https://github.com/nebari-dev/nebari/issues/524
def pool_upgraded(ask: AksRequest) -> Refusal | None:
    """Refuse an older version of a pool."""
    for _, pool in ask.pools:
        before, asked = ask.pools_before.get(str(pool.get("name"))), pool.get("orchestratorVersion")
        if before is None or not asked:
            continue
        had = before.get("orchestratorVersion") or _minor_text(_ran(ask, pool))
        ran = ask.pool_ran(str(pool.get("name"))).get("currentOrchestratorVersion") or had
        if any(_older(_parts(asked), _parts(each)) for each in (had, ran)):
            return Refusal(
                "AgentPoolUpgradeVersionNotAllowed",
                f"Upgrade agent pool version from {had} to {asked} is not allowed.",
            )
    return None


# The message is public: https://github.com/Azure/AKS/issues/4765. That a pool which the request does not list counts as
# one without a version is after https://github.com/Azure/ARO-HCP/pull/662.
def pools_of_cluster_alike(ask: AksRequest) -> Refusal | None:
    """Refuse a request of a cluster that says some pools' versions, or another than what runs and the control plane."""
    if ask.before is None:
        return None
    said = {str(pool.get("name")): str(pool["orchestratorVersion"]) for _, pool in ask.pools if _says_version(pool)}
    if not said:
        return _not_the_plane_alone(ask)
    others = {str(pool["name"]) for pool in [*(pool for _, pool in ask.pools), *pools_of(ask.view, ask.cluster_id)]}
    plane = str(ask.cluster.get("kubernetesVersion") or ask.version)
    changed = [
        name
        for name, version in said.items()
        if version != plane
        and _different(version, str(ask.pool_ran(name).get("currentOrchestratorVersion") or version))
    ]
    if others <= set(said) and not changed:
        return None
    return Refusal(
        "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged",
        "Using managed cluster api, all Agent pools' OrchestratorVersion must be all specified or all unspecified. If "
        "all specified, they must be stay unchanged or the same with control plane. For agent pool specific change, "
        "please use per agent pool operations: https://aka.ms/agent-pool-rest-api "
        f"({_who(others - set(said), changed)})",
    )


# https://learn.microsoft.com/azure/aks/auto-upgrade-cluster#cluster-auto-upgrade-limitations
def _not_the_plane_alone(ask: AksRequest) -> Refusal | None:
    channel = as_dict(ask.cluster.get("autoUpgradeProfile")).get("upgradeChannel")
    if channel not in _MOVING or ask.ran is None or not _different(ask.version, ask.ran):
        return None
    return Refusal(
        "NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged",
        f"upgradeChannel is {channel}: the control plane cannot be upgraded alone. Using managed cluster api, all "
        "Agent pools' OrchestratorVersion must be specified, the same with control plane.",
    )


def _says_version(pool: dict[str, Any]) -> bool:
    return bool(pool.get("orchestratorVersion"))


def _different(one: str, other: str) -> bool:
    return _older(_parts(one), _parts(other)) or _older(_parts(other), _parts(one))


def _who(silent: set[str], changed: list[str]) -> str:
    parts = [f"without a version: {', '.join(sorted(silent))}"] if silent else []
    return "; ".join(
        [*parts, *([f"neither as before nor the control plane's: {', '.join(changed)}"] if changed else [])]
    )


def _ran(ask: AksRequest, pool: dict[str, Any]) -> str:
    """Return the full version that a pool runs before the write: its own, or its control plane's."""
    ran = ask.pool_ran(str(pool.get("name"))).get("currentOrchestratorVersion")
    return str(ran or ask.ran or ask.version)


def _minor_text(version: str) -> str:
    return ".".join(version.split(".")[:2])


# https://github.com/rancher/rancher/issues/33426
def pools_near_control_plane(ask: AksRequest) -> Refusal | None:
    """Refuse pools that are newer than their control plane, or too far behind it."""
    asked = ask.cluster.get("kubernetesVersion")
    named = str(asked) if VERSION.fullmatch(str(asked)) else _minor_text(ask.version)
    plane = _parts(named)
    for name, version in _versions(ask):
        numbers = _parts(version)
        told = f"Node pool version {version} and control plane version {named} are incompatible."
        if not numbers:
            continue
        if _older(plane, numbers) or plane[0] != numbers[0]:
            return Refusal("NodePoolMcVersionIncompatible", f"{told} The version of node pool {name} is newer.")
        if plane[1] - numbers[1] > _BEHIND:
            return Refusal(
                "NodePoolMcVersionIncompatible",
                f"{told} Node pool {name} is more than {_BEHIND} minor versions behind.",
            )
    return None


def _versions(ask: AksRequest) -> Iterator[tuple[str, str]]:
    """Yield the pools that will have a version of their own, named in this write or theirs since an earlier one."""
    for _, pool in ask.pools:
        name = str(pool.get("name"))
        version = pool.get("orchestratorVersion") or ask.pool_ran(name).get("orchestratorVersion")
        if version:
            yield name, str(version)
    if ask.writes_cluster:
        written = {str(pool.get("name")) for _, pool in ask.pools}
        for pool in pools_of(ask.view, ask.cluster_id):
            if pool["name"] not in written:
                yield str(pool["name"]), str(pool["orchestratorVersion"])
