"""What AKS refuses about the way out of a cluster and about its identity's rights, one small function per rule.

Split from `aks_rules`, which lists them all in their order.
"""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.azure.aks_request import AksRequest, Joined
from sandbox.azure.identity import may_change_network
from sandbox.azure.kind import as_list
from sandbox.errors import Refusal


def kubenet_route_table(ask: AksRequest) -> Refusal | None:
    """Refuse kubenet in one's own subnet without a route table: AKS writes the pods' routes there."""
    if ask.profiled("networkPlugin") != "kubenet":
        return None
    for subnet in ask.node_subnets:
        if subnet.refers_to("routeTable") is None:
            return Refusal(
                "SubnetMissingRouteTableAssociation",
                f"The subnet {subnet.id} of a kubenet cluster has no route table associated. Please associate one "
                "before the cluster is created.",
            )
        if ask.principal is None:
            return Refusal(
                "CustomRouteTableWithUnsupportedMSIType",
                "Clusters using managed identity type SystemAssigned do not support bringing your own route table.",
            )
    return None


def outbound_nat(ask: AksRequest) -> Refusal | None:
    """Refuse a user-assigned NAT gateway that is not on every node and pod subnet."""
    if ask.outbound != "userAssignedNATGateway":
        return None
    for subnet in [*ask.node_subnets, *ask.pod_subnets]:
        if subnet.refers_to("natGateway") is None:
            return Refusal(
                "SubnetNotAssociatedWithNATGateway",
                f"Subnet '{subnet.id}' must have a NAT gateway associated for outbound connection.",
            )
    return None


def outbound_needs_own_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse outbound types in the wrong sort of virtual network."""
    if ask.outbound in ("userAssignedNATGateway", "userDefinedRouting") and not ask.node_subnets:
        return Refusal("InvalidParameter", f"Outbound type {ask.outbound} requires a custom subnet (vnetSubnetID).")
    if ask.outbound == "managedNATGateway" and ask.node_subnets:
        return Refusal(
            "ManagedNATGatewayWithCustomVNetNotAllowed",
            f"Outbound type is managedNATGateway but agent pool '{ask.node_subnets[0].pool}' is using custom VNet, "
            "which is not allowed.",
        )
    return None


def outbound_routes(ask: AksRequest) -> Refusal | None:
    """Refuse user-defined routing without a route table whose default route leads to an appliance."""
    if ask.outbound != "userDefinedRouting":
        return None
    return next(filter(None, (_egress_of(ask, subnet) for subnet in ask.node_subnets)), None)


def _egress_of(ask: AksRequest, subnet: Joined) -> Refusal | None:
    table_id = subnet.refers_to("routeTable")
    table = ask.view.get(table_id) if table_id else None
    if table is None:
        return Refusal(
            "ExistingRouteTableNotAssociatedWithSubnet",
            f"An existing route table has not been associated with subnet {subnet.id}. "
            "Please update the route table association",
        )
    routes = [*as_list(table["inputs"].get("routes")), *(each["inputs"] for each in ask.view.below(table["id"]))]
    defaults = [route.get("nextHopType") for route in routes if route.get("addressPrefix") == "0.0.0.0/0"]
    if not defaults:
        return Refusal(
            "RouteTableMissingDefaultRouteError", f"Default route 0.0.0.0/0 missing from route table {table['id']}"
        )
    if defaults[0] not in ("VirtualAppliance", "VirtualNetworkGateway"):
        return Refusal(
            "RouteTableInvalidNextHop",
            f"Default route 0.0.0.0/0 has a next hop of {defaults[0]} but only next hops of VirtualAppliance or "
            "VirtualNetworkGateway are allowed",
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
    if ask.profiled("networkPlugin") == "kubenet" or ask.outbound == "userDefinedRouting":
        for subnet in ask.node_subnets:
            table = subnet.refers_to("routeTable")
            if table:
                yield table
