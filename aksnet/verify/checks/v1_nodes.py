"""V1: nodes are Ready, as many as declared, with addresses of the node subnet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from aksnet.azure.axes import IpFamily
from aksnet.verify.check import Check, Fault, Outcome, judged
from aksnet.verify.checks.check_parts import UNCOMPARED, counted, few, outside, said
from aksnet.verify.facts import Node, Range
from aksnet.verify.judged_cluster import JudgedCluster, Requirement
from aksnet.verify.not_aks import foreign_nodes

_VERSIONS = {IpFamily.IPV4: 4, IpFamily.IPV6: 6}


def _run(case: JudgedCluster) -> Outcome:
    known = case.expected.node_ranges if case.expected.ranges_complete else ()
    faults = [fault for node in case.facts.nodes for fault in _of_node(node, case, known)]
    faults += [*_counts(case), *_versions(case), *_left_behind(case)]
    ranges = f" in {said(known)}" if known else ""
    versions = said(sorted({node.version for node in case.facts.nodes if node.version}), "versions not shown")
    return judged(faults, f"{len(case.facts.nodes)} nodes Ready{ranges} ({versions})", *_notes(case))


def _notes(case: JudgedCluster) -> Iterator[str]:
    if not case.expected.ranges_complete:
        yield UNCOMPARED
    if virtual := sorted(case.facts.virtual_nodes):
        yield f"{counted(len(virtual), 'virtual node')} not judged: {said(virtual)}"
    provisioned = Counter(node.provisioner for node in case.facts.nodes if node.provisioner)
    for name, count in sorted(provisioned.items()):
        yield f"{counted(count, 'node')} of node auto-provisioning (NodePool {name}): of no pool, judged as any other"
    yield from _ahead(case)
    if foreign := foreign_nodes(case.facts):
        told = few(f"{node} ({node.provider_id or 'no providerID'})" for node in foreign)
        yield f"{counted(len(foreign), 'node')} that AKS does not run, judged as any other: {told}"


def _of_node(node: Node, case: JudgedCluster, known: Sequence[Range]) -> Iterator[Fault]:
    if not node.ready:
        yield Fault(
            object=str(node),
            seen=f"it is not Ready ({node.why_not_ready})",
            expected="Ready",
            cause="its network agent did not start, it lost the API server, or with byo-cni no CNI is installed",
            cure=f"kubectl describe node {node.name}; then look at the pods of kube-system on it",
        )
    seen = {address.version for address in node.addresses}
    missing = [family.value for family in case.families if _VERSIONS[family] not in seen]
    if missing or not node.addresses:
        yield Fault(
            object=str(node),
            seen=f"it has the addresses {said(node.addresses)}",
            expected=f"an InternalIP of {said(missing, 'IPv4')}",
            cause="the node subnet has no prefix of that family, or the node's network interface was not set up",
            cure="give the node subnet a prefix of each family, then upgrade the pool's node image",
        )
    for address in node.addresses:
        if outside(address, known):
            yield Fault(
                object=str(node),
                seen=f"its address is {address}",
                expected=f"an address of {said(known)}",
                cause="its pool is in another subnet than declared, or belongs to another cluster's stack",
                cure="compare the pool's vnetSubnetID with the stack; a pool cannot move, so replace it",
            )


def _counts(case: JudgedCluster) -> Iterator[Fault]:
    """Compare pools with what is declared; nodes without a label of their pool only count when there are too few.

    Nodes that auto-provisioning makes are of no pool, and as many as pods need.
    """
    seen = Counter(node.pool for node in case.facts.nodes if not node.provisioner)
    unknown = seen.pop("", 0)
    for name, pool in case.expected.pools.items():
        count = seen.pop(name, 0)
        if pool.least <= count + unknown and count <= pool.most:
            continue
        declared = str(pool.least) if pool.least == pool.most else f"{pool.least} to {pool.most}"
        lacking = count < pool.least
        yield Fault(
            object=f"pool {name}",
            seen=f"it has {count} nodes",
            expected=f"{declared} nodes",
            cause="nodes could not be made: quota, zone or a full subnet"
            if lacking
            else "an upgrade's surge, or a resize",
            cure="read the pool's error in Azure's activity log"
            if lacking
            else "wait for the upgrade, or run pulumi up to set the pool's size again",
        )
    for name, count in sorted(seen.items() if case.expected.pools else ()):
        yield Fault(
            object=f"pool {name}",
            seen=f"it has {count} nodes",
            expected=f"only the declared pools ({said(case.expected.pools)})",
            cause="somebody added it beside the stack",
            cure="declare it in the stack, or delete it",
        )


def _versions(case: JudgedCluster) -> Iterator[Fault]:
    """Compare kubelets with the version of their pool, where Azure was read: a pool's may be a minor version alone."""
    versions = case.azure.pool_versions if case.azure else {}
    for node in case.facts.nodes:
        wanted, seen = versions.get(node.pool, ""), node.version.removeprefix("v")
        if wanted and seen and not f"{seen}.".startswith(f"{wanted}."):
            yield Fault(
                object=str(node),
                seen=f"its kubelet is {node.version}",
                expected=f"{wanted}, the version of its pool {node.pool}",
                cause="an upgrade of the pool is under way, or ended half-way",
                cure="wait for the upgrade; else start it again with az aks nodepool upgrade",
            )


def _left_behind(case: JudgedCluster) -> Iterator[Fault]:
    """Compare kubelets with what is declared of their pool: an upgrade reaches a pool later than the control plane."""
    for name, running in _running(case.facts.nodes).items():
        declared = case.expected.pools[name].version if name in case.expected.pools else None
        behind = [version for version in running if declared and _against(version, declared) < 0]
        if behind:
            yield Fault(
                object=f"pool {name}",
                seen=f"the kubelets of {counted(sum(running[each] for each in behind), 'node')} are {said(behind)}",
                expected=f"{declared} or newer, as the stack declares",
                cause="the control plane was upgraded and the pool was not, or its upgrade ended half-way",
                cure=f"az aks nodepool upgrade --name {name} --kubernetes-version {declared}, or run pulumi up",
            )


def _ahead(case: JudgedCluster) -> Iterator[str]:
    for name, running in _running(case.facts.nodes).items():
        declared = case.expected.pools[name].version if name in case.expected.pools else None
        ahead = [version for version in running if declared and _against(version, declared) > 0]
        if ahead:
            how = "by an upgrade channel, or by hand"
            yield f"pool {name} runs {said(ahead)}, newer than the declared {declared}: {how}"


def _running(nodes: Sequence[Node]) -> dict[str, Counter[str]]:
    """Return how many nodes of each pool run each version; those of auto-provisioning are of no pool."""
    found: dict[str, Counter[str]] = {}
    for node in sorted(nodes, key=lambda each: (each.pool, _numbers(each.version))):
        if node.pool and not node.provisioner and _numbers(node.version):
            found.setdefault(node.pool, Counter())[node.version] += 1
    return found


def _against(version: str, declared: str) -> int:
    """Return -1 for a kubelet that is older than declared, 1 for a newer one, 0 for one as far as it is declared."""
    wanted = _numbers(declared)
    seen = _numbers(version)[: len(wanted)]
    return (seen > wanted) - (seen < wanted)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version, re.ASCII)
    return tuple(int(number) for number in found.groups() if number) if found else ()


NODES = Check(
    id="V1",
    name="nodes",
    title="Nodes are Ready, as many as declared, with addresses of the node subnet",
    proves="Every node is Ready and has an InternalIP of each family of the mode, inside the node subnets; each pool "
    "has between its least and its most nodes, its kubelets run the version that the stack declares or a newer one, "
    "and where Azure is read its pool's. Nodes of node auto-provisioning are of no pool and judged as any other.",
    does_not="That nodes reach each other; without a stack or --node-range neither numbers nor ranges are compared. "
    "Virtual nodes are no machines and left out.",
    needs=(Requirement.NODES,),
    without="without a stack or `--node-range` no range is compared, without a stack no pool and no "
    "declared version, without Azure no pool's own",
    run=_run,
)
