"""Pods that wait for an address: no fault for a while, then a fault of V2 with what keeps their node from giving one.

The data itself is the clock: a cluster that is read has the time of reading, files have the latest time in them. Only
where nothing in files is younger than the pods that wait, when the files were written counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.verify.check import Fault
from aksnet.verify.checks.check_parts import asked_for, counted, few
from aksnet.verify.facts import Facts, NodeNetwork, Pod
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.pod_layout import pods_with_own_network

PATIENCE: Final = 300
"""Seconds that a pod may wait for its address: images are pulled after it, and a node's next addresses come sooner."""
_WHOLE: Final = 256
_USABLE: Final = 250
"""Pods that a node's own /24 is used up by: https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""
_FULL: Final = "NCUpdateSubnetFullError"
"""https://github.com/Azure/azure-container-networking/tree/master/crd/nodenetworkconfig"""
_CONFIGS: Final = "kubectl get nodenetworkconfigs -n kube-system -o wide"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What is to be said of pods that wait."""

    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def judge_waiting(case: JudgedCluster) -> Waiting:
    """Judge the pods that have a node and no address."""
    facts = case.facts
    pods = [pod for pod in asked_for(facts) if _waits(pod, facts)]
    if not pods:
        return Waiting(faults=(), notes=())
    now = _now(facts, pods)
    since_given = _last_given(facts)
    late: dict[str, list[Pod]] = defaultdict(list)
    early, held = [], []
    for pod in pods:
        if not pod.since or _seconds(pod.since, now) <= PATIENCE:
            early.append(pod)
        elif pod.mounts and since_given.get(pod.node, "") > pod.since:
            held.append(pod)
        else:
            late[pod.node].append(pod)
    notes = [f"{counted(len(early), 'pod')} with a node and no address yet: {few(early)}"] if early else []
    if held:
        notes.append(
            f"{counted(len(held), 'pod')} without an address on a node that gave others theirs since, perhaps waiting "
            f"for a volume, a Secret or a ConfigMap: {few(held)}"
        )
    used = Counter(pod.node for pod in pods_with_own_network(facts))
    faults = (_fault(node, late[node], now, case, used[node]) for node in sorted(late))
    return Waiting(faults=tuple(faults), notes=tuple(notes))


def _waits(pod: Pod, facts: Facts) -> bool:
    return (
        bool(pod.node)
        and pod.phase == "Pending"
        and not (pod.addresses or pod.host_network or pod.has_sandbox or pod.terminating)
        and pod.node not in facts.virtual_nodes
    )


def _now(facts: Facts, waiting: Iterable[Pod]) -> str:
    if not facts.saved:
        return facts.read_at
    names = {(pod.namespace, pod.name) for pod in waiting}
    others = (pod.newest for pod in facts.pods if (pod.namespace, pod.name) not in names)
    newest = max((*(node.newest for node in facts.nodes), *others), default="")
    return newest if newest > max(pod.since for pod in waiting) else facts.read_at


def _last_given(facts: Facts) -> Mapping[str, str]:
    """Return when the youngest pod that has an address began, by node."""
    found: dict[str, str] = {}
    for pod in pods_with_own_network(facts):
        found[pod.node] = max(pod.since, found.get(pod.node, ""))
    return found


def _seconds(since: str, now: str) -> float:
    try:
        return (datetime.fromisoformat(now) - datetime.fromisoformat(since)).total_seconds()
    except ValueError:
        return 0.0


def _fault(node: str, pods: list[Pod], now: str, case: JudgedCluster, used: int) -> Fault:
    longest = max(_seconds(pod.since, now) for pod in pods)
    cause, cure = _why(node, case, used)
    wait = "waits" if len(pods) == 1 else "wait"
    return Fault(
        object=f"node {node}",
        seen=f"{counted(len(pods), 'pod')} on it {wait} for an address, for up to {_spoken(longest)}: {few(pods)}",
        expected=f"an address within {PATIENCE // 60} minutes",
        cause=cause,
        cure=cure,
    )


def _spoken(seconds: float) -> str:
    minutes = int(seconds) // 60
    days, hours, left = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [counted(days, "day")] if days else []
    parts += [counted(hours, "hour")] if hours else []
    parts += [counted(left, "minute")] if left and not days else []
    return " ".join(parts) or counted(minutes, "minute")


def _why(node: str, case: JudgedCluster, used: int) -> tuple[str, str]:
    """Return what keeps a node from giving addresses, as far as it is seen, and the cure."""
    for found in (*_agents(node, case), *_allocation(node, case, used)):
        return found
    match case.pods:
        case PodAddresses.NODE_SUBNET:
            return (
                "the node subnet has no address left, or the CNI on the node fails",
                f"kubectl describe one of the pods names the error; look at address-headroom (V22) and at node {node}",
            )
        case PodAddresses.CNI_OWN:
            return "the CNI that was installed does not work on the node", "look at the CNI's own pods on the node"
        case (
            PodAddresses.POD_CIDR_ROUTES
            | PodAddresses.POD_CIDR_OVERLAY
            | PodAddresses.POD_SUBNET_DYNAMIC
            | PodAddresses.POD_SUBNET_BLOCKS
            | None
        ):
            return (
                "the CNI on the node gets no address from its agent, or from the node's range",
                f"kubectl describe one of the pods names the error; {_CONFIGS}; look at address-headroom (V22)",
            )
        case unknown:
            assert_never(unknown)


def _agents(node: str, case: JudgedCluster) -> Iterator[tuple[str, str]]:
    facts = case.facts
    system = facts.node_by_name.get(node)
    windows = system is not None and system.os == "windows"
    agents = []
    if case.uses_azure_cns:
        agents.append("azure-cns-win" if windows else "azure-cns")
    if case.data_plane is DataPlane.CILIUM and not windows:
        agents.append("cilium")
    if not facts.saw_system or facts.system_unread:
        return
    for agent in agents:
        if not any(pod.at_work for pod in facts.labelled("k8s-app", agent) if pod.node == node):
            yield (
                f"{agent} is not Ready on the node, and nobody else gives pods their network",
                f"kubectl -n kube-system get pods -l k8s-app={agent} -o wide, then the logs of the one on the node",
            )


def _allocation(node: str, case: JudgedCluster, used: int) -> Iterator[tuple[str, str]]:
    facts = case.facts
    own = next((each for each in facts.node_networks if each.node == node), None)
    if own is None:
        if facts.node_networks:
            yield (
                "the node has no NodeNetworkConfig, and the others have: nothing was given to it",
                f"{_CONFIGS}; look at the events of the node and at address-headroom (V22)",
            )
        return
    if _FULL in own.states:
        yield (
            f"the pod subnet is full: the node's NodeNetworkConfig says {_FULL}",
            "lower maxPods or the number of nodes, or add a pool with a larger pod subnet; a subnet may also be grown",
        )
    elif own.states:
        yield f"Azure gives the node nothing more: its NodeNetworkConfig says {own.states[0]}", _CONFIGS
    elif _used_up(own, used):
        yield (
            f"the node's range is used up: {used} pods hold addresses of the {own.allocated} that it was given",
            "lower maxPods of the pool or add nodes; addresses that stay taken without a pod are freed by restarting "
            "azure-cns (kubectl rollout restart -n kube-system daemonset/azure-cns)",
        )


def _used_up(own: NodeNetwork, used: int) -> bool:
    return used >= (_USABLE if own.allocated >= _WHOLE else max(own.allocated - 1, 1))
