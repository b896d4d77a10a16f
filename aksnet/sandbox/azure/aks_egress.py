"""What AKS refuses about the way out of a cluster and about route tables, one small function per rule.

Split from `aks_rules`, which lists them all in their order.
"""

from __future__ import annotations

from aksnet.arm.ids import last
from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.aks_request import AksRequest, Joined
from aksnet.sandbox.azure.scale_sets import sets_in
from aksnet.sandbox.sandbox_errors import Refusal


# https://learn.microsoft.com/azure/aks/configure-kubenet#bring-your-own-subnet-and-route-table-with-kubenet
def kubenet_identity(ask: AksRequest) -> Refusal | None:
    """Refuse kubenet on one's own route table without an identity of one's own; where there is none, AKS makes one."""
    if ask.profiled("networkPlugin") != "kubenet":
        return None
    for subnet in ask.node_subnets:
        if subnet.refers_to("routeTable") is not None and ask.principal is None:
            return Refusal(
                "CustomRouteTableWithUnsupportedMSIType",
                "Clusters using managed identity type SystemAssigned do not support bringing your own route table.",
            )
    return None


# https://github.com/jenkins-infra/azure/pull/719
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


# https://learn.microsoft.com/azure/aks/egress-outboundtype and https://github.com/MicrosoftDocs/azure-docs/issues/83858
def outbound_needs_own_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse outbound types in the wrong sort of virtual network."""
    if ask.outbound == "userAssignedNATGateway" and not ask.node_subnets:
        return Refusal(
            "UserAssignedNATGatewayWithManagedVNetNotAllowed",
            "Outbound type is userAssignedNATGateway but no agent pool has a custom subnet (vnetSubnetID).",
        )
    if ask.outbound == "userDefinedRouting" and not ask.node_subnets:
        return Refusal("InvalidParameter", f"Outbound type {ask.outbound} requires a custom subnet (vnetSubnetID).")
    if ask.outbound == "managedNATGateway" and ask.node_subnets:
        return Refusal(
            "ManagedNATGatewayWithCustomVNetNotAllowed",
            f"Outbound type is managedNATGateway but agent pool '{ask.node_subnets[0].pool}' is using custom VNet, "
            "which is not allowed.",
        )
    return None


# https://github.com/hashicorp/terraform-provider-azurerm/issues/8609 and
# https://github.com/MicrosoftDocs/azure-docs/issues/108240
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
    routes = [each["inputs"] for each in ask.view.below(table["id"])]
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


# https://learn.microsoft.com/azure/aks/nat-gateway
def nat_gateway(ask: AksRequest) -> Refusal | None:
    """Refuse a NAT gateway without an address, and an impossible profile of a managed one."""
    for subnet in [*ask.node_subnets, *ask.pod_subnets] if ask.outbound == "userAssignedNATGateway" else ():
        gateway = ask.view.get(subnet.refers_to("natGateway") or "")
        body = as_dict((gateway or {}).get("inputs"))
        if gateway is not None and not (body.get("publicIpAddresses") or body.get("publicIpPrefixes")):
            return Refusal(
                "NATGatewayNotAssociatedWithPublicIPOrIPPrefix",
                f"The NAT gateway {gateway['id']} has no public IP address and no public IP prefix.",
            )
    sent = as_dict(ask.profiled("natGatewayProfile"))
    count = as_dict(sent.get("managedOutboundIPProfile")).get("count")
    if ask.outbound == "managedNATGateway" and count is not None and not 1 <= count <= 16:
        return Refusal(
            "InvalidNATGatewayProfileManagedOutboundIPCount",
            f"natGatewayProfile.managedOutboundIPProfile.count must be between 1 and 16, not {count}.",
        )
    idle = sent.get("idleTimeoutInMinutes")
    if idle is not None and not 4 <= idle <= 120:
        return Refusal(
            "InvalidNATGatewayProfileIdleTimeout",
            f"natGatewayProfile.idleTimeoutInMinutes must be between 4 and 120, not {idle}.",
        )
    return None


# https://learn.microsoft.com/azure/aks/egress-udr and use-node-public-ips
def routed_only(ask: AksRequest) -> Refusal | None:
    """Refuse another way out beside one's own routes."""
    if ask.outbound != "userDefinedRouting":
        return None
    if ask.profiled("loadBalancerProfile"):
        return Refusal(
            "InvalidUserDefinedRoutingWithLoadBalancerProfile",
            "networkProfile.loadBalancerProfile is not allowed with outbound type userDefinedRouting.",
        )
    for path, pool in ask.pools:
        if pool.get("enableNodePublicIP"):
            return Refusal(
                "UDRWithNodePublicIPNotAllowed",
                f"{path}.enableNodePublicIP is not allowed with outbound type userDefinedRouting.",
            )
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-isolated; the code of the last one is not known.
def no_way_out(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster without any way out that could not pull its own images."""
    if ask.outbound != "none":
        return None
    if ask.profiled("networkPlugin") == "kubenet" or ask.windows:
        return Refusal("UnsupportedOutboundType", "Outbound type none is not supported with kubenet or Windows.")
    if as_dict(ask.cluster.get("bootstrapProfile")).get("artifactSource") != "Cache":
        return Refusal("UnsupportedOutboundType", "Outbound type none requires bootstrapProfile.artifactSource Cache.")
    channel = as_dict(ask.cluster.get("autoUpgradeProfile")).get("nodeOSUpgradeChannel")
    if channel not in (None, "None", "NodeImage"):
        return Refusal("BadRequest", f"Node OS upgrade channel {channel} is not supported with outbound type none.")
    return None


# https://learn.microsoft.com/azure/aks/configure-kubenet#bring-your-own-subnet-and-route-table-with-kubenet
def one_kubenet_table(ask: AksRequest) -> Refusal | None:
    """Refuse kubenet with several route tables, and any cluster on the table that kubenet of another one writes to."""
    own = ask.profiled("networkPlugin") == "kubenet"
    pairs = ((subnet, subnet.refers_to("routeTable")) for subnet in ask.node_subnets)
    tables = {table.lower(): table for _, table in pairs if table}
    if own and len(tables) > 1:
        return Refusal("TooManyCustomRouteTables", f"A cluster has one route table, not {', '.join(tables.values())}.")
    for subnet in ask.node_subnets:
        for record in sets_in(ask.view, subnet.id):
            other = str(record["inputs"]["cluster"])
            if other.lower() != ask.cluster_id.lower() and (own or _plugin(ask, other) == "kubenet"):
                return Refusal(
                    "InvalidParameter",
                    f"The subnet {subnet.id} is used by {last(record['inputs']['cluster'])}; kubenet shares its subnet "
                    "and route table with no other cluster.",
                )
    return None


def _plugin(ask: AksRequest, cluster_id: str) -> str:
    body = as_dict((ask.view.get(cluster_id) or {}).get("inputs"))
    return str(as_dict(body.get("networkProfile")).get("networkPlugin"))
