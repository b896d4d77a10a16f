"""What AKS fills in for a node pool, and from where its pods get their addresses.

Leaves out the nodes (`scale_sets`) and judgement (`aks_rules`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from aksnet.arm.values import Json, as_list
from aksnet.sandbox.azure.kubernetes_calendar import full_version, minor_of
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.offered_images import default_sku, effective_sku, image_of

PodSource = Literal["range", "node-subnet", "batches", "blocks"]
"""From the cluster's pod range, the node subnet, single addresses of the pod subnet, or /28 blocks of it."""

# https://learn.microsoft.com/azure/aks/azure-cni-overlay#maximum-pods-per-node and
# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
# The pages disagree on pod subnets (30, 110 and 250 are found); this is the newer one.
_MAX_PODS: Final[dict[tuple[str, PodSource], int]] = {
    ("kubenet", "range"): 110,
    ("azure", "range"): 250,
    ("azure", "node-subnet"): 30,
    ("azure", "batches"): 110,
    ("azure", "blocks"): 110,
    ("none", "range"): 250,
}
# https://github.com/Azure/AKS/issues/5120 (overlay) and the dual-stack sample of kubenet: a node's part of the range.
_IPV6_PART: Final = {"kubenet": 80, "azure": 120, "none": 80}
_IPV4_PART: Final = 24
# https://learn.microsoft.com/azure/aks/configure-dual-stack
DEFAULT_POD_RANGES: Final = {4: "10.244.0.0/16", 6: "fd12:3456:789a::/64"}
DEFAULT_SERVICE_RANGES: Final = {4: "10.0.0.0/16", 6: "fd12:3456:789a:1::/108"}
DEFAULT_DNS: Final = "10.0.0.10"


def plugin_of(profile: Json) -> str:
    """Return the network plugin; AKS takes Azure CNI (in an overlay) where none is named."""
    return str(profile.get("networkPlugin") or "azure")


def pod_source(profile: Json, pool: Json) -> PodSource:
    """Return where the pods of a pool get their addresses."""
    named = profile.get("networkPlugin")
    if named != "azure" or profile.get("networkPluginMode") == "overlay":
        return "range"
    if not pool.get("podSubnetID"):
        return "node-subnet"
    return "blocks" if pool.get("podIPAllocationMode") == "StaticBlock" else "batches"


def families_of(profile: Json) -> list[int]:
    """Return the IP versions of a cluster, in their order."""
    named = as_list(profile.get("ipFamilies"))
    return [6 if family == "IPv6" else 4 for family in named] or [4]


def ranges_of(profile: Json, many: str, one: str, defaults: dict[int, str]) -> list[str]:
    """Return pod or service ranges: the list, or the single one, or AKS's own."""
    given = as_list(profile.get(many)) or ([profile[one]] if profile.get(one) else [])
    sent = [str(each) for each in given]
    return [*sent, *(defaults[family] for family in families_of(profile)[len(sent) :])]


def pod_ranges(profile: Json) -> list[str]:
    """Return the ranges that nodes get their parts from."""
    return ranges_of(profile, "podCidrs", "podCidr", DEFAULT_POD_RANGES)


def service_ranges(profile: Json) -> list[str]:
    """Return the ranges of the Services."""
    return ranges_of(profile, "serviceCidrs", "serviceCidr", DEFAULT_SERVICE_RANGES)


def node_part(profile: Json, version: int) -> int:
    """Return the length of the prefix that each node gets from the pod range."""
    return _IPV6_PART[plugin_of(profile)] if version == 6 else _IPV4_PART


def max_pods(profile: Json, pool: Json) -> int:
    """Return how many pods a node of the pool carries."""
    return int(pool.get("maxPods") or _MAX_PODS[plugin_of(profile), pod_source(profile, pool)])


def surge_of(pool: Json, count: int) -> int:
    """Return how many nodes more an upgrade makes; a share is rounded up, and a number ends at the pool's own.

    https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling#customize-node-surge-upgrade
    """
    asked = str((pool.get("upgradeSettings") or {}).get("maxSurge") or "10%")
    number = number_of(asked)
    return -(-count * number // 100) if asked.endswith("%") else min(number, count)


def number_of(setting: str) -> int:
    """Return the number in a count or a share of nodes."""
    return int(re.sub(r"\D", "", setting) or 0)


def most_nodes(pool: Json) -> int:
    """Return how many nodes a pool may come to without an upgrade."""
    limit = pool.get("maxCount") if pool.get("enableAutoScaling") else None
    wanted = pool.get("count") if limit is None else limit
    return 1 if wanted is None else int(wanted)


def with_defaults(cluster: Json, pool: Json) -> Json:
    """Return a pool with what AKS fills in whatever version it runs."""
    return {
        "count": pool.get("minCount") or 1,
        "mode": "User",
        "osType": "Linux",
        "osDiskSizeGB": 128,
        "osDiskType": "Managed",
        "kubeletDiskType": "OS",
        "type": "VirtualMachineScaleSets",
        "enableAutoScaling": False,
        "enableFIPS": False,
        "enableNodePublicIP": False,
        "maxPods": max_pods(cluster.get("networkProfile") or {}, pool),
        "scaleDownMode": "Delete",
        "upgradeSettings": {"maxSurge": "10%", "maxUnavailable": "0"},
        **{key: value for key, value in pool.items() if value is not None},
    }


def filled(cluster: Json, pool: Json, plane: str, before: Json | None, today: date) -> Json:
    """Return a pool with all that AKS fills in.

    `plane` is the full version of the control plane, `before` the pool as it was filled in last. A pool that names no
    version keeps the one that it has: an upgrade of the control plane leaves it alone.
    https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling
    """
    old, body = before or {}, with_defaults(cluster, pool)
    asked, had = pool.get("orchestratorVersion"), old.get("currentOrchestratorVersion")
    version = full_version(asked, had or plane, today)
    minor = minor_of(version)
    sku = str(pool.get("osSKU") or old.get("osSKU") or default_sku(body["osType"], minor))
    same_image = had == version and old.get("osSKU") == sku
    return {
        **body,
        "osSKU": sku,
        "orchestratorVersion": str(
            asked or old.get("orchestratorVersion") or cluster.get("kubernetesVersion") or version
        ),
        "currentOrchestratorVersion": version,
        "nodeImageVersion": old["nodeImageVersion"] if same_image else image_of(effective_sku(sku, minor), body),
        "powerState": {"code": "Running"},
        "provisioningState": "Succeeded",
    }


def digits_of(cluster_id: str) -> str:
    """Return the eight digits that AKS puts into the names of a cluster's machines."""
    return f"{int(derived(cluster_id, 'pools').replace('-', ''), 16) % 10**8:08d}"
