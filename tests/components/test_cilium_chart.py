"""Cilium's Release: exactly these values reach Helm."""

from aksnet.plan.workload_records import CiliumPlan
from aksnet.testing.recording import record


def test_the_release_installs_the_pinned_chart_with_what_byo_cni_needs() -> None:
    from pulumi_kubernetes.helm import v3 as helm

    from components.cilium_chart import cilium_release

    plan = CiliumPlan(chart_version="1.19.8", pod_cidr="10.244.0.0/16")
    recording = record(lambda: helm.Release("dev-cilium", cilium_release(plan)))
    inputs = recording.one("kubernetes:helm.sh/v3:Release").inputs
    assert inputs == {
        "name": "cilium",
        "namespace": "kube-system",
        "chart": "cilium",
        "version": "1.19.8",
        "repositoryOpts": {"repo": "https://helm.cilium.io/"},
        "atomic": True,
        "timeout": 900,
        "values": {
            "aksbyocni": {"enabled": True},
            "ipam": {
                "mode": "cluster-pool",
                "operator": {
                    "clusterPoolIPv4PodCIDRList": ["10.244.0.0/16"],
                    "clusterPoolIPv4MaskSize": 24,
                },
            },
            "kubeProxyReplacement": "false",
        },
        "compat": "true",
    }
