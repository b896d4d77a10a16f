"""What is written for scanners, and what their findings come to: `make audit` runs the scanners themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.audit import __main__ as audit
from tools.audit.object_schemas import write_schemas
from tools.audit.scanners import Finding, Scanners
from tools.audit.waivers import WAIVED
from tools.audit.written import images, manifests, template

POOL = {
    "type": "azure-native:containerservice:AgentPool",
    "inputs": {
        "resourceGroupName": "rg",
        "resourceName": "aks",
        "agentPoolName": "user",
        "count": 2,
        "vnetSubnetID": "[unknown]",
        "upgradeSettings": {"maxSurge": "10%"},
    },
}
SUBNET = {
    "type": "azure-native:network:Subnet",
    "inputs": {
        "resourceGroupName": "rg",
        "virtualNetworkName": "vnet",
        "subnetName": "pods",
        "addressPrefix": "10.0.0.0/24",
        "delegations": [{"name": "aks", "serviceName": "Microsoft.ContainerService/managedClusters"}],
    },
}
SERVICE = {
    "type": "kubernetes:core/v1:Service",
    "inputs": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"clusterIP": "[unknown]"}},
}
RELEASE = {"type": "kubernetes:helm.sh/v3:Release", "inputs": {"chart": "cilium"}}
COMPONENT = {"type": "aks-networking:azure:Network", "inputs": {}}


def test_a_template_has_arms_own_form_and_a_reference_for_what_is_not_known_yet() -> None:
    assert template([COMPONENT, POOL, SUBNET, SERVICE])["resources"] == [
        {
            "type": "Microsoft.ContainerService/managedClusters/agentPools",
            "apiVersion": "2025-09-01",
            "name": "aks/user",
            "properties": {
                "count": 2,
                "vnetSubnetID": "[reference('later')]",
                "upgradeSettings": {"maxSurge": "10%"},
            },
        },
        {
            "type": "Microsoft.Network/virtualNetworks/subnets",
            "apiVersion": "2024-05-01",
            "name": "vnet/pods",
            "properties": {
                "addressPrefix": "10.0.0.0/24",
                "delegations": [
                    {"name": "aks", "properties": {"serviceName": "Microsoft.ContainerService/managedClusters"}}
                ],
            },
        },
    ]


def test_manifests_are_the_objects_in_clusters_and_no_charts() -> None:
    expected = {**SERVICE["inputs"], "spec": {"clusterIP": "[reference('later')]"}}  # type: ignore[dict-item]
    assert manifests([COMPONENT, POOL, SERVICE, RELEASE]) == [expected]


def test_images_are_those_of_every_container() -> None:
    containers = [{"image": "one:1"}, {"image": "two@sha256:0"}]
    deployment = {"kind": "Deployment", "spec": {"template": {"spec": {"containers": containers}}}}
    assert list(images([{"kind": "Namespace"}, deployment])) == ["one:1", "two@sha256:0"]


def test_a_schema_has_in_itself_all_that_it_refers_to(tmp_path: Path) -> None:
    write_schemas(tmp_path, "1.36", [{"apiVersion": "apps/v1", "kind": "Deployment"}, SERVICE["inputs"]])  # type: ignore[list-item]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["deployment-apps-v1.json", "service-v1.json"]
    for file in tmp_path.iterdir():
        schema = json.loads(file.read_text())
        prefix = "#/$defs/"
        references = set(_references(schema))
        assert {each.removeprefix(prefix) for each in references} == set(schema["$defs"])
        assert all(each.startswith(prefix) for each in references)


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for inner in value.values() for found in _references(inner)]
    return [found for inner in value for found in _references(inner)] if isinstance(value, list) else []


def _finding(check: str) -> Finding:
    return Finding(scanner="checkov", check=check, where="cluster", says="something")


def test_what_nobody_has_looked_at_and_reasons_for_nothing_are_complaints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "WAIVED", {("checkov", "old"): "a reason", ("checkov", "known"): "why"})
    assert list(audit.complaints({"prod": [_finding("known"), _finding("new")]})) == [
        "prod: checkov new at cluster: something",
        "tools/audit/waivers.py explains checkov old, which nothing finds any more: remove it",
    ]


def test_the_page_says_why_each_finding_stays_and_which_images_have_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "WAIVED", {("checkov", "known"): "why"})
    page = audit.page({"prod": [_finding("known")], "empty": []}, {"prod": ["web:1"], "empty": []})
    assert "| checkov | `known` | cluster | something | why |" in page
    assert "in their registry: `web:1`." in page
    assert page.endswith("## empty\n\nNothing is found.\n")


def test_the_page_in_the_documentation_has_every_reason_and_nothing_without_one() -> None:
    page = audit.PAGE.read_text()
    assert [check for _, check in WAIVED if f"| `{check}` |" not in page] == []
    assert [why for why in WAIVED.values() if f"| {why} |" not in page] == []
    assert "nobody has looked at it" not in page


def test_a_scanner_that_gives_no_report_ends_the_audit_in_its_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho no such option >&2\nexit 2\n")
    broken.chmod(0o755)
    scanners = Scanners(checkov=broken, kube_score=broken, kubeconform=broken, schemas=tmp_path)
    with pytest.raises(SystemExit, match="gave no report: no such option"):
        list(scanners.template(tmp_path / "template.json"))
