"""V18: the mode that the cluster shows is the declared one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from aksnet.azure.axes import DataPlane, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.verify.check import Check, Fault, Outcome, info, judged, skipped
from aksnet.verify.checks.check_parts import said
from aksnet.verify.detect import Detection
from aksnet.verify.facts import Facts, Node
from aksnet.verify.judged_cluster import JudgedCluster, Requirement
from aksnet.verify.label_meanings import Axis, told_by_labels

_FLAT = (PodAddresses.NODE_SUBNET, PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)
_SEEN: Mapping[type, str] = {
    PodAddresses: "pods' addresses come from:",
    DataPlane: "the data plane is",
    tuple: "the IP families are",
}
_CAUSE = (
    "this is another cluster than the stack's, it was made or changed outside of it, or a change of mode is under way"
)
_CURE = "check that the kubeconfig is of the stack's cluster; compare networkProfile in Azure with the stack"


def _run(case: JudgedCluster) -> Outcome:
    found, declared = case.detection, case.expected.mode
    if declared is None:
        known = found.mode is not None or (found.pods is not None and found.data_plane is not None)
        name = found.mode.name if found.mode else f"{found.pods}, data plane {found.data_plane}, {said(found.families)}"
        return info(f"{name}: {found.why}") if known else skipped(f"not known: {found.why}")
    differences = list(_differences(declared, found))
    odd = list(_odd_nodes(declared, case.facts, {type(seen) for seen, _ in differences}))
    told_apart = {value for _, _, value in odd}
    faults = [
        Fault(
            object="the cluster",
            seen=f"{_SEEN[type(seen)]} {_text(seen)} ({found.why})",
            expected=f"{_text(expected)}, as {declared.name} has it",
            cause=_CAUSE,
            cure=_CURE,
        )
        for seen, expected in differences
        if seen not in told_apart
    ]
    faults += [_odd(node, label, value, declared) for node, label, value in odd]
    if not any(isinstance(seen, PodAddresses) for seen, _ in differences):
        faults += _flat(declared, found)
    if not faults and _contradicts_by_guess(declared, found):
        return skipped(f"{declared.name} is declared, and it looks like {found.pods}, but that is a guess: {found.why}")
    if not faults and (found.pods is None or found.data_plane is None):
        return skipped(found.why)
    return judged(faults, f"{declared.name}: {found.why}")


def _flat(declared: Mode, found: Detection) -> Iterator[Fault]:
    """Compare with what pods' addresses alone prove: no overlay gives addresses of a subnet."""
    if declared.pods is PodAddresses.POD_CIDR_OVERLAY and found.layout.flat:
        yield Fault(
            object="the cluster",
            seen=f"pods' addresses are of a subnet: {found.layout.how}",
            expected=f"{declared.pods}, as {declared.name} has it: a /24 for each node alone",
            cause=_CAUSE,
            cure=_CURE,
        )


def _text(value: Axis | None) -> str:
    return said(value) if isinstance(value, tuple) else str(value)


def _declared(mode: Mode, value: Axis) -> Axis | None:
    """Return what a mode has in place of a value; AKS has no say in the data plane of a CNI of one's own."""
    match value:
        case PodAddresses():
            return mode.pods
        case DataPlane():
            return value if mode.pods is PodAddresses.CNI_OWN else mode.data_plane
        case tuple():
            return mode.families
        case unknown:
            assert_never(unknown)


def _differences(declared: Mode, found: Detection) -> Iterator[tuple[Axis, Axis | None]]:
    """Yield each axis that is known and differs."""
    known: list[Axis | None] = [
        None if _contradicts_by_guess(declared, found) else found.pods,
        found.data_plane,
        found.families if found.pods is not None and found.data_plane is not None else None,
    ]
    own = declared.pods is PodAddresses.CNI_OWN and found.guessed
    for value in known:
        if value is None or (own and isinstance(value, PodAddresses)):
            continue
        if value != (wanted := _declared(declared, value)):
            yield value, wanted


def _contradicts_by_guess(declared: Mode, found: Detection) -> bool:
    """Return whether only a guess speaks against the declared mode.

    That pods have addresses of their nodes' podCIDR is seen, though, and no subnet gives such addresses.
    """
    routed = found.pods is PodAddresses.POD_CIDR_ROUTES and declared.pods in _FLAT
    own = declared.pods is PodAddresses.CNI_OWN
    return found.guessed and found.pods is not declared.pods and not routed and not own


def _odd_nodes(declared: Mode, facts: Facts, differing: set[type]) -> Iterator[tuple[Node, str, Axis]]:
    """Yield the nodes whose labels speak against the declared mode: one label of an axis each.

    Where half of them do, it is the cluster that differs, if it was found so.
    """
    odd: dict[type, dict[str, tuple[Node, str, Axis]]] = {}
    for node in facts.nodes:
        for label, value in told_by_labels(node):
            if value != _declared(declared, value):
                odd.setdefault(type(value), {}).setdefault(node.name, (node, label, value))
    for axis, nodes in odd.items():
        if axis not in differing or len(nodes) * 2 < len(facts.nodes):
            yield from nodes.values()


def _odd(node: Node, label: str, value: Axis, declared: Mode) -> Fault:
    return Fault(
        object=str(node),
        seen=f"its label {label} says: {_text(value)}",
        expected=f"{_text(_declared(declared, value))}, as {declared.name} has it",
        cause="its pool is of another kind than the others, or was not reimaged since the cluster changed its mode",
        cure="compare the pool with the stack; upgrade the node image of a pool that was not reimaged",
    )


DETECTED_MODE = Check(
    id="V18",
    name="detected-mode",
    title="The mode that the cluster shows is the declared one",
    proves="Where pods' addresses come from, the data plane and the IP families, as node labels, NodeNetworkConfigs, "
    "system pods and ranges tell them, are those of the declared mode, and no node's label "
    "says otherwise. Without a declared mode the found one is told.",
    does_not="Anything where only ranges and agents are seen: that is a guess, and one that differs skips the check. "
    "A label that is missing says nothing. Pods' addresses alone disprove an overlay, from 5 pods on 2 nodes or 5 pods "
    "beside a node's own address, and never prove one.",
    needs=(Requirement.NODES,),
    without="without labels and NodeNetworkConfigs the mode is a guess by agents and addresses; without pods of the "
    "system's namespaces the data plane is known by labels only",
    run=_run,
)
