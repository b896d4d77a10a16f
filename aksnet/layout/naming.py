"""Physical names: chosen by the settings or derived from them, the same on every run.

An interrupted run can be picked up because nothing here is random. Names that users see follow the pattern
`<cluster>-<what>`.
"""

import re
from uuid import NAMESPACE_URL, UUID, uuid5

from aksnet.layout.subnets import cluster_name
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings

_ROLE_NAMES: UUID = uuid5(NAMESPACE_URL, "https://learn.microsoft.com/azure/role-based-access-control/role-assignments")


def with_default_names(settings: Settings, stack: str) -> Settings:
    """Fill in the names that come from the stack: of its resource group and its VNet."""
    group, network = settings.resource_group, settings.network
    if group.name is None:
        group = group.model_copy(update={"name": f"rg-{stack}"})
    if network.name is None:
        name = network.id.rsplit("/", 1)[1] if network.id else f"{stack}-vnet"
        network = network.model_copy(update={"name": name})
    return settings.model_copy(update={"resource_group": group, "network": network})


def resource_group(settings: Settings) -> str:
    """Give the name of the stack's resource group."""
    return settings.resource_group.name or ""


def vnet_resource_group(settings: Settings) -> str:
    """Give the resource group that holds the VNet."""
    if settings.network.id:
        return str(settings.network.id.split("/")[4])
    return settings.network.resource_group or resource_group(settings)


def identity_name(key: str, cluster: ClusterSettings) -> str:
    """Give the name of a cluster's control plane identity."""
    return cluster.identity_name or f"{cluster_name(key, cluster)}-identity"


def node_resource_group(settings: Settings, key: str, location: str = "") -> str:
    """Give the resource group of a cluster's nodes: the name that AKS itself would choose, at most 80 characters.

    https://learn.microsoft.com/azure/aks/faq
    """
    cluster = settings.clusters[key]
    region = re.sub(r"\s", "", location).lower()
    own = f"MC_{resource_group(settings)}_{cluster_name(key, cluster)}_{region}"
    return cluster.node_resource_group or own[:80].rstrip(".")


def dns_prefix(name: str) -> str:
    """Give the DNS prefix of a cluster's API server: letters, digits and hyphens, at most 54.

    https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update
    """
    return name.replace("_", "-")[:54].rstrip("-")


def route_table_name(cluster: str) -> str:
    """Give the name of a cluster's route table."""
    return f"{cluster}-routes"


def nat_gateway_name(cluster: str) -> str:
    """Give the name of a cluster's NAT gateway."""
    return f"{cluster}-nat"


def role_assignment_name(*, scope: str, identity: str, role_id: str) -> str:
    """Give the GUID of a role assignment, the same on every run and unique across a tenant.

    `scope` and `identity` are ARM ids, which start with the subscription; case does not matter in them.
    """
    return str(uuid5(_ROLE_NAMES, "|".join((scope, identity, role_id)).lower()))


def role_definition_id(scope: str, role_id: str) -> str:
    """Give the ARM id of a built-in role in the subscription of `scope`, itself an ARM id."""
    return f"/subscriptions/{scope.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/{role_id}"
