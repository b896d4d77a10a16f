"""Cilium's Helm chart with the values that an AKS cluster without a CNI needs.

A pure function; the Release is declared by `components.cluster_contents`. Not for the modes whose data plane
is cilium: there AKS installs and keeps its own build.
Values after https://docs.cilium.io/en/stable/installation/k8s-install-helm/ (tab AKS).
"""

from typing import Final

from pulumi_kubernetes.helm import v3 as helm

from aksnet.plan.workload_records import CiliumPlan

NAMESPACE: Final = "kube-system"
REPOSITORY: Final = "https://helm.cilium.io/"

# Every node pulls the agent's image before it becomes Ready: give that more than Helm's 300 seconds.
_TIMEOUT_SECONDS: Final = 900


def cilium_release(plan: CiliumPlan) -> helm.ReleaseArgs:
    """Arguments of the Release."""
    return helm.ReleaseArgs(
        name="cilium",
        namespace=NAMESPACE,
        chart="cilium",
        version=plan.chart_version,
        repository_opts=helm.RepositoryOptsArgs(repo=REPOSITORY),
        # A CNI that came up half way would leave nodes Ready whose pods have no network.
        atomic=True,
        timeout=_TIMEOUT_SECONDS,
        values={
            "aksbyocni": {"enabled": True},
            # The chart's own pool is 10.0.0.0/8, which the VNet and the Services are usually in.
            "ipam": {
                "mode": "cluster-pool",
                "operator": {
                    "clusterPoolIPv4PodCIDRList": [plan.pod_cidr],
                    "clusterPoolIPv4MaskSize": 24,
                },
            },
            # AKS runs kube-proxy; two implementations of Services on one node would fight.
            "kubeProxyReplacement": "false",
            # nodeinit is left out on purpose: on BYO CNI its script does nothing but delay the agent, and
            # Cilium took it out of its AKS guide and tool (cilium/cilium pull requests 37048 and 46105).
        },
    )
