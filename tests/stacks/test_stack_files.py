"""Every stack file through the whole program, with mocks.

Proves what a stack declares; that a real engine accepts it is proved by tests/engine.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pulumi
import pytest

from aksnet.testing.recorded import Secret
from tests.program import ROOT, run_clusters, run_config, stack_config, stack_files

CLUSTER = "azure-native:containerservice:ManagedCluster"
SUBNET = "azure-native:network:Subnet"
ROLE = "azure-native:authorization:RoleAssignment"


IN_EVERY_RUN = ("dev", "networklab")
"""Stack files that `make unit` records too: the default mode, and two modes in one VNet with existing subnets."""

every_stack = pytest.mark.parametrize(
    "stack",
    [pytest.param(stack, marks=() if stack in IN_EVERY_RUN else pytest.mark.matrix) for stack in stack_files()],
)


@every_stack
def test_a_stack_file_declares_its_clusters_and_exports_them(stack: str) -> None:
    config = stack_config(stack)
    clusters = config["aks-networking:clusters"]
    recording = run_config(config, stack)
    assert sorted(recording.exports["clusters"]) == sorted(clusters)
    assert {key: type(value) for key, value in recording.exports["kubeconfigs"].items()} == dict.fromkeys(
        clusters, Secret
    )
    assert len(recording.all(CLUSTER)) == len(clusters)


@every_stack
def test_no_secret_is_exported_or_recorded_in_the_clear(stack: str) -> None:
    recording = run_config(stack_config(stack), stack)
    clear = [
        r.name
        for r in recording.resources
        if "kubeconfig" in r.inputs and not isinstance(r.inputs["kubeconfig"], Secret)
    ]
    assert clear == []


@every_stack
def test_every_cluster_waits_for_all_of_its_grants(stack: str) -> None:
    recording = run_config(stack_config(stack), stack)
    for key in stack_config(stack)["aks-networking:clusters"]:
        grants = {r.name for r in recording.all(ROLE) if r.parent == f"aks/{key}-access"}
        assert grants
        assert grants <= set(recording.one(CLUSTER, f"aks/{key}-cluster").dependencies)


@every_stack
def test_subnets_of_a_vnet_are_written_one_after_another(stack: str) -> None:
    """Each subnet waits for exactly the one before it, so no two writes ever run side by side."""
    subnets = {r.name: set(r.dependencies) for r in run_config(stack_config(stack), stack).all(SUBNET)}
    before = {name: sorted(others & set(subnets)) for name, others in subnets.items()}
    chain = [name for name, others in before.items() if not others]
    while len(chain) < len(subnets):
        chain += [name for name, others in before.items() if others == chain[-1:]]
        assert len(chain) > 1
    assert len(set(chain)) == len(subnets)


@pytest.mark.parametrize("stack", stack_files())
def test_a_stack_file_opens_with_a_comment_and_names_its_schema(stack: str) -> None:
    lines = (ROOT / f"Pulumi.{stack}.yaml").read_text().splitlines()
    comment = lines[: lines.index("config:")]
    assert comment[-1] == "# yaml-language-server: $schema=docs/stack-file.schema.json"
    assert all(re.match(r"# \S", line) for line in comment)
    assert len(comment) > 1


@pytest.mark.parametrize(
    ("stack", "title", "address"),
    [
        (
            "networklab",
            "AKS Networking Part 2 - Azure CNI on AKS",
            "https://www.stevegriffith.nyc/posts/aks-networking-part2/",
        ),
        ("podsubnet", "AKS with Azure CNI", "https://joachim8675309.medium.com/aks-with-azure-cni-ae36712b1e8c"),
        ("training", "19: Azure CNI & Networking", "https://training-k8s-aks-basic.pages.dev/"),
        ("day2", "Understanding AKS Networking - Kubenet vs Azure CNI", "https://blog.otechy.com/"),
    ],
)
def test_a_stack_file_after_an_article_cites_it(stack: str, title: str, address: str) -> None:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text().replace("\n# ", " ")
    assert title in text
    assert address in text


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep what the program tells as errors."""
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", told.append)
    return told


@contextmanager
def refused() -> Iterator[None]:
    """Expect the exit code by which the language host knows that the program has told why it ends."""
    with pytest.raises(SystemExit) as end:
        yield
    assert end.value.code == 32


def test_wrong_settings_end_in_one_error_before_anything_is_declared(errors: list[str]) -> None:
    with refused():
        run_clusters({"dev": {"mode": "cillium-overlay"}, "two": {"podCidrr": "10.0.0.0/16"}})
    assert len(errors) == 1
    assert errors[0].splitlines()[0] == "2 problems in the stack's settings; nothing was declared"


def test_a_missing_location_is_a_problem_like_any_other(errors: list[str]) -> None:
    with refused():
        run_config({"aks-networking:clusters": {"dev": {}}}, "dev")
    assert errors == [
        "1 problem in the stack's settings; nothing was declared\n\n"
        "azure-native:location: (not set)\n"
        "    the Azure region of everything that the stack creates\n"
        "    change: add for instance `azure-native:location: westeurope`"
    ]


def test_an_unknown_key_at_the_top_is_seen_too(errors: list[str]) -> None:
    with refused():
        run_clusters({"dev": {}}, netwrok={"name": "x-vnet"})
    assert "no such key" in errors[0]


def test_a_retiring_mode_is_said_in_the_log() -> None:
    recording = run_clusters({"old": {"mode": "kubenet"}})
    assert [text for _, text in recording.log] == [
        "clusters.old.mode: kubenet retires on 2028-03-31; move to overlay with `az aks update --network-plugin azure "
        "--network-plugin-mode overlay` (see https://learn.microsoft.com/azure/aks/configure-kubenet)"
    ]


def test_a_cluster_without_contents_gets_no_kubernetes_provider() -> None:
    kinds = {resource.type for resource in run_clusters({"bare": {"workloads": {}}}).resources}
    assert not any(kind.startswith(("kubernetes:", "pulumi:providers:", "aks-networking:kubernetes")) for kind in kinds)


def test_an_existing_resource_group_is_never_declared() -> None:
    recording = run_clusters({"dev": {}}, resourceGroup={"name": "shared", "existing": True})
    assert recording.all("azure-native:resources:ResourceGroup") == []
    assert recording.one(SUBNET).inputs["resourceGroupName"] == "shared"


def test_an_existing_vnet_and_subnet_are_looked_up_and_never_written() -> None:
    recording = run_clusters(
        {"guest": {"nodeSubnet": {"name": "azurecni", "existing": True}}},
        network={"name": "aksvnet", "existing": True, "resourceGroup": "NetworkLab"},
    )
    written = {r.type for r in recording.resources if r.type.startswith("azure-native:network:")}
    assert written == set()
    subnet: dict[str, Any] = {
        "resourceGroupName": "NetworkLab",
        "virtualNetworkName": "aksvnet",
        "subnetName": "azurecni",
    }
    assert ("azure-native:network:getSubnet", subnet) in recording.calls


def test_the_address_of_the_stacks_nat_gateway_is_among_the_authorized_ranges() -> None:
    """Nodes reach a public API server by it, and nobody knows it before the first up."""
    recording = run_clusters({"dev": {"outbound": "userAssignedNATGateway", "authorizedIpRanges": ["20.1.2.3/32"]}})
    cluster = recording.one(CLUSTER, "aks/dev-cluster")
    assert cluster.inputs["apiServerAccessProfile"] == {"authorizedIPRanges": ["20.1.2.3/32", "20.0.0.1/32"]}
    assert "aks/network-dev-nat-ip" in cluster.dependencies


def test_an_upgrade_that_takes_nodes_out_is_sent_as_such() -> None:
    pools = {"sys": {"mode": "System"}, "user": {"maxSurge": 0, "maxUnavailable": "33%"}}
    pool = run_clusters({"dev": {"nodePools": pools}}).one("azure-native:containerservice:AgentPool", "aks/dev-user")
    assert pool.inputs["upgradeSettings"] == {"maxSurge": "0", "maxUnavailable": "33%"}
