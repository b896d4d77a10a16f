"""What a cluster and its pools have for life: AKS refuses each change of it.

Compared is what the cluster has, with what AKS filled in, and ids, names of groups and regions as Azure compares them:
without case. Split from `aks_rules`, which lists all rules. The network profile is in `aks_changes`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from aksnet.arm.ids import region
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.agent_pools import with_defaults
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.defaults import cluster_defaults
from aksnet.sandbox.sandbox_errors import Refusal


def exact(value: Any) -> Any:
    """Return a value as it is compared; an empty text is none."""
    return value or None


def caseless(value: Any) -> str | None:
    """Return an id or the name of a group as it is compared."""
    return str(value).lower().rstrip("/") if value else None


def unordered(value: Any) -> frozenset[str] | None:
    """Return a list as it is compared where its order means nothing; an empty one is none."""
    return frozenset(map(str, value)) or None if isinstance(value, list) else None


_FIXED: Final[dict[str, Callable[[Any], Any]]] = {
    "location": region,
    "dnsPrefix": exact,
    "fqdnSubdomain": exact,
    "nodeResourceGroup": caseless,
    "diskEncryptionSetID": caseless,
}
_FIXED_IN_POOL: Final[dict[str, Callable[[Any], Any]]] = {
    "vmSize": caseless,
    "vnetSubnetID": caseless,
    "podSubnetID": caseless,
    "podIPAllocationMode": exact,
    "maxPods": exact,
    "osType": exact,
    # Zones are chosen with the pool: https://github.com/hashicorp/terraform-provider-azurerm/issues/6584
    "availabilityZones": unordered,
}
# https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update#podipallocationmode
_POOL: Final[Json] = {"podIPAllocationMode": "DynamicIndividual"}


def refused(name: str) -> Refusal:
    """Return AKS's answer to a change that it does not make in place."""
    return Refusal("PropertyChangeNotAllowed", f"Changing property '{name}' is not allowed.")


def _given(body: Json) -> Json:
    return {key: value for key, value in body.items() if value is not None}


def cluster_kept(ask: AksRequest) -> Refusal | None:
    """Refuse changes of what a cluster has for life."""
    if ask.before is None:
        return None
    old, new = ({**cluster_defaults(ask.cluster_id, each), **_given(each)} for each in (ask.before, ask.cluster))
    for name, compared in _FIXED.items():
        if compared(old.get(name)) != compared(new.get(name)):
            return refused(name)
    return _access_kept(as_dict(ask.before.get("apiServerAccessProfile")), ask.api_server)


# https://learn.microsoft.com/azure/aks/api-server-vnet-integration and private-clusters
def _access_kept(old: Json, new: Json) -> Refusal | None:
    """VNet integration cannot be taken back; only with it may a cluster become private or public."""
    path, integrated = "apiServerAccessProfile", bool(new.get("enableVnetIntegration"))
    if old.get("enableVnetIntegration") and not integrated:
        return refused(f"{path}.enableVnetIntegration")
    # No page describes another subnet for an API server that lives, so none is simulated.
    if old.get("enableVnetIntegration") and caseless(old.get("subnetId")) != caseless(new.get("subnetId")):
        return refused(f"{path}.subnetId")
    if bool(old.get("enablePrivateCluster")) != bool(new.get("enablePrivateCluster")) and not integrated:
        return refused(f"{path}.enablePrivateCluster")
    private = [each for each in (old, new) if each.get("enablePrivateCluster")]
    zones = [caseless(each.get("privateDNSZone")) or "system" for each in private]
    if len(set(zones)) > 1 and zones[1] != "none":
        return refused(f"{path}.privateDNSZone")
    return None


# https://github.com/pulumi/pulumi-azure-native/issues/959
def pools_kept(ask: AksRequest) -> Refusal | None:
    """Refuse changes of what a pool has for life.

    Both sides are filled in as for the cluster before: another network profile gives no pool other defaults.
    """
    cluster = ask.before or ask.cluster
    for path, pool in ask.pools:
        before = ask.pools_before.get(str(pool.get("name")))
        if before is None:
            continue
        old, new = ({**_POOL, **with_defaults(cluster, each)} for each in (before, pool))
        for name, compared in _FIXED_IN_POOL.items():
            if compared(old.get(name)) != compared(new.get(name)):
                inline = path.startswith("agentPoolProfiles")
                prefix = f"agentPoolProfiles[{pool.get('name')}]" if inline else "properties"
                return refused(f"{prefix}.{name}")
    return None
