"""A program of another team with two AksNetworks: one in a VNet of its own making, and one that is whole."""

import pulumi
import pulumi_azure_native.network as azure
from aksnet.components import AksNetwork  # type: ignore[import-not-found]  # the folder components/, in the wheel
from pulumi_azure_native import resources

group = resources.ResourceGroup("own", resource_group_name="rg-shop", location="westeurope")
vnet = azure.VirtualNetwork(
    "own",
    virtual_network_name="shop-vnet",
    resource_group_name=group.name,
    location=group.location,
    address_space=azure.AddressSpaceArgs(address_prefixes=["10.60.0.0/16"]),
    opts=pulumi.ResourceOptions(ignore_changes=["subnets"]),
)


def tagged(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Add a tag to whatever cluster is declared."""
    if args.type_ != "azure-native:containerservice:ManagedCluster":
        return None
    return pulumi.ResourceTransformResult(props={**args.props, "tags": {"by": "a transform"}}, opts=args.opts)


shop = AksNetwork(
    "shop",
    {
        "location": group.location,
        "resource_group": {"name": group.name, "existing": True},
        "network": {"id": vnet.id},
        "clusters": {"dev": {"mode": "overlay", "node_subnet": {"name": "nodes", "prefix": "10.60.1.0/24"}}},
    },
    pulumi.ResourceOptions(transforms=[tagged]),
)
whole = AksNetwork(
    "whole",
    {"clusters": {"dev": {"workloads": {"nginx": {}}}}},
    pulumi.ResourceOptions(parent=pulumi.ComponentResource("shop:index:Team", "team")),
)
pulumi.export("vnets", [shop.network["vnet"], whole.network["vnet"]])
pulumi.export("kubeconfigs", shop.kubeconfigs)
