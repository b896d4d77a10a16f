"""ARM ids taken apart: parents, groups, names; and the resource types that several modules name."""

from __future__ import annotations

from typing import Final

VNET_TYPE: Final = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE: Final = "Microsoft.Network/virtualNetworks/subnets"
ROUTE_TYPE: Final = "Microsoft.Network/routeTables/routes"
PUBLIC_IP_TYPE: Final = "Microsoft.Network/publicIPAddresses"
CLUSTER_TYPE: Final = "Microsoft.ContainerService/managedClusters"
MAINTENANCE_TYPE: Final = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations"
POOL_TYPE: Final = "Microsoft.ContainerService/managedClusters/agentPools"
ASSIGNMENT_TYPE: Final = "Microsoft.Authorization/roleAssignments"


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
    """Return whether a role at the scope counts at the id: the scope itself or anything above it."""
    outer, inner = scope.lower().rstrip("/"), arm_id.lower()
    return inner == outer or inner.startswith(outer + "/")
