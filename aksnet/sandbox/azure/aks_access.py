"""What AKS refuses about identities and their rights, each looked up among the assignments of this moment.

Split from `aks_rules`, which lists them all in their order. The right of whoever deploys is not modelled.
"""

from __future__ import annotations

from collections.abc import Iterator

from aksnet.arm.ids import covers, last, parent_of, region
from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.identity import (
    CONTRIBUTOR,
    DNS_ZONE_CONTRIBUTOR,
    IDENTITY_OPERATOR,
    OWNER,
    holds_role,
    identities_of,
    may_change_network,
)
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.azure.node_group import node_group_of
from aksnet.sandbox.sandbox_errors import Refusal


def identity_exists(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster whose user-assigned identity does not exist."""
    for identity in identities_of(ask.cluster):
        if ask.view.get(identity) is None:
            return Refusal(
                "FailedIdentityOperation",
                f"Identity operation for resource '{ask.cluster_id}' failed: the user-assigned identity {identity} "
                "was not found.",
            )
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-cni-overview#prerequisites
def may_join(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster whose identity lacks the role, at this moment, on a subnet or route table it must change."""
    for needed in _changed_by_control_plane(ask):
        if ask.principal is None:
            return Refusal(
                "ResourceMissingPermissionError",
                f"A system-assigned identity has no permission on {needed} before the cluster exists. Use a "
                "user-assigned identity and assign it Network Contributor first.",
            )
        if may_change_network(ask.view, ask.principal, needed):
            continue
        if "/routetables/" in needed.lower():
            return Refusal(
                "CustomRouteTableMissingPermission",
                f"Managed identity with principal {ask.principal} must be given permission to read and write to "
                f"custom route table {needed}.",
            )
        return Refusal(
            "ResourceMissingPermissionError",
            f"Managed identity with principal {ask.principal} needs permission over subnet {needed}: "
            "Microsoft.Network/virtualNetworks/subnets/join/action (such as Network Contributor).",
        )
    return None


def _changed_by_control_plane(ask: AksRequest) -> Iterator[str]:
    for subnet in [*ask.node_subnets, *ask.pod_subnets]:
        yield subnet.id
    # https://learn.microsoft.com/azure/aks/api-server-vnet-integration
    if ask.api_server.get("enableVnetIntegration") and ask.api_server.get("subnetId"):
        yield str(ask.api_server["subnetId"])
    if ask.profiled("networkPlugin") == "kubenet" or ask.outbound == "userDefinedRouting":
        for subnet in ask.node_subnets:
            table = subnet.refers_to("routeTable")
            # What AKS made itself, in the group of the cluster's nodes, it may change: configure-kubenet.
            if table and not covers(_node_group(ask), table):
                yield table


def _node_group(ask: AksRequest) -> str:
    return f"{SUBSCRIPTION}/resourceGroups/{node_group_of(ask.cluster_id, ask.cluster)}"


# https://learn.microsoft.com/azure/aks/managed-identity-overview
def kubelet_identity(ask: AksRequest) -> Refusal | None:
    """Refuse kubelets with an identity of one's own that the control plane may not hand out."""
    kubelet = as_dict(as_dict(ask.cluster.get("identityProfile")).get("kubeletidentity")).get("resourceId")
    if not kubelet:
        return None
    if as_dict(ask.cluster.get("identity")).get("type") != "UserAssigned" or ask.principal is None:
        return Refusal(
            "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
            "A custom kubelet identity is only supported on a cluster with a user-assigned identity.",
        )
    if holds_role(ask.view, ask.principal, str(kubelet), (IDENTITY_OPERATOR, CONTRIBUTOR, OWNER)):
        return None
    return Refusal(
        "CustomKubeletIdentityMissingPermissionError",
        f"The cluster identity {ask.principal} must be given permission to assign the kubelet identity {kubelet} "
        "(Managed Identity Operator).",
    )


# https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad; the code is not known.
def some_account(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster without local accounts that Entra ID does not open either, and Azure RBAC without Entra ID."""
    logins = as_dict(ask.cluster.get("aadProfile"))
    if ask.cluster.get("disableLocalAccounts") and not logins.get("managed"):
        return Refusal("InvalidParameter", "disableLocalAccounts requires managed AAD (aadProfile.managed: true).")
    if logins.get("enableAzureRBAC") and not logins.get("managed"):
        return Refusal("InvalidParameter", "aadProfile.enableAzureRBAC requires aadProfile.managed: true.")
    return None


# https://learn.microsoft.com/azure/aks/enable-authentication-microsoft-entra-id#limitations; the code is not known.
def entra_kept(ask: AksRequest) -> Refusal | None:
    """Refuse to take Entra ID from a cluster that has it."""
    before, now = (as_dict((body or {}).get("aadProfile")).get("managed") for body in (ask.before, ask.cluster))
    if ask.writes_cluster and before and not now:
        return Refusal("BadRequest", "Managed AAD cannot be disabled on a cluster that has it (aadProfile).")
    return None


# https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone; the code is not known.
def zone_name(ask: AksRequest) -> Refusal | None:
    """Refuse a private DNS zone of one's own by another name than the region's private API servers have."""
    zone = str(ask.api_server.get("privateDNSZone") or "")
    if not ask.api_server.get("enablePrivateCluster") or "/" not in zone:
        return None
    place = region(ask.cluster.get("location"))
    links = ("privatelink", "private") if ask.api_server.get("enableVnetIntegration") else ("privatelink",)
    labels = last(zone).lower().split(".")
    if any(labels[-4:] == [link, str(place), "azmk8s", "io"] and len(labels) <= 5 for link in links):
        return None
    return Refusal(
        "InvalidParameter",
        f"The private DNS zone {last(zone)} must be named [<subzone>.]privatelink.{place}.azmk8s.io.",
    )


# https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone; the code is not known.
def subdomain(ask: AksRequest) -> Refusal | None:
    """Refuse a subdomain beside a DNS prefix, or without a private DNS zone of one's own to have it in."""
    if not ask.cluster.get("fqdnSubdomain"):
        return None
    zone = str(ask.api_server.get("privateDNSZone") or "")
    if ask.cluster.get("dnsPrefix"):
        return Refusal("InvalidParameter", "dnsPrefix and fqdnSubdomain cannot both be set.")
    if not ask.api_server.get("enablePrivateCluster") or "/" not in zone:
        return Refusal("InvalidParameter", "fqdnSubdomain requires a private cluster with a custom private DNS zone.")
    return None


# https://learn.microsoft.com/azure/aks/private-clusters#configure-a-private-dns-zone
def private_zone(ask: AksRequest) -> Refusal | None:
    """Refuse a private DNS zone of one's own that the cluster's identity may not write to."""
    zone = ask.api_server.get("privateDNSZone")
    if not ask.api_server.get("enablePrivateCluster") or zone in (None, "system"):
        return None
    if zone == "none":
        return _unnamed(ask)
    if as_dict(ask.cluster.get("identity")).get("type") != "UserAssigned" or ask.principal is None:
        return Refusal(
            "SystemAssignedIdentityNotSupportedForCustomPrivateDNSZone",
            "A custom private DNS zone requires a user-assigned identity.",
        )
    networks = sorted({parent_of(subnet.id) for subnet in ask.node_subnets})
    if holds_role(ask.view, ask.principal, str(zone), (DNS_ZONE_CONTRIBUTOR, CONTRIBUTOR, OWNER)) and all(
        may_change_network(ask.view, ask.principal, vnet) for vnet in networks
    ):
        return None
    return Refusal(
        "CustomPrivateDNSZoneMissingPermissionError",
        f"The cluster identity {ask.principal} must be given permission on the private DNS zone {zone} (Private DNS "
        f"Zone Contributor) and on {', '.join(networks) or 'the virtual network'} (Network Contributor).",
    )


def _unnamed(ask: AksRequest) -> Refusal | None:
    if ask.api_server.get("enablePrivateClusterPublicFQDN") is not False:
        return None
    return Refusal(
        "NonePrivateDNSZonePublicFQDNDisabledError",
        "privateDNSZone none requires enablePrivateClusterPublicFQDN: nothing would name the API server.",
    )
