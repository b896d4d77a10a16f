"""What a PUT and a DELETE do: what is dropped, kept and refused; over gRPC as the engine does it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest

from aksnet.arm.ids import CLUSTER_TYPE, last
from tests.sandbox.arm_world import DELEGATED, GROUP, RG, SECURITY, SPACE, SYSTEM, TABLE, VNET, Arm, serving, use

pytestmark = pytest.mark.slow

Json = dict[str, Any]


@pytest.fixture
def arm(tmp_path: Path) -> Iterator[Arm]:
    with serving(tmp_path) as client:
        yield client


@pytest.fixture
def used(arm: Arm) -> Arm:
    use(arm)
    return arm


def test_a_subnet_put_drops_what_it_omits(arm: Arm) -> None:
    arm.create("vnet", **SPACE)
    table = arm.create("table")
    subnet = arm.create("subnet", addressPrefix="10.0.0.0/24", routeTable={"id": table}, **DELEGATED)
    answer = arm.update("subnet", subnet, addressPrefix="10.0.0.0/24")
    assert ("routeTable" in answer, answer["delegations"], "routeTable" in arm.body(subnet)) == (False, [], False)


def test_a_vnet_put_without_subnets_keeps_them_and_one_with_them_is_the_whole_list(arm: Arm) -> None:
    vnet = arm.create("vnet", **SPACE, subnets=[{"name": "a", "addressPrefix": "10.0.0.0/24"}])
    arm.create("subnet", subnetName="b", addressPrefix="10.0.1.0/24")
    assert arm.subnets() == ["a", "b"]
    arm.update("vnet", vnet, **SPACE, tags={"a": "b"})
    assert arm.subnets() == ["a", "b"]
    arm.update("vnet", vnet, **SPACE, subnets=[{"name": "b", "addressPrefix": "10.0.2.0/24"}])
    assert arm.subnets() == ["b"]
    assert arm.body(f"{VNET}/subnets/b")["addressPrefix"] == "10.0.2.0/24"
    arm.update("vnet", vnet, **SPACE, subnets=[])
    assert arm.subnets() == []


@pytest.mark.parametrize(
    ("code", "subnets"),
    [
        ("NetcfgInvalidSubnet", [{"name": "a", "addressPrefix": "10.1.0.0/24"}]),
        ("InvalidCIDRNotation", [{"name": "a", "addressPrefix": "10.0.0.1/24"}]),
        ("InvalidResourceName", [{"name": "-a", "addressPrefix": "10.0.0.0/24"}]),
        (
            "NetcfgSubnetRangesOverlap",
            [{"name": "a", "addressPrefix": "10.0.0.0/24"}, {"name": "b", "addressPrefix": "10.0.0.0/25"}],
        ),
    ],
)
def test_inline_subnets_are_judged_like_others_and_a_refused_put_changes_nothing(
    arm: Arm, code: str, subnets: list[Json]
) -> None:
    with pytest.raises(grpc.RpcError, match=code):
        arm.create("vnet", **SPACE, subnets=subnets)
    assert arm.store.read().get(VNET) is None


def test_two_subnets_may_swap_their_ranges_in_one_put(arm: Arm) -> None:
    a, b = {"name": "a", "addressPrefix": "10.0.0.0/24"}, {"name": "b", "addressPrefix": "10.0.1.0/24"}
    vnet = arm.create("vnet", **SPACE, subnets=[a, b])
    arm.update(
        "vnet", vnet, **SPACE, subnets=[{**a, "addressPrefix": "10.0.1.0/24"}, {**b, "addressPrefix": "10.0.0.0/24"}]
    )
    assert arm.body(f"{VNET}/subnets/a")["addressPrefix"] == "10.0.1.0/24"


def test_routes_of_both_kinds_are_one_list(arm: Arm) -> None:
    way = {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
    table = arm.create("table", routes=[{"name": "out", **way}])
    arm.create("route", addressPrefix="10.1.0.0/16", nextHopType="None")
    assert sorted(last(record["id"]) for record in arm.store.read().below(table)) == ["out", "r"]
    arm.update("table", table)
    assert sorted(last(record["id"]) for record in arm.store.read().below(table)) == ["out", "r"]
    with pytest.raises(grpc.RpcError, match="RouteConflict"):
        arm.create("route", routeName="again", **way)
    arm.update("table", table, routes=[{"name": "out", **way}])
    assert [last(record["id"]) for record in arm.store.read().below(table)] == ["out"]


def test_two_security_rules_do_not_share_priority_and_direction(arm: Arm) -> None:
    rule = {"access": "Allow", "direction": "Inbound", "priority": 100, "protocol": "*"}
    arm.create("security", securityRules=[{"name": "one", **rule}, {"name": "two", **rule, "direction": "Outbound"}])
    with pytest.raises(grpc.RpcError, match="SecurityRuleConflict"):
        arm.update("security", SECURITY, securityRules=[{"name": "one", **rule}, {"name": "two", **rule}])
    with pytest.raises(grpc.RpcError, match="SecurityRuleInvalidPriority"):
        arm.update("security", SECURITY, securityRules=[{"name": "one", **rule, "priority": 99}])
    assert len(arm.store.read().below(SECURITY)) == 2


@pytest.mark.parametrize(
    "ports",
    [
        {"destinationPortRange": "70000"},
        {"destinationPortRange": "90-80"},
        {"destinationPortRanges": ["443", "80-70000"]},
        {"sourcePortRange": "http"},
    ],
)
def test_a_security_rule_names_ports_that_there_are(arm: Arm, ports: Json) -> None:
    rule = {"name": "one", "priority": 200, "direction": "Inbound", "access": "Allow", "protocol": "Tcp"}
    with pytest.raises(grpc.RpcError, match="SecurityRuleInvalidPortRange"):
        arm.create("security", securityRules=[{**rule, **ports}])
    arm.create(
        "security", securityRules=[{**rule, "destinationPortRanges": ["443", "8000-8080"], "sourcePortRange": "*"}]
    )


def test_an_address_space_holds_the_subnets_that_are_there(arm: Arm) -> None:
    vnet = arm.create("vnet", **SPACE)
    arm.create("subnet", addressPrefix="10.0.0.0/24")
    with pytest.raises(grpc.RpcError, match="InUsePrefixCannotBeDeleted"):
        arm.update("vnet", vnet, addressSpace={"addressPrefixes": ["10.0.128.0/17"]})
    arm.update("vnet", vnet, addressSpace={"addressPrefixes": ["10.0.0.0/17"]})


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.0.4.0/24"]}}, "NetcfgInvalidIPAddressPrefix"),
        ({"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "127.0.0.0/24"]}}, "NetcfgInvalidIPAddressPrefix"),
        ({"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "168.63.129.0/24"]}}, "NetcfgInvalidIPAddressPrefix"),
        ({"addressSpace": {"addressPrefixes": ["fd00::/48"]}}, "must have an IPv4 address prefix"),
        ({**SPACE, "dhcpOptions": {"dnsServers": [f"10.0.0.{each}" for each in range(4, 25)]}}, "at most 20"),
        ({**SPACE, "tags": {"a/b": "c"}}, "InvalidTagNameCharacters"),
        ({**SPACE, "tags": {"a" * 513: "b"}}, "InvalidTagName"),
        ({**SPACE, "tags": {"": "b"}}, "InvalidTagName"),
        ({**SPACE, "tags": {"a": "b", "A": "b"}}, "InvalidTagName"),
        ({**SPACE, "tags": {"a": "b" * 257}}, "InvalidTagValueLength"),
        ({**SPACE, "tags": {f"t{each}": "" for each in range(51)}}, "at most 50"),
    ],
)
def test_a_network_is_given_nothing_that_azure_does_not_take(arm: Arm, keys: Json, code: str) -> None:
    with pytest.raises(grpc.RpcError, match=code):
        arm.create("vnet", **keys)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"delegations": [{"name": "x", "serviceName": "Microsoft.Sql/servers"}]}, "InvalidServiceNameOnDelegation"),
        (
            {"serviceEndpoints": [{"service": "Microsoft.Storage"}, {"service": "Microsoft.Storage.Global"}]},
            "cannot coexist",
        ),
        ({"routeTable": {"id": f"{TABLE}-2"}}, "InvalidResourceReference"),
        ({"natGateway": {"id": f"{GROUP}/providers/Microsoft.Network/natGateways/no"}}, "InvalidResourceReference"),
    ],
)
def test_a_subnet_is_given_nothing_that_azure_does_not_take(arm: Arm, keys: Json, code: str) -> None:
    arm.create("vnet", **SPACE)
    with pytest.raises(grpc.RpcError, match=code):
        arm.create("subnet", addressPrefix="10.0.0.0/24", **keys)


def test_default_outbound_access_is_said_when_a_subnet_is_made_and_never_again(arm: Arm) -> None:
    arm.create("vnet", **SPACE)
    subnet = arm.create("subnet", addressPrefix="10.0.0.0/24")
    arm.update("subnet", subnet, addressPrefix="10.0.0.0/24", defaultOutboundAccess=True)
    with pytest.raises(grpc.RpcError, match="can only be set when the subnet is created"):
        arm.update("subnet", subnet, addressPrefix="10.0.0.0/24", defaultOutboundAccess=False)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("vnet", {"virtualNetworkName": "v"}),
        ("subnet", {"subnetName": "a" * 81}),
        ("table", {"routeTableName": "a-"}),
        ("identity", {"resourceName": "id"}),
        ("cluster", {"resourceName": "c" * 64}),
        ("pool", {"agentPoolName": "Pool"}),
        (RG, {"resourceGroupName": "rg."}),
    ],
)
def test_a_name_that_the_type_does_not_allow_is_refused(arm: Arm, kind: str, name: Json) -> None:
    with pytest.raises(grpc.RpcError, match="InvalidResourceName"):
        arm.create(kind, **name)


def test_a_subnet_in_use_keeps_its_range_and_its_delegation_and_stays(used: Arm) -> None:
    nodes, pods = f"{VNET}/subnets/a", f"{VNET}/subnets/p"
    with pytest.raises(grpc.RpcError, match="InUseSubnetCannotBeUpdated"):
        used.update("subnet", nodes, addressPrefix="10.0.1.0/24")
    with pytest.raises(grpc.RpcError, match="SubnetMissingRequiredDelegation"):
        used.update("subnet", pods, subnetName="p", addressPrefix="10.0.4.0/22")
    for kind, arm_id in (("subnet", nodes), ("subnet", pods), ("vnet", VNET)):
        with pytest.raises(grpc.RpcError, match="InUseSubnetCannotBeDeleted"):
            used.delete(kind, arm_id)
    with pytest.raises(grpc.RpcError, match="InUseSubnetCannotBeDeleted"):
        used.update("vnet", VNET, **SPACE, subnets=[{"name": "a", "addressPrefix": "10.0.0.0/24"}])
    used.update("subnet", nodes, addressPrefix="10.0.0.0/24", serviceEndpoints=[{"service": "Microsoft.Storage"}])


def test_a_deleted_cluster_frees_its_subnets(used: Arm) -> None:
    with pytest.raises(grpc.RpcError, match="IdentityInUse"):
        used.delete("identity", f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-one")
    used.delete("cluster", f"{GROUP}/providers/{CLUSTER_TYPE}/c")
    used.update("subnet", f"{VNET}/subnets/p", subnetName="p", addressPrefix="10.0.4.0/22")
    used.delete("vnet", VNET)
    assert used.subnets() == []


def test_what_a_subnet_or_gateway_uses_stays(arm: Arm) -> None:
    arm.create("vnet", **SPACE)
    address = arm.create("address", sku={"name": "Standard"}, publicIPAllocationMethod="Static")
    gateway = arm.create("gateway", sku={"name": "Standard"}, publicIpAddresses=[{"id": address}])
    uses = {"natGateway": gateway, "routeTable": arm.create("table"), "networkSecurityGroup": arm.create("security")}
    subnet = arm.create("subnet", addressPrefix="10.0.0.0/24", **{key: {"id": value} for key, value in uses.items()})
    for kind, arm_id, code in (
        ("address", address, "PublicIPAddressCannotBeDeleted"),
        ("gateway", gateway, "InUseNatGatewayCannotBeDeleted"),
        ("table", uses["routeTable"], "InUseRouteTableCannotBeDeleted"),
        ("security", uses["networkSecurityGroup"], "InUseNetworkSecurityGroupCannotBeDeleted"),
    ):
        with pytest.raises(grpc.RpcError, match=code):
            arm.delete(kind, arm_id)
    arm.delete("subnet", subnet)
    for kind, arm_id in (("gateway", gateway), ("address", address), ("table", TABLE), ("security", SECURITY)):
        arm.delete(kind, arm_id)
    assert sorted(record["id"] for record in arm.store.read().below(GROUP)) == [VNET]


def test_the_last_system_pool_stays(used: Arm) -> None:
    nodes, pods = f"{VNET}/subnets/a", f"{VNET}/subnets/p"
    pool = used.create("pool", count=1, mode="User", vmSize="s", vnetSubnetID=nodes, podSubnetID=pods, maxPods=110)
    used.delete("pool", pool)
    with used.store.change() as view:
        view.put(
            {
                "id": pool.replace("user", "system"),
                "type": f"{CLUSTER_TYPE}/agentPools",
                "inputs": SYSTEM,
                "outputs": {},
            }
        )
    with pytest.raises(grpc.RpcError, match="OperationNotAllowed"):
        used.delete("pool", pool.replace("user", "system"))
