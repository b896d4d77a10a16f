"""ARM ids and types: parts, parents, and what Azure makes up, here derived from the id so that it repeats."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Final

SUBSCRIPTION_ID: Final = "5a4db0c5-0000-4000-8000-00000000a4c5"
TENANT_ID: Final = "7e4a47c5-0000-4000-8000-00000000a4c5"
SUBSCRIPTION: Final = f"/subscriptions/{SUBSCRIPTION_ID}"
# The signed-in user of the simulated subscription: what getClientConfig answers.
USER_OBJECT_ID: Final = "05e60b1e-0000-4000-8000-00000000a4c5"
CLIENT_ID: Final = "c11e47d0-0000-4000-8000-00000000a4c5"

VNET_TYPE: Final = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE: Final = "Microsoft.Network/virtualNetworks/subnets"
ROUTE_TYPE: Final = "Microsoft.Network/routeTables/routes"
PUBLIC_IP_TYPE: Final = "Microsoft.Network/publicIPAddresses"
CLUSTER_TYPE: Final = "Microsoft.ContainerService/managedClusters"
POOL_TYPE: Final = "Microsoft.ContainerService/managedClusters/agentPools"
ASSIGNMENT_TYPE: Final = "Microsoft.Authorization/roleAssignments"

_NAMESPACE: Final = uuid.UUID("1d5a4db0-0c50-4a4c-8a4c-5a4db0c5a4c5")


def derived(arm_id: str, what: str) -> str:
    """Return a GUID that Azure would make up: the same for the same resource each time."""
    return str(uuid.uuid5(_NAMESPACE, f"{arm_id.lower()}#{what}"))


def public_ip(arm_id: str, *, version: int = 4) -> str:
    """Return an address from the ranges that documentation may use."""
    number = uuid.UUID(derived(arm_id, "ip")).int
    if version == 6:
        return str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("2001:db8::")) + number % 2**64))
    return str(ipaddress.IPv4Address(int(ipaddress.IPv4Address("203.0.113.1")) + number % 254))


def parent_of(arm_id: str) -> str:
    """Return the id of the resource, group or subscription that holds this one."""
    head, _, tail = arm_id.lower().rpartition("/providers/")
    if not head:
        return arm_id.rsplit("/", 2)[0]
    # namespace/type/name has three segments; each child level adds two.
    return arm_id.rsplit("/", 2)[0] if tail.count("/") > 2 else arm_id[: len(head)]


def resource_group_of(arm_id: str) -> str:
    """Return the name of the resource group in an id, or an empty text."""
    parts = arm_id.split("/")
    return parts[4] if len(parts) > 4 and parts[3].lower() == "resourcegroups" else ""


def last(arm_id: str) -> str:
    """Return the name at the end of an id."""
    return arm_id.rsplit("/", 1)[-1]


def region(location: object) -> str:
    """Return a region as Azure names it: `West Europe` is `westeurope`."""
    return str(location or "").replace(" ", "").lower()


def covers(scope: str, arm_id: str) -> bool:
    """Tell whether a role at the scope counts at the id: the scope itself or anything above it."""
    outer, inner = scope.lower().rstrip("/"), arm_id.lower()
    return inner == outer or inner.startswith(outer + "/")
