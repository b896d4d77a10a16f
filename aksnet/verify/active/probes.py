"""The probes: what each proves, and what it means when it fails.

All of them are judged from one observation (`traffic`); each is a row here, in the order of the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aksnet.verify.active.scripts import Do
from aksnet.verify.active.traffic import Seen
from aksnet.verify.check import Check, Fault, Outcome, judged, skipped
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

NEEDS: Final = (Requirement.NODES, Requirement.PODS, Requirement.SERVICES)


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One probe."""

    check: Check
    cause: str
    cure: str
    after: tuple[str, ...] = ()
    """Probes without which a result of this one would mean nothing."""
    nothing: str = ""
    """Why there may be nothing to try."""


def not_asked(_case: JudgedCluster) -> Outcome:
    """What an active check is without --active."""
    return skipped("it sends traffic from pods of its own: give --active")


def _row(id_: str, name: str, title: str, proves: str, does_not: str) -> Check:
    return Check(id=id_, name=name, title=title, proves=proves, does_not=does_not, needs=NEEDS, run=not_asked)


_AGENT: Final = "the CNI's agent on that node (checks V5, V7, V8), and aksnet verify --node-report for its log"

PROBES: Final = (
    Probe(
        check=_row(
            "A1",
            "same-node",
            "A pod reaches a pod on its own node",
            "A TCP connection between two pods of one node, in every address family that pods have.",
            "Other ports and protocols; other nodes than the one that was chosen.",
        ),
        cause="the node's CNI does not wire pods to each other, or a policy for the whole cluster denies it",
        cure=f"see {_AGENT}; list cluster-wide policies of Cilium or Calico",
    ),
    Probe(
        check=_row(
            "A2",
            "other-node",
            "A pod reaches a pod on another node",
            "A TCP connection between pods of two nodes, in every address family that pods have.",
            "Every pair of nodes: two are chosen.",
        ),
        cause="kubenet: a missing route or IP forwarding (V10, V19); overlay: a network security group on the node "
        "subnet that does not allow the pods' range; pod subnet: a group or route between the subnets",
        cure="allow the pods' and nodes' ranges among themselves in the groups of the subnets; run the Azure checks",
        after=("same-node",),
    ),
    Probe(
        check=_row(
            "A3",
            "service",
            "A pod reaches a Service by its ClusterIP",
            "The node's own translation of a Service's address to a pod works.",
            "Node ports, session affinity, Services without TCP.",
        ),
        cause="kube-proxy or the Cilium agent on the node does not programme Services (V5, V6)",
        cure="restart that agent's pod on the node and see its log",
        after=("same-node",),
    ),
    Probe(
        check=_row(
            "A4",
            "cluster-names",
            "Pods resolve names of the cluster",
            "CoreDNS answers a pod for the API server's name.",
            "Names of every Service; how fast the answers are.",
        ),
        cause="CoreDNS does not run (V13), or a policy denies UDP 53",
        cure="see the pods k8s-app=kube-dns in kube-system; allow DNS in policies that deny egress",
        after=("same-node", "other-node", "service"),
    ),
    Probe(
        check=_row(
            "A5",
            "world-names",
            "Pods resolve names of the world",
            "CoreDNS gets an answer from the network's DNS servers for the host of --probe-url.",
            "Private zones: give --probe-url with a name of yours.",
        ),
        cause="the virtual network names a DNS server that is not reached from the nodes, or 168.63.129.16 is blocked",
        cure="see dhcpOptions of the virtual network; allow UDP and TCP 53 from the nodes to its DNS servers",
        after=("cluster-names",),
        nothing="--probe-url has an address and no name",
    ),
    Probe(
        check=_row(
            "A6",
            "world",
            "Pods reach the world",
            "A web server at --probe-url answers a pod.",
            "That the server is the true one: certificates are not checked. Other destinations.",
        ),
        cause="the way out is missing (V24), or a firewall, network security group or policy denies it",
        cure="allow what AKS needs: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress",
        after=("world-names",),
    ),
    Probe(
        check=_row(
            "A7",
            "policy-allow",
            "A NetworkPolicy lets in whom it names",
            "The engine lets a pod with the right label through to a guarded pod.",
            "Policies of your own; egress rules.",
        ),
        cause="the engine blocks more than the policy says: its agents do not see labels of new pods in time",
        cure="see the engine's agents (V5, V8, V23) on both nodes and their logs",
        after=("same-node", "other-node"),
    ),
    Probe(
        check=_row(
            "A8",
            "policy-deny",
            "A NetworkPolicy keeps out everybody else",
            "The engine enforces: a pod without the label does not reach the guarded pod, one with it does.",
            "Policies of your own; egress rules; host-network pods, which policies do not hold.",
        ),
        cause="no engine enforces NetworkPolicy on that node, whatever the cluster declares",
        cure="see that the engine's agent runs on the node (V5, V8, V23)",
        after=("policy-allow",),
    ),
    Probe(
        check=_row(
            "A9",
            "balancer",
            "Internal load balancers answer from inside",
            "A pod connects to the front end of each Service with an internal load balancer (the first ten).",
            "The way from elsewhere in the virtual network: from inside, the node itself may answer for the load "
            "balancer's address.",
        ),
        cause="the Service has no ready pods, or listens on another port",
        cure="kubectl get endpointslices for the Service; run the checks of load balancers (V15)",
        after=("same-node",),
        nothing="no Service has an internal load balancer with an address",
    ),
)


def judge(probe: Probe, seen: Seen) -> Outcome:
    """Judge one probe."""
    group = probe.check.name
    attempts = [each for each in seen.attempts if each.group == group]
    if why := seen.skipped.get("") or seen.skipped.get(group):
        return skipped(why)
    if not attempts:
        return skipped(probe.nothing or "there was nothing to try")
    before = next((name for name in probe.after if not _all_well(seen, name)), None)
    if before is not None:
        return skipped(f"it would tell nothing while the probe {before} fails")
    silent = [each.name for each in attempts if each.name not in seen.answers]
    if silent:
        return skipped(f"the probe pod ended before it tried {', '.join(silent)}")
    if all("not an http or ftp url" in seen.answers[each.name].said for each in attempts):
        return skipped("the probe image's wget speaks no TLS: give --probe-url with http, or another --probe-image")
    faults = [
        Fault(
            object=each.about,
            seen="it can be connected to" if each.do is Do.SHUT else seen.answers[each.name].said or "no answer",
            expected="nobody but a pod with the label gets in" if each.do is Do.SHUT else each.hears or "an answer",
            cause=probe.cause,
            cure=probe.cure,
        )
        for each in attempts
        if not _well(seen, each.name, each.hears)
    ]
    return judged(faults, "; ".join(each.about for each in attempts))


def _all_well(seen: Seen, group: str) -> bool:
    """Whether all of a probe's attempts went well; one that had none does not stand in the way."""
    return all(_well(seen, each.name, each.hears) for each in seen.attempts if each.group == group)


def _well(seen: Seen, name: str, hears: str) -> bool:
    answer = seen.answers.get(name)
    return answer is not None and answer.ok and hears in answer.said
