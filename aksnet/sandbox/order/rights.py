"""What Azure's resources refer to, and which role assignments a cluster cannot do without.

Small functions for the table in `required`: each returns the resources of the run that must be there first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from aksnet.arm.ids import covers, parent_of
from aksnet.arm.values import as_dict, reference
from aksnet.sandbox.azure.identity import identities_of
from aksnet.sandbox.order.graph import CLUSTER, GROUP, IDENTITY, POOL, ROLE, SUBNET, Graph, Resource, is_known, pools_of

_NETWORK: Final = "azure-native:network:"
_TABLE: Final = f"{_NETWORK}RouteTable"
_ZONE: Final = "azure-native:privatedns:PrivateZone"
# The properties by which network resources refer to others: one reference, or a list of them.
_REFERENCES: Final = (
    ("routeTable", _TABLE),
    ("networkSecurityGroup", f"{_NETWORK}NetworkSecurityGroup"),
    ("natGateway", f"{_NETWORK}NatGateway"),
    ("publicIpAddresses", f"{_NETWORK}PublicIPAddress"),
    ("publicIpPrefixes", f"{_NETWORK}PublicIPPrefix"),
    ("remoteVirtualNetwork", f"{_NETWORK}VirtualNetwork"),
)


def referenced(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield what a subnet, a NAT gateway or a peering refers to."""
    for prop, token in _REFERENCES:
        value = resource.inputs.get(prop)
        values = [reference(each) for each in (value if isinstance(value, list) else [value])]
        for arm_id in graph.ids(resource, prop, values, token):
            yield from graph.at(arm_id)


def scope(graph: Graph, role: Resource) -> Iterator[Resource]:
    """Yield what a role is assigned on."""
    for arm_id in _scopes(graph, role):
        yield from graph.at(arm_id)


def principal(graph: Graph, role: Resource) -> Iterator[Resource]:
    """Yield whom a role is assigned to: an identity, or a cluster with an identity of its own."""
    named = role.inputs.get("principalId")
    for holder in graph.of_type(IDENTITY):
        if is_known(named) and holder.outputs.get("principalId") == named:
            yield holder
    yield from graph.sources(role, "principalId", IDENTITY, CLUSTER)


def subnets(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield the subnets of a cluster's or a pool's nodes, pods and API server."""
    for arm_id in subnet_ids(graph, resource):
        yield from graph.at(arm_id)


def identities(graph: Graph, cluster: Resource) -> Iterator[Resource]:
    """Yield the identities that a cluster uses."""
    named = identities_of(dict(cluster.inputs))
    for prop in ("identity", "identityProfile"):
        for arm_id in graph.ids(cluster, prop, named, IDENTITY):
            yield from graph.at(arm_id)


def roles(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield the roles of the cluster's identity on what AKS must change for a cluster or a pool."""
    needed = _changed(graph, resource)
    for cluster in _cluster_of(graph, resource):
        yield from roles_on(graph, cluster, needed)


def roles_on(graph: Graph, cluster: Resource, needed: list[str]) -> Iterator[Resource]:
    """Yield the roles of a cluster's identity that count at one of these ids."""
    holders = {each.urn for each in identities(graph, cluster)}
    for role in graph.of_type(ROLE):
        scopes = _scopes(graph, role)
        if any(covers(outer, inner) for outer in scopes for inner in needed) and any(
            each.urn in holders for each in principal(graph, role)
        ):
            yield role


def routes(graph: Graph, resource: Resource) -> Iterator[Resource]:
    """Yield the routes of the node subnets' tables where they are the only way out."""
    profiles = [as_dict(each.inputs.get("networkProfile")) for each in _cluster_of(graph, resource)]
    if not any(profile.get("outboundType") == "userDefinedRouting" for profile in profiles):
        return
    tables = set(_tables(graph, resource))
    for route in graph.of_type(f"{_NETWORK}Route"):
        if route.id and parent_of(route.id) in tables:
            yield route


def _cluster_of(graph: Graph, resource: Resource) -> list[Resource]:
    return graph.parent(resource) if resource.type == POOL else [resource]


def _scopes(graph: Graph, role: Resource) -> list[str]:
    kinds = (SUBNET, f"{_NETWORK}VirtualNetwork", _TABLE, GROUP, IDENTITY, _ZONE)
    return graph.ids(role, "scope", [role.inputs.get("scope")], *kinds)


def subnet_ids(graph: Graph, resource: Resource) -> list[str]:
    """Return the ids of the subnets of a cluster's or a pool's nodes, pods and API server."""
    if resource.type == POOL:
        props = ("vnetSubnetID", "podSubnetID")
        return [arm_id for prop in props for arm_id in graph.ids(resource, prop, [resource.inputs.get(prop)], SUBNET)]
    named: list[Any] = [pool.get(key) for pool in pools_of(resource) for key in ("vnetSubnetID", "podSubnetID")]
    api_server = as_dict(resource.inputs.get("apiServerAccessProfile")).get("subnetId")
    return [
        *graph.ids(resource, "agentPoolProfiles", named, SUBNET),
        *graph.ids(resource, "apiServerAccessProfile", [api_server], SUBNET),
    ]


def _tables(graph: Graph, resource: Resource) -> Iterator[str]:
    for subnet in subnets(graph, resource):
        yield from graph.ids(subnet, "routeTable", [reference(subnet.inputs.get("routeTable"))], _TABLE)


def _changed(graph: Graph, resource: Resource) -> list[str]:
    """Return the ids of what AKS joins or writes to: subnets, route tables, its DNS zone, the kubelet identity."""
    changed = [*subnet_ids(graph, resource), *_tables(graph, resource)]
    if resource.type == CLUSTER:
        zone = as_dict(resource.inputs.get("apiServerAccessProfile")).get("privateDNSZone")
        changed += graph.ids(resource, "apiServerAccessProfile", [zone], _ZONE)
        kubelet = as_dict(as_dict(resource.inputs.get("identityProfile")).get("kubeletidentity")).get("resourceId")
        changed += graph.ids(resource, "identityProfile", [kubelet], IDENTITY)
    return changed


def network_ids(graph: Graph, cluster: Resource) -> set[str]:
    """Return the ids of the virtual networks that a cluster's nodes are in."""
    return {parent_of(arm_id) for arm_id in subnet_ids(graph, cluster)}
