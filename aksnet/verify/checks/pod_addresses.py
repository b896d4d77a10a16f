"""V2: pods have addresses of the range that the mode promises, and never their node's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksnet.azure.axes import IpFamily, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.verify.case import Case, Need
from aksnet.verify.check import Check, Fault, Outcome, judged, skipped
from aksnet.verify.checks.parts import (
    UNCOMPARED,
    asked_for,
    counted,
    few,
    holding,
    outside,
    pods_of_their_own_network,
    said,
)
from aksnet.verify.facts import Address, Pod, Range

_VERSIONS = {IpFamily.IPV4: 4, IpFamily.IPV6: 6}
_FLAT = (PodAddresses.NODE_SUBNET, PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)


def _run(case: Case) -> Outcome:
    mode = case.mode
    if mode is None:  # the needs rule it out
        raise AssertionError
    if case.facts.namespace is not None and next(asked_for(case.facts), None) is None:
        return skipped(f"namespace {case.facts.namespace} has no pods, or there is no such namespace")
    # A pod CIDR is always known whole; the ranges of subnets need not be.
    whole = case.expected.ranges_complete or mode.pods not in _FLAT
    known = case.expected.pod_ranges if whole else ()
    of_nodes = {address: node.name for node in case.facts.nodes for address in node.addresses}
    versions = [_VERSIONS[family] for family in mode.families]
    faults: list[Fault] = []
    count = 0
    for pod in pods_of_their_own_network(case.facts):
        count += 1
        faults += _of_pod(pod, case, mode, of_nodes, known)
        if [address.version for address in pod.addresses] != versions:
            faults.append(_families(pod, mode))
    where = said(known, "no node's address (the pods' range is not known)")
    notes = [*_left_out(case), *(() if whole else (UNCOMPARED,))]
    return judged(faults, f"{count} pods: {where}", *notes)


def _left_out(case: Case) -> Iterator[str]:
    """Say which pods are not judged though they have a node: those that wait for an address, and on virtual nodes."""
    pods = [pod for pod in asked_for(case.facts) if pod.node and not pod.host_network]
    virtual = [pod for pod in pods if pod.node in case.facts.virtual_nodes]
    if virtual:
        yield f"{counted(len(virtual), 'pod')} on virtual nodes not judged: {few(virtual)}"
    waiting = [
        pod for pod in pods if pod.phase == "Pending" and not pod.addresses and pod.node not in case.facts.virtual_nodes
    ]
    if waiting:
        yield f"{counted(len(waiting), 'pod')} with a node and no address yet: {few(waiting)}"


def _of_pod(pod: Pod, case: Case, mode: Mode, of_nodes: dict[Address, str], ranges: Sequence[Range]) -> Iterator[Fault]:
    for address in pod.addresses:
        if address in of_nodes:
            yield Fault(
                object=str(pod),
                seen=f"it has {address}, the address of node {of_nodes[address]}",
                expected=f"an address of its own, of {said(ranges, mode.pods.value)}",
                cause="a node that was removed left the address to another, or the CNI gave it out twice",
                cure=f"kubectl delete pod -n {pod.namespace} {pod.name}, and look at the CNI's log on its node",
            )
        elif outside(address, ranges):
            yield _stray(pod, address, case, mode)


def _stray(pod: Pod, address: Address, case: Case, mode: Mode) -> Fault:
    if holding(address, case.expected.node_ranges) and mode.pods not in _FLAT:
        cause = "the cluster is no overlay: its CNI gives pods addresses of the node subnet, as flat modes do"
        cure = "compare the detected mode with the declared one; deploy the cluster in the declared mode"
    elif mode.pods is PodAddresses.CNI_OWN:
        cause = "the CNI has another range than podCidr, by which the control plane reaches pods"
        cure = "install the CNI with the cluster's podCidr"
    else:
        cause = (
            "its node is of a pool with another pod subnet or from before a change of mode, or another CNI runs there"
        )
        cure = "compare the pools' subnets with the stack; upgrade the node image of a pool that was not reimaged"
    return Fault(
        object=str(pod),
        seen=f"its address is {address}",
        expected=f"an address of {said(case.expected.pod_ranges)}",
        cause=cause,
        cure=cure,
    )


def _families(pod: Pod, mode: Mode) -> Fault:
    if mode.pods is PodAddresses.CNI_OWN:
        cause = "the CNI that was installed gives addresses of other families than the cluster has"
        cure = "set the CNI's IP families to those of the cluster, then restart the workload"
    else:
        cause = "the pod is older than the change to or from dual stack, or its node was not reimaged since"
        cure = "restart its workload; upgrade the node image of its pool where that does not help"
    return Fault(
        object=str(pod),
        seen=f"its addresses are {said(pod.addresses)}",
        expected=f"one address each of {said(family.value for family in mode.families)}, in this order",
        cause=cause,
        cure=cure,
    )


POD_ADDRESSES = Check(
    id="V2",
    name="pod-addresses",
    title="Pods have addresses of the range that the mode promises",
    proves="Every pod with a network of its own has one address of each family of the mode, inside the pod CIDR, the "
    "pod subnet or the node subnet, and never the address of a node. Pods that wait or are done, and those on virtual "
    "nodes, are left out.",
    does_not="That the addresses are reachable; without a stack or --pod-range only nodes' addresses are compared.",
    needs=(Need.NODES, Need.PODS, Need.MODE),
    run=_run,
)
