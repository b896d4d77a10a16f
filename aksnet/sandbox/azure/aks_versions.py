"""What AKS refuses about Kubernetes versions: of the control plane and of its pools, when made and when upgraded.

Which versions a region offers at the moment is not modelled. Split from `aks_rules`, which lists all rules.
https://learn.microsoft.com/azure/aks/upgrade-aks-cluster
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from aksnet.arm.values import Json
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.pools import full_version
from aksnet.sandbox.azure.scale_sets import pools_of
from aksnet.sandbox.errors import Refusal

_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)?")
# https://learn.microsoft.com/azure/aks/manage-node-pools#validation-rules-for-upgrades: minor versions that a pool may
# be behind its control plane.
_BEHIND: Final = 3


def version_of(asked: Any) -> tuple[int, ...]:
    """Return the parts of the version that is asked for, or of AKS's own; without the patch where none is named."""
    default = full_version(None).rpartition(".")[0]
    version = str(asked) if _VERSION.fullmatch(str(asked)) else default
    return tuple(map(int, version.split(".")))


def _older(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether one version is older; a version without a patch is any patch of its minor version."""
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
        if asked and not _VERSION.fullmatch(str(asked)):
            return Refusal(code, f"{path}: {str(asked)!r} is no Kubernetes version such as 1.34 or 1.34.1.")
    return None


# https://github.com/rancher/rancher/issues/33561 and https://github.com/rancher/dashboard/issues/11884
def upgraded_in_order(ask: AksRequest) -> Refusal | None:
    """Refuse an older control plane, and one that skips a minor version; no version named is no change."""
    asked = ask.cluster.get("kubernetesVersion")
    if ask.before is None or not asked:
        return None
    old, new = version_of(ask.before.get("kubernetesVersion")), version_of(asked)
    names = f"{'.'.join(map(str, old))} to {asked}"
    if _older(new, old):
        return Refusal("OperationNotAllowed", f"Downgrading Kubernetes version {names} is not allowed.")
    if new[0] != old[0] or new[1] > old[1] + 1:
        return Refusal(
            "OperationNotAllowed",
            f"Upgrading Kubernetes version {names} is not allowed. A control plane goes one minor version at a time.",
        )
    return None


# https://github.com/nebari-dev/nebari/issues/524
def pool_upgraded(ask: AksRequest) -> Refusal | None:
    """Refuse an older version of a pool."""
    cluster = ask.before or ask.cluster
    for _, pool in ask.pools:
        before, asked = ask.pools_before.get(str(pool.get("name"))), pool.get("orchestratorVersion")
        if before is None or not asked:
            continue
        old = version_of(before.get("orchestratorVersion") or cluster.get("kubernetesVersion"))
        if _older(version_of(asked), old):
            return Refusal(
                "AgentPoolUpgradeVersionNotAllowed",
                f"Upgrade agent pool version from {'.'.join(map(str, old))} to {asked} is not allowed.",
            )
    return None


# https://github.com/rancher/rancher/issues/33426
def pools_near_control_plane(ask: AksRequest) -> Refusal | None:
    """Refuse pools that are newer than their control plane, or too far behind it."""
    plane = version_of(ask.cluster.get("kubernetesVersion"))
    for pool in _running(ask):
        version = version_of(pool["orchestratorVersion"])
        names = f"Node pool version {pool['orchestratorVersion']} and control plane version {'.'.join(map(str, plane))}"
        if _older(plane, version) or plane[0] != version[0]:
            return Refusal(
                "NodePoolMcVersionIncompatible",
                f"{names} are incompatible. The version of node pool {pool['name']} is newer.",
            )
        if plane[1] - version[1] > _BEHIND:
            return Refusal(
                "NodePoolMcVersionIncompatible",
                f"{names} are incompatible. Node pool {pool['name']} is more than {_BEHIND} minor versions behind.",
            )
    return None


def _running(ask: AksRequest) -> Iterator[Json]:
    """Yield the pools that have a version of their own: named in this write, or theirs since an earlier one."""
    yield from (pool for _, pool in ask.pools if pool.get("orchestratorVersion"))
    if ask.before is not None:
        written = {str(pool.get("name")) for _, pool in ask.pools}
        yield from (pool for pool in pools_of(ask.view, ask.cluster_id) if pool["name"] not in written)
