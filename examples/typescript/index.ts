// A cluster in a VNet that is there already. `pulumi package add` generates what is imported here from the package.
import * as pulumi from "@pulumi/pulumi";
import { AksNetwork } from "@pulumi/aks-networking";

const config = new pulumi.Config();

const network = new AksNetwork("aks", {
    location: "westeurope",
    network: { id: config.require("vnetId") },
    clusters: {
        shop: {
            mode: "cilium-overlay",
            nodeSubnet: { name: "nodes", prefix: "10.60.1.0/24" },
            nodePools: { system: { count: 3, zones: ["1", "2", "3"] } },
            workloads: { "hello-kubernetes": { message: config.requireSecret("message") } },
        },
    },
});

export const subnetIds = network.network.subnetIds;
export const credentials = network.clusters.apply((clusters) => clusters["shop"].getCredentialsCommand);
