"""What a change of settings does to what is deployed, one setting at a time, against the table of AKS's own answers.

Sources: https://learn.microsoft.com/azure/aks/update-azure-cni, …/egress-outboundtype, …/use-network-policies,
…/azure-cni-overlay-pod-expand, …/use-system-pools; what azure-native replaces is in its replacement.go.
"""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.change import Change, Effect, Outcome
from aksnet.diff.changes import changes
from aksnet.diff.planned import as_deployed
from aksnet.plan.records import StackPlan
from aksnet.planning import make_plan
from tests.plan.support import ADMINS, IDENTITY_ID, KUBELET_ID, NAT_ID, TABLE_ID, VNET_ID, ZONE_ID

Settings = dict[str, Any]


def planned(settings: Settings, location: str = "westeurope") -> StackPlan:
    return make_plan(settings, stack="test", location=location)


def base(**cluster: Any) -> Settings:
    pools = {
        "system": {"mode": "System", "maxPods": 30, "count": 3},
        "user": {"mode": "User", "maxPods": 30, "count": 2},
    }
    own = {"kubernetesVersion": "1.35", "nodePools": pools, "nodeSubnet": "10.224.0.0/20", **cluster}
    return {"clusters": {"dev": own}, "network": {"addressSpace": ["10.224.0.0/12"]}}


def edited(settings: Settings, path: str, value: Any) -> Settings:
    """Return a copy with one key written, or taken out when the value is None."""
    copy = deepcopy(settings)
    *above, last = path.split(".")
    place = copy
    for key in above:
        place = place.setdefault(key, {})
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value
    return copy


def told(before: Settings, after: Settings) -> list[tuple[str, str, str, Effect, Outcome]]:
    return [(c.path, c.old, c.new, c.effect, c.outcome) for c in between(before, after)]


def between(before: Settings, after: Settings) -> tuple[Change, ...]:
    return changes(as_deployed(planned(before)), planned(after))


LOST = (Effect.REPLACED, Outcome.REPLACED)
ONE_POOL = {"nodePools": {"system": {"maxPods": 30}}}

ONE_CHANGE = [
    # mode: what Azure re-images in place, azure-native replaces
    ({"mode": "kubenet"}, "clusters.dev.mode", "overlay", ("kubenet", "overlay", Effect.REIMAGED, Outcome.REPLACED)),
    (
        {"mode": "node-subnet"},
        "clusters.dev.mode",
        "overlay",
        ("node-subnet", "overlay", Effect.REIMAGED, Outcome.REPLACED),
    ),
    (
        {"mode": "overlay"},
        "clusters.dev.mode",
        "cilium-overlay",
        ("overlay", "cilium-overlay", Effect.REIMAGED, Outcome.REPLACED),
    ),
    (
        {"mode": "node-subnet"},
        "clusters.dev.mode",
        "cilium-overlay",
        ("node-subnet", "cilium-overlay", Effect.STEPS, Outcome.REPLACED),
    ),
    ({"mode": "cilium-overlay"}, "clusters.dev.mode", "overlay", ("cilium-overlay", "overlay", *LOST)),
    ({"mode": "overlay"}, "clusters.dev.mode", "byo-cni", ("overlay", "byo-cni", *LOST)),
    # pods alone move: nothing that Pulumi replaces a cluster for, and Azure refuses it
    (
        {"mode": "node-subnet"},
        "clusters.dev.mode",
        "pod-subnet",
        ("node-subnet", "pod-subnet", Effect.REPLACED, Outcome.REFUSED),
    ),
    # the engine of policies
    (
        {"mode": "overlay", "networkPolicy": "none"},
        "clusters.dev.networkPolicy",
        "calico",
        ("none", "calico", Effect.REIMAGED, Outcome.REPLACED),
    ),
    (
        {"mode": "overlay", "networkPolicy": "calico"},
        "clusters.dev.networkPolicy",
        "none",
        ("calico", "none", Effect.IN_PLACE, Outcome.REPLACED),
    ),
    (
        {"mode": "overlay", "networkPolicy": "calico"},
        "clusters.dev.networkPolicy",
        "azure",
        ("calico", "azure", Effect.STEPS, Outcome.REPLACED),
    ),
    # ranges
    (
        {"mode": "overlay", "podCidr": "10.100.0.0/17"},
        "clusters.dev.podCidr",
        "10.100.0.0/16",
        ("10.100.0.0/17", "10.100.0.0/16", Effect.IN_PLACE, Outcome.UPDATED),
    ),
    (
        {"mode": "overlay", "podCidr": "10.100.0.0/17"},
        "clusters.dev.podCidr",
        "10.101.0.0/16",
        ("10.100.0.0/17", "10.101.0.0/16", Effect.REPLACED, Outcome.REFUSED),
    ),
    (
        {"mode": "kubenet", "podCidr": "10.100.0.0/17"},
        "clusters.dev.podCidr",
        "10.100.0.0/16",
        ("10.100.0.0/17", "10.100.0.0/16", Effect.REPLACED, Outcome.REFUSED),
    ),
    (
        {"serviceCidr": "10.0.0.0/16"},
        "clusters.dev.serviceCidr",
        "10.1.0.0/16",
        ("10.0.0.0/16", "10.1.0.0/16", *LOST),
    ),
    ({}, "clusters.dev.dnsServiceIp", "10.0.0.11", ("10.0.0.10", "10.0.0.11", *LOST)),
    # access
    ({}, "clusters.dev.nodeResourceGroup", "other", ("MC_rg-test_dev_westeurope", "other", *LOST)),
    ({}, "clusters.dev.privateCluster", True, ("public", "private", Effect.REPLACED, Outcome.REFUSED)),
    (
        {"nodeResourceGroup": "nodes"},
        "clusters.dev.nodeResourceGroup",
        "Nodes",
        ("nodes", "Nodes", *LOST),
    ),
    (
        {},
        "clusters.dev.sshPublicKey",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me",
        ("none", "one key", *LOST),
    ),
    ({"mode": "node-subnet"}, "clusters.dev.networkMode", "bridge", ("none", "bridge", *LOST)),
    (
        {"mode": "node-subnet", "networkMode": "bridge"},
        "clusters.dev.networkMode",
        None,
        ("bridge", "none", *LOST),
    ),
    (
        {"authorizedIpRanges": ["198.51.100.0/24"]},
        "clusters.dev.authorizedIpRanges",
        None,
        ("198.51.100.0/24", "none", Effect.IN_PLACE, Outcome.UPDATED),
    ),
    ({}, "clusters.dev.tier", "Standard", ("Free", "Standard", Effect.IN_PLACE, Outcome.UPDATED)),
    (
        {},
        "clusters.dev.identityName",
        "other",
        ("dev-identity", "other", Effect.IN_PLACE, Outcome.UPDATED),
    ),
    # versions
    ({}, "clusters.dev.kubernetesVersion", "1.36", ("1.35", "1.36", Effect.IN_PLACE, Outcome.UPDATED)),
    ({}, "clusters.dev.kubernetesVersion", "1.34", ("1.35", "1.34", Effect.IMPOSSIBLE, Outcome.REFUSED)),
    (
        {"kubernetesVersion": "1.34"},
        "clusters.dev.kubernetesVersion",
        "1.36",
        ("1.34", "1.36", Effect.STEPS, Outcome.REFUSED),
    ),
    # pools
    (
        {},
        "clusters.dev.nodePools.system.vmSize",
        "Standard_D8ds_v5",
        ("Standard_D4ds_v5", "Standard_D8ds_v5", Effect.NEW_POOL, Outcome.REFUSED),
    ),
    (
        {},
        "clusters.dev.nodePools.user.vmSize",
        "Standard_D8ds_v5",
        ("Standard_D4ds_v5", "Standard_D8ds_v5", Effect.NEW_POOL, Outcome.REPLACED),
    ),
    ({}, "clusters.dev.nodePools.user.maxPods", 60, ("30", "60", Effect.NEW_POOL, Outcome.REPLACED)),
    ({}, "clusters.dev.nodePools.user.zones", ["1", "2"], ("none", "1, 2", Effect.NEW_POOL, Outcome.REPLACED)),
    ({}, "clusters.dev.nodePools.user.zones", ["1"], ("none", "1", Effect.NEW_POOL, Outcome.REPLACED)),
    (
        {},
        "clusters.dev.nodePools.user.taints",
        ["a=b:NoSchedule"],
        ("none", "a=b:NoSchedule", Effect.IN_PLACE, Outcome.UPDATED),
    ),
    ({}, "clusters.dev.nodePools.user.mode", "System", ("User", "System", Effect.IN_PLACE, Outcome.UPDATED)),
    ({}, "clusters.dev.nodePools.user.count", 5, ("2", "5", Effect.IN_PLACE, Outcome.UPDATED)),
    ({}, "clusters.dev.nodePools.user", None, ("user", "none", Effect.REMOVED, Outcome.DELETED)),
    # the network around it
    ({}, "resourceGroup", "other", ("rg-test", "other", *LOST)),
    ({}, "network.name", "other", ("test-vnet", "other", *LOST)),
    ({}, "network.name", "Test-VNet", ("test-vnet", "Test-VNet", Effect.IN_PLACE, Outcome.REPLACED)),
    (
        {},
        "network.addressSpace",
        ["10.224.0.0/12", "10.100.0.0/16"],
        ("10.224.0.0/12", "10.224.0.0/12, 10.100.0.0/16", Effect.IN_PLACE, Outcome.UPDATED),
    ),
]


@pytest.mark.parametrize(("cluster", "path", "value", "expected"), ONE_CHANGE)
def test_one_changed_setting_is_told_with_what_azure_and_an_up_make_of_it(
    cluster: Settings, path: str, value: Any, expected: tuple[str, str, Effect, Outcome]
) -> None:
    before = base(**cluster)
    found = [each for each in told(before, edited(before, path, value)) if each[0] == path]
    assert found == [(path, *expected)]


SMALL = base(mode="overlay", podCidr="10.100.0.0/17")
TWO_FAMILIES = edited(
    edited(
        edited(base(mode="overlay"), "network.addressSpace", ["10.224.0.0/12", "fd12:3456:789b::/48"]),
        "clusters.dev.nodeSubnet",
        {"prefix": "10.224.0.0/20", "ipv6Prefix": "fd12:3456:789b::/64"},
    ),
    "clusters.dev.mode",
    "overlay-dual-stack",
)


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        (SMALL, edited(SMALL, "clusters.dev.podCidr", "10.100.0.0/16"), "clusters.dev.podCidr"),
        (base(mode="overlay"), TWO_FAMILIES, "clusters.dev.mode"),
    ],
)
@pytest.mark.parametrize(("listed", "outcome"), [(True, Outcome.UPDATED), (False, Outcome.REPLACED)])
def test_ranges_grow_by_an_update_where_the_state_is_known_to_hold_them_as_lists(
    before: Settings, after: Settings, path: str, listed: bool, outcome: Outcome
) -> None:
    old = as_deployed(planned(before))
    old = replace(old, clusters={key: replace(each, listed_ranges=listed) for key, each in old.clusters.items()})
    found = {each.path: (each.effect, each.outcome) for each in changes(old, planned(after))}
    assert found[path] == (Effect.IN_PLACE, outcome)


def test_a_subnet_in_use_takes_another_prefix_beside_its_own() -> None:
    """https://learn.microsoft.com/azure/virtual-network/ip-services/add-dual-stack-ipv6-vm-portal."""
    found = [each for each in told(base(mode="overlay"), TWO_FAMILIES) if each[0].startswith("subnet")]
    both = "10.224.0.0/20, fd12:3456:789b::/64"
    assert found == [("subnet dev-node-subnet", "10.224.0.0/20", both, Effect.IN_PLACE, Outcome.UPDATED)]


@pytest.mark.parametrize("mode", ["kubenet", "node-subnet", "overlay", "cilium-overlay", "byo-cni"])
def test_nothing_is_told_of_settings_that_stay(mode: str) -> None:
    before = base(mode=mode)
    assert between(before, deepcopy(before)) == ()


def test_a_first_deployment_changes_nothing() -> None:
    empty = as_deployed(planned({"clusters": {"other": {}}}))
    assert (
        changes(
            type(empty)(resource_group=None, location=None, vnet=None, address_space=(), clusters={}, subnets={}),
            planned(base()),
        )
        == ()
    )


def test_a_new_cluster_beside_a_living_one_is_no_change_of_it() -> None:
    before = base()
    after = edited(before, "clusters.two", {"nodeSubnet": "10.225.0.0/20"})
    assert between(before, after) == ()


def test_a_region_is_one_region_however_it_is_spelled() -> None:
    old = as_deployed(planned(base(), location="West Europe"))
    assert [c.path for c in changes(old, planned(base(), location="westeurope"))] == []


def test_another_region_makes_new_clusters() -> None:
    old = as_deployed(planned(base(nodeResourceGroup="nodes")))
    found = changes(old, planned(base(nodeResourceGroup="nodes"), location="northeurope"))
    assert [(c.path, c.effect, c.outcome) for c in found] == [("azure-native:location", *LOST)]


def test_the_prefix_of_a_subnet_with_nodes_cannot_change() -> None:
    before = base()
    found = told(before, edited(before, "clusters.dev.nodeSubnet", "10.225.0.0/20"))
    assert found == [("subnet dev-node-subnet", "10.224.0.0/20", "10.225.0.0/20", Effect.IMPOSSIBLE, Outcome.REFUSED)]


def test_a_policy_engine_is_taken_off_before_pods_move_to_an_overlay() -> None:
    before = base(mode="node-subnet", networkPolicy="calico")
    after = edited(edited(before, "clusters.dev.mode", "overlay"), "clusters.dev.networkPolicy", "none")
    (change,) = [each for each in between(before, after) if each.path == "clusters.dev.mode"]
    assert (change.effect, change.steps[0]) == (Effect.STEPS, "networkPolicy: calico → none")


def test_ranges_of_two_families_are_elements_of_lists_that_pulumi_replaces_nothing_for() -> None:
    two = ["10.244.0.0/16", "fd12:3456:789a::/64"]
    network = {"nodeSubnet": {"prefix": "10.224.0.0/20", "ipv6Prefix": "fd12:3456:789b:1::/64"}, "podCidrs": two}
    before = base(mode="overlay-dual-stack", **network)
    before["network"]["addressSpace"].append("fd12:3456:789b::/48")
    wide = ["10.244.0.0/15", "fd12:3456:789a::/64"]
    found = told(before, edited(before, "clusters.dev.podCidrs", wide))
    assert found == [
        ("clusters.dev.podCidrs", ", ".join(two), ", ".join(wide), Effect.REPLACED, Outcome.REFUSED),
    ]


def test_a_security_group_on_a_subnet_in_use_is_told() -> None:
    before = base()
    grouped = {"prefix": "10.224.0.0/20", "networkSecurityGroup": {}}
    assert told(before, edited(before, "clusters.dev.nodeSubnet", grouped)) == [
        (
            "subnet dev-node-subnet",
            "security group none",
            "security group dev-node-subnet-nsg",
            Effect.IN_PLACE,
            Outcome.UPDATED,
        )
    ]


def test_a_subnet_goes_with_the_cluster_that_is_taken_out() -> None:
    before = edited(base(), "clusters.two", {"nodeSubnet": "10.225.0.0/20"})
    found = told(before, edited(before, "clusters.two", None))
    assert found == [
        ("subnet two-node-subnet", "10.225.0.0/20", "none", Effect.REMOVED, Outcome.DELETED),
        ("clusters.two", "two", "none", Effect.REMOVED, Outcome.DELETED),
    ]


def test_another_way_of_handing_out_pod_addresses_makes_pools_anew() -> None:
    subnets = {"podSubnet": "10.225.0.0/20"}
    before = base(mode="pod-subnet", **subnets)
    found = told(before, edited(before, "clusters.dev.mode", "pod-subnet-static-block"))
    assert next(each[:3] for each in found if ".user." in each[0]) == (
        "clusters.dev.nodePools.user.podSubnet",
        "dev-pod-subnet",
        "dev-pod-subnet in blocks",
    )


def test_leaving_kubenet_also_tells_of_the_table_and_the_grant_that_would_go() -> None:
    before = base(mode="kubenet")
    found = told(before, edited(before, "clusters.dev.mode", "overlay"))
    assert [(path, old, new) for path, old, new, *_ in found] == [
        ("subnet dev-node-subnet", "route table dev-routes", "route table none"),
        ("clusters.dev.mode", "kubenet", "overlay"),
        ("clusters.dev", "Network Contributor on dev-routes", "none"),
    ]


def test_a_system_pool_that_is_renamed_is_told_with_the_way_that_azure_has() -> None:
    before = base(**ONE_POOL)
    after = base(nodePools={"other": {"maxPods": 30}})
    (change,) = [change for change in between(before, after) if change.outcome is Outcome.REFUSED]
    assert (change.path, change.effect) == ("clusters.dev.nodePools.system", Effect.NEW_POOL)
    assert change.steps == (
        "leave system as it is, add a second pool with mode: System beside it, and run up",
        "move the pods (kubectl drain), then change or remove system, and run up twice",
    )


@pytest.mark.parametrize(
    ("path", "value", "loses"),
    [
        ("clusters.dev.serviceCidr", "10.1.0.0/16", True),
        ("clusters.dev.nodePools.system.vmSize", "Standard_D8ds_v5", True),
        ("clusters.dev.nodePools.user.vmSize", "Standard_D8ds_v5", False),
        ("clusters.dev.nodePools.user", None, False),
        ("clusters.dev.kubernetesVersion", "1.36", False),
        ("clusters.dev.kubernetesVersion", "1.34", True),
        ("resourceGroup", "other", True),
    ],
)
def test_a_change_says_whether_a_plain_up_would_lose_the_cluster(path: str, value: Any, loses: bool) -> None:
    before = base()
    assert any(change.loses_cluster for change in between(before, edited(before, path, value))) is loses


IN_SUBNET = [
    ("routeTableId", None, TABLE_ID, "route table none", "route table hub-routes", Effect.IN_PLACE),
    ("natGatewayId", NAT_ID, None, "NAT gateway hub-nat", "NAT gateway none", Effect.IN_PLACE),
    (
        "serviceEndpoints",
        ["Microsoft.Sql"],
        ["Microsoft.Web", "Microsoft.Sql"],
        "service endpoints Microsoft.Sql",
        "service endpoints Microsoft.Sql, Microsoft.Web",
        Effect.IN_PLACE,
    ),
    (
        "privateEndpointNetworkPolicies",
        None,
        "Enabled",
        "private endpoint policies Disabled",
        "private endpoint policies Enabled",
        Effect.IN_PLACE,
    ),
    (
        "privateLinkServiceNetworkPolicies",
        None,
        "Disabled",
        "private link service policies Enabled",
        "private link service policies Disabled",
        Effect.IN_PLACE,
    ),
    (
        "defaultOutboundAccess",
        None,
        False,
        "default outbound access on",
        "default outbound access off",
        Effect.IMPOSSIBLE,
    ),
]


@pytest.mark.parametrize(("key", "before", "after", "old", "new", "effect"), IN_SUBNET, ids=lambda each: str(each)[:20])
def test_a_key_of_a_subnet_changes_in_place_or_never(
    key: str, before: Any, after: Any, old: str, new: str, effect: Effect
) -> None:
    start = edited(base(), "clusters.dev.nodeSubnet", {"prefix": "10.224.0.0/20"})
    one, other = (edited(start, f"clusters.dev.nodeSubnet.{key}", value) for value in (before, after))
    outcome = Outcome.UPDATED if effect is Effect.IN_PLACE else Outcome.REFUSED
    assert told(one, other) == [("subnet dev-node-subnet", old, new, effect, outcome)]


def test_a_delegation_changes_while_no_cluster_is_in_the_subnet() -> None:
    postgres, mysql = "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DBforMySQL/flexibleServers"
    start = edited(base(), "network.subnets.data.prefix", "10.230.0.0/24")
    one, other = (edited(start, "network.subnets.data.delegation", service) for service in (postgres, mysql))
    assert told(one, other) == [
        (
            "subnet data",
            f"delegation to {postgres}",
            f"delegation to {mysql}",
            Effect.IN_PLACE,
            Outcome.UPDATED,
        )
    ]
    assert told(base(), base()) == []


def test_dns_servers_and_peerings_change_in_place() -> None:
    one = edited(edited(base(), "network.dnsServers", ["10.224.0.4"]), "network.peerings", {"hub": VNET_ID})
    in_place = (Effect.IN_PLACE, Outcome.UPDATED)
    assert told(base(), one) == [
        ("network.dnsServers", "Azure's own", "10.224.0.4", *in_place),
        ("network.peerings.hub", "none", VNET_ID, *in_place),
    ]
    assert told(one, edited(one, "network.peerings", {"hub": f"{VNET_ID}-2"})) == [
        ("network.peerings.hub", VNET_ID, f"{VNET_ID}-2", *in_place)
    ]


def _way_out(**outbound: Any) -> Settings:
    return edited(base(), "clusters.dev.outbound", outbound)


def test_addresses_and_ports_of_the_load_balancer_change_in_place_and_what_is_not_said_stays() -> None:
    one = _way_out(type="loadBalancer", loadBalancer={"managedIps": 2, "idleTimeout": 10})
    other = _way_out(type="loadBalancer", loadBalancer={"managedIps": 3, "allocatedPorts": 1024})
    where, in_place = "clusters.dev.outbound.loadBalancer", (Effect.IN_PLACE, Outcome.UPDATED)
    assert told(one, other) == [
        (where, "managed addresses 2 IPv4", "managed addresses 3 IPv4", *in_place),
        (where, "allocated ports as AKS chose", "allocated ports 1024", *in_place),
    ]
    assert told(one, base()) == []


def test_a_nat_gateway_changes_its_addresses_in_place_and_its_zone_never() -> None:
    gateway = {"type": "userAssignedNATGateway"}
    one = _way_out(**gateway, natGateway={"publicIps": 1})
    other = _way_out(**gateway, natGateway={"publicIps": 2, "prefixLength": 30, "idleTimeout": 10, "zone": 1})
    where, in_place = "NAT gateway dev-nat", (Effect.IN_PLACE, Outcome.UPDATED)
    assert told(one, other) == [
        (where, "addresses dev-nat-ip", "addresses dev-nat-ip, dev-nat-ip-2", *in_place),
        (where, "prefixes none", "prefixes dev-nat-prefix", *in_place),
        (where, "idle timeout 4", "idle timeout 10", *in_place),
        (where, "zone of Azure's choice", "zone 1", Effect.IMPOSSIBLE, Outcome.REFUSED),
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"identityId": IDENTITY_ID}, ("identityName", "dev-identity", "control-plane")),
        ({"kubeletIdentityId": KUBELET_ID}, ("kubeletIdentityId", "none", "nodes")),
        ({"entra": {}, "localAccounts": False}, ("localAccounts", "on", "off")),
        ({"entra": {"adminGroups": [ADMINS]}}, ("entra.adminGroups", "none", ADMINS)),
    ],
)
def test_who_acts_for_a_cluster_and_who_may_use_it_changes_in_place(
    keys: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    after = base()
    for key, value in keys.items():
        after = edited(after, f"clusters.dev.{key}", value)
    key, old, new = expected
    assert (f"clusters.dev.{key}", old, new, Effect.IN_PLACE, Outcome.UPDATED) in told(base(), after)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("advancedNetworking", {"security": "FQDN"}, ("none", "observability, FQDN")),
        ("nodeProvisioning", {"maxNodes": 5}, ("off", "on")),
        ("staticEgressGateway", True, ("off", "on")),
    ],
)
def test_features_come_and_go_in_place(key: str, value: Any, expected: tuple[str, str]) -> None:
    after = edited(_fixed_size(), f"clusters.dev.{key}", value)
    where, in_place = f"clusters.dev.{key}", (Effect.IN_PLACE, Outcome.UPDATED)
    assert told(_fixed_size(), after) == [(where, *expected, *in_place)]
    assert told(after, _fixed_size()) == [(where, *reversed(expected), *in_place)]


def test_the_way_out_stays_while_aks_makes_nodes_by_itself() -> None:
    before = edited(_fixed_size(), "clusters.dev.nodeProvisioning", {"maxNodes": 5})
    after = edited(before, "clusters.dev.outbound", {"type": "userDefinedRouting", "nextHop": "10.240.0.4"})
    changes = [each for each in told(before, after) if each[0] == "clusters.dev.outbound"]
    assert changes == [
        ("clusters.dev.outbound", "loadBalancer", "userDefinedRouting", Effect.REPLACED, Outcome.REPLACED)
    ]


def _fixed_size() -> Any:
    """A stack whose pools no autoscaler changes."""
    return edited(base(), "clusters.dev.nodePools", {"sys": {"mode": "System"}, "user": {"mode": "User"}})


def test_local_dns_images_nodes_anew_and_a_gateways_prefix_never_changes() -> None:
    after = edited(_fixed_size(), "clusters.dev.nodePools.user.localDns", "Required")
    assert told(_fixed_size(), after) == [
        ("clusters.dev.nodePools.user.localDns", "none", "Required", Effect.REIMAGED, Outcome.UPDATED)
    ]
    gateways = {"mode": "Gateway", "count": 2}
    enabled = edited(_fixed_size(), "clusters.dev.staticEgressGateway", True)
    one = edited(enabled, "clusters.dev.nodePools.user", gateways)
    other = edited(one, "clusters.dev.nodePools.user.gatewayPrefix", 30)
    where, anew = "clusters.dev.nodePools.user.gatewayPrefix", (Effect.NEW_POOL, Outcome.REPLACED)
    assert told(one, other) == [(where, "31", "30", *anew)]
    back = edited(other, "clusters.dev.nodePools.user", {"mode": "User", "count": 2})
    assert told(other, back) == [(where, "30", "none", *anew)]


def test_entra_id_comes_in_place_and_never_goes_again() -> None:
    after = edited(base(), "clusters.dev.entra", {"azureRbac": False})
    where = "clusters.dev.entra"
    assert told(base(), after) == [(where, "off", "on", Effect.IN_PLACE, Outcome.UPDATED)]
    assert told(after, base()) == [(where, "on", "off", Effect.REPLACED, Outcome.REFUSED)]


@pytest.mark.parametrize(
    ("key", "before", "after", "expected"),
    [
        ("publicFqdn", None, False, ("on", "off", Effect.IN_PLACE, Outcome.UPDATED)),
        ("privateDnsZone", None, "none", ("system", "none", Effect.IN_PLACE, Outcome.UPDATED)),
        ("privateDnsZone", "none", "system", ("none", "system", Effect.REPLACED, Outcome.REFUSED)),
    ],
)
def test_the_name_of_a_private_api_server_changes_in_place_or_not_at_all(
    key: str, before: Any, after: Any, expected: tuple[str, str, Effect, Outcome]
) -> None:
    start = edited(base(), "clusters.dev.privateCluster", True)
    one, other = (edited(start, f"clusters.dev.{key}", value) for value in (before, after))
    assert told(one, other) == [(f"clusters.dev.{key}", *expected)]


REGISTRY = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/hub"
PULLING = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.ManagedIdentity/userAssignedIdentities/pull"


def test_an_api_server_goes_into_the_vnet_once_and_stays_there() -> None:
    inside = edited(base(), "clusters.dev.apiServerSubnet", "10.227.0.0/28")
    moved = edited(base(), "clusters.dev.apiServerSubnet", {"name": "other", "prefix": "10.227.0.0/28"})
    where, subnet = "clusters.dev.apiServerSubnet", "dev-api-server-subnet"
    assert [each for each in told(base(), inside) if each[0] == where] == [
        (where, "none", subnet, Effect.IN_PLACE, Outcome.UPDATED)
    ]
    for after, name in ((base(), "none"), (moved, "other")):
        assert [each for each in told(inside, after) if each[0] == where] == [
            (where, subnet, name, Effect.REPLACED, Outcome.REFUSED)
        ]


def test_the_name_of_an_api_server_in_a_zone_never_changes() -> None:
    private = edited(base(), "clusters.dev.privateCluster", True)
    zone = edited(private, "clusters.dev.privateDnsZone", ZONE_ID)
    named = edited(zone, "clusters.dev.fqdnSubdomain", "api")
    where = "clusters.dev.fqdnSubdomain"
    assert told(zone, named) == [(where, "none", "api", Effect.REPLACED, Outcome.REPLACED)]
    assert told(named, zone) == [(where, "api", "none", Effect.REPLACED, Outcome.REPLACED)]


def test_with_an_api_server_in_the_vnet_a_cluster_becomes_private_in_place() -> None:
    inside = edited(base(), "clusters.dev.apiServerSubnet", "10.227.0.0/28")
    private = edited(inside, "clusters.dev.privateCluster", True)
    where = "clusters.dev.privateCluster"
    assert [each for each in told(inside, private) if each[0] == where] == [
        (where, "public", "private", Effect.IN_PLACE, Outcome.UPDATED)
    ]


def test_a_cluster_loses_its_way_out_in_place_and_changes_its_registry_too() -> None:
    private = edited(base(), "clusters.dev.privateCluster", True)
    cut_off = edited(private, "clusters.dev.outbound", {"type": "none"})
    pulling = edited(cut_off, "clusters.dev.kubeletIdentityId", PULLING)
    own = edited(pulling, "clusters.dev.outbound", {"type": "none", "registryId": REGISTRY})
    assert told(private, cut_off) == [
        ("clusters.dev.outbound", "loadBalancer", "none", Effect.IN_PLACE, Outcome.REPLACED)
    ]
    assert told(pulling, own) == [
        ("clusters.dev.outbound.registryId", "AKS's own", REGISTRY, Effect.IN_PLACE, Outcome.UPDATED)
    ]


def test_a_raw_property_changes_in_place_unless_azure_native_replaces_for_it() -> None:
    raw, pool = "clusters.dev.raw", "clusters.dev.nodePools.user.raw"
    one = edited(
        edited(base(), raw, {"storageProfile": {"blobCSIDriver": {"enabled": False}}}), pool, {"osDiskSizeGB": 64}
    )
    other = edited(
        edited(base(), raw, {"storageProfile": {"blobCSIDriver": {"enabled": True}}, "diskEncryptionSetID": "/set"}),
        pool,
        {"osDiskSizeGB": 128, "gpuInstanceProfile": "MIG1g"},
    )
    in_place = (Effect.IN_PLACE, Outcome.UPDATED)
    assert told(one, one) == []
    assert told(one, other) == [
        (f"{raw}.diskEncryptionSetID", "null", '"/set"', Effect.REPLACED, Outcome.REPLACED),
        (f"{raw}.storageProfile.blobCSIDriver.enabled", "false", "true", *in_place),
        (f"{pool}.gpuInstanceProfile", "null", '"MIG1g"', Effect.NEW_POOL, Outcome.REPLACED),
        (f"{pool}.osDiskSizeGB", "64", "128", *in_place),
    ]
