"""A program of another team: its own VNet, and a remote AksNetwork inside it, as any language's SDK declares one."""

from typing import Any

import pulumi
import pulumi_azure_native.network as azure
from pulumi_azure_native import resources


class AksNetwork(pulumi.ComponentResource):
    """The component as generated SDKs declare it: its children are declared by the package's own process."""

    network: pulumi.Output[Any]
    kubeconfigs: pulumi.Output[Any]

    def __init__(self, name: str, props: dict[str, Any], opts: pulumi.ResourceOptions | None = None) -> None:
        outputs = dict.fromkeys(("resourceGroup", "network", "clusters", "ipBudget", "kubeconfigs"))
        super().__init__("aks-networking:index:AksNetwork", name, {**outputs, **props}, opts, remote=True)


config = pulumi.Config()
group = resources.ResourceGroup("own", resource_group_name="rg-shop", location="westeurope")
vnet = azure.VirtualNetwork(
    "own",
    virtual_network_name="shop-vnet",
    resource_group_name=group.name,
    location=group.location,
    address_space=azure.AddressSpaceArgs(address_prefixes=["10.60.0.0/16"]),
    opts=pulumi.ResourceOptions(ignore_changes=["subnets"]),
)
subnet = azure.Subnet(
    "own",
    subnet_name="nodes",
    virtual_network_name=vnet.name,
    resource_group_name=group.name,
    address_prefix="10.60.1.0/24",
)
clusters = config.get_object("clusters") or {
    "shop": {
        "mode": "overlay",
        "nodeSubnet": {"id": subnet.id},
        "nodePools": {"pool": {"count": 3}},
        "podCidr": pulumi.Output.secret("10.1.0.0/16") if config.get_bool("secret") else None,
        "workloads": {"hello-kubernetes": {"message": pulumi.Output.secret("do not tell")}},
    }
}
network = AksNetwork(
    "net",
    {
        "location": group.location,
        "resourceGroup": {"name": group.name, "existing": True},
        "network": {"id": vnet.id, "peeredRanges": [vnet.id] if config.get_bool("unplannable") else []},
        "clusters": clusters,
        "tags": {"owner": pulumi.Output.secret("me")},
    },
)
pulumi.export("network", network.network)
pulumi.export("kubeconfigs", network.kubeconfigs)
