"""The smaller parts of a managed cluster's request, each from the plan alone."""

from collections.abc import Sequence
from typing import Any, Final

import pulumi
from pulumi_azure_native import containerservice as aks

from aksnet.azure.axes import OsType, Outbound
from aksnet.plan.records import ClusterPlan

from .cluster_access import identity_of

_ADMIN: Final = "azureuser"
_KUBELET: Final = "kubeletidentity"
"""Key of the nodes' identity in `identityProfile`."""


def kubelet_identity(
    arm_id: pulumi.Input[str] | None, parent: pulumi.Resource
) -> dict[str, aks.UserAssignedIdentityArgs] | None:
    """Name the identity of the nodes with all of its ids, as Azure asks for it; AKS makes one where there is none."""
    if arm_id is None:
        return None
    found = identity_of(arm_id, pulumi.InvokeOutputOptions(parent=parent))
    kubelet = aks.UserAssignedIdentityArgs(resource_id=arm_id, client_id=found.client_id, object_id=found.principal_id)
    return {_KUBELET: kubelet}


def kubelet_principal(profile: Any) -> str:
    """Return the object id of the nodes' identity; empty for a cluster that Azure gives none."""
    found = (profile or {}).get(_KUBELET)
    return (found.object_id if found else None) or ""


def entra_profile(plan: ClusterPlan) -> aks.ManagedClusterAADProfileArgs | None:
    """Return the logins of Entra ID."""
    said = plan.entra
    if said is None:
        return None
    return aks.ManagedClusterAADProfileArgs(
        managed=True,
        enable_azure_rbac=said.azure_rbac,
        admin_group_object_ids=list(said.admin_groups) or None,
        tenant_id=said.tenant_id,
    )


def node_provisioning(plan: ClusterPlan) -> aks.ManagedClusterNodeProvisioningProfileArgs | None:
    """Return what lets AKS make nodes by itself."""
    said = plan.node_provisioning
    if said is None:
        return None
    return aks.ManagedClusterNodeProvisioningProfileArgs(
        mode=aks.NodeProvisioningMode.AUTO,
        default_node_pools=None if said.default_pools else aks.NodeProvisioningDefaultNodePools.NONE,
    )


def auto_upgrade(plan: ClusterPlan) -> aks.ManagedClusterAutoUpgradeProfileArgs | None:
    """Return what AKS upgrades by itself."""
    if plan.upgrade_channel is None and plan.node_os_channel is None:
        return None
    return aks.ManagedClusterAutoUpgradeProfileArgs(
        upgrade_channel=plan.upgrade_channel.value if plan.upgrade_channel else None,
        node_os_upgrade_channel=plan.node_os_channel.value if plan.node_os_channel else None,
    )


def linux_profile(key: str | None) -> aks.ContainerServiceLinuxProfileArgs | None:
    """Return the administrator of Linux nodes, who has the given SSH key."""
    if key is None:
        return None
    return aks.ContainerServiceLinuxProfileArgs(
        admin_username=_ADMIN,
        ssh=aks.ContainerServiceSshConfigurationArgs(public_keys=[aks.ContainerServiceSshPublicKeyArgs(key_data=key)]),
    )


def windows_profile(plan: ClusterPlan) -> aks.ManagedClusterWindowsProfileArgs | None:
    """Name the administrator of Windows nodes wherever there may be some: said later, it would replace the cluster.

    AKS makes up the password, which no one needs. A cluster that has moved to another mode keeps what it was made with.
    """
    if OsType.WINDOWS not in plan.mode.os_types:
        return None
    return aks.ManagedClusterWindowsProfileArgs(admin_username=_ADMIN)


def api_server(
    plan: ClusterPlan, addresses: Sequence[pulumi.Input[str]], subnet: pulumi.Input[str] | None
) -> aks.ManagedClusterAPIServerAccessProfileArgs | None:
    """Return who reaches the API server, and the subnet that it is in."""
    if not plan.private and not plan.authorized_ip_ranges and not addresses and subnet is None:
        return None
    return aks.ManagedClusterAPIServerAccessProfileArgs(
        enable_private_cluster=plan.private or None,
        enable_vnet_integration=subnet is not None or None,
        subnet_id=subnet,
        private_dns_zone=plan.private_dns_zone,
        enable_private_cluster_public_fqdn=plan.public_fqdn,
        authorized_ip_ranges=[*plan.authorized_ip_ranges, *addresses] or None,
    )


def bootstrap(plan: ClusterPlan) -> aks.ManagedClusterBootstrapProfileArgs | None:
    """Nodes without a way out pull even AKS's own images from a registry inside: one of AKS's making, or the user's."""
    if plan.outbound is not Outbound.NONE:
        return None
    return aks.ManagedClusterBootstrapProfileArgs(
        artifact_source=aks.ArtifactSource.CACHE, container_registry_id=plan.registry_id
    )
