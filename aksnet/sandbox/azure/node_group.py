"""What AKS makes for a cluster beside its machines: the node resource group with its contents, routes, delegations.

All of it goes with the cluster. The machines are in `scale_sets`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from aksnet.arm.ids import CLUSTER_TYPE, PUBLIC_IP_TYPE, ROUTE_TYPE, SUBNET_TYPE, last, region, resource_group_of
from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.addresses import free_addresses
from aksnet.sandbox.azure.agent_pools import digits_of
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, TENANT_ID, derived, public_ip
from aksnet.sandbox.azure.node_records import Node, nodes_of
from aksnet.sandbox.azure.scale_sets import drop_pool, pools_of, write_pool
from aksnet.sandbox.store import Subscription

# https://learn.microsoft.com/azure/aks/faq#what-ip-ranges-does-aks-use: AKS's own virtual network.
_OWN_SPACE: Final = "10.224.0.0/12"
OWN_SUBNET: Final = "10.224.0.0/16"
ROUTE_TABLE_TYPE: Final = "Microsoft.Network/routeTables"
# https://learn.microsoft.com/azure/aks/api-server-vnet-integration#limited-availability: at least nine addresses.
_API_SERVER_ADDRESSES: Final = 9
# What a cluster may have no more after a change; all else in the group stays, also what others put there.
_COMING_AND_GOING: Final = (
    PUBLIC_IP_TYPE,
    "Microsoft.Network/loadBalancers",
    "Microsoft.Network/natGateways",
    "Microsoft.Network/privateEndpoints",
)


def node_group_of(arm_id: str, body: Json) -> str:
    """Return the name of the resource group that AKS makes for the nodes."""
    named = body.get("nodeResourceGroup")
    return str(named or f"MC_{resource_group_of(arm_id)}_{last(arm_id)}_{region(body.get('location'))}")


def node_group_id(cluster: Json) -> str:
    """Return the id of that group."""
    return f"{SUBSCRIPTION}/resourceGroups/{node_group_of(cluster['id'], cluster['inputs'])}"


def kubelet_identity_id(cluster: Json) -> str:
    """Return the id of the identity that AKS makes for the kubelets."""
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities"
    return f"{node_group_id(cluster)}/providers/{kind}/{last(cluster['id'])}-agentpool"


def own_network_id(cluster: Json) -> str:
    """Return the id of the virtual network that AKS makes for pools without a subnet."""
    kind = "Microsoft.Network/virtualNetworks"
    return f"{node_group_id(cluster)}/providers/{kind}/aks-vnet-{digits_of(cluster['id'])}"


def own_subnet_id(cluster: Json) -> str:
    """Return the id of the one subnet in it."""
    return f"{own_network_id(cluster)}/subnets/aks-subnet"


def own_table_id(cluster: Json) -> str:
    """Return the id of the route table that AKS makes for a kubenet cluster that brings none."""
    name = f"aks-agentpool-{digits_of(cluster['id'])}-routetable"
    return f"{node_group_id(cluster)}/providers/{ROUTE_TABLE_TYPE}/{name}"


def write_cluster(view: Subscription, cluster: Json, pools: list[Json]) -> None:
    """Make or bring up to date what hangs on a cluster; `pools` are those that this write brings."""
    before = nodes_of(view, cluster["id"])
    group = node_group_id(cluster)
    wanted = set()
    written = {pool["name"] for pool in pools}
    others = [pool for pool in pools_of(view, cluster["id"]) if pool["name"] not in written]
    all_pools = [*others, *pools]
    for record in chain(_contents(cluster, all_pools), _private_addresses(view, cluster, all_pools)):
        view.put(record)
        wanted.add(record["id"].lower())
    for record in view.below(group):
        if record["type"] in _COMING_AND_GOING and record["id"].lower() not in wanted:
            view.remove(record["id"])
    # Another network concerns every pool: https://learn.microsoft.com/azure/aks/update-azure-cni
    write_pools(view, cluster, [*pools, *others], before)


def write_pools(view: Subscription, cluster: Json, pools: list[Json], before: list[Node] | None = None) -> None:
    """Make or bring up to date machines, routes and the delegations of the pods' subnets."""
    before = nodes_of(view, cluster["id"]) if before is None else before
    for pool in pools:
        if pool.get("podSubnetID"):
            delegate(view, pool["podSubnetID"])
        write_pool(view, cluster, pool, node_group_id(cluster), own_subnet_id(cluster))
    _write_routes(view, cluster, before)


def remove_pool(view: Subscription, cluster_id: str, pool: str) -> None:
    """Take a pool's machines and their routes away."""
    before = nodes_of(view, cluster_id)
    drop_pool(view, cluster_id, pool)
    left = {node.name for node in nodes_of(view, cluster_id)}
    _drop_routes(view, {node.name for node in before} - left)


def remove_cluster(view: Subscription, cluster: Json) -> None:
    """Take away all that AKS made for a cluster."""
    _drop_routes(view, {node.name for node in nodes_of(view, cluster["id"])})
    _detach(view, own_table_id(cluster))
    group = node_group_id(cluster)
    for record in [*view.below(group), {"id": group}]:
        view.remove(record["id"])


def delegate(view: Subscription, subnet_id: str) -> None:
    """Put AKS's delegation on a subnet that lacks it.

    https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation
    """
    record = view.get(subnet_id)
    there = as_list((record or {}).get("inputs", {}).get("delegations"))
    if record is None or any(each.get("serviceName") == CLUSTER_TYPE for each in there):
        return
    _change(view, record, {"delegations": [*there, {"name": "aks-delegation", "serviceName": CLUSTER_TYPE}]})


def _write_routes(view: Subscription, cluster: Json, before: list[Node]) -> None:
    """Kubenet's routes: one per node, in the table of the node's subnet as it is at this moment.

    https://learn.microsoft.com/azure/aks/configure-kubenet
    """
    nodes = nodes_of(view, cluster["id"])
    kubenet = as_dict(cluster["inputs"].get("networkProfile")).get("networkPlugin") == "kubenet"
    _drop_routes(view, {node.name for node in before} - ({node.name for node in nodes} if kubenet else set()))
    for node in nodes if kubenet else []:
        table = _table_of(view, cluster, node.subnet_id)
        body = {
            "name": node.name,
            "addressPrefix": node.pod_cidrs[0],
            "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": node.addresses[0],
        }
        view.put(_record(f"{table}/routes/{node.name}", ROUTE_TYPE, body))


def _table_of(view: Subscription, cluster: Json, subnet_id: str) -> str:
    """Return the route table of a subnet; AKS makes one for a kubenet cluster's subnet that has none.

    https://learn.microsoft.com/azure/aks/configure-kubenet#bring-your-own-subnet-and-route-table-with-kubenet
    """
    subnet = view.get(subnet_id) or {}
    table = reference(as_dict(subnet.get("inputs")).get("routeTable"))
    if table is not None and view.get(table) is not None:
        return table
    made = own_table_id(cluster)
    view.put(_record(made, ROUTE_TABLE_TYPE, {"location": cluster["inputs"].get("location")}))
    _change(view, subnet, {"routeTable": {"id": made}})
    return made


def _change(view: Subscription, record: Json, values: Json) -> None:
    """Write what AKS changes in a resource that is not its own."""
    view.put({**record, **{part: {**record[part], **values} for part in ("inputs", "outputs")}})


def _detach(view: Subscription, table: str) -> None:
    """Take AKS's own route table off the subnets that are not AKS's."""
    for subnet in view.of_type(SUBNET_TYPE):
        if (reference(subnet["inputs"].get("routeTable")) or "").lower() == table.lower():
            parts = ("inputs", "outputs")
            without = {part: {k: v for k, v in subnet[part].items() if k != "routeTable"} for part in parts}
            view.put({**subnet, **without})


def _drop_routes(view: Subscription, names: set[str]) -> None:
    for record in view.of_type(ROUTE_TYPE) if names else []:
        if last(record["id"]) in names:
            view.remove(record["id"])


def _record(arm_id: str, arm_type: str, body: Json, **more: Any) -> Json:
    outputs = {**body, "name": last(arm_id), "type": arm_type, "provisioningState": "Succeeded", **more}
    return {"id": arm_id, "type": arm_type, "inputs": body, "outputs": outputs}


def _contents(cluster: Json, pools: list[Json]) -> Iterator[Json]:
    group, body, digits = node_group_id(cluster), cluster["inputs"], digits_of(cluster["id"])
    here = {"location": body.get("location")}
    yield {
        "id": group,
        "type": "Microsoft.Resources/resourceGroups",
        "inputs": {"resourceGroupName": last(group), **here, "managedBy": cluster["id"]},
        "outputs": {"resourceGroupName": last(group), **here, "managedBy": cluster["id"]},
    }
    if not as_dict(body.get("identityProfile")).get("kubeletidentity"):
        kubelet = kubelet_identity_id(cluster)
        ids = {"principalId": derived(kubelet, "principal"), "clientId": derived(kubelet, "client")}
        yield _record(kubelet, "Microsoft.ManagedIdentity/userAssignedIdentities", here, **ids, tenantId=TENANT_ID)
    network = f"{group}/providers/Microsoft.Network"
    security = f"{network}/networkSecurityGroups/aks-agentpool-{digits}-nsg"
    yield _record(security, "Microsoft.Network/networkSecurityGroups", here)
    if any(not pool.get("vnetSubnetID") for pool in pools):
        yield from _own_network(cluster, here, security)
    yield from _way_out(network, body, here)


def _own_network(cluster: Json, here: Json, security: str) -> Iterator[Json]:
    vnet = own_network_id(cluster)
    yield _record(
        vnet, "Microsoft.Network/virtualNetworks", {**here, "addressSpace": {"addressPrefixes": [_OWN_SPACE]}}
    )
    subnet: Json = {"addressPrefix": OWN_SUBNET, "networkSecurityGroup": {"id": security}}
    if as_dict(cluster["inputs"].get("networkProfile")).get("networkPlugin") == "kubenet":
        table = own_table_id(cluster)
        yield _record(table, ROUTE_TABLE_TYPE, here)
        subnet["routeTable"] = {"id": table}
    yield _record(own_subnet_id(cluster), SUBNET_TYPE, subnet)


def _way_out(network: str, body: Json, here: Json) -> Iterator[Json]:
    """The load balancer or NAT gateway and its addresses, by the outbound type."""
    profile = as_dict(body.get("networkProfile"))
    outbound = profile.get("outboundType") or "loadBalancer"
    if outbound == "loadBalancer":
        sent = as_dict(profile.get("loadBalancerProfile"))
        own = any(any(as_dict(sent.get(key)).values()) for key in ("outboundIPs", "outboundIPPrefixes"))
        managed = as_dict(sent.get("managedOutboundIPs"))
        wanted = 0 if own else int(managed.get("count") or 1) + _ipv6_addresses(profile, managed)
        addresses = list(_addresses(network, here, wanted))
        yield from addresses
        fronts = [{"name": last(each["id"]), "publicIPAddress": {"id": each["id"]}} for each in addresses]
        balancer = {**here, "sku": {"name": "Standard"}, "frontendIPConfigurations": fronts}
        yield _record(f"{network}/loadBalancers/kubernetes", "Microsoft.Network/loadBalancers", balancer)
    elif outbound == "managedNATGateway":
        sent = as_dict(as_dict(profile.get("natGatewayProfile")).get("managedOutboundIPProfile"))
        addresses = list(_addresses(network, here, int(sent.get("count") or 1)))
        yield from addresses
        gateway = {**here, "sku": {"name": "Standard"}, "publicIpAddresses": [{"id": each["id"]} for each in addresses]}
        yield _record(f"{network}/natGateways/aks-natgateway", "Microsoft.Network/natGateways", gateway)


def _ipv6_addresses(profile: Json, managed: Json) -> int:
    """Return how many IPv6 addresses AKS makes: one in a dual-stack cluster, unless it is asked for more."""
    return int(managed.get("countIPv6") or 1) if "IPv6" in as_list(profile.get("ipFamilies")) else 0


def _addresses(network: str, here: Json, count: int) -> Iterator[Json]:
    for index in range(count):
        arm_id = f"{network}/publicIPAddresses/{derived(network, f'outbound{index}')}"
        body = {**here, "sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static"}
        yield _record(arm_id, PUBLIC_IP_TYPE, body, ipAddress=public_ip(arm_id))


def _private_addresses(view: Subscription, cluster: Json, pools: list[Json]) -> Iterator[Json]:
    """What the API server takes inside the virtual network: VNet integration, or a private endpoint.

    https://learn.microsoft.com/azure/aks/private-clusters
    """
    access = as_dict(cluster["inputs"].get("apiServerAccessProfile"))
    network = f"{node_group_id(cluster)}/providers/Microsoft.Network"
    if access.get("enableVnetIntegration") and access.get("subnetId"):
        delegate(view, access["subnetId"])
        arm_id, kind = f"{network}/loadBalancers/kube-apiserver", "Microsoft.Network/loadBalancers"
        subnet, count = str(access["subnetId"]), _API_SERVER_ADDRESSES
    elif access.get("enablePrivateCluster") and pools:
        arm_id, kind = f"{network}/privateEndpoints/kube-apiserver", "Microsoft.Network/privateEndpoints"
        subnet, count = str(pools[0].get("vnetSubnetID") or own_subnet_id(cluster)), 1
    else:
        return
    old = view.get(arm_id)
    if old is not None:
        yield old
        return
    takes = [
        {"subnetId": subnet, "first": first, "count": many} for first, many in free_addresses(view, subnet).take(count)
    ]
    yield _record(arm_id, kind, {"location": cluster["inputs"].get("location")}, takes=takes)
