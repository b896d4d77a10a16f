"""How many of a thing Azure takes: pools of a cluster, subnets and peerings of a VNet, rules of a group, tags.

How many nodes, pods and addresses there may be is in `aksnet.rules.pools`, `mode_offers`, `capacity` and `ceilings`.
"""

from collections.abc import Iterator

from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problem_pages import AKS, LIMITS, TAGS
from aksnet.settings.problems import Problem

_POOLS = 100
_SUBNETS = 3_000
_PEERINGS = 500
_DNS_SERVERS = 20
_RULES = 1_000
_TAGS = 50


def _too_many(path: str, found: int, most: int, what: str, *, cure: str, page: str = LIMITS) -> Iterator[Problem]:
    if found > most:
        yield Problem(
            kind=Kind.TOO_MANY,
            path=path,
            value=f"{found:,} of them",
            message=f"at most {most:,} {what}",
            cure=cure,
            page=page,
        )


def pools_of_clusters(context: Context) -> Iterator[Problem]:
    """A cluster has a limited number of pools."""
    for key, cluster in context.settings.clusters.items():
        yield from _too_many(
            f"clusters.{key}.nodePools",
            len(cluster.node_pools),
            _POOLS,
            "node pools in a cluster",
            cure="put more nodes into fewer pools, or spread the pools over several clusters",
            page=AKS + "quotas-skus-regions",
        )


def parts_of_the_vnet(context: Context) -> Iterator[Problem]:
    """A VNet has a limited number of subnets, peerings and DNS servers."""
    network = context.settings.network
    yield from _too_many(
        "network.subnets", len(context.layout.subnets), _SUBNETS, "subnets in a VNet", cure="use several VNets"
    )
    yield from _too_many(
        "network.peerings", len(network.peerings), _PEERINGS, "peerings of a VNet", cure="peer with a hub instead"
    )
    yield from _too_many(
        "network.dnsServers", len(network.dns_servers), _DNS_SERVERS, "DNS servers of a VNet", cure="remove some"
    )


def rules_of_groups(context: Context) -> Iterator[Problem]:
    """A group has a limited number of rules, those that the stack adds for pods among them."""
    for name, subnet in context.plan.network.subnets.items():
        group = subnet.security_group
        described = next(
            (m.path for m in context.layout.subnets[name].mentions if m.settings.network_security_group), ""
        )
        if group is not None:
            yield from _too_many(
                f"{described}.networkSecurityGroup.rules",
                len(group.rules),
                _RULES,
                "rules in a network security group, with those that the stack adds for pods",
                cure="merge rules: each takes several port ranges",
            )


def number_of_tags(context: Context) -> Iterator[Problem]:
    """A resource has a limited number of tags."""
    yield from _too_many("tags", len(context.settings.tags), _TAGS, "tags of a resource", cure="remove some", page=TAGS)


RULES = (pools_of_clusters, parts_of_the_vnet, rules_of_groups, number_of_tags)
