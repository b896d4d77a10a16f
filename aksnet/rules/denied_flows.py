"""What a cluster cannot do without and the rules of a security group deny: told, because nothing else would say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_network

from aksnet.azure.axes import Outbound, SubnetUse
from aksnet.layout.addressing import Range, first_ipv4, within
from aksnet.layout.layout import Mention, Subnet
from aksnet.plan.records import SecurityRulePlan
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of

_OUTSIDE = IPv4Network("20.0.0.1/32")
"""Any public address of Azure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """One end of a flow: a range, and the service tags that mean it."""

    network: Range | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """Traffic that nodes cannot do without."""

    what: str
    direction: str
    source: End
    destination: End
    port: int


def denied_flows(context: Context) -> Iterator[Problem]:
    """Yield the first rule that stops nodes, pods, load balancers' probes or the way out."""
    for subnet in context.layout.subnets.values():
        group = context.plan.network.subnets[subnet.name].security_group
        nodes = first_ipv4(subnet.prefixes)
        if group is None or group.id is not None or nodes is None:
            continue
        cut: dict[str, list[str]] = {}
        flows = _flows(context, subnet, nodes) if subnet.clusters else _to_api_servers(context, subnet, nodes)
        for flow in flows:
            rule = _first(group.rules, flow)
            if rule is not None and rule.access == "Deny":
                cut.setdefault(rule.name, []).append(flow.what)
        described = next(filter(_describes_group, subnet.mentions))
        for name, whats in cut.items():
            yield Problem(
                kind=Kind.DENIED_FLOWS,
                path=f"{described.path}.networkSecurityGroup.rules.{name}",
                value="Deny",
                message=f"this rule cuts {one_of(whats)}, which the cluster cannot do without",
                cure="allow that by rules with lower numbers, or narrow this one",
            )


def _describes_group(mention: Mention) -> bool:
    return mention.settings.network_security_group is not None


def _flows(context: Context, subnet: Subnet, nodes: IPv4Network) -> Iterator[Flow]:
    here = End(network=nodes, tags=("VirtualNetwork",))
    outside = End(network=_OUTSIDE, tags=("Internet", "AzureCloud"))
    balancers = End(tags=("AzureLoadBalancer",))
    for direction in ("Inbound", "Outbound"):
        what = f"{'traffic from' if direction == 'Inbound' else 'traffic to'} the cluster's other nodes"
        yield Flow(what=what, direction=direction, source=here, destination=here, port=10250)
    for pods in dict.fromkeys(first_ipv4(context.layout.clusters[key].pod_ranges.values()) for key in subnet.clusters):
        if pods is not None:
            there = End(network=pods)
            yield Flow(
                what=f"traffic from pods in {pods}", direction="Inbound", source=there, destination=here, port=8080
            )
            yield Flow(
                what=f"traffic to pods in {pods}", direction="Outbound", source=here, destination=there, port=8080
            )
    yield Flow(what="the probes of load balancers", direction="Inbound", source=balancers, destination=here, port=10256)
    if any(context.layout.clusters[key].settings.outbound.type is not Outbound.NONE for key in subnet.clusters):
        yield Flow(what="the way out", direction="Outbound", source=here, destination=outside, port=443)


def _to_api_servers(context: Context, subnet: Subnet, servers: IPv4Network) -> Iterator[Flow]:
    """Yield what reaches API servers in the VNet: https://learn.microsoft.com/azure/aks/api-server-vnet-integration."""
    here = End(network=servers, tags=("VirtualNetwork",))
    for mention in subnet.mentioned_for(SubnetUse.API_SERVER):
        for nodes in context.layout.subnets_of(mention.cluster or "", SubnetUse.NODES):
            there = End(network=first_ipv4(nodes.prefixes), tags=("VirtualNetwork",))
            for port in (443, 4443):
                what = f"traffic from {nodes.name} to the API server's port {port}"
                yield Flow(what=what, direction="Inbound", source=there, destination=here, port=port)
    if subnet.mentioned_for(SubnetUse.API_SERVER):
        probes = End(tags=("AzureLoadBalancer",))
        yield Flow(
            what="the probes of the API server's load balancer",
            direction="Inbound",
            source=probes,
            destination=here,
            port=9988,
        )


def _first(rules: Sequence[SecurityRulePlan], flow: Flow) -> SecurityRulePlan | None:
    """Return the rule that decides about a flow; none where Azure's own rules do, which let all of these pass."""
    ordered = sorted(rules, key=lambda rule: rule.priority)
    return next((rule for rule in ordered if _matches(rule, flow)), None)


def _matches(rule: SecurityRulePlan, flow: Flow) -> bool:
    return (
        rule.direction == flow.direction
        and rule.protocol in ("Tcp", "*")
        and any(covers(ports, flow.port) for ports in rule.destination_ports)
        and any(_means(each, flow.source) for each in rule.sources)
        and any(_means(each, flow.destination) for each in rule.destinations)
    )


def _means(written: str, end: End) -> bool:
    if written == "*" or written in end.tags:
        return True
    try:
        network = ip_network(written, strict=False)
    except ValueError:
        return False  # another service tag
    return end.network is not None and within(end.network, [network])


def covers(ports: str, port: int) -> bool:
    """Return whether the ports of a rule, `*`, one or a range, hold a port."""
    first, _, last = ports.partition("-")
    return ports == "*" or int(first) <= port <= int(last or first)


RULES = (denied_flows,)
