"""Physical names: the same on every run, different where Azure needs them to be, and such as Azure takes."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.layout.naming import dns_prefix, role_assignment_name, role_definition_id
from aksnet.layout.resolve import resolve
from tests.plan.support import SUBSCRIPTION, VNET_ID, Raw, dev, network, plan, settings

SUBNET = f"{VNET_ID}/subnets/nodes"
IDENTITY = (
    f"{SUBSCRIPTION}/resourceGroups/rg-dev/providers/Microsoft.ManagedIdentity/userAssignedIdentities/dev-identity"
)
ROLE = "4d97b98b-1d4f-4787-a291-c67834d212e7"
ELSEWHERE = SUBSCRIPTION.replace("0001", "0002")


def test_a_role_assignment_keeps_its_name_for_ever() -> None:
    """A literal: a change of this value would make every deployed stack replace its role assignments."""
    assert role_assignment_name(scope=SUBNET, identity=IDENTITY, role_id=ROLE) == "614fa7f5-c700-5467-b140-fdbb00440896"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"scope": f"{SUBNET}2"}, id="another scope"),
        pytest.param({"identity": f"{IDENTITY}2"}, id="another identity"),
        pytest.param({"role_id": "b24988ac-6180-42a0-ab88-20f7382dd24c"}, id="another role"),
        pytest.param({"scope": SUBNET.replace(SUBSCRIPTION, ELSEWHERE)}, id="a scope in another subscription"),
        pytest.param({"identity": IDENTITY.replace(SUBSCRIPTION, ELSEWHERE)}, id="an identity in another subscription"),
    ],
)
def test_another_role_assignment_has_another_name(other: dict[str, str]) -> None:
    mine = {"scope": SUBNET, "identity": IDENTITY, "role_id": ROLE}
    names = {role_assignment_name(**mine), role_assignment_name(**(mine | other))}
    assert sorted(names) == sorted(str(UUID(name)) for name in names)
    assert names != {role_assignment_name(**mine)}


def test_case_makes_no_other_role_assignment() -> None:
    names = [
        role_assignment_name(scope=f(SUBNET), identity=f(IDENTITY), role_id=f(ROLE)) for f in (str.upper, str.lower)
    ]
    assert [role_assignment_name(scope=SUBNET, identity=IDENTITY, role_id=ROLE)] * 2 == names


def test_a_role_definition_is_in_a_subscription() -> None:
    expected = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{ROLE}"
    assert role_definition_id(SUBSCRIPTION.rsplit("/", 1)[-1], ROLE) == expected


@pytest.mark.parametrize(
    ("raw", "location", "expected"),
    [
        pytest.param(dev(), "westeurope", "MC_rg-dev_dev_westeurope", id="as AKS names it"),
        pytest.param(dev(), "West Europe", "MC_rg-dev_dev_westeurope", id="a region by its display name"),
        pytest.param(dev(name="other"), "eastus", "MC_rg-dev_other_eastus", id="after the physical name"),
        pytest.param(dev(nodeResourceGroup="mine"), "eastus", "mine", id="as written"),
        pytest.param(
            {"resourceGroup": "g" * 60, **dev(name="c" * 30)},
            "westeurope",
            "MC_" + "g" * 60 + "_" + "c" * 16,
            id="cut at 80 characters",
        ),
        pytest.param(
            {"resourceGroup": "g" * 75 + ".g", **dev()},
            "westeurope",
            "MC_" + "g" * 75 + ".g",
            id="80 characters exactly",
        ),
        pytest.param(
            {"resourceGroup": "g" * 76 + ".g", **dev()}, "westeurope", "MC_" + "g" * 76, id="no full stop at the end"
        ),
    ],
)
def test_the_node_resource_group_has_the_name_that_aks_would_give_it(raw: Raw, location: str, expected: str) -> None:
    layout = resolve(settings(raw), stack="dev", location=location)
    assert layout.clusters["dev"].node_resource_group == expected


CLUSTER_NAMES = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?", fullmatch=True)


@given(name=CLUSTER_NAMES)
def test_the_dns_prefix_of_any_cluster_is_one_that_azure_takes(name: str) -> None:
    prefix = dns_prefix(name)
    assert re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,52}[A-Za-z0-9])?", prefix) is not None


@given(name=CLUSTER_NAMES.filter(lambda name: "_" not in name and len(name) <= 54))
def test_the_dns_prefix_is_the_clusters_name_where_azure_takes_that(name: str) -> None:
    assert name == dns_prefix(name)


def test_names_that_nobody_writes_come_from_the_stack_and_the_cluster() -> None:
    planned = plan({"clusters": {"web": {}}}, stack="prod")
    cluster = planned.clusters[0]
    assert (
        planned.resource_group,
        planned.network.name,
        planned.network.resource_group,
        cluster.name,
        cluster.identity_name,
        cluster.node_resource_group,
        cluster.dns_prefix,
        cluster.system_pool.name,
        cluster.system_pool.node_subnet,
    ) == (
        "rg-prod",
        "prod-vnet",
        "rg-prod",
        "web",
        "web-identity",
        "MC_rg-prod_web_westeurope",
        "web",
        "nodepool1",
        "web-node-subnet",
    )


def test_names_that_are_written_are_taken() -> None:
    assert plan(dev(name="physical", identityName="who")).clusters[0].identity_name == "who"
    planned = plan(network(dev(name="physical")["clusters"], name="net") | {"resourceGroup": "group"})
    cluster = planned.clusters[0]
    assert (planned.resource_group, planned.network.name, cluster.key, cluster.name, cluster.identity_name) == (
        "group",
        "net",
        "dev",
        "physical",
        "physical-identity",
    )
