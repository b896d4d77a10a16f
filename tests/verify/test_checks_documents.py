"""What the documents themselves observe passes: their addresses, names and versions, saved as kubectl would.

- azurecni-lab: "AKS Networking Part 2 - Azure CNI on AKS", https://www.stevegriffith.nyc/posts/aks-networking-part2/
- kubenet-lab: part 1 of it, https://github.com/swgriffith/azure-guides (networking-overview/part1-kubenet.md)
- pod-subnet-blog: "AKS with Azure CNI", with https://github.com/darkn3rd/blog_tutorials (azure_cli/4_azure_cni)
- training: "19: Azure CNI & Networking", https://training-k8s-aks-basic.pages.dev/
- ten-replicas: "Understanding AKS Networking - Kubenet vs Azure CNI", https://blog.otechy.com/
What a document does not print, such as the hash in a pod's name, is made up.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from aksnet.verify.detect import detect
from aksnet.verify.expected import of_options
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.runner import judge
from aksnet.verify.sources.saved import SavedObjects

FOLDER = Path(__file__).parent / "documents"
DOCUMENTS = {
    "azurecni-lab": ("node-subnet", "none", "10.220.2.0/24", "10.220.2.0/24", "10.200.0.0/16", "10.200.0.10"),
    "kubenet-lab": ("kubenet", "none", "10.220.1.0/24", "10.100.0.0/16", "10.200.0.0/16", "10.200.0.10"),
    "pod-subnet-blog": ("pod-subnet", "calico", "10.243.0.0/16", "10.242.0.0/16", "10.0.0.0/16", "10.0.0.10"),
    "training": ("cilium-overlay", "cilium", "10.224.0.0/16", "10.244.0.0/16", "10.0.0.0/16", "10.0.0.10"),
    "ten-replicas": ("kubenet", "none", "10.224.0.0/16", "10.244.0.0/16", "10.0.0.0/16", "10.0.0.10"),
}
"""Mode, policy engine, range of nodes, pods and Services, DNS address: as each document declares them."""

NEEDS_A_STACK = dict.fromkeys(("V10", "V17", "V19", "V22", "V24", "V25", "V26", "V27", "V28"), "skipped")
COMMON = {
    **dict.fromkeys(("V1", "V2", "V3", "V4", "V13", "V18", "V21", "V23"), "passed"),
    **dict.fromkeys(("V11", "V12"), "info"),
    **NEEDS_A_STACK,
    "V15": "skipped",
}
OWN = {
    "azurecni-lab": {"V5": "skipped", "V6": "passed", "V7": "skipped", "V8": "skipped", "V9": "skipped"},
    "kubenet-lab": {"V5": "skipped", "V6": "passed", "V7": "skipped", "V8": "skipped", "V9": "passed"},
    "pod-subnet-blog": {
        "V5": "skipped",
        "V6": "passed",
        "V7": "passed",
        "V8": "passed",
        "V9": "passed",
        "V22": "passed",
    },
    "training": {
        "V5": "passed",
        "V6": "passed",
        "V7": "passed",
        "V8": "skipped",
        "V9": "passed",
        "V14": "skipped",
        "V22": "passed",
    },
    "ten-replicas": {"V5": "skipped", "V6": "passed", "V7": "skipped", "V8": "skipped", "V9": "passed"},
}
"""In the training nothing is deployed that could be a sample."""


def read(name: str, *, declared: bool) -> JudgedCluster:
    facts = gather(SavedObjects(FOLDER / name))
    mode, policy, nodes, pods, services, dns = DOCUMENTS[name]
    expected = of_options(
        mode=mode if declared else None,
        policy=policy if declared else None,
        node_ranges=[nodes],
        pod_ranges=[pods],
        service_ranges=[services],
        dns_service_ip=dns,
    )
    return JudgedCluster(facts=facts, expected=expected, detection=detect(facts))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_observes_passes(name: str) -> None:
    statuses = {each.check.id: str(each.outcome.status) for each in judge(read(name, declared=True)).results}
    assert statuses == {**COMMON, "V14": "passed", **OWN[name]}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_mode_of_a_document_is_found_without_being_told(name: str) -> None:
    case = read(name, declared=False)
    found = case.detection
    assert (found.mode and found.mode.name, found.policy) == DOCUMENTS[name][:2]
    told = {each.check.id: each.outcome for each in judge(case).results}
    assert (told["V18"].status, told["V18"].summary) == ("info", f"{DOCUMENTS[name][0]}: {found.why}")
    assert [each.id for each in (r.check for r in judge(case).results) if told[each.id].status == "failed"] == []


def test_the_ten_replicas_are_told_node_by_node() -> None:
    (outcome,) = [r.outcome for r in judge(read("ten-replicas", declared=True)).results if r.check.id == "V14"]
    nodes = [f"{count} on aks-nodepool1-40192837-vmss00000{index}" for index, count in enumerate((4, 3, 3))]
    assert outcome.notes == (f"deployment default/nginx: {', '.join(nodes)}",)


def test_pods_of_another_range_show_that_the_document_is_not_about_the_declared_mode() -> None:
    """The text of ten-replicas declares `--network-plugin azure`, which is the node subnet, and shows kubenet."""
    case = read("ten-replicas", declared=True)
    expected = of_options(
        mode="node-subnet",
        policy="none",
        node_ranges=["10.224.0.0/16"],
        pod_ranges=["10.224.0.0/16"],
        service_ranges=["10.0.0.0/16"],
    )
    verdict = judge(JudgedCluster(facts=case.facts, expected=expected, detection=case.detection))
    assert [each.check.id for each in verdict.results if each.outcome.status == "failed"] == ["V2", "V18"]
