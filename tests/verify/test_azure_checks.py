"""V10, V17, V19, V24 to V28: what is right passes, and each single change fails the check that owns it and no other."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from aksnet.azure.modes import MODES
from aksnet.verify.azure_facts import AzureFacts, Part, arm_id
from aksnet.verify.check import Outcome, Status
from aksnet.verify.checks.v10_routes import ROUTES as ROUTES_CHECK
from aksnet.verify.checks.v17_roles import ROLES
from aksnet.verify.checks.v19_forwarding import FORWARDING
from aksnet.verify.checks.v24_egress import EGRESS
from aksnet.verify.checks.v25_subnets import SUBNETS
from aksnet.verify.checks.v26_api_name import API_NAME
from aksnet.verify.checks.v27_features import FEATURES as FEATURES_CHECK
from aksnet.verify.checks.v28_api_server import API_SERVER
from aksnet.verify.expected import Grant, Pool
from aksnet.verify.features import PoolFeatures
from aksnet.verify.runner import judge
from tests.verify.azure_world import (
    CONTRIBUTOR,
    CREATED,
    FEATURES,
    GATEWAY,
    GROUP,
    NETWORK_CONTRIBUTOR,
    NODE_GROUP,
    OWN_GRANT,
    PEERING,
    ROUTES,
    SEEN,
    SUBNET,
    SUBSCRIPTION,
    TABLE,
    azure,
    case,
    route,
)

CHECKS = (ROUTES_CHECK, ROLES, FORWARDING, EGRESS, SUBNETS, API_NAME, FEATURES_CHECK, API_SERVER)

DECLARED = azure().grants or ()


def with_routes(*routes: Any) -> AzureFacts:
    return azure(routes={arm_id(TABLE): tuple(routes)})


def with_grants(*grants: Grant) -> AzureFacts:
    return azure(grants=(*DECLARED, *grants))


def with_subnet(**changes: Any) -> AzureFacts:
    return azure(subnets={arm_id(SUBNET): replace(SEEN, **changes)})


def statuses(facts: AzureFacts, **changes: Any) -> dict[str, Status]:
    verdict = judge(case(facts, **changes), CHECKS)
    return {result.check.id: result.outcome.status for result in verdict.results}


def only_fault(facts: AzureFacts, **changes: Any) -> tuple[str, str, str]:
    """Check, object and what was seen of the one fault."""
    verdict = judge(case(facts, **changes), CHECKS)
    failed = [result for result in verdict.results if result.outcome.status is Status.FAILED]
    [result] = failed
    [fault] = result.outcome.faults
    assert all((fault.expected, fault.cause, fault.cure))
    return result.check.id, fault.object, fault.seen


def test_a_kubenet_cluster_as_declared_passes_everything() -> None:
    assert statuses(azure()) == {each.id: Status.PASSED for each in CHECKS}


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (with_routes(*ROUTES[1:]), ("V10", "node aks-0", "no route to its pods 10.244.0.0/24 in nodes-rt")),
        (
            with_routes(replace(ROUTES[0], next_hop=ip_address("10.240.0.9")), *ROUTES[1:]),
            ("V10", "route aks-0 in nodes-rt", "10.244.0.0/24 to VirtualAppliance 10.240.0.9"),
        ),
        (
            with_routes(replace(ROUTES[0], next_hop_type="Internet", next_hop=None), *ROUTES[1:]),
            ("V10", "route aks-0 in nodes-rt", "10.244.0.0/24 to Internet"),
        ),
        (
            with_routes(*ROUTES, route("aks-7", "10.244.7.0/24", "10.240.0.11")),
            ("V10", "route aks-7 in nodes-rt", "10.244.7.0/24 to VirtualAppliance 10.240.0.11"),
        ),
        (azure(table_of_subnet={arm_id(SUBNET): None}), ("V10", "subnet nodes", "no route table")),
        (
            azure(table_of_subnet={arm_id(SUBNET): arm_id(f"{GROUP}/providers/Microsoft.Network/routeTables/other")}),
            ("V10", "subnet nodes", "route table other"),
        ),
        (
            azure(grants=DECLARED[1:]),
            ("V17", "Network Contributor on subnets/nodes", "no such role assignment of the cluster's identity"),
        ),
        (
            with_grants(Grant(role_id=CONTRIBUTOR, scope=SUBNET)),
            ("V17", "Contributor on subnets/nodes", "a role assignment that the stack does not declare"),
        ),
        (
            with_grants(Grant(role_id=NETWORK_CONTRIBUTOR, scope=GROUP)),
            (
                "V17",
                "Network Contributor on resourceGroups/rg-dev",
                "a role assignment that the stack does not declare",
            ),
        ),
        (
            with_grants(Grant(role_id=CONTRIBUTOR, scope=f"{NODE_GROUP}-other")),
            (
                "V17",
                "Contributor on resourceGroups/MC_rg-dev_dev_westeurope-other",
                "a role assignment that the stack does not declare",
            ),
        ),
        (azure(private_dns_zone="none"), ("V26", "private DNS zone", "none")),
        (
            azure(private_dns_zone=None, public_fqdn=None),
            ("V26", "private DNS zone", "none, because the API server is public"),
        ),
        (azure(public_fqdn=False), ("V26", "public FQDN", "off")),
        (
            azure(features=replace(FEATURES, identity_id="/other")),
            ("V27", "control plane's identity", "/other"),
        ),
        (azure(features=replace(FEATURES, kubelet_identity_id=None)), ("V27", "nodes' identity", "none")),
        (azure(features=replace(FEATURES, azure_rbac=False)), ("V27", "Azure RBAC", "off")),
        (azure(features=replace(FEATURES, admin_groups=frozenset())), ("V27", "groups of administrators", "none")),
        (azure(features=replace(FEATURES, local_accounts=True)), ("V27", "local accounts", "on")),
        (azure(api_server_subnet=None), ("V28", "API server", "in no subnet")),
        (azure(api_server_subnet=arm_id(SUBNET)), ("V28", "API server", "in the subnet nodes")),
        (azure(features=replace(FEATURES, observability=False)), ("V27", "network observability", "off")),
        (azure(features=replace(FEATURES, network_security="FQDN")), ("V27", "policies on names and requests", "FQDN")),
        (azure(features=replace(FEATURES, node_provisioning=False)), ("V27", "node auto-provisioning", "off")),
        (azure(features=replace(FEATURES, static_egress_gateway=False)), ("V27", "static egress gateway", "off")),
        (azure(dns_servers=frozenset()), ("V25", "VNet vnet", "DNS servers of Azure")),
        (azure(peerings={arm_id(PEERING): "Initiated"}), ("V25", "peering hub", "state Initiated")),
        (azure(peerings={}), ("V25", "peering hub", "no such peering")),
        (azure(subnets={}), ("V25", "subnet nodes", "no such subnet")),
        (with_subnet(route_table=None), ("V25", "subnet nodes", "route table none")),
        (with_subnet(nat_gateway=arm_id(GATEWAY)), ("V25", "subnet nodes", f"NAT gateway {arm_id(GATEWAY)}")),
        (with_subnet(security_group="/nsg"), ("V25", "subnet nodes", "network security group /nsg")),
        (
            with_subnet(service_endpoints=frozenset({"Microsoft.Sql"})),
            ("V25", "subnet nodes", "service endpoints Microsoft.Sql"),
        ),
        (
            with_subnet(delegation="Microsoft.Web/serverFarms"),
            ("V25", "subnet nodes", "delegation Microsoft.Web/serverFarms"),
        ),
        (with_subnet(default_outbound_access=None), ("V25", "subnet nodes", "default outbound access on")),
        (
            with_subnet(private_endpoint_policies="Disabled"),
            ("V25", "subnet nodes", "private endpoint policies Disabled"),
        ),
        (azure(forwarding={"a": True, "b": False}), ("V19", "scale set b", "IP forwarding is off")),
        (azure(outbound_type="none"), ("V24", "managed cluster", "outbound type none")),
        (azure(outbound_addresses=(ip_address("20.1.2.4"),)), ("V24", "outbound addresses", "20.1.2.4/32")),
        (azure(outbound_addresses=()), ("V24", "load balancer kubernetes", "no effective outbound address")),
    ],
)
def test_a_single_change_fails_the_check_that_owns_it(facts: AzureFacts, fault: tuple[str, str, str]) -> None:
    assert only_fault(facts) == fault


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (SUBNET, "another role there"),
        (SUBSCRIPTION, "a wider scope"),
        ("/providers/Microsoft.Management/managementGroups/all", "a wider scope"),
        ("/", "a wider scope"),
        (f"{GROUP}/providers/Microsoft.Storage/storageAccounts/other", "does not know of"),
    ],
)
def test_a_surplus_grant_says_how_it_goes_too_far(scope: str, words: str) -> None:
    outcome = ROLES.run(case(with_grants(Grant(role_id=CONTRIBUTOR, scope=scope))))
    assert [words in fault.cause for fault in outcome.faults] == [True]


def test_ids_are_compared_without_regard_to_case() -> None:
    shouted = tuple(Grant(role_id=each.role_id.upper(), scope=each.scope.upper()) for each in DECLARED)
    assert statuses(azure(grants=shouted))["V17"] is Status.PASSED


def test_the_grant_of_aks_itself_is_told_and_its_absence_is_no_fault() -> None:
    with_it, without = (
        ROLES.run(case(azure(grants=grants))) for grants in (DECLARED, tuple(g for g in DECLARED if g != OWN_GRANT))
    )
    assert (with_it.status, with_it.notes) == (
        Status.PASSED,
        ("AKS's own Contributor on the node resource group MC_rg-dev_dev_westeurope is there",),
    )
    assert (without.status, without.notes) == (
        Status.PASSED,
        ("AKS's own Contributor on the node resource group MC_rg-dev_dev_westeurope is not listed",),
    )


FAR = Grant(
    role_id=NETWORK_CONTRIBUTOR,
    scope="/subscriptions/ABC/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes",
)
HIDDEN = "Network Contributor on subnets/nodes is not judged: subscription abc: this login may not read it (403)"


def test_a_grant_in_another_subscription_is_judged_there() -> None:
    grants = (*DECLARED[:2], FAR)
    assert ROLES.run(case(with_grants(FAR), grants=grants)).status is Status.PASSED
    (fault,) = ROLES.run(case(grants=grants)).faults
    assert fault.object == "Network Contributor on subnets/nodes"


def test_nodes_that_may_not_pull_images_are_a_fault_and_what_else_they_may_is_none() -> None:
    pull = Grant(role_id="7f951dda-4ed3-4680-a7ca-43fe172d538d", scope=f"{GROUP}/providers/x/registries/images")
    missing = only_fault(azure(kubelet_grants=(OWN_GRANT,)), kubelet_grants=(pull,))
    assert missing == ("V17", "AcrPull on registries/images", "no such role assignment of the nodes' identity")
    assert statuses(azure(kubelet_grants=(pull, OWN_GRANT)), kubelet_grants=(pull,))["V17"] == Status.PASSED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"local_dns": "Disabled"}, ("V27", "LocalDNS of pool out", "Disabled")),
        ({"outbound_nat": True}, ("V27", "translation of addresses by the nodes of pool out", "on")),
        ({"gateway_prefix": 31}, ("V27", "length of the gateway's prefix of pool out", "31")),
    ],
)
def test_a_pool_without_a_declared_feature_is_a_fault(change: dict[str, Any], fault: tuple[str, str, str]) -> None:
    features = PoolFeatures(local_dns="Required", outbound_nat=False, gateway_prefix=30)
    declared = {"out": Pool(least=2, most=2, os="Linux", max_pods=30, version=None, features=features)}
    assert only_fault(azure(pool_features={"out": replace(features, **change)}), pools=declared) == fault
    assert statuses(azure(pool_features={"out": features, "other": features}), pools=declared)["V27"] == Status.PASSED


def test_what_the_stack_leaves_to_aks_is_not_compared() -> None:
    left = replace(FEATURES, kubelet_identity_id=None, azure_rbac=None, admin_groups=None)
    assert statuses(azure(), features=left)["V27"] == Status.PASSED


def test_a_grant_where_this_login_cannot_look_is_a_note_and_no_fault() -> None:
    facts = azure(grants_unread={"abc": "this login may not read it (403)"})
    some = ROLES.run(case(facts, grants=(*DECLARED[:2], FAR)))
    alone = ROLES.run(case(facts, grants=(FAR,)))
    assert (some.status, some.summary, some.notes[1:]) == (
        Status.PASSED,
        "2 declared role assignments are there, and none besides",
        (HIDDEN,),
    )
    assert (alone.status, alone.summary) == (Status.SKIPPED, HIDDEN)


def test_only_kubenet_is_asked_for_routes_and_forwarding() -> None:
    overlay = statuses(azure(routes={}, forwarding={"a": False}), mode=MODES["overlay"])
    passed = dict.fromkeys(("V17", "V24", "V25", "V26", "V27", "V28"), Status.PASSED)
    assert overlay == passed | {"V10": Status.SKIPPED, "V19": Status.SKIPPED}


def test_an_unread_part_skips_its_checks_with_the_reason() -> None:
    why = "this login may not read it (403)"
    facts = azure(
        unread=dict.fromkeys((Part.ROUTES, Part.GRANTS, Part.SCALE_SETS, Part.CLUSTER, Part.CREATED_SUBNETS), why),
        grants=None,
        forwarding=None,
        outbound_type=None,
    )
    told = {r.check.id: (r.outcome.status, r.outcome.summary) for r in judge(case(facts), CHECKS).results}
    assert told == {
        "V10": (Status.SKIPPED, f"route tables: {why}"),
        "V17": (Status.SKIPPED, f"role assignments: {why}"),
        "V19": (Status.SKIPPED, f"scale sets: {why}"),
        "V24": (Status.SKIPPED, f"managed cluster: {why}"),
        "V25": (Status.SKIPPED, f"subnets of the stack: {why}"),
        "V26": (Status.SKIPPED, f"managed cluster: {why}"),
        "V27": (Status.SKIPPED, f"managed cluster: {why}"),
        "V28": (Status.SKIPPED, f"managed cluster: {why}"),
    }


def test_without_azure_every_check_is_skipped_with_the_reason() -> None:
    told = replace(case(), azure=None, no_azure="there is no Azure login that works here: run az login")
    assert {(r.outcome.status, r.outcome.summary) for r in judge(told, CHECKS).results} == {
        (Status.SKIPPED, "there is no Azure login that works here: run az login")
    }


NAT = {"outbound_type": "userAssignedNATGateway", "outbound_addresses": None}
HAS_NAT = {"nat_of_subnet": {arm_id(SUBNET): arm_id(GATEWAY)}}


def test_a_nat_gateway_with_an_address_on_every_subnet_passes() -> None:
    facts = azure(**NAT, **HAS_NAT, nat_addresses={arm_id(GATEWAY): (ip_network("20.9.9.0/31"),)})
    promised = (ip_network("20.9.9.0/31"),)
    outcome = EGRESS.run(case(facts, outbound="userAssignedNATGateway", egress_ranges=promised))
    assert (outcome.status, outcome.summary) == (Status.PASSED, "userAssignedNATGateway: 20.9.9.0/31")


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (azure(**NAT), ("V24", "subnet nodes", "no NAT gateway")),
        (azure(**NAT, **HAS_NAT), ("V24", "NAT gateway way-out", "no public address or prefix")),
    ],
)
def test_a_nat_gateway_that_lets_nothing_out_fails(facts: AzureFacts, fault: tuple[str, str, str]) -> None:
    assert only_fault(facts, outbound="userAssignedNATGateway") == fault


CUT_OFF = {"outbound_type": "none", "outbound_addresses": None, "artifact_source": "Cache"}


def test_a_cluster_without_a_way_out_passes_where_it_pulls_from_a_cache() -> None:
    assert EGRESS.run(case(azure(**CUT_OFF), outbound="none", egress_ranges=())) == Outcome(
        status=Status.PASSED, summary="none: AKS gives no way out"
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"artifact_source": "Direct"},
            ("V24", "managed cluster", "bootstrapProfile.artifactSource Direct"),
        ),
        (
            {"outbound_addresses": (ip_address("20.1.2.3"),)},
            ("V24", "load balancer kubernetes", "outbound addresses 20.1.2.3"),
        ),
    ],
)
def test_a_cluster_without_a_way_out_fails_where_it_has_one(
    changes: dict[str, Any], fault: tuple[str, str, str]
) -> None:
    assert only_fault(azure(**CUT_OFF | changes), outbound="none", egress_ranges=()) == fault


UDR = {"outbound_type": "userDefinedRouting", "outbound_addresses": None}


def test_a_default_route_to_an_appliance_passes() -> None:
    assert statuses(azure(**UDR), outbound="userDefinedRouting")["V24"] is Status.PASSED


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (azure(**UDR, routes={arm_id(TABLE): ROUTES[:2]}), ("V24", "subnet nodes", "no default route")),
        (
            azure(**UDR, routes={arm_id(TABLE): (*ROUTES[:2], route("out", "0.0.0.0/0", None, "Internet"))}),
            ("V24", "subnet nodes", "0.0.0.0/0 to Internet"),
        ),
        (
            azure(outbound_type="userDefinedRouting"),
            ("V24", "load balancer kubernetes", "outbound addresses 20.1.2.3"),
        ),
    ],
)
def test_routes_that_do_not_lead_out_fail(facts: AzureFacts, fault: tuple[str, str, str]) -> None:
    assert only_fault(facts, outbound="userDefinedRouting") == fault


def test_what_the_stack_says_nothing_of_is_not_judged_and_ids_and_services_are_compared_without_case() -> None:
    silent = replace(CREATED, default_outbound_access=None, private_endpoint_policies=None, route_table=TABLE.upper())
    facts = with_subnet(default_outbound_access=None, private_endpoint_policies="Disabled")
    assert statuses(facts, created_subnets=(silent,))["V25"] is Status.PASSED


def test_a_stack_without_a_network_of_its_own_has_no_case() -> None:
    nothing: dict[str, Any] = {"created_subnets": (), "peering_ids": (), "dns_servers": None}
    assert statuses(azure(), **nothing)["V25"] is Status.SKIPPED
