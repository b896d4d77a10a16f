"""What a stack's state says is deployed: clusters, pools, subnets and what hangs on them, as plain records.

Read from the outputs of resources by URN, as `pulumi:pulumi:readStackResourceOutputs` and a checkpoint give them. Only
resources that this program's own components declare are read, told by the exact chain of types in the URN: what else
a program declares beside them is none of ours. Values are Azure's, as text; what a state does not say is None.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from aksnet.diff import light_settings
from aksnet.diff.deployed_network import DeployedGateway, DeployedSubnet, DeployedTable
from aksnet.diff.deployed_pool import DeployedPool, name_in, pool_of, whole
from aksnet.diff.light_settings import Light
from aksnet.diff.migration_mark import Migration, read_migrations
from aksnet.diff.window_text import window_text
from aksnet.plan.records import PoolRequests, Range

_STACK = "pulumi:pulumi:Stack"
_CLUSTER = "aks-networking:azure:AksCluster"
CLUSTER_CHAIN = f"{_CLUSTER}$azure-native:containerservice:ManagedCluster"
"""The chain of types in the URN of a managed cluster of this program."""
_NETWORK = "aks-networking:azure:Network"
_ACCESS = "aks-networking:azure:ClusterAccess"
_NATIVE = "azure-native:"
_WINDOWS = ("upgrades-window", "node-os-window", "releases-window")
"""Ends of the logical names of maintenance windows."""

Outputs = Mapping[str, Any]
"""The outputs of one resource, in Azure's own key names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedCluster:
    """One managed cluster with its pools."""

    key: str
    """Key in `clusters` of the stack file."""
    id: str | None
    """ARM id."""
    uid: str | None
    """`resourceUID`: another one for a cluster that was made again under the same name."""
    name: str
    location: str | None
    node_resource_group: str | None
    dns_prefix: str | None
    fqdn_subdomain: str | None
    kubernetes_version: str | None
    """The patch version that runs."""
    requested_version: str | None
    """What the last request named, which may be a minor version alone."""
    upgrade_channel: str | None
    node_os_channel: str | None
    maintenance: Mapping[str, str]
    """Maintenance windows by the name of their configuration, each as one line of text."""
    entra: bool
    """Whether users of Microsoft Entra ID may log in."""
    private: bool
    private_dns_zone: str
    """Of a private API server; empty for a public one."""
    api_server_subnet: str | None
    """Name of the subnet that the API server is in; None where it is in no VNet."""
    registry_id: str | None
    plugin: str | None
    plugin_mode: str | None
    data_plane: str | None
    policy: str | None
    network_mode: str | None
    outbound: str | None
    load_balancer: Mapping[str, Any]
    """What Azure says of the load balancer's addresses and ports, but for the effective addresses."""
    families: tuple[str, ...]
    pod_cidrs: tuple[Range, ...]
    service_cidrs: tuple[Range, ...]
    dns_service_ip: str | None
    ssh_key: str | None
    takes_windows: bool
    """Whether it has a profile of Windows nodes, which AKS gives it when it is made or never."""
    listed_ranges: bool
    """Whether it is known that the state holds the ranges of this very cluster as lists."""
    authorized_ip_ranges: tuple[str, ...]
    raw: Mapping[str, Any]
    """What Azure answers with, for comparison with raw maps."""
    light: Light
    """What changes without losing anything."""
    pools: tuple[DeployedPool, ...]
    requests: PoolRequests | None
    """What the last run that ended said of its pools; None where it said nothing, as older programs did."""

    @property
    def mark(self) -> str:
        """The first eight characters of the uid, by which a setting names this very cluster."""
        return (self.uid or "")[:8]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedGrant:
    """One role assignment of a cluster's identity."""

    key: str
    """Key in `clusters` of the stack file."""
    target: str
    """Name of the subnet, route table or VNet that the role is assigned at."""
    role_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployedStack:
    """Everything of a stack that a change can hurt."""

    resource_group: str | None
    """None where the group is not the stack's own."""
    location: str | None
    vnet: str | None
    """Name; None where the VNet is not the stack's own."""
    address_space: tuple[Range, ...]
    clusters: Mapping[str, DeployedCluster]
    """By key."""
    subnets: Mapping[str, DeployedSubnet]
    """Created ones, by name."""
    grants: tuple[DeployedGrant, ...] = ()
    dns_servers: tuple[str, ...] = ()
    """Of the VNet; empty for Azure's own."""
    peerings: Mapping[str, str] = field(default_factory=dict)
    """ARM id of the other VNet by the peering's name."""
    tables: Mapping[str, DeployedTable] = field(default_factory=dict)
    """Route tables that the stack created, by name."""
    gateways: Mapping[str, DeployedGateway] = field(default_factory=dict)
    """NAT gateways that the stack created, by name."""
    migrations: tuple[Migration, ...] = ()
    """Changes that the state is prepared for."""

    @property
    def versions(self) -> dict[str, str]:
        """Kubernetes versions of the clusters of which they are known, by key."""
        return {key: each.kubernetes_version for key, each in self.clusters.items() if each.kubernetes_version}


def read_deployed(resources: Mapping[str, Outputs]) -> DeployedStack:
    """Return what a state holds, from the outputs of its resources by URN.

    A first deployment's state is empty, and so is what comes of it. Resources whose creation broke off have no
    outputs to speak of and are left out: nothing lives in them yet.
    """
    vnet = next((outputs for _, outputs in _of_type(resources, _NETWORK, "network:VirtualNetwork")), {})
    group = next((outputs for _, outputs in _of_type(resources, None, "resources:ResourceGroup")), {})
    pools = list(_of_type(resources, _CLUSTER, "containerservice:AgentPool"))
    listed = {outputs.get("listedRangesOf") for urn, outputs in resources.items() if f"::{_CLUSTER}::" in urn} - {None}
    components = {
        urn.split("::", 3)[3]: outputs for urn, outputs in resources.items() if urn.split("::", 3)[2:3] == [_CLUSTER]
    }
    windows = dict(_of_type(resources, _CLUSTER, "containerservice:MaintenanceConfiguration"))
    clusters = [
        _cluster(key, outputs, pools, listed, components.get(key) or {}, windows)
        for name, outputs in _of_type(resources, _CLUSTER, "containerservice:ManagedCluster")
        for key in [name.removesuffix("-cluster")]
    ]
    return DeployedStack(
        resource_group=group.get("name"),
        location=group.get("location"),
        vnet=vnet.get("name"),
        address_space=_ranges((vnet.get("addressSpace") or {}).get("addressPrefixes")),
        clusters={cluster.key: cluster for cluster in sorted(clusters, key=lambda cluster: cluster.key)},
        subnets={
            subnet.name: subnet
            for subnet in (_subnet(outputs) for _, outputs in _of_type(resources, _NETWORK, "network:Subnet"))
        },
        grants=tuple(_grants(resources)),
        dns_servers=tuple((vnet.get("dhcpOptions") or {}).get("dnsServers") or ()),
        peerings={
            outputs["name"]: (outputs.get("remoteVirtualNetwork") or {}).get("id") or ""
            for _, outputs in _of_type(resources, _NETWORK, "network:VirtualNetworkPeering")
        },
        tables={table.name: table for table in _tables(resources)},
        gateways=dict(_gateways(resources)),
        migrations=read_migrations(next((out for urn, out in resources.items() if f"::{_STACK}::" in urn), {})),
    )


def _of_type(resources: Mapping[str, Outputs], parent: str | None, kind: str) -> Iterator[tuple[str, Outputs]]:
    """Yield name and outputs of this program's resources of a type, below a component of the given type."""
    chain = f"{_NATIVE}{kind}" if parent is None else f"{parent}${_NATIVE}{kind}"
    for urn, outputs in resources.items():
        parts = urn.split("::", 3)
        if len(parts) == 4 and parts[2] == chain and outputs.get("name"):
            yield parts[3], outputs


def _cluster(
    key: str,
    outputs: Outputs,
    pools: list[tuple[str, Outputs]],
    listed: set[str | None],
    component: Outputs,
    windows: Mapping[str, Outputs],
) -> DeployedCluster:
    profile: Outputs = outputs.get("networkProfile") or {}
    access: Outputs = outputs.get("apiServerAccessProfile") or {}
    own = [pool for name, pool in pools if name == f"{key}-{pool['name']}"]
    inline = [pool for pool in outputs.get("agentPoolProfiles") or () if pool.get("name")]
    separate = {pool["name"] for pool in own}
    upgrades: Outputs = outputs.get("autoUpgradeProfile") or {}
    keys = (outputs.get("linuxProfile") or {}).get("ssh") or {}
    return DeployedCluster(
        key=key,
        id=component.get("clusterId"),
        uid=outputs.get("resourceUID"),
        name=outputs["name"],
        location=outputs.get("location"),
        node_resource_group=outputs.get("nodeResourceGroup"),
        dns_prefix=outputs.get("dnsPrefix"),
        fqdn_subdomain=outputs.get("fqdnSubdomain"),
        kubernetes_version=outputs.get("currentKubernetesVersion") or outputs.get("kubernetesVersion"),
        requested_version=outputs.get("kubernetesVersion"),
        upgrade_channel=upgrades.get("upgradeChannel"),
        node_os_channel=upgrades.get("nodeOSUpgradeChannel"),
        maintenance={
            windows[name]["name"]: window_text(windows[name].get("maintenanceWindow") or {})
            for kind in _WINDOWS
            if (name := f"{key}-{kind}") in windows
        },
        entra=bool((outputs.get("aadProfile") or {}).get("managed")),
        private=bool(access.get("enablePrivateCluster")),
        private_dns_zone=(access.get("privateDNSZone") or "system") if access.get("enablePrivateCluster") else "",
        api_server_subnet=name_in(access.get("subnetId")) if access.get("enableVnetIntegration") else None,
        registry_id=(outputs.get("bootstrapProfile") or {}).get("containerRegistryId"),
        plugin=profile.get("networkPlugin"),
        plugin_mode=profile.get("networkPluginMode"),
        data_plane=profile.get("networkDataplane"),
        policy=profile.get("networkPolicy"),
        network_mode=profile.get("networkMode"),
        outbound=profile.get("outboundType"),
        load_balancer=profile.get("loadBalancerProfile") or {},
        families=tuple(profile.get("ipFamilies") or ()),
        pod_cidrs=_both(profile, "podCidr"),
        service_cidrs=_both(profile, "serviceCidr"),
        dns_service_ip=profile.get("dnsServiceIP"),
        ssh_key=next((key.get("keyData") for key in keys.get("publicKeys") or ()), None),
        takes_windows=bool(outputs.get("windowsProfile")),
        listed_ranges=outputs.get("resourceUID") in listed,
        authorized_ip_ranges=tuple(access.get("authorizedIPRanges") or ()),
        raw=outputs,
        light=light_settings.cluster_in_state(outputs),
        # Azure lists every pool in the cluster; those of the stack that are resources of their own are told apart.
        pools=(
            *(pool_of(pool, inline=True) for pool in inline if pool["name"] not in separate),
            *(pool_of(pool, inline=False) for pool in own),
        ),
        requests=_requests(component.get("poolRequests")),
    )


def _requests(said: Outputs | None) -> PoolRequests | None:
    return PoolRequests(listed=said["listed"], separate=said["separate"]) if said else None


def _subnet(outputs: Outputs) -> DeployedSubnet:
    single = outputs.get("addressPrefix")
    return DeployedSubnet(
        name=outputs["name"],
        prefixes=_ranges(outputs.get("addressPrefixes") or ([single] if single else [])),
        route_table=name_in((outputs.get("routeTable") or {}).get("id")),
        nat_gateway=name_in((outputs.get("natGateway") or {}).get("id")),
        security_group=name_in((outputs.get("networkSecurityGroup") or {}).get("id")),
        delegation=next((each.get("serviceName") for each in outputs.get("delegations") or ()), None),
        service_endpoints=tuple(sorted(each["service"] for each in outputs.get("serviceEndpoints") or ())),
        default_outbound_access=outputs.get("defaultOutboundAccess"),
        private_endpoint_policies=outputs.get("privateEndpointNetworkPolicies"),
        private_link_policies=outputs.get("privateLinkServiceNetworkPolicies"),
    )


def _grants(resources: Mapping[str, Outputs]) -> Iterator[DeployedGrant]:
    assignments = "authorization:RoleAssignment"
    for name, outputs in (*_of_type(resources, _ACCESS, assignments), *_of_type(resources, _CLUSTER, assignments)):
        role = name_in(outputs.get("roleDefinitionId"))
        target = name_in(outputs.get("scope"))
        if role and target:
            # The logical name is `<key>-access-<kind of target>/<target>`, or `<key>-registry/<target>` of the nodes.
            key = name.split("/", 1)[0].rsplit("-access-", 1)[0].removesuffix("-registry")
            yield DeployedGrant(key=key, target=target, role_id=role)


def _tables(resources: Mapping[str, Outputs]) -> Iterator[DeployedTable]:
    routes = dict(_of_type(resources, _NETWORK, "network:Route"))
    for name, outputs in _of_type(resources, _NETWORK, "network:RouteTable"):
        route = routes.get(f"{name}-default", {})
        hop = route.get("nextHopIpAddress") or route.get("nextHopType")
        yield DeployedTable(name=outputs["name"], default_next_hop=hop)


def _gateways(resources: Mapping[str, Outputs]) -> Iterator[tuple[str, DeployedGateway]]:
    made = dict(_of_type(resources, _NETWORK, "network:PublicIPPrefix"))
    for name, outputs in _of_type(resources, _NETWORK, "network:NatGateway"):
        yield (
            outputs["name"],
            DeployedGateway(
                prefix_length=whole(made.get(f"{name}-prefix", {}).get("prefixLength")),
                addresses=tuple(_ids(outputs.get("publicIpAddresses"))),
                prefixes=tuple(_ids(outputs.get("publicIpPrefixes"))),
                zone=next(iter(outputs.get("zones") or ()), None),
                idle_timeout=whole(outputs.get("idleTimeoutInMinutes")),
            ),
        )


def _ids(references: Any) -> Iterator[str]:
    return (each["id"] for each in references or () if each.get("id"))


def _both(profile: Outputs, key: str) -> tuple[Range, ...]:
    """Azure answers with the list and with its first entry; an older API with the one only."""
    listed = profile.get(f"{key}s")
    return _ranges(listed or ([profile[key]] if profile.get(key) else []))


def _ranges(texts: Any) -> tuple[Range, ...]:
    return tuple(ip_network(text, strict=False) for text in texts or ())
