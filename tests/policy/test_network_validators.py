"""What the policies find in inputs as the program declares them, and in inputs that nobody should declare."""

from typing import Any

import network_validators as validators
import pytest
from network_validators import CLUSTER, GRANT, POOL, SERVICE, SUBNET, VNET, Retirement

from tests.program import run_config, stack_config
from tools.policy_facts import retiring_values

FACTS = validators.retirements()


@pytest.mark.parametrize(
    ("access", "found"),
    [
        (None, ["its API server is public, and no ranges are authorized: everybody can reach it"]),
        (
            {"authorizedIPRanges": []},
            ["its API server is public, and no ranges are authorized: everybody can reach it"],
        ),
        ({"authorizedIPRanges": ["203.0.113.0/24"]}, []),
        (
            {"authorizedIPRanges": ["203.0.113.0/24", "0.0.0.0/0"]},
            ["its API server authorizes 0.0.0.0/0, which is everybody"],
        ),
        ({"enablePrivateCluster": True}, []),
    ],
)
def test_an_api_server_is_public_unless_it_is_private_or_names_who_may_reach_it(access: Any, found: list[str]) -> None:
    assert list(validators.public_api_server({"apiServerAccessProfile": access})) == found


PAGE = "https://learn.microsoft.com/azure/aks/use-network-policies"
CALICO = {"networkPlugin": "azure", "networkPolicy": "calico"}
NPM = {"networkPlugin": "azure", "networkPolicy": "azure"}
LINUX, WINDOWS = {"osType": "Linux", "osSKU": "AzureLinux"}, {"osType": "Windows", "osSKU": "Windows2022"}


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        ({"networkProfile": CALICO, "agentPoolProfiles": [LINUX]}, []),
        (
            {"networkProfile": NPM, "agentPoolProfiles": [LINUX]},
            [
                f"networkPolicy azure: Azure Network Policy Manager on Linux nodes ends on 2028-09-30 (see {PAGE})",
            ],
        ),
        ({"networkProfile": CALICO, "agentPoolProfiles": [{"vmSize": "Standard_D4ds_v5"}]}, []),
        (
            {"vmSize": "standard_d4_v2", "osType": "Linux"},
            [
                "vmSize standard_d4_v2: every size of the Dv2 and DSv2 series ends on 2028-05-01 (see "
                "https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list)"
            ],
        ),
        (
            WINDOWS,
            [
                "osSKU Windows2022: Windows Server 2022 ends on 2028-06-30 (see "
                "https://learn.microsoft.com/azure/aks/upgrade-windows-os)"
            ],
        ),
    ],
)
def test_what_azure_retires_is_told_by_the_property_that_says_it(resource: dict[str, Any], found: list[str]) -> None:
    assert list(validators.retiring_values(resource, FACTS)) == found


def test_a_fact_of_one_operating_system_holds_for_its_pools_alone() -> None:
    fact = Retirement(what="x", property="osSKU", pattern="old", on="2030-01-01", page="p", os="Windows")
    pools = [{"osType": "Linux", "osSKU": "old"}, {"osType": "Windows", "osSKU": "OLD"}]
    resource = {"networkProfile": CALICO, "agentPoolProfiles": pools}
    assert list(validators.retiring_values(resource, [fact])) == ["osSKU OLD: x ends on 2030-01-01 (see p)"]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"),
        ("B24988AC-6180-42A0-AB88-20F7382DD24C", "Contributor"),
        ("4d97b98b-1d4f-4787-a291-c67834d212e7", None),
    ],
)
def test_a_role_that_may_do_everything_is_told_with_its_scope(role: str, name: str | None) -> None:
    definition = f"/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/{role}"
    found = list(validators.wide_grants({"roleDefinitionId": definition, "scope": "/subscriptions/x"}))
    assert found == ([f"it grants {name} at /subscriptions/x"] if name else [])


@pytest.mark.parametrize(
    ("type_", "found"),
    [
        (CLUSTER, []),
        ("azure-native:containerservice/v20260101:ManagedCluster", []),
        (
            "azure-native:containerservice/v20260102preview:ManagedCluster",
            ["it is sent to a preview of Azure's API (v20260102preview)"],
        ),
    ],
)
def test_a_preview_of_azures_api_is_told_by_the_type(type_: str, found: list[str]) -> None:
    assert list(validators.preview_features(type_, {})) == found


PLAN = ["10.224.0.0/12", "fd00::/48"]


@pytest.mark.parametrize(
    ("type_", "resource", "outside"),
    [
        (VNET, {"addressSpace": {"addressPrefixes": ["10.224.0.0/12", "10.0.0.0/8"]}}, ["10.0.0.0/8"]),
        (SUBNET, {"addressPrefix": "10.240.0.0/16"}, ["10.240.0.0/16"]),
        (SUBNET, {"addressPrefixes": ["10.225.0.0/16", "fd00::/64", "fd01::/64"]}, ["fd01::/64"]),
        (SERVICE, {"spec": {"loadBalancerIP": "10.1.0.4"}}, ["10.1.0.4"]),
        (
            SERVICE,
            {"metadata": {"annotations": {"service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.224.0.9"}}},
            [],
        ),
        (SUBNET, {"addressPrefix": "not one"}, []),
        (POOL, {}, []),
    ],
)
def test_an_address_outside_of_the_plan_is_told(type_: str, resource: dict[str, Any], outside: list[str]) -> None:
    expected = [f"{each} is in none of 10.224.0.0/12, fd00::/48" for each in outside]
    assert list(validators.ranges_outside(type_, resource, PLAN)) == expected
    assert list(validators.ranges_outside(type_, resource, [])) == []


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ({}, []),
        ({"aks-networking:clusters": '{"a": {"change": "refuse"}, "b": {"change": "strict"}, "c": {}}'}, []),
        (
            {
                "aks-networking:clusters": '{"a": {"change": "inPlace"}, "b": {"change": {"replace": "1a2b3c4d"}}}',
                "aks-networking:removed": '{"old": "11112222"}',
            },
            [
                'clusters.a.change is "inPlace": take it out once the change is made',
                'clusters.b.change is {"replace": "1a2b3c4d"}: take it out once the change is made',
                "removed.old: take it out once the cluster is gone",
            ],
        ),
        ({"aks-networking:clusters": "[1"}, []),
    ],
)
def test_keys_that_allowed_one_change_are_told(config: dict[str, str], found: list[str]) -> None:
    assert list(validators.keys_left_behind(config)) == found


def found_in(stack: str) -> list[tuple[str, str]]:
    """Return what is found in a stack file of this repository, as the program declares it."""
    return [
        (resource.name, each)
        for resource in run_config(stack_config(stack), stack).resources
        for each in [
            *(validators.public_api_server(resource.inputs) if resource.type == CLUSTER else ()),
            *(validators.retiring_values(resource.inputs, FACTS) if resource.type in (CLUSTER, POOL) else ()),
            *(validators.wide_grants(resource.inputs) if resource.type == GRANT else ()),
            *validators.preview_features(resource.type, resource.inputs),
            *validators.ranges_outside(resource.type, resource.inputs, ["10.224.0.0/16"]),
        ]
    ]


@pytest.mark.slow
def test_the_program_itself_declares_what_the_validators_read() -> None:
    public = "its API server is public, and no ranges are authorized: everybody can reach it"
    assert found_in("prod") == [("aks/prod-cluster", public)]
    told = [each.partition(":")[0] for _, each in found_in("day2") if each != public]
    assert "networkPlugin kubenet" in told
    assert any("is in none of 10.224.0.0/16" in each for each in told)


def test_the_committed_facts_are_those_of_the_tables() -> None:
    assert validators.RETIRING.read_text() == retiring_values()
