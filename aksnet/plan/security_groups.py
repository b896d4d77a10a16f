"""Network security groups of subnets: the rules of the settings, and those without which pods cannot talk.

Pods with addresses of a CIDR of their own are not part of Azure's VirtualNetwork tag, so Azure's own deny rules would
stop them on a subnet with a group. https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay
"""

from collections.abc import Iterable, Iterator, Sequence

from aksnet.azure.axes import IpFamily
from aksnet.layout.addressing import Range
from aksnet.plan.records import SecurityGroupPlan, SecurityRulePlan
from aksnet.settings.subnet_settings import SecurityGroupSettings, SecurityRuleSettings

_FIRST_OWN_PRIORITY = 100
"""Settings use 200 to 4096, so that nothing that they deny comes before what pods need."""


def security_group(
    name: str, settings: SecurityGroupSettings, nodes: Sequence[Range], pods: Sequence[Range]
) -> SecurityGroupPlan:
    """Plan the group of a subnet whose nodes have the ranges `nodes` and run pods in the ranges `pods`."""
    rules = [] if settings.id else [*_for_pods(nodes, pods), *_written(settings)]
    return SecurityGroupPlan(name=name, id=settings.id, rules=tuple(rules))


def _written(settings: SecurityGroupSettings) -> Iterator[SecurityRulePlan]:
    for name, rule in sorted(settings.rules.items(), key=_by_order):
        yield SecurityRulePlan(
            name=name,
            priority=rule.priority,
            direction=rule.direction,
            access=rule.access,
            protocol=rule.protocol,
            sources=(rule.source,),
            destinations=(rule.destination,),
            destination_ports=tuple(rule.destination_ports),
        )


def _by_order(item: tuple[str, SecurityRuleSettings]) -> tuple[str, int]:
    return item[1].direction, item[1].priority


def _for_pods(nodes: Sequence[Range], pods: Sequence[Range]) -> Iterable[SecurityRulePlan]:
    for offset, family in enumerate(IpFamily):
        inside = tuple(str(network) for network in pods if network.version == family.version)
        hosts = tuple(str(network) for network in nodes if network.version == family.version)
        if not inside:
            continue
        for direction in ("Inbound", "Outbound"):
            yield SecurityRulePlan(
                name=f"AllowPods{family}{direction}",
                priority=_FIRST_OWN_PRIORITY + offset,
                direction=direction,
                access="Allow",
                protocol="*",
                sources=(*hosts, *inside),
                destinations=(*hosts, *inside),
                destination_ports=("*",),
            )
