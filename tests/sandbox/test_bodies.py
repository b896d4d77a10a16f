"""Request bodies against the official SDK's models, objects against Kubernetes' schemas."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.engine.marks import UNKNOWN
from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.azure.bodies import check
from aksnet.sandbox.azure.managed_clusters import AGENT_POOL, MANAGED_CLUSTER
from aksnet.sandbox.azure.resource_type import SimulatedType
from aksnet.sandbox.azure.virtual_networks import SUBNET
from aksnet.sandbox.kube import schemas

CLUSTER: dict[str, Any] = {
    "location": "eastus",
    "identity": {"type": "UserAssigned", "userAssignedIdentities": ["/subscriptions/x"]},
    "networkProfile": {"networkPlugin": "azure", "networkPluginMode": "overlay", "ipFamilies": ["IPv4"]},
    "agentPoolProfiles": [{"name": "system", "mode": "System", "count": 1, "osDiskSizeGB": 128}],
    "autoScalerProfile": {"balanceSimilarNodeGroups": "true"},
}


def _with(path: str, value: Any) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {**CLUSTER, first: {**CLUSTER[first], rest: value}} if rest else {**CLUSTER, first: value}


@pytest.mark.parametrize(
    ("kind", "body", "path", "says"),
    [
        (
            MANAGED_CLUSTER,
            _with("networkProfile.networkPlugin", "Azure"),
            "networkProfile.networkPlugin",
            "which knows ",
        ),
        (MANAGED_CLUSTER, _with("networkProfile.plugin", "azure"), "networkProfile.plugin", "unknown property"),
        (MANAGED_CLUSTER, _with("networkProfile.podcidr", "x"), "networkProfile.podcidr", "it is spelled 'podCidr'"),
        (MANAGED_CLUSTER, _with("networkProfile.podCidr", "ten"), "networkProfile.podCidr", "does not match"),
        (MANAGED_CLUSTER, _with("networkProfile.ipFamilies", ["ipv4"]), "networkProfile.ipFamilies[0]", "which knows "),
        (MANAGED_CLUSTER, _with("fqdn", "a.b"), "fqdn", "read-only"),
        (MANAGED_CLUSTER, _with("agentPoolProfiles", [{"mode": "System"}]), "agentPoolProfiles[0].name", "missing"),
        (
            MANAGED_CLUSTER,
            _with("agentPoolProfiles", [{"name": "System"}]),
            "agentPoolProfiles[0].name",
            "does not match the pattern",
        ),
        (
            MANAGED_CLUSTER,
            _with("agentPoolProfiles", [{"name": "a", "osDiskSizeGB": 4096}]),
            "agentPoolProfiles[0].osDiskSizeGB",
            "more than the maximum 2048",
        ),
        (MANAGED_CLUSTER, {**CLUSTER, "location": None}, "location", "missing"),
        (AGENT_POOL, {"count": "3"}, "count", "must be of type int"),
        (AGENT_POOL, {"count": True}, "count", "must be of type int"),
        (
            AGENT_POOL,
            {"podIPAllocationMode": "Block"},
            "podIPAllocationMode",
            "which knows DynamicIndividual, StaticBlock",
        ),
        (SUBNET, {"delegations": {"name": "aks"}}, "delegations", "must be a list"),
        (SUBNET, {"provisioningState": "Succeeded"}, "provisioningState", "read-only"),
    ],
)
def test_a_bad_body_is_refused_with_its_path(kind: SimulatedType, body: dict[str, Any], path: str, says: str) -> None:
    problems = list(check(kind.model, body))
    assert [found for found, _ in problems] == [path]
    assert says in problems[0][1]


def test_a_good_body_passes_and_values_not_known_yet_are_passed_over() -> None:
    assert list(check(MANAGED_CLUSTER.model, CLUSTER)) == []
    unknown = _with("networkProfile", UNKNOWN) | {"identity": {"type": UNKNOWN, "userAssignedIdentities": [UNKNOWN]}}
    assert list(check(MANAGED_CLUSTER.model, unknown)) == []


@pytest.mark.parametrize("token", sorted(KINDS))
def test_every_kind_has_a_description_and_replaces_on_properties_that_exist(token: str) -> None:
    kind = KINDS[token]
    names = kind.model.properties
    assert {name.split(".")[0].removesuffix("[]") for name in kind.arm.replace_on} <= names.keys()


DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.29"}]},
        },
    },
}


def test_a_kubernetes_object_is_checked_strictly_with_its_path() -> None:
    assert list(schemas.check("apps/v1", "Deployment", DEPLOYMENT)) == []
    bad = {**DEPLOYMENT, "spec": {**DEPLOYMENT["spec"], "replicas": "three", "replica": 3}}
    assert sorted(path for path, _ in schemas.check("apps/v1", "Deployment", bad)) == ["spec", "spec.replicas"]
    later = {**DEPLOYMENT, "spec": {**DEPLOYMENT["spec"], "replicas": UNKNOWN}}
    assert list(schemas.check("apps/v1", "Deployment", later)) == []


@pytest.mark.parametrize(
    ("api_version", "kind", "known"),
    [
        ("v1", "Service", True),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", True),
        ("networking.k8s.io/v1", "NetworkPolicy", True),
        ("v1", "PodSpec", False),
        ("apps/v1", "DeploymentList", False),
        ("apps/v1", "DeploymentPatch", False),
        ("cilium.io/v2", "CiliumNetworkPolicy", False),
    ],
)
def test_only_whole_objects_that_kubernetes_has_are_known(api_version: str, kind: str, known: bool) -> None:
    assert schemas.known(api_version, kind) is known
