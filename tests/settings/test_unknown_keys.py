"""Keys that nobody knows: each is one problem, with the keys that are known there and the nearest of them."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Wrong, dev, network, nginx, pool, problems, service

_IN_A_CLUSTER = (
    "no such key; known here: mode, name, networkPolicy, nodeSubnet, podSubnet, podCidr, podCidrs, serviceCidr, "
    "serviceCidrs, dnsServiceIp, outbound, kubernetesVersion, upgradeChannel, nodeOsChannel, maintenance, tier, "
    "supportPlan, nodeResourceGroup, identityName, identityId, kubeletIdentityId, registries, entra, localAccounts, "
    "roleScope, privateCluster, privateDnsZone, apiServerSubnet, fqdnSubdomain, publicFqdn, authorizedIpRanges, "
    "sshPublicKey, advancedNetworking, nodeProvisioning, staticEgressGateway, networkMode, ipMasqExtraCidrs, "
    "installCilium, change, protect, nodePools, workloads, raw"
)
_IN_NGINX = (
    "no such key; known here: replicas, autoscaled, spread, service, kind, namespace, image, imageDigest, labelKey"
)
UNKNOWN_KEYS = [
    Wrong(
        says="at the top",
        raw=dev() | {"cluster": {}},
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters",
                path="cluster",
                value={},
                message="no such key; known here: resourceGroup, network, clusters, tags, removed",
                cure="write clusters",
            )
        ],
    ),
    Wrong(
        says="in the resource group",
        raw=dev() | {"resourceGroup": {"nmae": "rg"}},
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="resourceGroup.name",
                path="resourceGroup.nmae",
                value="rg",
                message="no such key; known here: name, existing",
                cure="write name",
            )
        ],
    ),
    Wrong(
        says="in the network",
        raw=network({"dev": {}}, subnet={}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="network.subnets",
                path="network.subnet",
                value={},
                message=(
                    "no such key; known here: name, id, existing, resourceGroup, addressSpace, subnets, peeredRanges, "
                    "peerings, dnsServers"
                ),
                cure="write subnets",
            )
        ],
    ),
    Wrong(
        says="in a subnet",
        raw=network({"dev": {}}, subnets={"lb": {"prefix": "10.230.0.0/24", "prefx": ""}}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="network.subnets.lb.prefix",
                path="network.subnets.lb.prefx",
                value="",
                message=(
                    "no such key; known here: name, prefix, ipv6Prefix, existing, id, routeTableId, natGatewayId, "
                    "serviceEndpoints, delegation, defaultOutboundAccess, privateEndpointNetworkPolicies, "
                    "privateLinkServiceNetworkPolicies, networkSecurityGroup, raw"
                ),
                cure="write prefix",
            )
        ],
    ),
    Wrong(
        says="in a security group",
        raw=dev(nodeSubnet={"networkSecurityGroup": {"rule": {}}}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.nodeSubnet.networkSecurityGroup.rules",
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rule",
                value={},
                message="no such key; known here: name, id, rules",
                cure="write rules",
            )
        ],
    ),
    Wrong(
        says="in a security rule",
        raw=dev(
            nodeSubnet={
                "networkSecurityGroup": {
                    "rules": {"web": {"priority": 300, "direction": "Inbound", "access": "Deny", "ports": []}}
                }
            }
        ),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.priority",
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.ports",
                value=[],
                message=(
                    "no such key; known here: priority, direction, access, protocol, source, destination, "
                    "destinationPorts"
                ),
                cure="write priority",
            )
        ],
    ),
    Wrong(
        says="in a cluster, spelled with underscores",
        raw=dev(node_subnet="10.224.0.0/24"),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.nodeSubnet",
                path="clusters.dev.node_subnet",
                value="10.224.0.0/24",
                message=_IN_A_CLUSTER,
                cure="write nodeSubnet",
            )
        ],
    ),
    Wrong(
        says="in outbound",
        raw=dev(outbound={"type": "loadBalancer", "hop": "10.0.0.1"}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.outbound.nextHop",
                path="clusters.dev.outbound.hop",
                value="10.0.0.1",
                message="no such key; known here: type, nextHop, publicIp, registryId, loadBalancer, natGateway",
                cure="write nextHop",
            )
        ],
    ),
    Wrong(
        says="in installCilium",
        raw=dev(mode="byo-cni", installCilium={"chart": "1.18.0"}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                path="clusters.dev.installCilium.chart",
                value="1.18.0",
                message="no such key; known here: version",
                cure="remove it",
            )
        ],
    ),
    Wrong(
        says="in a pool",
        raw=pool(maxpods=30),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.nodePools.np.maxPods",
                path="clusters.dev.nodePools.np.maxpods",
                value=30,
                message=(
                    "no such key; known here: mode, count, minCount, maxCount, maxPods, vmSize, zones, "
                    "kubernetesVersion, osType, osSku, maxSurge, maxUnavailable, nodeSubnet, podSubnet, localDns, "
                    "disableOutboundNat, gatewayPrefix, taints, labels, raw"
                ),
                cure="write maxPods",
            )
        ],
    ),
    Wrong(
        says="in a workload",
        raw=nginx(replica=3),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.workloads.nginx.replicas",
                path="clusters.dev.workloads.nginx.replica",
                value=3,
                message=_IN_NGINX,
                cure="write replicas",
            )
        ],
    ),
    Wrong(
        says="of the other workload",
        raw=nginx(message="Hello"),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.workloads.nginx.image",
                path="clusters.dev.workloads.nginx.message",
                value="Hello",
                message=_IN_NGINX,
                cure="write image",
            )
        ],
    ),
    Wrong(
        says="in a workload of another name",
        raw=dev(workloads={"web": {"kind": "nginx", "colour": "blue"}}),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                path="clusters.dev.workloads.web.colour",
                value="blue",
                message=_IN_NGINX,
                cure="remove it",
            )
        ],
    ),
    Wrong(
        says="in a Service",
        raw=service(ports=80),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.workloads.nginx.service.port",
                path="clusters.dev.workloads.nginx.service.ports",
                value=80,
                message="no such key; known here: type, port, internal, subnet, address, publicIpId",
                cure="write port",
            )
        ],
    ),
    Wrong(
        says="far from any known key",
        raw=dev(qqq=1),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                path="clusters.dev.qqq",
                value=1,
                message=_IN_A_CLUSTER,
                cure="remove it",
            )
        ],
    ),
    Wrong(
        says="with nothing after it",
        raw=dev(podCidrr=None),
        expected=[
            Problem(
                kind=Kind.UNKNOWN_KEY,
                meant="clusters.dev.podCidr",
                path="clusters.dev.podCidrr",
                value=None,
                message=_IN_A_CLUSTER,
                cure="write podCidr",
            )
        ],
    ),
]


@pytest.mark.parametrize("wrong", UNKNOWN_KEYS, ids=lambda wrong: wrong.says)
def test_an_unknown_key_is_told_with_the_known_ones_and_the_nearest(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)
