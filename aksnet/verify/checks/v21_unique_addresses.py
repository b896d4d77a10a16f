"""V21: no two pods, and no two nodes, have the same address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from aksnet.verify.check import Check, Fault, Outcome, judged
from aksnet.verify.checks.check_parts import counted, pods_of_their_own_network, said
from aksnet.verify.facts import Address, Facts, Node, Pod
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    faults = _twice(
        case.facts.nodes,
        "look up the address's owner in Azure; take the node that is gone there out of the cluster",
    )
    pods, left_out = [], Counter[str]()
    for pod in pods_of_their_own_network(case.facts):
        if why := _unsure(pod, case.facts):
            left_out[why] += 1
        else:
            pods.append(pod)
    faults += _twice(pods, "restart both workloads; compare the ranges of their nodes (node-ranges)")
    lines = said(f"{counted(number, 'pod')} {why}" for why, number in sorted(left_out.items()))
    notes = [f"left out, as their addresses may be others' by now: {lines}"] if left_out else []
    return judged(faults, f"{len(pods)} pods and {len(case.facts.nodes)} nodes, no address twice", *notes)


def _unsure(pod: Pod, facts: Facts) -> str:
    """Return why the address in a pod's status may be another's by now."""
    if pod.terminating:
        return "that is being deleted"
    if pod.phase == "Unknown":
        return "of unknown phase"
    return "" if pod.node in facts.node_by_name else "on a node that is not listed"


def _twice(holders: Iterable[Node | Pod], cure: str) -> list[Fault]:
    first: dict[Address, Node | Pod] = {}
    faults = []
    for holder in holders:
        for address in holder.addresses:
            other = first.setdefault(address, holder)
            if other is holder:
                continue
            faults.append(
                Fault(
                    object=str(holder),
                    seen=f"it has {address}, and so has {other}",
                    expected="an address that nobody else has",
                    cause="two agents give out the same range, or one lost its record when its node restarted",
                    cure=cure,
                )
            )
    return faults


UNIQUE_ADDRESSES = Check(
    id="V21",
    name="unique-addresses",
    title="No address is held twice",
    proves="Among the pods with a network of their own no two hold the same address, and no two nodes do. Pods that "
    "are done gave theirs back; those that are being deleted, of unknown phase or on a node that is gone are left out.",
    does_not="Anything about other machines of the VNet.",
    needs=(Requirement.NODES, Requirement.PODS),
    run=_run,
)
