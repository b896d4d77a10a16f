"""Agents of the data plane and of policies, and system workloads (V5 to V8, V13, V23)."""

from __future__ import annotations

import pytest

from aksnet.verify.check import Fault, Outcome, Status, no_case, skipped
from tests.verify.seen import agent, expected, facts, node, outcome, pod, workload

NODES = tuple(node(f"n{i}", f"10.224.0.{4 + i}") for i in range(3))
ADDRESSES = {each.name: str(each.addresses[0]) for each in NODES}


def everywhere(name: str, *, but: tuple[str, ...] = ()) -> tuple[object, ...]:
    return tuple(agent(name, on, address) for on, address in ADDRESSES.items() if on not in but)


@pytest.mark.parametrize(
    ("check", "mode", "policy", "name"),
    [
        ("V5", "cilium-overlay", "cilium", "cilium"),
        ("V7", "overlay", "none", "azure-cns"),
        ("V8", "overlay", "calico", "calico-node"),
        ("V23", "overlay", "azure", "azure-npm"),
    ],
)
def test_a_missing_agent_is_told_node_by_node(check: str, mode: str, policy: str, name: str) -> None:
    seen = facts(nodes=NODES, pods=everywhere(name, but=("n0", "n2")))
    found = outcome(check, seen, expected(mode, policy=policy))
    assert [(fault.object, fault.seen, fault.expected) for fault in found.faults] == [
        (f"node {on}", f"no {name} pod runs on it", f"a Ready {name} pod on it") for on in ("n0", "n2")
    ]


def test_an_agent_that_does_not_come_up_says_why() -> None:
    broken = agent("cilium", "n2", "10.224.0.6", ready=False, why_waiting="CrashLoopBackOff: back-off 5m0s")
    seen = facts(nodes=NODES, pods=(*everywhere("cilium", but=("n2",)), broken))
    (fault,) = outcome("V5", seen, expected("cilium-overlay")).faults
    assert fault.seen == "pod kube-system/cilium-n2 is not Ready (CrashLoopBackOff: back-off 5m0s)"


def test_a_cluster_without_any_cilium_agent_fails_on_every_node_and_names_no_other_engine() -> None:
    seen, promised = facts(nodes=NODES, pods=everywhere("azure-cns")), expected("cilium-overlay", policy="cilium")
    assert len(outcome("V5", seen, promised).faults) == 3
    assert outcome("V23", seen, promised) == no_case(
        "no engine runs at all; cilium-agents tells of the missing pods of cilium"
    )


def test_a_cni_of_ones_own_need_not_be_cilium() -> None:
    found = outcome("V5", facts(nodes=NODES, pods=everywhere("flannel")), expected("byo-cni"))
    assert found == no_case("the cluster's own CNI is not Cilium, or not installed yet")


@pytest.mark.parametrize("proxied", [True, False])
def test_a_cni_of_ones_own_may_do_without_kube_proxy_or_with_it(proxied: bool) -> None:
    proxies = tuple(
        pod(f"kube-system/kube-proxy-{on}", on, address, host_network=True, labels={"component": "kube-proxy"})
        for on, address in ADDRESSES.items()
    )
    dns = pod("kube-system/coredns-a", "n0", "10.244.0.3", agent="kube-dns")
    found = outcome("V6", facts(nodes=NODES, pods=(dns, *(proxies if proxied else ()))), expected("byo-cni"))
    summary = (
        "a Ready kube-proxy on each of 3 Linux nodes"
        if proxied
        else "no kube-proxy pods: the cluster's own CNI does their work"
    )
    assert found == Outcome(status=Status.PASSED, summary=summary)


def test_kube_proxy_beside_cilium_is_named_with_its_node() -> None:
    proxy = pod("kube-system/kube-proxy-x", "n1", "10.224.0.5", host_network=True, labels={"component": "kube-proxy"})
    done = pod("kube-system/kube-proxy-y", "n1", phase="Failed", labels={"component": "kube-proxy"})
    found = outcome("V6", facts(nodes=NODES, pods=(proxy, done)), expected("cilium-overlay"))
    fault = Fault(
        object="pod kube-system/kube-proxy-x",
        seen="kube-proxy runs on n1",
        expected="no kube-proxy: Cilium does its work",
        cause="the node was not reimaged since the cluster changed to Cilium",
        cure="az aks nodepool upgrade --node-image-only for its pool; AKS then takes kube-proxy away",
    )
    assert found == Outcome(status=Status.FAILED, summary="pod kube-system/kube-proxy-x", faults=(fault,))


def test_agents_are_judged_also_when_only_one_namespace_is_asked_for() -> None:
    seen = facts(nodes=NODES, pods=everywhere("cilium", but=("n0",)), namespace="shop")
    assert outcome("V5", seen, expected("cilium-overlay")).status == "failed"


def test_pods_that_could_not_be_read_are_a_reason_to_skip() -> None:
    seen = facts(nodes=NODES, unread={"pods": "these credentials may not list it (403)"})
    unread = skipped("pods: these credentials may not list it (403)")
    assert [
        outcome(each, seen, expected("cilium-overlay", policy="cilium")) for each in ("V5", "V6", "V13", "V23")
    ] == [unread] * 4


@pytest.mark.parametrize(
    ("agents", "policy", "seen", "promised"),
    [
        (
            ("calico-node",),
            "none",
            "calico enforces policies (pods k8s-app=calico-node, 3 of 3 Ready)",
            "no policy engine",
        ),
        (("cilium",), "calico", "cilium enforces policies (pods k8s-app=cilium, 3 of 3 Ready)", "calico alone"),
        (
            ("cilium", "calico-node"),
            "cilium",
            "calico enforces policies (pods k8s-app=cilium, 3 of 3 Ready; k8s-app=calico-node, 3 of 3 Ready)",
            "cilium alone",
        ),
    ],
)
def test_an_engine_that_nobody_declared_is_a_fault(
    agents: tuple[str, ...], policy: str, seen: str, promised: str
) -> None:
    pods = tuple(each for name in agents for each in everywhere(name))
    found = outcome("V23", facts(nodes=NODES, pods=pods), expected("overlay", policy=policy))
    assert [(fault.object, fault.seen, fault.expected) for fault in found.faults] == [("the cluster", seen, promised)]


def test_without_a_declared_engine_the_one_that_runs_is_told() -> None:
    found = outcome("V23", facts(nodes=NODES, pods=everywhere("calico-node")), expected("overlay"))
    assert found == Outcome(status=Status.INFO, summary="calico: pods k8s-app=calico-node, 3 of 3 Ready")
    assert outcome("V8", facts(nodes=NODES, pods=everywhere("calico-node")), expected("overlay")).status == "passed"


def test_coredns_says_which_pod_waits_and_why() -> None:
    waiting = pod(
        "kube-system/coredns-b", "", agent="kube-dns", phase="Pending", ready=False, why_waiting="Insufficient cpu"
    )
    seen = facts(
        pods=(
            pod("kube-system/coredns-a", "n0", "10.244.0.3", agent="kube-dns"),
            waiting,
            pod("kube-system/metrics-server-a", "n0", "10.244.0.4", agent="metrics-server"),
        ),
        workloads=(workload("kube-system/coredns", 2, 1), workload("kube-system/metrics-server", 1, 1)),
    )
    (fault,) = outcome("V13", seen, expected()).faults
    assert fault == Fault(
        object="deployment kube-system/coredns",
        seen="1 of 2 pods Ready (pod kube-system/coredns-b is Pending: Insufficient cpu)",
        expected="2 Ready",
        cause="no node has room or a working CNI for it, or its image cannot be pulled (egress)",
        cure="kubectl -n kube-system describe pods -l k8s-app=kube-dns",
    )


def test_without_deployments_every_system_pod_has_to_be_ready() -> None:
    pods = (
        pod("kube-system/coredns-a", "n0", "10.244.0.3", agent="kube-dns"),
        pod("kube-system/metrics-server-a", "n0", "10.244.0.4", agent="metrics-server", ready=False),
    )
    found = outcome("V13", facts(pods=pods), expected())
    assert [fault.object for fault in found.faults] == ["deployment kube-system/metrics-server"]


def labelled(engine: str) -> tuple[object, ...]:
    return tuple(
        node(each.name, ADDRESSES[each.name], labels={"network-policy": engine}, pool=each.pool) for each in NODES
    )


@pytest.mark.parametrize(
    ("policy", "engine", "statuses"),
    [
        (None, "calico", {"V8": "failed", "V23": "info"}),
        ("calico", "calico", {"V8": "failed", "V23": "skipped"}),
        ("none", "calico", {"V8": "skipped", "V23": "failed"}),
        (None, "azure", {"V8": "skipped", "V23": "failed"}),
        ("azure", "azure", {"V8": "skipped", "V23": "failed"}),
        (None, "none", {"V8": "skipped", "V23": "info"}),
        ("none", "none", {"V8": "skipped", "V23": "passed"}),
    ],
)
def test_an_engine_that_only_a_label_names_fails_exactly_one_check(
    policy: str | None, engine: str, statuses: dict[str, str]
) -> None:
    seen, promised = facts(nodes=labelled(engine), pods=everywhere("kube-proxy")), expected("overlay", policy=policy)
    assert {id_: str(outcome(id_, seen, promised).status) for id_ in statuses} == statuses


def test_an_engine_that_only_a_label_names_is_told_with_the_label() -> None:
    seen = facts(nodes=labelled("calico"), pods=everywhere("kube-proxy"))
    (fault,) = outcome("V23", seen, expected("overlay", policy="none")).faults
    assert fault == Fault(
        object="the cluster",
        seen="calico was to enforce policies "
        "(label kubernetes.azure.com/network-policy=calico, but its pods do not run)",
        expected="no policy engine",
        cause="the cluster was made with another networkPolicy, or somebody installed an engine by hand",
        cure="compare networkPolicy in Azure with the stack; remove an engine that AKS does not manage",
    )


@pytest.mark.parametrize("check", ["V5", "V6", "V7", "V8", "V13", "V23"])
def test_a_view_of_one_namespace_says_nothing_about_the_system(check: str) -> None:
    seen = facts(nodes=NODES, pods=(pod("shop/a", "n0", "10.244.0.9"),))
    found = outcome(check, seen, expected("cilium-overlay", policy="calico"))
    reason = "no pod of kube-system was seen, so only a part of the cluster was shown"
    assert found == skipped(reason)
