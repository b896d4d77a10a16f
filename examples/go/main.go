// A cluster in a VNet that is there already. `pulumi package add` generates the module of aksnetworking.
package main

import (
	aksnetworking "example.com/pulumi-aks-networking/sdk/go/aks-networking"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		settings := config.New(ctx, "")
		mode := aksnetworking.ClusterMode_CILIUM_OVERLAY
		network, err := aksnetworking.NewAksNetwork(ctx, "aks", &aksnetworking.AksNetworkArgs{
			Location: pulumi.String("westeurope"),
			Network:  &aksnetworking.NetworkSettingsArgs{Id: pulumi.String(settings.Require("vnetId"))},
			Clusters: map[string]aksnetworking.ClusterSettingsInput{
				"shop": aksnetworking.ClusterSettingsArgs{
					Mode:       &mode,
					NodeSubnet: &aksnetworking.SubnetSettingsArgs{Name: text("nodes"), Prefix: text("10.60.1.0/24")},
					NodePools:  map[string]aksnetworking.NodePoolSettingsArgs{"system": {Count: number(3)}},
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("subnetIds", network.Network.SubnetIds())
		ctx.Export("credentials", network.Clusters.MapIndex(pulumi.String("shop")).GetCredentialsCommand())
		return nil
	})
}

func text(value string) *string { return &value }

func number(value int) *int { return &value }
