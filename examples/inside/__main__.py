"""Workloads of a private cluster that another stack holds: run where its API server is reached, inside the VNet.

The other stack's outputs have the credentials, which stay secret on the way.
"""

import pulumi
import pulumi_kubernetes as k8s

config = pulumi.Config()
key = config.require("clusterKey")
kubeconfigs = pulumi.StackReference(config.require("clusterStack")).require_output("kubeconfigs")
inside = k8s.Provider(key, kubeconfig=kubeconfigs[key], cluster_identifier=key, enable_server_side_apply=True)

team = k8s.core.v1.Namespace("team", metadata={"name": "team"}, opts=pulumi.ResourceOptions(provider=inside))
labels = {"app": "web"}
k8s.apps.v1.Deployment(
    "web",
    metadata={"name": "web", "namespace": "team"},
    spec={
        "replicas": 2,
        "selector": {"matchLabels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "web", "image": config.get("image") or "nginx:1.30.5-alpine"}]},
        },
    },
    opts=pulumi.ResourceOptions(provider=inside, depends_on=[team]),
)
