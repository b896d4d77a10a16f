"""What AKS refuses about how the machines of a pool are exchanged in an upgrade.

Split from `aks_rules`, which lists all rules. https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling
No public code is known for any of these.
"""

from __future__ import annotations

import re
from typing import Any, Final

from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.agent_pools import number_of, surge_of
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.kubernetes_calendar import full_version
from aksnet.sandbox.sandbox_errors import Refusal

# Instances of one scale set.
_INSTANCES: Final = 1000


def _number(asked: Any, default: str) -> int:
    return number_of(str(default if asked is None else asked))


def shares(ask: AksRequest) -> Refusal | None:
    """Refuse what is neither a number of machines nor a share of up to 100 %."""
    for path, pool in ask.pools:
        for name, value in as_dict(pool.get("upgradeSettings")).items():
            if name in ("maxSurge", "maxUnavailable") and not re.fullmatch(r"\d+|\d{1,2}%|100%", str(value)):
                return Refusal(
                    "InvalidParameter", f"{path}.upgradeSettings.{name}: {value} must be a number, or 0% to 100%."
                )
    return None


# https://github.com/Azure/AKS/issues/4277
def surge_or_fewer(ask: AksRequest) -> Refusal | None:
    """Refuse a pool that may neither have a machine more nor one fewer, or both, or fewer in a system pool."""
    for path, pool in ask.pools:
        settings = as_dict(pool.get("upgradeSettings"))
        more, fewer = _number(settings.get("maxSurge"), "10%"), _number(settings.get("maxUnavailable"), "0")
        at = f"{path}.upgradeSettings"
        if fewer and pool.get("mode") == "System":
            return Refusal("InvalidParameter", f"{at}.maxUnavailable must be 0 in a system pool.")
        if fewer and more:
            return Refusal(
                "InvalidParameter", f"{at}: maxUnavailable requires maxSurge 0; only one of them may be set."
            )
        if not fewer and not more:
            return Refusal("InvalidParameter", f"{at}: maxSurge and maxUnavailable must not both be 0.")
    return None


# https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image#node-os-autoupgrade-channel-known-limitations
def channels_fit(ask: AksRequest) -> Refusal | None:
    """Refuse another channel of node images than the one that the cluster's channel sets."""
    profile = as_dict(ask.cluster.get("autoUpgradeProfile"))
    nodes = profile.get("nodeOSUpgradeChannel")
    if not ask.writes_cluster or profile.get("upgradeChannel") != "node-image" or nodes in (None, "NodeImage"):
        return None
    return Refusal(
        "InvalidParameter",
        f"autoUpgradeProfile.nodeOSUpgradeChannel is {nodes}; with upgradeChannel node-image it has to be NodeImage.",
    )


def room_for_surge(ask: AksRequest) -> Refusal | None:
    """Refuse an upgrade for which a pool would come to more than 1,000 instances; a new pool may be that large."""
    for path, pool in ask.pools:
        had = ask.pool_ran(str(pool.get("name")))
        ran = had.get("currentOrchestratorVersion")
        if not ran or full_version(pool.get("orchestratorVersion"), ran, ask.today) == ran:
            continue
        count = int(had["count"])
        surge = surge_of(pool, count)
        if count + surge > _INSTANCES:
            return Refusal(
                "InvalidParameter",
                f"{path}: {count} nodes and {surge} for the upgrade are more than {_INSTANCES} instances.",
            )
    return None
