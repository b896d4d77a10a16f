"""Physical names: chosen by the settings or derived from them, the same on every run.

An interrupted run can be picked up because nothing here is random. Names that users see follow the pattern
`<cluster>-<what>`.
"""

import re
from uuid import NAMESPACE_URL, UUID, uuid5

from aksnet.settings.cluster_settings import ClusterSettings

_ROLE_NAMES: UUID = uuid5(NAMESPACE_URL, "https://learn.microsoft.com/azure/role-based-access-control/role-assignments")


def resource_group(stack: str) -> str:
    """Return the name of a stack's resource group."""
    return f"rg-{stack}"


def vnet(stack: str) -> str:
    """Return the name of a stack's VNet."""
    return f"{stack}-vnet"


def cluster(key: str, settings: ClusterSettings) -> str:
    """Return a cluster's physical name."""
    return settings.name or key


def identity(cluster: str) -> str:
    """Return the name of a cluster's control plane identity."""
    return f"{cluster}-identity"


def node_resource_group(group: str, cluster: str, location: str) -> str:
    """Return the resource group of a cluster's nodes: the name that AKS itself would choose, at most 80 characters.

    https://learn.microsoft.com/azure/aks/faq
    """
    region = re.sub(r"\s", "", location).lower()
    return f"MC_{group}_{cluster}_{region}"[:80].rstrip(".")


def dns_prefix(cluster: str) -> str:
    """Return the DNS prefix of a cluster's API server: letters, digits and hyphens, at most 54.

    https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update
    """
    return cluster.replace("_", "-")[:54].rstrip("-")


def subnet(cluster: str, suffix: str) -> str:
    """Return the name of a subnet that a cluster declares."""
    return f"{cluster}-{suffix}"


def security_group(subnet: str) -> str:
    """Return the name of a subnet's network security group."""
    return f"{subnet}-nsg"


def route_table(cluster: str) -> str:
    """Return the name of a cluster's route table."""
    return f"{cluster}-routes"


def nat_gateway(cluster: str) -> str:
    """Return the name of a cluster's NAT gateway."""
    return f"{cluster}-nat"


def public_ip(nat_gateway: str, number: int = 1) -> str:
    """Return the name of a NAT gateway's public address, by its number from 1 on."""
    return f"{nat_gateway}-ip" if number == 1 else f"{nat_gateway}-ip-{number}"


def public_prefix(nat_gateway: str) -> str:
    """Return the name of a NAT gateway's public IP prefix."""
    return f"{nat_gateway}-prefix"


def role_assignment_name(*, scope: str, identity: str, role_id: str) -> str:
    """Return the GUID of a role assignment, the same on every run and unique across a tenant.

    `scope` and `identity` are ARM ids, which start with the subscription; case does not matter in them.
    """
    return str(uuid5(_ROLE_NAMES, "|".join((scope, identity, role_id)).lower()))


def role_definition_id(subscription: str, role_id: str) -> str:
    """Return the ARM id of a built-in role in a subscription, which is the one of what the role is assigned at."""
    return f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role_id}"
