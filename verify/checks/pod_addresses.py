"""V2: pods have addresses of the range that the mode promises, and never their node's."""

from __future__ import annotations

from collections.abc import Iterator

from plan.axes import IpFamily, PodAddresses
from plan.modes import Mode
from verify.case import Case, Need
from verify.check import Check, Fault, Outcome, judged
from verify.checks.parts import holding, pods_of_their_own_network, said
from verify.facts import Address, Pod

_VERSIONS = {IpFamily.IPV4: 4, IpFamily.IPV6: 6}
_FLAT = (PodAddresses.NODE_SUBNET, PodAddresses.POD_SUBNET_DYNAMIC, PodAddresses.POD_SUBNET_BLOCKS)


def _run(case: Case) -> Outcome:
    mode = case.mode
    if mode is None:  # the needs rule it out
        raise AssertionError
    of_nodes = {address: node.name for node in case.facts.nodes for address in node.addresses}
    versions = [_VERSIONS[family] for family in mode.families]
    faults: list[Fault] = []
    count = 0
    for pod in pods_of_their_own_network(case.facts):
        count += 1
        faults += _of_pod(pod, case, mode, of_nodes)
        if [address.version for address in pod.addresses] != versions:
            faults.append(_families(pod, mode))
    where = said(case.expected.pod_ranges, "no node's address (the pods' range is not known)")
    return judged(faults, f"{count} pods: {where}")


def _of_pod(pod: Pod, case: Case, mode: Mode, of_nodes: dict[Address, str]) -> Iterator[Fault]:
    ranges = case.expected.pod_ranges
    for address in pod.addresses:
        if address in of_nodes:
            yield Fault(
                object=str(pod),
                seen=f"it has {address}, the address of node {of_nodes[address]}",
                expected=f"an address of its own, of {said(ranges, mode.pods.value)}",
                cause="a node that was removed left the address to another, or the CNI gave it out twice",
                cure=f"kubectl delete pod -n {pod.namespace} {pod.name}, and look at the CNI's log on its node",
            )
        elif ranges and holding(address, ranges) is None:
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
    return Fault(
        object=str(pod),
        seen=f"its addresses are {said(pod.addresses)}",
        expected=f"one address each of {said(family.value for family in mode.families)}, in this order",
        cause="the pod is older than the change to or from dual stack, or its node was not reimaged since",
        cure="restart its workload; upgrade the node image of its pool where that does not help",
    )


POD_ADDRESSES = Check(
    id="V2",
    name="pod-addresses",
    title="Pods have addresses of the range that the mode promises",
    proves="Every pod with a network of its own has one address of each family of the mode, inside the pod CIDR, the "
    "pod subnet or the node subnet, and never the address of a node. Pods that wait or are done are left out.",
    does_not="That the addresses are reachable; without a stack or --pod-range only nodes' addresses are compared.",
    needs=(Need.NODES, Need.PODS, Need.MODE),
    run=_run,
)
