"""Front ends of load balancers: whether they are internal, their subnets, their fixed addresses."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, ip_network

from aksnet.azure.axes import ServiceType
from aksnet.azure.reserved_ranges import first_given_out, given_out, last_given_out
from aksnet.layout.addressing import within
from aksnet.layout.layout import ClusterLayout, FrontEnd
from aksnet.plan.budget import RangeBudget
from aksnet.plan.records import SecurityRulePlan
from aksnet.rules.context import Context
from aksnet.rules.denied_flows import covers
from aksnet.rules.meetings import PRIVATE
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, nearest, one_of
from aksnet.settings.workload_settings import WorkloadSettings


def load_balancers(context: Context) -> Iterator[Problem]:
    """Subnet and address belong to an internal load balancer, and the subnet is one that the stack knows."""
    known = context.layout.subnets
    for path, workload, _ in _workloads(context):
        service = workload.service
        path = f"{path}.service"
        if service.internal and service.type is not ServiceType.LOAD_BALANCER:
            yield Problem(
                kind=Kind.INTERNAL_WITHOUT_BALANCER,
                path=f"{path}.internal",
                value=True,
                message="only with type: LoadBalancer",
                cure="write type: LoadBalancer, or remove internal",
            )
        for key, value in (("subnet", service.subnet), ("address", service.address)):
            if value is not None and not service.internal:
                yield Problem(
                    kind=Kind.FRONT_END_PUBLIC,
                    path=f"{path}.{key}",
                    value=str(value),
                    message="only with internal: true, because a public load balancer has no address in the VNet",
                    cure=f"add internal: true, or remove {key}",
                )
        public = service.type is ServiceType.LOAD_BALANCER and not service.internal
        if service.public_ip_id is not None and not public:
            yield Problem(
                kind=Kind.PUBLIC_ADDRESS_UNUSED,
                path=f"{path}.publicIpId",
                value=service.public_ip_id,
                message="only with type: LoadBalancer and without internal: nothing else has a public address",
                cure="remove it, or write type: LoadBalancer",
            )
        if service.subnet is None or service.subnet not in known:
            if service.subnet is not None:
                meant = nearest(service.subnet, known)
                yield Problem(
                    kind=Kind.FRONT_END_SUBNET_UNKNOWN,
                    path=f"{path}.subnet",
                    value=service.subnet,
                    message=f"the name of a subnet of this stack: {one_of(known)}",
                    cure=f"write {meant}" if meant else "declare it under network.subnets",
                )
        elif known[service.subnet].delegation is not None:
            yield Problem(
                kind=Kind.FRONT_END_ON_PODS,
                path=f"{path}.subnet",
                value=service.subnet,
                message="a subnet that is not delegated, as one of pods is: a delegated subnet takes no load balancer",
                cure="declare a subnet for load balancers under network.subnets",
            )


def addresses(context: Context) -> Iterator[Problem]:
    """A fixed front end address is one that Azure gives out in the subnet of the load balancer, and nobody else has."""
    subnets = context.layout.subnets
    seen = {
        cluster.outbound.next_hop: f"clusters.{key}.outbound.nextHop"
        for key, cluster in context.settings.clusters.items()
        if isinstance(cluster.outbound.next_hop, IPv4Address)
    }
    for front_end in _front_ends(context):
        address, name = front_end.address, front_end.subnet
        if address is None:
            continue
        owner = front_end.path.removesuffix(".service")
        ranges = [p for p in subnets[name].prefixes if isinstance(p, IPv4Network)] if name in subnets else []
        if ranges and not any(given_out(address, prefix) for prefix in ranges):
            yield Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path=f"{front_end.path}.address",
                value=str(address),
                message=(
                    f"an address of {one_of(map(str, ranges))}, the load balancer's subnet, without the first four "
                    "and the last, which Azure keeps"
                ),
                cure=_elsewhere(context, address)
                + f"write for instance {last_given_out(ranges[0])}, or remove the key",
            )
        other = seen.setdefault(address, owner)
        if other != owner:
            yield Problem(
                kind=Kind.FRONT_END_TAKEN,
                path=f"{front_end.path}.address",
                value=str(address),
                message=f"an address of its own; {other} has this one",
                cure="choose another address",
            )


def public_addresses(context: Context) -> Iterator[Problem]:
    """One public address is on the load balancer of one cluster, and has each port once there."""
    seen: dict[str, tuple[str, set[int]]] = {}
    for path, workload, cluster in _workloads(context):
        key = cluster.key
        service = workload.service
        if service.public_ip_id is None:
            continue
        owner, ports = seen.setdefault(service.public_ip_id.lower(), (key, set()))
        if owner != key or service.port in ports:
            yield Problem(
                kind=Kind.PUBLIC_ADDRESS_TWICE,
                path=f"{path}.service.publicIpId",
                value=service.public_ip_id,
                message=f"an address that no other Service has with port {service.port}, and none of another cluster; "
                f"one of {owner} has it",
                cure="name another address, or another port in the same cluster",
            )
        ports.add(service.port)


def _elsewhere(context: Context, address: IPv4Address) -> str:
    """Name the subnet of the stack that has the address, where there is one."""
    for subnet in context.layout.subnets.values():
        ranges = [prefix for prefix in subnet.prefixes if isinstance(prefix, IPv4Network)]
        if subnet.delegation is None and any(given_out(address, prefix) for prefix in ranges):
            return f"write subnet: {subnet.name}, which has this address, or "
    return ""


def among_nodes(context: Context) -> Iterator[Problem]:
    """Azure gives nodes the lowest free addresses, so that one of them may have a fixed one already."""
    budgets = {budget.name: budget for budget in context.budget.ranges if budget.kind == "subnet"}
    for front_end in _front_ends(context):
        budget = budgets.get(front_end.subnet)
        if budget is not None and front_end.address is not None and _may_be_taken(front_end.address, budget):
            yield Problem(
                kind=Kind.FRONT_END_AMONG_NODES,
                path=f"{front_end.path}.address",
                value=str(front_end.address),
                message=f"nodes of the subnet {budget.name} get its first addresses, perhaps {front_end.address}",
                cure=f"write one at its end, for instance {last_given_out(budget.network)}",
            )


def _may_be_taken(address: IPv4Address, budget: RangeBudget) -> bool:
    taken = sum(share.needed for share in budget.shares if share.pool is not None)
    return 0 <= int(address) - int(first_given_out(budget.network)) < taken


def behind_groups(context: Context) -> Iterator[Problem]:
    """Azure's own rules let nobody in from outside, and AKS writes none into the group of a subnet."""
    for path, workload, cluster in _workloads(context):
        service = workload.service
        if service.type is not ServiceType.LOAD_BALANCER or service.internal:
            continue
        for name in dict.fromkeys(pool.node_subnet for pool in cluster.pools.values()):
            group = context.plan.network.subnets[name].security_group
            if group is None or group.id is not None or any(_lets_in(rule, service.port) for rule in group.rules):
                continue
            rule = (
                "{priority: 1000, direction: Inbound, access: Allow, protocol: Tcp, source: Internet, "
                f'destinationPorts: ["{service.port}"]}}'
            )
            yield Problem(
                kind=Kind.FRONT_END_BEHIND_GROUP,
                path=f"{path}.service",
                value="LoadBalancer",
                message=f"the security group {group.name} of the subnet {name} lets nothing in from the Internet",
                cure=f"add to its rules, for instance, web: {rule}",
            )


def _lets_in(rule: SecurityRulePlan, port: int) -> bool:
    return (
        (rule.direction, rule.access) == ("Inbound", "Allow")
        and rule.protocol in ("Tcp", "*")
        and any(covers(ports, port) for ports in rule.destination_ports)
        and not all(source in ("VirtualNetwork", "AzureLoadBalancer") or _is_private(source) for source in rule.sources)
    )


def _is_private(source: str) -> bool:
    try:
        network = ip_network(source, strict=False)
    except ValueError:
        return False  # a service tag
    return within(network, PRIVATE)


def _front_ends(context: Context) -> Iterator[FrontEnd]:
    for cluster in context.layout.clusters.values():
        yield from cluster.front_ends


def _workloads(context: Context) -> Iterator[tuple[str, WorkloadSettings, ClusterLayout]]:
    for cluster in context.layout.clusters.values():
        for name, workload in cluster.settings.workloads.items():
            yield f"{cluster.path}.workloads.{name}", workload, cluster


RULES = (load_balancers, addresses, public_addresses, among_nodes, behind_groups)
