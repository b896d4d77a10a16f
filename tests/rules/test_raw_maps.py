"""Rules on raw maps: every one has a case that breaks it alone, and one beside the edge."""

from typing import Any

import pytest

from aksnet.azure.raw_arguments import PLANNED, REPLACES, RawTarget, properties, record
from aksnet.rules import raw_maps
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import VNET_ID, Case, dev, found, network

API = "https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update"
BLOBS = {"storageProfile": {"blobCSIDriver": {"enabled": True}}}
DEFENDER = {"securityProfile": {"defender": {"securityMonitoring": {"enabled": True}}}}


def _problem(kind: Kind, path: str, value: Any, message: str, cure: str) -> Problem:
    known = kind in (Kind.RAW_UNKNOWN, Kind.RAW_TYPE)
    return Problem(
        kind=kind,
        path=f"clusters.dev.{path}",
        value=value,
        message=message,
        cure=cure,
        page=API if known else None,
    )


CASES = [
    Case(
        rule=raw_maps.raw_maps,
        says="a property that azure-native does not have is refused, at any depth",
        raw=dev(raw={"storageProfile": {"blobCsiDriver": {"enabled": True}}}),
        expected=[
            _problem(
                Kind.RAW_UNKNOWN,
                "raw.storageProfile.blobCsiDriver",
                ["enabled"],
                "a property that azure-native has here: blobCSIDriver, diskCSIDriver, fileCSIDriver, "
                "snapshotController",
                "write blobCSIDriver",
            )
        ],
        beside=dev(raw=BLOBS | DEFENDER),
    ),
    Case(
        rule=raw_maps.raw_maps,
        says="a property has azure-native's own type",
        raw=dev(raw={"storageProfile": {"blobCSIDriver": {"enabled": "yes"}}}),
        expected=[
            _problem(
                Kind.RAW_TYPE,
                "raw.storageProfile.blobCSIDriver.enabled",
                "yes",
                "true or false, as azure-native has it here",
                "write true or false",
            )
        ],
        beside=dev(raw=BLOBS),
    ),
    Case(
        rule=raw_maps.raw_maps,
        says="what planning decides is nobody else's",
        raw=dev(nodePools={"np": {"raw": {"osDiskType": "Ephemeral", "vmSize": "Standard_D2s_v5"}}}),
        expected=[
            _problem(
                Kind.RAW_PLANNED,
                "nodePools.np.raw.vmSize",
                "Standard_D2s_v5",
                "nothing of vmSize, because planning decides about it and answers for what comes of it",
                "remove it, and write vmSize",
            )
        ],
        beside=dev(nodePools={"np": {"raw": {"osDiskType": "Ephemeral", "osDiskSizeGB": 128}}}),
    ),
    Case(
        rule=raw_maps.raw_maps,
        says="a part of what planning decides is nobody else's either",
        raw=dev(raw={"networkProfile": {"loadBalancerProfile": {"idleTimeoutInMinutes": 4}}}),
        expected=[
            _problem(
                Kind.RAW_PLANNED,
                "raw.networkProfile.loadBalancerProfile.idleTimeoutInMinutes",
                4,
                "nothing of networkProfile.loadBalancerProfile.idleTimeoutInMinutes, because planning decides about "
                "it and answers for what comes of it",
                "remove it, and write outbound",
            )
        ],
        beside=dev(raw={"networkProfile": {"loadBalancerProfile": {"backendPoolType": "NodeIP"}}}),
    ),
    Case(
        rule=raw_maps.raw_maps,
        says="of a record that may hold a secret only the names are repeated",
        raw=dev(raw={"servicePrincipalProfile": {"clientId": "x", "secret": "hunter2"}}),
        expected=[
            _problem(
                Kind.RAW_PLANNED,
                "raw.servicePrincipalProfile",
                ["clientId", "secret"],
                "nothing of servicePrincipalProfile, because planning decides about it and answers for what "
                "comes of it",
                "remove it",
            )
        ],
        beside=dev(raw={"autoScalerProfile": {"expander": "least-waste"}}),
    ),
    Case(
        rule=raw_maps.raw_maps,
        says="a secret stands in no raw map",
        raw=dev(raw={"httpProxyConfig": {"httpProxy": "http://proxy:hunter2@10.0.0.4:3128/"}}),
        expected=[
            _problem(
                Kind.RAW_SECRET,
                "raw.httpProxyConfig.httpProxy",
                "(not shown)",
                "nothing secret: planning prints what is sent, in plans, reports and outputs",
                "remove it, and let what asks for it take it from a vault",
            )
        ],
        beside=dev(raw={"httpProxyConfig": {"httpProxy": "http://10.0.0.4:3128/", "noProxy": ["localhost"]}}),
    ),
    Case(
        rule=raw_maps.raw_on_existing,
        says="an existing subnet is never written",
        raw=network(
            {"dev": {"nodeSubnet": {"name": "nodes", "existing": True, "raw": {"sharingScope": "Tenant"}}}}, id=VNET_ID
        ),
        expected=[
            Problem(
                kind=Kind.KEY_ON_EXISTING,
                path="clusters.dev.nodeSubnet.raw",
                value=["sharingScope"],
                message="no raw on an existing subnet, because this stack does not write that subnet",
                cure="remove it, and set it where the subnet is declared",
            )
        ],
        beside=dev(nodeSubnet={"prefix": "10.224.0.0/16", "raw": {"sharingScope": "Tenant"}}),
    ),
]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"publicNetworkAccess": 1}, "text"),
        ({"publicNetworkAccess": True}, "text"),
        ({"storageProfile": "on"}, "a map"),
        ({"addonProfiles": ["azurepolicy"]}, "a map"),
        ({"securityProfile": {"customCATrustCertificates": "x"}}, "a list"),
        ({"autoScalerProfile": {"maxEmptyBulkDelete": 10}}, "text"),
    ],
)
def test_a_value_of_another_type_is_refused_in_words(said: dict[str, Any], words: str) -> None:
    [problem] = found(dev(raw=said))
    assert (problem.kind, problem.message) == (Kind.RAW_TYPE, f"{words}, as azure-native has it here")


def test_numbers_are_no_truth_values() -> None:
    [size] = found(dev(nodePools={"np": {"raw": {"osDiskSizeGB": True}}}))
    [price] = found(dev(nodePools={"np": {"raw": {"spotMaxPrice": "cheap"}}}))
    assert (size.message.split(",")[0], price.message.split(",")[0]) == ("a whole number", "a number")
    assert found(dev(nodePools={"np": {"raw": {"spotMaxPrice": -1}}})) == []


def test_what_is_planned_or_replaces_is_a_property_of_azure_native() -> None:
    """And none of what replaces is planned, or a raw map could not say it."""

    def known(target: RawTarget, path: str) -> bool:
        kinds = properties(target)
        *above, last = path.split(".")
        for name in above:
            kinds = record(kinds[name]) or {}
        return last in kinds

    assert [
        path for target in RawTarget for path in (*PLANNED[target], *REPLACES[target]) if not known(target, path)
    ] == []
    assert {path for target in RawTarget for path in REPLACES[target]} & {
        p for t in RawTarget for p in PLANNED[t]
    } == set()
