"""What is wrong with resources that a program declares, told from their inputs alone: plain functions, no policy pack.

Each takes what it judges and yields a sentence for each thing that is wrong. Inputs are Azure's and Kubernetes' own,
with keys as the providers have them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final

CLUSTER: Final = "azure-native:containerservice:ManagedCluster"
POOL: Final = "azure-native:containerservice:AgentPool"
VNET: Final = "azure-native:network:VirtualNetwork"
SUBNET: Final = "azure-native:network:Subnet"
GRANT: Final = "azure-native:authorization:RoleAssignment"
SERVICE: Final = "kubernetes:core/v1:Service"
RETIRING: Final = Path(__file__).parent / "retiring.json"
"""What Azure retires, and when: written from this project's tables by `make docs`."""
_WIDE_ROLES: Final = {
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
    "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
}
"""https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""
_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
_PREVIEW_VERSION: Final = re.compile(r":(?:\w+/)?v\d{8}preview:")
_FRONT_END: Final = "service.beta.kubernetes.io/azure-load-balancer-ipv4"
_PERMITS: Final = ("inPlace",)

Inputs = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Retirement:
    """One value of a property that Azure retires."""

    what: str
    property: str
    pattern: str
    """Of the value, in full, whatever the case."""
    on: str
    """The last day of support."""
    page: str
    os: str | None = None
    """The operating system of the nodes on which it ends; none for all."""


def retirements(file: Path = RETIRING) -> tuple[Retirement, ...]:
    """Return what Azure retires."""
    return tuple(Retirement(**each) for each in json.loads(file.read_text(encoding="utf-8")))


def public_api_server(cluster: Inputs) -> Iterator[str]:
    """Yield where everybody on the internet can reach the API server of a managed cluster."""
    access = cluster.get("apiServerAccessProfile") or {}
    if access.get("enablePrivateCluster"):
        return
    ranges = access.get("authorizedIPRanges") or []
    if not ranges:
        yield "its API server is public, and no ranges are authorized: everybody can reach it"
    yield from (f"its API server authorizes {each}, which is everybody" for each in ranges if each in _EVERYWHERE)


def retiring_values(resource: Inputs, facts: Iterable[Retirement]) -> Iterator[str]:
    """Yield the values of a managed cluster or a node pool that Azure retires."""
    profile = resource.get("networkProfile") or {}
    pools = resource.get("agentPoolProfiles") or ([] if profile else [resource])
    systems = {pool.get("osType") or "Linux" for pool in pools}
    for fact in facts:
        if fact.property in ("networkPlugin", "networkPolicy"):
            there = [profile] if fact.os is None or fact.os in systems else []
        else:
            there = [pool for pool in pools if fact.os in (None, pool.get("osType") or "Linux")]
        for value in dict.fromkeys(str(part[fact.property]) for part in there if fact.property in part):
            if re.fullmatch(fact.pattern, value, re.IGNORECASE | re.ASCII):
                yield f"{fact.property} {value}: {fact.what} ends on {fact.on} (see {fact.page})"


def wide_grants(grant: Inputs) -> Iterator[str]:
    """Yield the roles that let an identity do whatever it likes, or give itself any role."""
    role = str(grant.get("roleDefinitionId") or "").rstrip("/").rpartition("/")[2].lower()
    if role in _WIDE_ROLES:
        yield f"it grants {_WIDE_ROLES[role]} at {grant.get('scope') or 'a scope that is not known yet'}"


def preview_features(resource_type: str, resource: Inputs) -> Iterator[str]:
    """Yield what Azure offers as a preview: versions of its API, and features that are switched on by name."""
    if found := _PREVIEW_VERSION.search(resource_type):
        yield f"it is sent to a preview of Azure's API ({found[0].strip(':').rpartition('/')[2]})"
    for key in (key for key in resource if "preview" in key.lower()):
        yield f"{key} is a preview"


def ranges_outside(resource_type: str, resource: Inputs, plan: Sequence[str]) -> Iterator[str]:
    """Yield the ranges of VNets and subnets, and the front ends of Services, that no range of an address plan holds."""
    allowed = [ip_network(each) for each in plan]
    if not allowed:
        return
    for text in _ranges(resource_type, resource):
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            continue  # Azure refuses it, and says so better
        if not any(_within(network, each) for each in allowed):
            yield f"{text} is in none of {', '.join(plan)}"


def _ranges(resource_type: str, resource: Inputs) -> list[str]:
    if resource_type == VNET:
        return list((resource.get("addressSpace") or {}).get("addressPrefixes") or ())
    if resource_type == SUBNET:
        single = resource.get("addressPrefix")
        return list(resource.get("addressPrefixes") or ([single] if single else ()))
    if resource_type == SERVICE:
        annotations = (resource.get("metadata") or {}).get("annotations") or {}
        return [
            each for each in (annotations.get(_FRONT_END), (resource.get("spec") or {}).get("loadBalancerIP")) if each
        ]
    return []


def _within(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)


def keys_left_behind(config: Mapping[str, str], project: str = "aks-networking") -> Iterator[str]:
    """Yield the keys of a stack file that allowed one change and are not needed any more.

    Args:
        config: the stack's configuration as the engine hands it on: values as text, objects as JSON.
        project: the namespace of the keys.

    """
    clusters = _object(config.get(f"{project}:clusters"))
    for key, cluster in clusters.items():
        change = cluster.get("change") if isinstance(cluster, Mapping) else None
        if change in _PERMITS or isinstance(change, Mapping):
            yield f"clusters.{key}.change is {json.dumps(change)}: take it out once the change is made"
    for key in _object(config.get(f"{project}:removed")):
        yield f"removed.{key}: take it out once the cluster is gone"


def _object(text: str | None) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
