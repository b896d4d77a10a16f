"""Who reaches the API server."""

from collections.abc import Iterator

from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem


def private_clusters(context: Context) -> Iterator[Problem]:
    """A private API server has no public address that ranges could be authorized for."""
    for key, cluster in context.settings.clusters.items():
        if cluster.private_cluster and cluster.authorized_ip_ranges:
            yield Problem(
                kind=Kind.RANGES_ON_PRIVATE,
                path=f"clusters.{key}.authorizedIpRanges",
                value=[str(network) for network in cluster.authorized_ip_ranges],
                message="no ranges with privateCluster: true, because a private API server has no public address",
                cure="remove one of the two keys",
            )


def workloads_of_private_clusters(context: Context) -> Iterator[Problem]:
    """Whoever runs the program has to reach the API server to declare what is in the cluster."""
    for key, cluster in sorted(context.settings.clusters.items()):
        if cluster.private_cluster and cluster.workloads:
            yield Problem(
                kind=Kind.PRIVATE_WORKLOADS,
                path=f"clusters.{key}.workloads",
                value=list(cluster.workloads),
                message="the API server is private, and workloads are declared through it",
                cure="run `pulumi up` inside the VNet, or in a network peered with it",
            )


RULES = (private_clusters, workloads_of_private_clusters)
