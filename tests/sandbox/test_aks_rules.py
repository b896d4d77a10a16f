"""What AKS refuses: one line per refusal, each on a cluster that nothing else is wrong with."""

from __future__ import annotations

import pytest

from aksnet.arm.ids import CLUSTER_TYPE, SUBNET_TYPE
from aksnet.sandbox.azure.aks_rules import RULES
from aksnet.sandbox.azure.identity import DNS_ZONE_CONTRIBUTOR, IDENTITY_OPERATOR
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from tests.sandbox.aks_world import (
    ADDRESS,
    CLUSTER,
    GATEWAY,
    GROUP,
    IDENTITY,
    KUBELET,
    NODES,
    PODS,
    ROLE,
    SERVER,
    TABLE,
    VNET,
    ZONE,
    Change,
    Json,
    World,
    cluster,
    drop,
    every,
    machines,
    more_pools,
    on,
    pool,
    profile,
    put,
    role_at,
    route,
)

TABLED = on(NODES, routeTable={"id": TABLE})
KUBENET = every(profile(networkPlugin="kubenet"), TABLED, role_at(TABLE))
OVERLAY = profile(networkPluginMode="overlay")
CILIUM = profile(networkDataplane="cilium", networkPolicy="cilium")
ROUTED = every(profile(outboundType="userDefinedRouting"), TABLED, role_at(TABLE), route("VirtualAppliance"))
NATTED = every(profile(outboundType="userAssignedNATGateway"), on(NODES, natGateway={"id": GATEWAY}))
DUAL = every(OVERLAY, profile(ipFamilies=["IPv4", "IPv6"]), on(NODES, addressPrefixes=["fd00::/64"]))
WINDOWS = every(
    cluster(windowsProfile={"adminUsername": "azureuser"}), more_pools({"name": "win", "osType": "Windows"})
)
PRIVATE = {"enablePrivateCluster": True}
INTEGRATED = {"enableVnetIntegration": True, "subnetId": SERVER}
AUTO = cluster(nodeProvisioningProfile={"mode": "Auto"})
SYSTEM_ASSIGNED = cluster(identity={"type": "SystemAssigned"})
OWN_KUBELET = cluster(identityProfile={"kubeletidentity": {"resourceId": KUBELET}})
BIG = every(
    OVERLAY, profile(podCidr="172.16.0.0/13"), on(NODES, addressPrefix="10.220.0.0/17"), drop(PODS), drop(SERVER)
)
WINDOWS_2022: Json = {"osType": "Windows", "osSKU": "Windows2022"}
LARGE: Json = {"name": "large", "count": 100}
CUT_OFF = every(cluster(bootstrapProfile={"artifactSource": "Cache"}), profile(outboundType="none"))
LONG = f"{VNET}/subnets/{'n' * 64}"
OWN_ZONE = cluster(apiServerAccessProfile={**PRIVATE, "privateDNSZone": ZONE})


def lives(outputs: Json) -> Change:
    """Let the cluster live already, with what a GET shows of it."""

    def change(world: World) -> None:
        world.before = {**world.cluster, "agentPoolProfiles": [*world.pools]}
        world.resources[CLUSTER] = (CLUSTER_TYPE, world.before)
        world.outputs[CLUSTER] = outputs

    return change


def ranges(*allowed: str) -> Change:
    """Let only these reach the API server."""
    return cluster(apiServerAccessProfile={"authorizedIPRanges": list(allowed)})


def balanced(**values: object) -> Change:
    """Say something of the load balancer."""
    return profile(loadBalancerProfile=values)


@pytest.mark.parametrize(
    "change",
    [
        every(),
        KUBENET,
        OVERLAY,
        every(OVERLAY, CILIUM),
        CILIUM,
        pool(podSubnetID=PODS),
        pool(podSubnetID=PODS, podIPAllocationMode="StaticBlock", maxPods=111),
        DUAL,
        profile(networkPlugin="none"),
        ROUTED,
        NATTED,
        every(balanced(outboundIPs={"publicIPs": [{"id": ADDRESS}]}, allocatedOutboundPorts=21_328), role_at(ADDRESS)),
        WINDOWS,
        more_pools({"name": "win", "osType": "Windows"}),
        every(more_pools({"name": "win", "osType": "Windows"}), lives({"windowsProfile": {"adminUsername": "a"}})),
        cluster(apiServerAccessProfile=INTEGRATED),
        CUT_OFF,
        every(OWN_KUBELET, role_at(KUBELET, IDENTITY_OPERATOR)),
        every(OWN_ZONE, role_at(ZONE, DNS_ZONE_CONTRIBUTOR)),
        every(OWN_ZONE, role_at(ZONE, DNS_ZONE_CONTRIBUTOR), cluster(dnsPrefix=None, fqdnSubdomain="api")),
        every(AUTO, OVERLAY, CILIUM),
        every(profile(outboundType="managedNATGateway"), pool(vnetSubnetID=None)),
        every(drop(ROLE), role_at(GROUP)),
        more_pools({"name": "second", "mode": "System"}, {"name": "third", "mode": "System"}),
        every(DUAL, NATTED),
        every(NATTED, machines(NODES)),
        every(OVERLAY, ROUTED, machines(NODES)),
        every(ROUTED, route("VirtualNetworkGateway")),
        every(profile(networkPlugin="kubenet"), drop(TABLE)),
        more_pools({"name": "user", "upgradeSettings": {"maxSurge": "0", "maxUnavailable": "20%"}}),
        pool(vmSize="Standard_B2s"),
        every(NATTED, pool(availabilityZones=["1", "2", "3"])),
        every(NATTED, ranges("203.0.113.0/29", "198.51.100.4")),
        ranges("0.0.0.0/32"),
        every(ROUTED, ranges("198.51.100.4/32")),
        every(NATTED, cluster(apiServerAccessProfile={**INTEGRATED, "authorizedIPRanges": ["198.51.100.4"]})),
        ranges(*(f"20.0.{number}.0/24" for number in range(200))),
        every(BIG, cluster(sku={"name": "Base", "tier": "Standard"}), pool(count=1000), more_pools(LARGE)),
        every(cluster(kubernetesVersion="1.37"), pool(osSKU="Ubuntu")),
        every(cluster(kubernetesVersion="1.36"), pool(osSKU="AzureLinux3")),
        every(WINDOWS, cluster(kubernetesVersion="1.36")),
        more_pools({"name": "user", "count": 0, "maxPods": 10}),
        pool(vmSize="Standard_DC2s_v2"),
        profile(networkPlugin="none", podCidr="10.1.0.0/23"),
        profile(networkMode="bridge"),
        every(pool(podSubnetID=PODS, maxPods=32, count=6), on(PODS, addressPrefix="10.220.16.0/25")),
    ],
)
def test_a_good_cluster_is_not_refused(change: Change) -> None:
    world = World()
    change(world)
    assert world.refused() == {}


CASES: list[tuple[str, str, Change]] = [
    ("pools.one_system_pool", "InvalidParameter", pool(mode="User")),
    ("pools.names", "InvalidParameter", pool(name="System_1")),
    ("pools.names", "InvalidParameter", more_pools({"name": "system"})),
    ("pools.names", "InvalidParameter", every(WINDOWS, more_pools({"name": "windows1", "osType": "Windows"}))),
    (
        "upgrades.channels_fit",
        "InvalidParameter",
        cluster(autoUpgradeProfile={"upgradeChannel": "node-image", "nodeOSUpgradeChannel": "None"}),
    ),
    ("pools.subnet_exists", "InvalidParameter", drop(NODES)),
    ("pools.subnet_exists", "InvalidParameter", pool(podSubnetID=f"{VNET}/subnets/none")),
    ("pools.managed_or_own", "InvalidParameter", more_pools({"name": "user", "vnetSubnetID": None})),
    ("pools.one_network", "InvalidParameter", more_pools({"name": "user", "vnetSubnetID": f"{VNET}2/subnets/nodes"})),
    ("pools.windows", "AzureCNIOnlyForWindows", every(KUBENET, WINDOWS)),
    ("pools.windows", "SystemPoolMustBeLinux", every(WINDOWS, pool(osType="Windows"))),
    ("pools.windows", "WindowsProfileMissing", every(more_pools({"name": "win", "osType": "Windows"}), lives({}))),
    ("pools.node_subnet_delegated", "SubnetIsDelegated", on(NODES, delegations=[{"name": "aks"}])),
    (
        "pools.subnet_of_others",
        "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
        every(pool(podSubnetID=PODS), machines(PODS)),
    ),
    ("pools.subnet_of_others", "SubnetWithExternalResourcesCannotBeUsedByOtherResources", pool(podSubnetID=NODES)),
    (
        "pools.one_allocation_mode",
        "InvalidParameter",
        every(pool(podSubnetID=PODS), machines(NODES, podSubnetID=PODS, podIPAllocationMode="StaticBlock")),
    ),
    (
        "modes.overlay_with_kubenet",
        "UnsupportedNetworkPluginModeWithNetworkPlugin",
        every(KUBENET, profile(networkPluginMode="overlay")),
    ),
    ("modes.overlay_with_pod_subnet", "BadRequest", every(OVERLAY, pool(podSubnetID=PODS))),
    ("modes.pod_subnet_plugin", "InvalidParameter", every(KUBENET, pool(podSubnetID=PODS))),
    ("modes.pod_subnet_plugin", "InvalidParameter", pool(podIPAllocationMode="StaticBlock")),
    ("modes.all_pools_or_none", "InvalidParameter", every(pool(podSubnetID=PODS), more_pools({"name": "user"}))),
    ("modes.cilium_plane_without_policy", "BadRequest", profile(networkDataplane="cilium")),
    ("modes.cilium_policy_without_plane", "NetworkPolicyNotSupported", profile(networkPolicy="cilium")),
    ("modes.cilium_plugin", "BadRequest", every(CILIUM, KUBENET)),
    ("modes.cilium_plugin", "BadRequest", every(CILIUM, WINDOWS)),
    (
        "modes.policy_offered",
        "NetworkPolicyAzureNotSupportedForKubenet",
        every(KUBENET, profile(networkPolicy="azure")),
    ),
    (
        "modes.policy_offered",
        "NetworkPolicyNotSupportedForNone",
        profile(networkPlugin="none", networkPolicy="calico"),
    ),
    ("modes.advanced_networking", "InvalidParameter", profile(advancedNetworking={"observability": {"enabled": True}})),
    (
        "modes.advanced_networking",
        "BadRequest",
        profile(advancedNetworking={"enabled": True, "security": {"advancedNetworkPolicies": "L7"}}),
    ),
    (
        "modes.node_auto_provisioning",
        "InvalidParameter",
        every(AUTO, pool(enableAutoScaling=True, minCount=1, maxCount=3)),
    ),
    ("modes.overlay_sizes", "BadRequest", every(OVERLAY, pool(vmSize="standard_dc4s_v2"))),
    (
        "modes.overlay_names",
        "InvalidParameter",
        every(OVERLAY, put(LONG, SUBNET_TYPE, addressPrefix="10.220.4.0/23"), pool(vnetSubnetID=LONG)),
    ),
    ("modes.dual_stack", "IPv6NotSupported", profile(ipFamilies=["IPv4", "IPv6"])),
    ("modes.dual_stack", "IPv6NotSupported", every(OVERLAY, profile(ipFamilies=["IPv4", "IPv6"]))),
    ("modes.dual_stack", "IPv6NotSupported", every(DUAL, profile(networkPolicy="calico"))),
    ("modes.dual_stack", "InvalidParameter", profile(ipFamilies=["IPv6"])),
    ("images.known_to_api", "InvalidOSSKU", pool(osSKU="Ubuntu2404")),
    ("images.with_version", "InvalidOSSKU", every(cluster(kubernetesVersion="1.37"), pool(osSKU="Ubuntu2204"))),
    ("images.with_version", "InvalidOSSKU", every(cluster(kubernetesVersion="1.37"), pool(osSKU="AzureLinux"))),
    (
        "images.with_version",
        "InvalidOSSKU",
        every(cluster(kubernetesVersion="1.37"), WINDOWS, more_pools({"name": "old", **WINDOWS_2022})),
    ),
    ("images.not_removed", "InvalidOSSKU", every(cluster(kubernetesVersion="1.31"), pool(osSKU="AzureLinux"))),
    ("pools.zones", "AvailabilityZoneNotSupported", pool(availabilityZones=["1", "4"])),
    ("upgrades.shares", "InvalidParameter", pool(upgradeSettings={"maxSurge": "101%"})),
    ("upgrades.shares", "InvalidParameter", pool(upgradeSettings={"maxSurge": "-1"})),
    ("upgrades.surge_or_fewer", "InvalidParameter", pool(upgradeSettings={"maxSurge": "0"})),
    (
        "upgrades.surge_or_fewer",
        "InvalidParameter",
        pool(upgradeSettings={"maxSurge": "0", "maxUnavailable": "1"}),
    ),
    (
        "upgrades.surge_or_fewer",
        "InvalidParameter",
        more_pools({"name": "user", "upgradeSettings": {"maxSurge": "1", "maxUnavailable": "1"}}),
    ),
    ("ranges.taken", "InvalidParameter", ranges(*(f"20.0.{number}.0/24" for number in range(201)))),
    ("ranges.taken", "InvalidParameter", ranges("10.0.0.0/8")),
    ("ranges.taken", "InvalidParameter", ranges("2001:db8::/64")),
    ("ranges.taken", "InvalidParameter", ranges("everybody")),
    ("ranges.taken", "InvalidParameter", ranges("0.0.0.0/32", "198.51.100.4")),
    (
        "ranges.taken",
        "InvalidParameter",
        cluster(apiServerAccessProfile={**PRIVATE, "authorizedIPRanges": ["198.51.100.4"]}),
    ),
    ("ranges.nodes_come_in", "VMExtensionError_K8SAPIServerConnFail", every(NATTED, ranges("198.51.100.4"))),
    ("modes.network_mode", "InvalidParameter", every(KUBENET, profile(networkMode="bridge"))),
    ("addresses.well_formed", "CidrStringParseError", profile(serviceCidr="10.0.0.1/16")),
    ("addresses.well_formed", "InvalidParameter", profile(dnsServiceIP="10.0.0.999")),
    ("addresses.mirrors", "InvalidParameter", every(OVERLAY, profile(podCidr="10.1.0.0/16", podCidrs=["10.2.0.0/16"]))),
    ("addresses.mirrors", "InvalidParameter", every(DUAL, profile(podCidrs=["fd01::/64", "10.2.0.0/16"]))),
    ("addresses.service_size", "InvalidParameter", profile(serviceCidr="10.0.0.0/12")),
    ("addresses.reserved", "NetworkProfileCIDROverlapVNET", every(OVERLAY, profile(podCidr="172.30.0.0/15"))),
    ("addresses.of_nobody", "InvalidParameter", every(OVERLAY, profile(podCidr="127.0.0.0/16"))),
    ("addresses.of_nobody", "InvalidParameter", profile(serviceCidr="168.63.0.0/16", dnsServiceIP="168.63.0.10")),
    (
        "addresses.network_reserved",
        "InvalidParameter",
        on(VNET, addressSpace={"addressPrefixes": ["10.220.0.0/16", "172.30.0.0/15"]}),
    ),
    ("addresses.dns_address", "DnsServiceIpOutOfServiceCidr", profile(serviceCidr="10.200.0.0/16")),
    ("addresses.dns_address", "DnsServiceIpConflicting", profile(dnsServiceIP="10.0.0.1")),
    ("addresses.dns_address", "DnsBroadcastAddressConflicting", profile(dnsServiceIP="10.0.255.255")),
    ("addresses.pods_over_services", "PodCidrOverlapServiceCidr", every(OVERLAY, profile(podCidr="10.0.0.0/17"))),
    (
        "addresses.services_over_subnet",
        "ServiceCidrOverlapExistingSubnetsCidr",
        profile(serviceCidr="10.220.0.0/20", dnsServiceIP="10.220.0.10"),
    ),
    ("addresses.pods_over_subnet", "NetworkProfileCIDROverlapVNET", every(KUBENET, profile(podCidr="10.220.0.0/17"))),
    (
        "addresses.pods_over_subnet",
        "NetworkProfileCIDROverlapVNET",
        every(OVERLAY, profile(podCidr="10.224.0.0/20"), pool(vnetSubnetID=None)),
    ),
    ("capacity.pools", "InvalidParameter", every(OVERLAY, more_pools(*({"name": f"p{n}"} for n in range(100))))),
    ("capacity.nodes", "InvalidParameter", every(KUBENET, pool(count=401))),
    ("capacity.nodes", "InvalidParameter", every(OVERLAY, pool(count=1001))),
    ("capacity.nodes", "InvalidParameter", pool(count=-1)),
    ("capacity.autoscaler", "InvalidParameter", pool(enableAutoScaling=True, minCount=5, maxCount=3)),
    ("capacity.autoscaler", "InvalidParameter", pool(minCount=1, maxCount=3)),
    ("capacity.autoscaler", "InvalidParameter", pool(count=0)),
    ("capacity.pods_per_node", "MaxPodsLimitExceeded", pool(maxPods=251)),
    ("capacity.pods_per_node", "InsufficientMaxPods", pool(maxPods=9)),
    ("capacity.pods_per_node", "InsufficientAgentPoolMaxPodsPerAgentPool", pool(maxPods=10, count=2)),
    (
        "capacity.pods_per_node",
        "InsufficientAgentPoolMaxPodsPerAgentPool",
        pool(maxPods=10, count=2, enableAutoScaling=True, minCount=2, maxCount=9),
    ),
    (
        "capacity.pods_per_node",
        "InsufficientAgentPoolMaxPodsPerAgentPool",
        more_pools({"name": "user", "maxPods": 10, "count": 2}),
    ),
    ("capacity.tier_nodes", "InvalidParameter", every(BIG, pool(count=1000), more_pools(LARGE))),
    (
        "capacity.subnet_size",
        "InsufficientSubnetSize",
        every(pool(podSubnetID=PODS, count=7), on(PODS, addressPrefix="10.220.16.0/25")),
    ),
    (
        "capacity.block_subnet",
        "InvalidParameter",
        every(
            pool(podSubnetID=PODS, podIPAllocationMode="StaticBlock", maxPods=111),
            on(PODS, addressPrefix="11.0.0.0/11"),
        ),
    ),
    ("capacity.pod_range", "InsufficientSubnetSize", every(OVERLAY, profile(podCidr="10.1.0.0/23"))),
    ("capacity.subnet_size", "InsufficientSubnetSize", pool(maxPods=127)),
    (
        "capacity.subnet_size",
        "InsufficientSubnetSize",
        every(pool(podSubnetID=PODS, podIPAllocationMode="StaticBlock", maxPods=239), pool(count=16)),
    ),
    ("capacity.api_server_subnet", "InvalidParameter", cluster(apiServerAccessProfile={"enableVnetIntegration": True})),
    (
        "capacity.api_server_subnet",
        "InvalidParameter",
        every(cluster(apiServerAccessProfile=INTEGRATED), on(SERVER, addressPrefix="10.220.8.0/29")),
    ),
    ("egress.kubenet_identity", "CustomRouteTableWithUnsupportedMSIType", every(KUBENET, SYSTEM_ASSIGNED)),
    (
        "egress.one_kubenet_table",
        "TooManyCustomRouteTables",
        every(KUBENET, on(PODS, routeTable={"id": f"{TABLE}2"}), more_pools({"name": "user", "vnetSubnetID": PODS})),
    ),
    ("egress.one_kubenet_table", "InvalidParameter", every(KUBENET, machines(NODES))),
    (
        "egress.outbound_needs_own_subnet",
        "ManagedNATGatewayWithCustomVNetNotAllowed",
        profile(outboundType="managedNATGateway"),
    ),
    (
        "egress.outbound_needs_own_subnet",
        "UserAssignedNATGatewayWithManagedVNetNotAllowed",
        every(NATTED, pool(vnetSubnetID=None)),
    ),
    ("egress.outbound_nat", "SubnetNotAssociatedWithNATGateway", profile(outboundType="userAssignedNATGateway")),
    ("egress.outbound_nat", "SubnetNotAssociatedWithNATGateway", every(NATTED, pool(podSubnetID=PODS))),
    (
        "egress.nat_gateway",
        "NATGatewayNotAssociatedWithPublicIPOrIPPrefix",
        every(NATTED, on(GATEWAY, publicIpAddresses=[])),
    ),
    (
        "egress.nat_gateway",
        "InvalidNATGatewayProfileManagedOutboundIPCount",
        profile(outboundType="managedNATGateway", natGatewayProfile={"managedOutboundIPProfile": {"count": 17}}),
    ),
    (
        "egress.nat_gateway",
        "InvalidNATGatewayProfileIdleTimeout",
        every(NATTED, profile(natGatewayProfile={"idleTimeoutInMinutes": 3})),
    ),
    (
        "egress.outbound_routes",
        "ExistingRouteTableNotAssociatedWithSubnet",
        profile(outboundType="userDefinedRouting"),
    ),
    ("egress.outbound_routes", "RouteTableMissingDefaultRouteError", every(ROUTED, route("Internet", "10.9.0.0/16"))),
    ("egress.outbound_routes", "RouteTableInvalidNextHop", every(ROUTED, route("Internet"))),
    (
        "access.zone_name",
        "InvalidParameter",
        cluster(apiServerAccessProfile={**PRIVATE, "privateDNSZone": f"{ZONE}.example.com"}),
    ),
    (
        "balancers.profile",
        "InvalidLoadBalancerProfile",
        balanced(managedOutboundIPs={"count": 2}, outboundIPs={"publicIPs": [{"id": ADDRESS}]}),
    ),
    ("balancers.profile", "InvalidLoadBalancerProfile", balanced(managedOutboundIPs={"countIPv6": 1})),
    ("balancers.profile", "InvalidLoadBalancerProfileIdleTimeout", balanced(idleTimeoutInMinutes=3)),
    (
        "balancers.own_addresses",
        "PublicIPAddressNotFound",
        balanced(outboundIPs={"publicIPs": [{"id": f"{ADDRESS}-2"}]}),
    ),
    (
        "balancers.own_addresses",
        "ResourceMissingPermissionError",
        every(balanced(outboundIPs={"publicIPs": [{"id": ADDRESS}]}), role_at(NODES)),
    ),
    (
        "balancers.ports",
        "InvalidLoadBalancerProfileAllocatedOutboundPorts",
        every(balanced(allocatedOutboundPorts=32_000)),
    ),
    ("egress.routed_only", "UDRWithNodePublicIPNotAllowed", every(ROUTED, pool(enableNodePublicIP=True))),
    (
        "egress.routed_only",
        "InvalidUserDefinedRoutingWithLoadBalancerProfile",
        every(ROUTED, profile(loadBalancerProfile={"allocatedOutboundPorts": 0})),
    ),
    ("egress.no_way_out", "UnsupportedOutboundType", profile(outboundType="none")),
    (
        "egress.no_way_out",
        "BadRequest",
        every(CUT_OFF, cluster(autoUpgradeProfile={"nodeOSUpgradeChannel": "SecurityPatch"})),
    ),
    ("egress.no_way_out", "UnsupportedOutboundType", every(CUT_OFF, WINDOWS)),
    ("access.identity_exists", "FailedIdentityOperation", drop(IDENTITY)),
    ("access.may_join", "ResourceMissingPermissionError", drop(ROLE)),
    ("access.may_join", "ResourceMissingPermissionError", every(drop(ROLE), role_at(PODS))),
    ("access.may_join", "ResourceMissingPermissionError", every(drop(ROLE), role_at(NODES), pool(podSubnetID=PODS))),
    (
        "access.may_join",
        "ResourceMissingPermissionError",
        every(drop(ROLE), role_at(NODES), cluster(apiServerAccessProfile=INTEGRATED)),
    ),
    ("access.may_join", "ResourceMissingPermissionError", SYSTEM_ASSIGNED),
    ("access.may_join", "CustomRouteTableMissingPermission", every(profile(networkPlugin="kubenet"), TABLED)),
    (
        "access.kubelet_identity",
        "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
        every(OWN_KUBELET, SYSTEM_ASSIGNED),
    ),
    ("access.kubelet_identity", "CustomKubeletIdentityMissingPermissionError", OWN_KUBELET),
    ("pools.local_dns", "InvalidParameter", pool(osType="Windows", localDNSProfile={"mode": "Disabled"})),
    (
        "pools.local_dns",
        "InvalidParameter",
        pool(vmSize="Standard_D2ds_v5", localDNSProfile={"mode": "Required"}),
    ),
    ("pools.windows_nat", "InvalidParameter", pool(windowsProfile={"disableOutboundNat": True})),
    ("pools.windows_nat", "InvalidParameter", pool(osType="Windows", windowsProfile={"disableOutboundNat": True})),
    ("pools.gateways", "InvalidParameter", pool(mode="Gateway")),
    (
        "pools.gateways",
        "InvalidParameter",
        every(profile(staticEgressGatewayProfile={"enabled": True}), pool(mode="Gateway", count=3)),
    ),
    ("access.some_account", "InvalidParameter", cluster(disableLocalAccounts=True)),
    ("access.some_account", "InvalidParameter", cluster(aadProfile={"enableAzureRBAC": True})),
    ("access.private_zone", "CustomPrivateDNSZoneMissingPermissionError", OWN_ZONE),
    ("access.subdomain", "InvalidParameter", cluster(dnsPrefix=None, fqdnSubdomain="api")),
    ("access.subdomain", "InvalidParameter", every(OWN_ZONE, cluster(dnsPrefix="a", fqdnSubdomain="api"))),
    (
        "access.private_zone",
        "SystemAssignedIdentityNotSupportedForCustomPrivateDNSZone",
        every(OWN_ZONE, SYSTEM_ASSIGNED),
    ),
    (
        "access.private_zone",
        "NonePrivateDNSZonePublicFQDNDisabledError",
        cluster(apiServerAccessProfile={**PRIVATE, "privateDNSZone": "none", "enablePrivateClusterPublicFQDN": False}),
    ),
]


@pytest.mark.parametrize(("rule", "code", "change"), CASES)
def test_one_thing_wrong_is_refused_with_azures_code(rule: str, code: str, change: Change) -> None:
    """Some changes break two rules; the one that is meant is among them."""
    world = World()
    change(world)
    assert world.refused().get(rule) == code


def test_each_rule_has_a_case_and_there_are_more_codes_than_the_issue_asks_for() -> None:
    """The rules on changes have theirs in `test_aks_changes`, those on versions and upgrades in `test_aks_versions`."""
    named = {f"{rule.__module__.rsplit('_', 1)[1]}.{rule.__name__}" for rule in RULES}
    elsewhere = {name for name in named if name.startswith(("changes.", "fixed.", "versions."))} | {
        "access.entra_kept",
        "pools.no_new_inline_pool",
        "upgrades.room_for_surge",
    }
    assert {rule for rule, _, _ in CASES} == named - elsewhere
    assert len({code for _, code, _ in CASES}) >= 24


def test_an_assignment_counts_in_whatever_letters_it_was_written() -> None:
    world = World()
    body = world.resources[ROLE][1]
    body.update({name: str(value).upper() for name, value in body.items()})
    assert world.refused() == {}


def test_an_assignment_that_is_not_visible_yet_does_not_count() -> None:
    world = World()
    world.outputs[ROLE] = {"visible": False}
    assert world.refused() == {"access.may_join": "ResourceMissingPermissionError"}
    world.outputs[ROLE] = {"visible": True}
    assert world.refused() == {}


def test_a_route_table_that_aks_made_itself_needs_no_role() -> None:
    """Such as kubenet's, where a subnet had none: a later pool joins that subnet too."""
    world = World()
    made = f"{SUBSCRIPTION}/resourceGroups/MC_rg_aks_westeurope/providers/Microsoft.Network/routeTables/made"
    every(KUBENET, put(made, "Microsoft.Network/routeTables"), on(NODES, routeTable={"id": made}))(world)
    assert world.refused() == {}
