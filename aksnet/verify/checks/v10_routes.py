"""V10: kubenet's route table leads to every node's pods, and to nothing else.

https://learn.microsoft.com/azure/aks/configure-kubenet
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from aksnet.azure.axes import PodAddresses
from aksnet.verify.azure_facts import AzureFacts, Part, Route, arm_id, name_of
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.facts import Address, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_APPLIANCE: Final = "VirtualAppliance"
_WRITES: Final = "AKS writes these routes with the cluster's identity"


def _run(case: JudgedCluster) -> Outcome:
    azure = case.azure
    if azure is None or case.pods is not PodAddresses.POD_CIDR_ROUTES:
        return no_case("only kubenet reaches pods by routes")
    if unread := azure.why_unread(Part.SUBNETS, Part.ROUTES):
        return skipped(unread)
    owners: dict[Range, tuple[str, Address | None]] = {
        prefix: (node.name, _first(node.addresses))
        for node in case.facts.nodes
        for prefix in node.pod_cidrs
        if prefix.version == 4
    }
    tables = _tables(case, azure)
    faults = list(_astray(azure, tables))
    for table in tables:
        faults += _of_table(table, azure.routes.get(table, ()), owners, case.expected.pod_ranges)
    if not tables:
        faults.append(_no_table())
    names = ", ".join(name_of(table) for table in tables)
    return judged(faults, f"{len(owners)} nodes have their route in {names}")


def _tables(case: JudgedCluster, azure: AzureFacts) -> list[str]:
    declared = [arm_id(each) for each in case.expected.route_table_ids]
    return declared or list(dict.fromkeys(each for each in azure.table_of_subnet.values() if each))


def _astray(azure: AzureFacts, tables: list[str]) -> Iterator[Fault]:
    """A table that is not on the subnet routes nothing, however right its routes are."""
    for subnet, table in azure.table_of_subnet.items():
        if tables and table not in tables:
            yield Fault(
                object=f"subnet {name_of(subnet)}",
                seen=f"route table {name_of(table)}" if table else "no route table",
                expected=f"route table {' or '.join(map(name_of, tables))}",
                cause="a later deployment wrote the subnet without its route table; pods on different nodes, DNS too, "
                "no longer reach each other",
                cure="run pulumi up: the subnet declares its route table",
            )


def _no_table() -> Fault:
    return Fault(
        object="node subnet",
        seen="no route table",
        expected="a route table with one route per node",
        cause="the cluster was given a subnet whose route table was removed afterwards",
        cure="put the route table back on the subnet",
    )


def _of_table(
    table: str,
    routes: tuple[Route, ...],
    owners: Mapping[Range, tuple[str, Address | None]],
    pods: tuple[Range, ...],
) -> Iterator[Fault]:
    by_prefix = {route.prefix: route for route in routes if route.prefix is not None}
    for prefix, (node, address) in owners.items():
        route = by_prefix.get(prefix)
        if route is None:
            yield Fault(
                object=f"node {node}",
                seen=f"no route to its pods {prefix} in {name_of(table)}",
                expected=f"a route {prefix} to {address}",
                cause=f"{_WRITES}: it may not write into the table, the table is full (400 routes), or somebody "
                "removed the route",
                cure="see that the identity has Network Contributor on the table (check V17); AKS then writes the "
                "route again",
            )
        elif (route.next_hop_type, route.next_hop) != (_APPLIANCE, address):
            yield Fault(
                object=f"route {route.name} in {name_of(table)}",
                seen=f"{prefix} to {_hop(route)}",
                expected=f"{prefix} to {_APPLIANCE} {address}, the address of node {node}",
                cause="somebody changed the route, or the node came back with another address",
                cure="remove the route: AKS writes it again with the node's address",
            )
    for prefix, route in by_prefix.items():
        if prefix not in owners and _inside(prefix, pods):
            yield Fault(
                object=f"route {route.name} in {name_of(table)}",
                seen=f"{prefix} to {_hop(route)}",
                expected=f"no route into the pods' range {', '.join(map(str, pods))} but those of the nodes",
                cause="its node is gone, another cluster shares the table, or somebody added it",
                cure="remove the route; give every kubenet cluster a route table of its own",
            )


def _inside(prefix: Range, pods: tuple[Range, ...]) -> bool:
    return any(prefix.version == each.version and prefix.subnet_of(each) for each in pods)  # type: ignore[arg-type]


def _hop(route: Route) -> str:
    return f"{route.next_hop_type} {route.next_hop}" if route.next_hop else route.next_hop_type


def _first(addresses: tuple[Address, ...]) -> Address | None:
    return next((each for each in addresses if each.version == 4), None)


ROUTES: Final = Check(
    id="V10",
    name="routes",
    title="The route table leads to every node's pods and nowhere else",
    proves="The table is on the node subnet, has one route per node from the node's pod range to the node's address, "
    "and no other route into the pods' range.",
    does_not="That packets arrive: a firewall or a network security group may still stop them. Routes outside the "
    "pods' range are not judged.",
    needs=(Requirement.POD_ADDRESSES, Requirement.STACK, Requirement.AZURE, Requirement.NODES),
    run=_run,
)
