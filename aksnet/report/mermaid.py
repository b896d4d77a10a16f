"""The topology of a stack as a Mermaid flow chart: VNet, subnets, clusters, pools, what hangs on them, who may what.

GitHub draws it in Markdown. Nodes are numbered, so that no name can break the syntax; names stand in quoted labels.
"""

from collections.abc import Iterator
from typing import assert_never

from aksnet.azure.axes import RoleTarget
from aksnet.azure.subnet_purposes import AKS
from aksnet.plan.records import ClusterPlan, RolePlan, StackPlan, SubnetPlan
from aksnet.report.plan_report import PlanReport
from aksnet.report.sheets import nodes as node_count

_BREAK = "<br/>"


def mermaid(report: PlanReport) -> str:
    """Write the diagram."""
    if report.plan is None:
        return "flowchart LR\n  nothing[Nothing can be drawn before the problems are solved]\n"
    return "\n".join(_Diagram(report.plan).lines()) + "\n"


def label(*parts: str) -> str:
    """Quote the lines of a label: Mermaid reads entities there, written with a `#`."""
    return f'"{_BREAK.join(_escaped(part) for part in parts if part)}"'


def _escaped(text: str) -> str:
    kept = "".join(character for character in text if character.isprintable())
    return "".join(f"#{ord(c)};" if c in '#"&<>`\\[]{}|' else c for c in kept)


class _Diagram:
    """Gives every thing of a plan its node, then says how they hang together."""

    def __init__(self, plan: StackPlan) -> None:
        self._plan = plan
        network = plan.network
        self._subnets = {name: f"subnet{number}" for number, name in enumerate(network.subnets, start=1)}
        self._tables = {name: f"table{number}" for number, name in enumerate(network.route_tables, start=1)}
        self._gateways = {name: f"nat{number}" for number, name in enumerate(network.nat_gateways, start=1)}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the diagram."""
        yield "flowchart LR"
        yield from self._network()
        for number, cluster in enumerate(self._plan.clusters, start=1):
            yield from self._cluster(number, cluster)
        for number, cluster in enumerate(self._plan.clusters, start=1):
            yield from self._links(number, cluster)
        yield from self._attached()

    def _network(self) -> Iterator[str]:
        network = self._plan.network
        yield f"  subgraph vnet[{label(f'VNet {network.name}')}]"
        # Titles stay on one line, because Mermaid would put nodes over a second; ranges have a node of their own.
        if network.address_space:
            yield f"    space>{label(*map(str, network.address_space))}]"
        for name, subnet in network.subnets.items():
            prefixes = ", ".join(str(prefix) for prefix in subnet.prefixes)
            yield f"    {self._subnets[name]}[{label(name, prefixes, _noted(subnet))}]"
        yield "  end"
        for name, table in network.route_tables.items():
            hop = f"0.0.0.0/0 to {table.default_next_hop}" if table.default_next_hop else ""
            yield f"  {self._tables[name]}[/{label(f'route table {name}', hop)}/]"
        for name, gateway in network.nat_gateways.items():
            yield f"  {self._gateways[name]}([{label(f'NAT gateway {name}', ', '.join(gateway.public_ip_names))}])"

    def _cluster(self, number: int, cluster: ClusterPlan) -> Iterator[str]:
        pods = ", ".join(str(each) for each in cluster.pod_cidrs)
        services = ", ".join(str(each) for each in cluster.service_cidrs)
        yield f"  subgraph cluster{number}[{label(cluster.name)}]"
        ranges = label(cluster.mode.name, f"pods {pods}" if pods else "", f"Services {services}")
        yield f"    ranges{number}>{ranges}]"
        for position, pool in enumerate(cluster.pools, start=1):
            sizes = {"leastNodes": pool.min_count if pool.autoscaled else pool.most_nodes, "mostNodes": pool.most_nodes}
            about = f"{node_count(sizes)} nodes, {pool.max_pods} pods each"
            yield f"    pool{number}x{position}[{label(f'pool {pool.name} · {pool.mode.value}', about)}]"
        for position, (name, _) in enumerate(self._balancers(cluster), start=1):
            yield f"    lb{number}x{position}([{label(f'internal load balancer {name}')}])"
        yield "  end"
        if cluster.roles:
            yield f"  identity{number}{{{{{label(f'identity {cluster.identity_name}')}}}}}"

    def _balancers(self, cluster: ClusterPlan) -> list[tuple[str, str]]:
        """Return the internal load balancers with the subnets of their front ends."""
        workloads = cluster.contents.workloads
        return [
            (each.name, each.service.subnet or cluster.system_pool.node_subnet)
            for each in workloads
            if each.service is not None and each.service.internal
        ]

    def _links(self, number: int, cluster: ClusterPlan) -> Iterator[str]:
        for position, pool in enumerate(cluster.pools, start=1):
            here = f"pool{number}x{position}"
            yield f"  {here} -->|nodes| {self._subnets[pool.node_subnet]}"
            if pool.pod_subnet:
                yield f"  {here} -->|pods| {self._subnets[pool.pod_subnet]}"
        for position, (_, subnet) in enumerate(self._balancers(cluster), start=1):
            if subnet in self._subnets:
                yield f"  lb{number}x{position} -->|front end| {self._subnets[subnet]}"
        if cluster.roles:
            yield f"  cluster{number} -.- identity{number}"
        for role in cluster.roles:
            target = self._target(role)
            if target is not None:
                yield f"  identity{number} -.->|{role.role}| {target}"

    def _target(self, role: RolePlan) -> str | None:
        match role.target:
            case RoleTarget.VNET:
                return "vnet"
            case RoleTarget.ROUTE_TABLE:
                return self._tables.get(role.target_name)
            case (
                RoleTarget.PUBLIC_ADDRESS
                | RoleTarget.PUBLIC_PREFIX
                | RoleTarget.DNS_ZONE
                | RoleTarget.ADDRESS_GROUP
                | RoleTarget.KUBELET_IDENTITY
                | RoleTarget.REGISTRY
            ):
                return None
            case (
                RoleTarget.NODE_SUBNET
                | RoleTarget.POD_SUBNET
                | RoleTarget.LOAD_BALANCER_SUBNET
                | RoleTarget.API_SERVER_SUBNET
            ):
                return self._subnets.get(role.target_name)
            case unknown:
                assert_never(unknown)

    def _attached(self) -> Iterator[str]:
        for name, subnet in self._plan.network.subnets.items():
            if subnet.route_table in self._tables:
                yield f"  {self._subnets[name]} --- {self._tables[subnet.route_table]}"
            if subnet.nat_gateway in self._gateways:
                yield f"  {self._subnets[name]} --- {self._gateways[subnet.nat_gateway]}"


def _service(delegation: str) -> str:
    """Return the short name of a service; AKS is known by its own."""
    return "AKS" if delegation == AKS else delegation.removeprefix("Microsoft.")


def _noted(subnet: SubnetPlan) -> str:
    notes = [
        "existing" if subnet.existing else "",
        f"delegated to {_service(subnet.delegation)}" if subnet.delegation else "",
        f"security group {subnet.security_group.name}" if subnet.security_group else "",
    ]
    return ", ".join(note for note in notes if note)
