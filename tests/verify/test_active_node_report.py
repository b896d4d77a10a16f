"""V20: what a node prints, read into notes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksnet.verify import object_readers
from aksnet.verify.active import ApiError, run
from aksnet.verify.active.node_reading import MARK, notes
from aksnet.verify.active.placement import one_of_each_pool
from aksnet.verify.check import Outcome, Status
from aksnet.verify.facts import Facts
from tests.verify.fake_cluster import FakeCluster, case_of

TRANSPARENT = {
    "cniVersion": "0.3.0",
    "name": "azure",
    "plugins": [
        {"type": "azure-vnet", "mode": "transparent", "ipam": {"type": "azure-cns"}},
        {"type": "portmap", "capabilities": {"portMappings": True}},
    ],
}
LINKS = """1: lo: <LOOPBACK,UP> mtu 65536
2: eth0: <BROADCAST,UP> mtu 1500
15: azv1a2b3c@if14: <BROADCAST,UP> mtu 1500
17: azv4d5e6f@if16: <BROADCAST,UP> mtu 1500"""
ADDRESSES = """1: lo    inet 127.0.0.1/8 scope host lo
2: eth0    inet 10.224.0.4/16 brd 10.224.255.255 scope global eth0
2: eth0    inet6 fe80::1/64 scope link"""
ROUTES = """default via 10.224.0.1 dev eth0 proto dhcp src 10.224.0.4 metric 100
10.224.0.0/16 dev eth0 proto kernel scope link src 10.224.0.4
10.244.0.7 dev azv1a2b3c proto static
10.244.0.9 dev azv4d5e6f proto static"""


def log(**changes: str) -> str:
    parts = {
        "links": LINKS,
        "addresses": ADDRESSES,
        "routes": ROUTES,
        "chains": "12",
        "conflist": f"--- /etc/cni/net.d/10-azure.conflist\n{json.dumps(TRANSPARENT, indent=2)}\n",
        "log azure-vnet.log": "first\nsecond",
        "log azure-ipam.log": "",
    }
    return "\n".join(f"{MARK}{name}\n{text}\n" for name, text in (parts | changes).items())


def test_a_transparent_node_is_read_into_these_lines() -> None:
    assert list(notes(log())) == [
        "interfaces: eth0 10.224.0.4/16, eth0 fe80::1/64; 2 of pods",
        "wiring: transparent: one azv interface per pod, no bridge",
        "routes: 4, 2 of them to single pods; default via 10.224.0.1 dev eth0 proto dhcp src 10.224.0.4 metric 100",
        "Services: 12 KUBE-SVC chains of kube-proxy",
        "CNI: /etc/cni/net.d/10-azure.conflist: azure, azure-vnet (mode transparent, ipam azure-cns) then portmap",
        "azure-vnet.log, last lines:",
        "  first",
        "  second",
    ]


@pytest.mark.parametrize(
    ("link", "wiring"),
    [
        ("3: azure0: <UP>\n4: azv1: <UP>", "bridge: pods hang on azure0"),
        ("3: cbr0: <UP>\n4: veth1@if3: <UP>", "kubenet's bridge: pods hang on cbr0"),
        ("3: cilium_host@cilium_net: <UP>\n4: lxc12@if5: <UP>", "Cilium: one lxc interface per pod"),
        ("3: cali12@if5: <UP>", "Calico: one cali interface per pod, no bridge"),
        ("3: eth0: <UP>", "not recognised"),
    ],
)
def test_the_wiring_is_told_by_the_interfaces(link: str, wiring: str) -> None:
    assert f"wiring: {wiring}" in list(notes(log(links=link)))


@pytest.mark.parametrize(
    ("chains", "note"),
    [
        ("0", "no KUBE-SVC chains: kube-proxy writes no rules here"),
        ("chroot: can't execute 'iptables-save'", "iptables could not be read: chroot: can't execute 'iptables-save'"),
    ],
)
def test_chains_that_are_absent_or_unreadable_are_told_apart(chains: str, note: str) -> None:
    assert f"Services: {note}" in list(notes(log(chains=chains)))


def test_a_broken_conflist_and_a_plain_one_are_told() -> None:
    plain = json.dumps({"name": "k", "type": "bridge"})
    told = [each for each in notes(log(conflist=f"--- a\n{{\n--- b\n{plain}")) if each.startswith("CNI")]
    assert told == ["CNI: a is not JSON", "CNI: b: k, bridge"]


def test_a_node_that_told_nothing_is_no_error() -> None:
    assert list(notes("")) == [
        "interfaces: none seen; 0 of pods",
        "wiring: not recognised",
        "routes: 0, 0 of them to single pods; no default route",
        "Services: iptables could not be read: no answer",
    ]


def reported(cluster: FakeCluster, *nodes: str) -> Outcome:
    options = cluster.options(probes=False, node_report=True, nodes=nodes)
    [result] = run(cluster, case_of(cluster), options)
    return result.outcome


def test_the_named_nodes_are_read_and_nothing_else_is_done() -> None:
    cluster = FakeCluster(nodes=3)
    cluster.log_of = {"node-0": log(), "node-1": log()}
    outcome = reported(cluster, "aks-2", "aks-1", "no-such-node")
    assert (outcome.status, outcome.summary) == (Status.INFO, "read aks-2, aks-1")
    assert [each.split(":")[0] for each in outcome.notes if "wiring" in each] == ["aks-2", "aks-1"]
    assert [each for each in cluster.done if each.startswith("create Pod")] == [
        "create Pod node-0",
        "create Pod node-1",
    ]


def test_a_node_whose_log_cannot_be_read_is_told_and_the_others_are_read() -> None:
    cluster = FakeCluster()
    cluster.raising = {"logs node-0": lambda: ApiError("gone")}
    cluster.log_of = {"node-1": log()}
    outcome = reported(cluster, "aks-0", "aks-1")
    assert (outcome.notes[0], len(outcome.notes)) == ("aks-0: could not be read: gone", 9)


def test_pods_that_do_not_end_are_a_reason() -> None:
    cluster = FakeCluster()
    cluster.broken = {"not started"}
    outcome = reported(cluster, "aks-0")
    assert outcome.status is Status.SKIPPED
    assert outcome.summary.startswith("the pods that read the nodes did not end: pod node-0")


def test_unless_nodes_are_named_one_ready_linux_node_of_each_pool_is_read() -> None:
    def node(name: str, pool: str, ready: str = "True", os: str = "linux") -> Any:
        labels = {"kubernetes.io/os": os, "agentpool": pool}
        conditions = [{"type": "Ready", "status": ready}]
        return object_readers.node({"metadata": {"name": name, "labels": labels}, "status": {"conditions": conditions}})

    nodes = (
        node("b", "system"),
        node("a", "system", ready="False"),
        node("c", "system"),
        node("w", "win", os="windows"),
        node("u", "user"),
    )
    assert one_of_each_pool(Facts(source="test", nodes=nodes)) == ["b", "u"]
