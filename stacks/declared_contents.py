"""What runs inside the clusters; a cluster without contents gets no Kubernetes provider at all."""

from components.cluster_contents import ClusterContents, ClusterContentsArgs
from stacks.platform import DeployedCluster


def declare_workloads(cluster: DeployedCluster) -> ClusterContents | None:
    """Declare the contents of one cluster.

    They hang on the cluster's credentials, so they are deleted before it and no load balancer front end stays behind.
    """
    if cluster.plan.contents.empty:
        return None
    return ClusterContents(
        f"{cluster.plan.key}-contents",
        ClusterContentsArgs(
            plan=cluster.plan.contents,
            cluster_key=cluster.plan.key,
            cluster=cluster.cluster.managed_cluster,
            kubeconfig=cluster.cluster.kubeconfig,
            pools=cluster.cluster.pools,
        ),
    )
