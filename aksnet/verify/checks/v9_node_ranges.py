"""V9: each node was given addresses of its own for its pods, and its pods have no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from aksnet.azure.axes import PodAddresses
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.checks.check_parts import UNCOMPARED, few, holding, outside, pods_of_their_own_network, restart, said
from aksnet.verify.facts import Facts, Pod, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement
from aksnet.verify.label_meanings import POD_NETWORKS, pod_network

# Prefix length of what a node is given at a time, for IPv4.
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay (and kubenet's page) for /24,
# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet for /28 and single addresses.
_GIVEN = {
    PodAddresses.POD_CIDR_ROUTES: 24,
    PodAddresses.POD_CIDR_OVERLAY: 24,
    PodAddresses.POD_SUBNET_BLOCKS: 28,
    PodAddresses.POD_SUBNET_DYNAMIC: 32,
}
_WHOLE = (PodAddresses.POD_CIDR_ROUTES, PodAddresses.POD_CIDR_OVERLAY)
"""Where a node has exactly one range of a family, and where the pods' range is known whole."""
_CURE = "kubectl get nodenetworkconfigs -n kube-system and kubectl get nodes -o wide; replace the node"
_Given = Mapping[str, tuple[Range, ...]]


def _run(case: JudgedCluster) -> Outcome:
    facts, pods = case.facts, case.pods
    if pods is None or pods not in _GIVEN:
        return no_case(f"{case.name} gives nodes no ranges: {pods or ''}")
    given, source = _given(facts, pods)
    if not any(given.values()):
        reason = facts.unread.get(Requirement.NODE_NETWORKS.value, "there are none")
        return skipped(f"not known: nodes have no podCIDR, and there are no NodeNetworkConfigs ({reason})")
    whole = case.expected.ranges_complete or pods in _WHOLE
    known = case.expected.pod_ranges if whole else ()
    kinds = _kinds(facts, pods)
    faults = [*_missing(given), *_misfits(given, kinds, known), *_overlaps(given)]
    faults += _several({node: given[node] for node in given if kinds[node] in _WHOLE})
    faults += [_elsewhere(pod, given) for pod in pods_of_their_own_network(facts) if _is_elsewhere(pod, given, known)]
    count = sum(len(ranges) for ranges in given.values())
    return judged(
        faults, f"{count} ranges of {len(given)} nodes, none shared ({source})", *(() if whole else (UNCOMPARED,))
    )


def _kinds(facts: Facts, pods: PodAddresses) -> Mapping[str, PodAddresses]:
    """Return how each node is given addresses: as its own object or label says, as pools of a cluster may differ.

    https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation
    """
    if pods is PodAddresses.POD_CIDR_ROUTES or not facts.node_networks:
        return {node.name: pods for node in facts.nodes}
    by_objects = {one.node: POD_NETWORKS[one.kind] for one in facts.node_networks if one.kind in POD_NETWORKS}
    return {node.name: by_objects.get(node.name) or pod_network(node) or pods for node in facts.nodes}


def _given(facts: Facts, pods: PodAddresses) -> tuple[_Given, str]:
    """Return what each node was given: by azure-cns if there are its objects, by Kubernetes' podCIDR otherwise."""
    by_objects = {one.node: one.blocks for one in facts.node_networks}
    if pods is not PodAddresses.POD_CIDR_ROUTES and by_objects:
        return {node.name: by_objects.get(node.name, ()) for node in facts.nodes}, "NodeNetworkConfigs"
    if pods in _WHOLE:
        return {node.name: node.pod_cidrs for node in facts.nodes}, "podCIDR"
    return {}, ""


def _missing(given: _Given) -> Iterator[Fault]:
    for node, ranges in given.items():
        if not ranges:
            yield Fault(
                object=f"node {node}",
                seen="it has no range for its pods, and other nodes have",
                expected="a NodeNetworkConfig with a block, or a podCIDR",
                cause="the pod CIDR or the pod subnet is used up, or the node has just joined",
                cure="kubectl describe nodenetworkconfig -n kube-system for the reason; look at address-headroom",
            )


def _several(given: _Given) -> Iterator[Fault]:
    for node, blocks in given.items():
        for version, count in sorted(Counter(block.version for block in blocks).items()):
            if count > 1:
                yield Fault(
                    object=f"node {node}",
                    seen=f"it was given {few(block for block in blocks if block.version == version)}",
                    expected=f"one range of IPv{version}",
                    cause="the range of an earlier node of this name was not given back",
                    cure=_CURE,
                )


def _misfits(given: _Given, kinds: Mapping[str, PodAddresses], ranges: Sequence[Range]) -> Iterator[Fault]:
    for node, blocks in given.items():
        size = _GIVEN[kinds[node]]
        odd = [
            block
            for block in blocks
            if outside(block.network_address, ranges) or (block.version == 4 and block.prefixlen != size)
        ]
        if odd:
            yield Fault(
                object=f"node {node}",
                seen=f"it was given {few(odd)}",
                expected=f"a /{size} of {said(ranges, 'the pod range')}" if odd[0].version == 4 else said(ranges),
                cause="the cluster has another pod range than declared, or the node is of another mode",
                cure=_CURE,
            )


def _overlaps(given: _Given) -> Iterator[Fault]:
    """Return the ranges that two nodes have: sorted by where they begin, such ranges are neighbours."""
    blocks = sorted(
        ((block.version, int(block.network_address), int(block.broadcast_address), node, block))
        for node, blocks in given.items()
        for block in blocks
    )
    for (version, _, end, node, block), (other_version, start, _, other_node, other) in pairwise(blocks):
        if version == other_version and start <= end:
            yield Fault(
                object=f"node {other_node}",
                seen=f"it was given {other}, and node {node} has {block}",
                expected="ranges that no two nodes share",
                cause="a node that was restored or renamed kept its range while another got it",
                cure=_CURE,
            )


def _is_elsewhere(pod: Pod, given: _Given, ranges: Sequence[Range]) -> bool:
    """Return whether a pod has an address of the mode's range, but not of its node's part (others are V2's)."""
    own = given.get(pod.node)
    if not own:
        return False
    return any(
        holding(address, own) is None
        for address in pod.addresses
        if any(block.version == address.version for block in own) and not outside(address, ranges)
    )


def _elsewhere(pod: Pod, given: _Given) -> Fault:
    return Fault(
        object=str(pod),
        seen=f"it has {said(pod.addresses)} on node {pod.node}",
        expected=f"an address that the node was given ({few(given[pod.node])})",
        cause="the node's range changed while the pod ran, or another CNI gave the address",
        cure=restart(pod),
    )


NODE_RANGES = Check(
    id="V9",
    name="node-ranges",
    title="Each node has a range of its own, and its pods are in it",
    proves="kubenet and overlay: each node has one /24 of the pod CIDR. Pod subnets: /28 blocks or single addresses of "
    "the pod subnet, as the node's own label or object says. No two nodes share one, and every pod has an address that "
    "its own node was given.",
    does_not="That Azure routes the ranges to their nodes (see routes).",
    needs=(Requirement.NODES, Requirement.PODS, Requirement.POD_ADDRESSES),
    without="without a stack or `--pod-range` the pods' range is not compared; without NodeNetworkConfigs only a "
    "podCIDR of the nodes is judged, which overlay and pod subnets have not",
    run=_run,
)
