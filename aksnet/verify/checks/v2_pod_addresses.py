"""V2: pods have addresses of the range that the mode promises, and never their node's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksnet.azure.axes import IpFamily, PodAddresses
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case
from aksnet.verify.checks.check_parts import (
    UNCOMPARED,
    asked_for,
    counted,
    few,
    holding,
    outside,
    pods_of_their_own_network,
    restart,
    said,
)
from aksnet.verify.checks.waiting_pods import PATIENCE, judge_waiting
from aksnet.verify.facts import Address, Pod, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_VERSIONS = {IpFamily.IPV4: 4, IpFamily.IPV6: 6}
_FLAT = (PodAddresses.NODE_SUBNET, PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)


def _run(case: JudgedCluster) -> Outcome:
    if case.facts.namespace is not None and next(asked_for(case.facts), None) is None:
        return no_case(f"namespace {case.facts.namespace} has no pods, or there is no such namespace")
    # A pod CIDR is always known whole; the ranges of subnets need not be.
    whole = case.expected.ranges_complete or (case.pods is not None and case.pods not in _FLAT)
    known = case.expected.pod_ranges if whole else ()
    of_nodes = {address: node.name for node in case.facts.nodes for address in node.addresses}
    versions = [_VERSIONS[family] for family in case.families]
    waiting = judge_waiting(case)
    faults: list[Fault] = list(waiting.faults)
    count = 0
    for pod in pods_of_their_own_network(case.facts):
        count += 1
        faults += _of_pod(pod, case, of_nodes, known)
        if [address.version for address in pod.addresses] != versions:
            faults.append(_families(pod, case))
    where = said(known, "no node's address (the pods' range is not known)")
    notes = [*_left_out(case), *waiting.notes, *(() if whole else (UNCOMPARED,))]
    return judged(faults, f"{count} pods: {where}", *notes)


def _left_out(case: JudgedCluster) -> Iterator[str]:
    """Yield which pods are not judged though they have a node: those on virtual nodes."""
    pods = [pod for pod in asked_for(case.facts) if pod.node and not pod.host_network]
    virtual = [pod for pod in pods if pod.node in case.facts.virtual_nodes]
    if virtual:
        yield f"{counted(len(virtual), 'pod')} on virtual nodes not judged: {few(virtual)}"


def _of_pod(pod: Pod, case: JudgedCluster, of_nodes: dict[Address, str], ranges: Sequence[Range]) -> Iterator[Fault]:
    for address in pod.addresses:
        if address in of_nodes:
            yield Fault(
                object=str(pod),
                seen=f"it has {address}, the address of node {of_nodes[address]}",
                expected=f"an address of its own, of {said(ranges, case.pods or 'another range')}",
                cause="a node that was removed left the address to another, or the CNI gave it out twice",
                cure=f"{restart(pod)}, and look at the CNI's log on its node",
            )
        elif outside(address, ranges):
            yield _stray(pod, address, case)


def _stray(pod: Pod, address: Address, case: JudgedCluster) -> Fault:
    if holding(address, case.expected.node_ranges) and case.pods not in (None, *_FLAT):
        cause = "the cluster is no overlay: its CNI gives pods addresses of the node subnet, as flat modes do"
        cure = "compare the detected mode with the declared one; deploy the cluster in the declared mode"
    elif case.pods is PodAddresses.CNI_OWN:
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


def _families(pod: Pod, case: JudgedCluster) -> Fault:
    if case.pods is PodAddresses.CNI_OWN:
        cause = "the CNI that was installed gives addresses of other families than the cluster has"
        cure = "set the CNI's IP families to those of the cluster, then restart the workload"
    else:
        cause = "the pod is older than the change to or from dual stack, or its node was not reimaged since"
        cure = "restart its workload; upgrade the node image of its pool where that does not help"
    return Fault(
        object=str(pod),
        seen=f"its addresses are {said(pod.addresses)}",
        expected=f"one address each of {said(family.value for family in case.families)}, in this order",
        cause=cause,
        cure=cure,
    )


POD_ADDRESSES = Check(
    id="V2",
    name="pod-addresses",
    title="Pods have addresses of the range that the mode promises",
    proves="Every pod with a network of its own has one address of each family of the mode, inside the pod CIDR, the "
    "pod subnet or the node subnet, and never the address of a node. A pod may wait for its address for "
    f"{PATIENCE // 60} minutes, by the times in the data; past them it is a fault with its cause. Pods that are done, "
    "and those on virtual nodes, are left out.",
    does_not="That the addresses are reachable. Of a pod that mounts a volume, a Secret or a ConfigMap, and whose node "
    "gave younger pods their addresses, it is told that it waits.",
    needs=(Requirement.NODES, Requirement.PODS),
    without="without a stack or `--pod-range` no range is compared, only nodes' addresses and families; the mode need "
    "not be known",
    run=_run,
)
