"""What egress takes for granted, said as warnings: a NAT gateway on subnets that the stack does not write."""

from collections.abc import Iterator

from aksnet.azure.axes import Outbound
from aksnet.layout.once import by_cluster, creates_subnets
from aksnet.rules.checks.case import Case
from aksnet.settings.problems import Problem, one_of


def existing_gateways(case: Case) -> Iterator[Problem]:
    """Where all subnets exist, each has a NAT gateway already, or AKS refuses the cluster."""
    for key, cluster in sorted(case.settings.clusters.items()):
        if cluster.outbound.type is Outbound.NAT_GATEWAY and not creates_subnets(case.settings, key):
            names = one_of(subnet.name for subnet in by_cluster(case.settings)[key])
            yield Problem(
                path=f"clusters.{key}.outbound",
                value=cluster.outbound.type,
                allowed=f"AKS refuses the cluster unless each of its existing subnets has a NAT gateway ({names})",
                cure="associate one before you create the cluster",
                page="https://learn.microsoft.com/azure/aks/nat-gateway",
                code="SubnetNotAssociatedWithNATGateway",
                warning=True,
            )


CHECKS = (existing_gateways,)
