"""A VNet of your own, a cluster in it by AksNetwork, and a workload of your own in the cluster."""

import pulumi
import pulumi_azure_native.network as azure
import pulumi_kubernetes as kubernetes
from aksnet.components import AksNetwork
from pulumi_azure_native import resources

stack = pulumi.get_stack()
group = resources.ResourceGroup("shop", resource_group_name=f"rg-shop-{stack}")
vnet = azure.VirtualNetwork(
    "shop",
    virtual_network_name=f"shop-{stack}",
    resource_group_name=group.name,
    address_space=azure.AddressSpaceArgs(address_prefixes=["10.60.0.0/16"]),
    # AksNetwork declares subnets in it, which a refresh would otherwise take over.
    opts=pulumi.ResourceOptions(ignore_changes=["subnets"]),
)

network = AksNetwork(
    "aks",
    {
        "resource_group": {"name": group.name, "existing": True},
        "network": {"id": vnet.id},
        "clusters": {
            "shop": {
                "mode": "cilium-overlay",
                "node_subnet": {"name": "nodes", "prefix": "10.60.1.0/24"},
                "node_pools": {"system": {"count": 3}},
            }
        },
    },
)

cluster = kubernetes.Provider("shop", kubeconfig=network.kubeconfigs["shop"], cluster_identifier="shop")
labels = {"app": "web"}
web = kubernetes.apps.v1.Deployment(
    "web",
    metadata={"name": "web", "namespace": "default"},
    spec={
        "replicas": 2,
        "selector": {"match_labels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "web", "image": "docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine"}]},
        },
    },
    opts=pulumi.ResourceOptions(provider=cluster),
)

pulumi.export("subnetIds", network.network["subnetIds"])
pulumi.export("credentials", network.clusters["shop"]["getCredentialsCommand"])
