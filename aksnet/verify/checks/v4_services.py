"""V4: Services have addresses of the service range; the API server's and the DNS's are where they belong.

Where the range is not known, what can be seen still tells whether a Service's address is somebody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aksnet.verify.check import Check, Fault, Outcome, judged, skipped
from aksnet.verify.checks.check_parts import holding, said
from aksnet.verify.facts import SYSTEM, Address, Facts, Range, Service
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

_API = ("default", "kubernetes")
_DNS = (SYSTEM, "kube-dns")
_ASK = "the Services' range is not known: give -s STACK or --service-range"


def _run(case: JudgedCluster) -> Outcome:
    facts, ranges = case.facts, case.expected.service_ranges
    by_name = {(each.namespace, each.name): each for each in facts.services}
    judged_ones = [each for each in facts.services if facts.namespace in (None, each.namespace)]
    told = [f"{namespace}/{name} was not seen" for namespace, name in (_API, _DNS) if (namespace, name) not in by_name]
    faults: list[Fault] = []
    some = sum(bool(each.cluster_ips) for each in judged_ones)
    if ranges:
        summary = f"{some} Services in {said(ranges)}"
        faults += [fault for each in judged_ones for fault in _of_service(each, _compared(each, case), ranges)]
        faults += _first(by_name.get(_API), ranges)
        told += _unjudged(judged_ones, case)
    else:
        others = _others(case)
        if not others:
            return skipped(f"{_ASK}; no pod, node or range was seen to compare with either")
        summary = f"{some} Services, none on {said(others)}"
        holders = _holders(facts)
        faults += [fault for each in judged_ones for fault in _taken(each, holders, case)]
        told.append(_ASK)
    if case.expected.dns_service_ip is not None:
        faults += _at(by_name.get(_DNS), case.expected.dns_service_ip, "the cluster's dnsServiceIP")
    faults += _without_dns(facts, by_name.get(_DNS))
    return judged(faults, summary, *told)


def _compared(service: Service, case: JudgedCluster) -> tuple[Address, ...]:
    """Return the ClusterIPs that can be judged: a stack declares all families, the command line perhaps one."""
    if case.expected.declared:
        return service.cluster_ips
    known = {each.version for each in case.expected.service_ranges}
    return tuple(each for each in service.cluster_ips if each.version in known)


def _unjudged(services: list[Service], case: JudgedCluster) -> Iterator[str]:
    left = sum(len(each.cluster_ips) - len(_compared(each, case)) for each in services)
    if left:
        yield f"{left} ClusterIPs of the other family are not judged: give --service-range for it too"


def _of_service(service: Service, addresses: tuple[Address, ...], ranges: tuple[Range, ...]) -> Iterator[Fault]:
    """Judge the ClusterIPs; a headless Service and an ExternalName have none."""
    for address in addresses:
        if holding(address, ranges) is None:
            yield Fault(
                object=str(service),
                seen=f"its ClusterIP is {address}",
                expected=f"an address of {said(ranges)}",
                cause="the cluster has another service range than declared, which is fixed when it is made",
                cure="compare serviceCidr in Azure with the stack; another range takes a new cluster",
            )


def _first(service: Service | None, ranges: tuple[Range, ...]) -> Iterator[Fault]:
    """Judge the API server's own Service: it has the first address of the range of its family."""
    family = service.cluster_ips[0].version if service and service.cluster_ips else ranges[0].version
    own = next((each for each in ranges if each.version == family), None)
    if own is not None:
        yield from _at(service, own[1], "the first address of the service range")


def _at(service: Service | None, address: Address, what: str) -> Iterator[Fault]:
    """Judge a Service that has a place of its own; one that was not seen is no fault here."""
    if service is None or address in service.cluster_ips:
        return
    yield Fault(
        object=str(service),
        seen=f"its ClusterIP is {said(service.cluster_ips)}",
        expected=f"{address}, {what}",
        cause="the cluster was made with another serviceCidr or dnsServiceIP than the stack declares",
        cure="compare both in Azure with the stack; pods ask the address that the kubelet knows, not the Service's",
    )


def _without_dns(facts: Facts, dns: Service | None) -> Iterator[Fault]:
    if dns is None and any(each.namespace == SYSTEM for each in facts.services):
        yield Fault(
            object="service kube-system/kube-dns",
            seen="it does not exist",
            expected="the Service that every pod asks names of",
            cause="somebody deleted it",
            cure="az aks update without changes: AKS puts its own objects back",
        )


def _others(case: JudgedCluster) -> list[str]:
    """Name what has addresses of its own, as far as it is known."""
    facts, expected = case.facts, case.expected
    pods = sum(len(each.addresses) for each in facts.pods if each.has_address and not each.host_network)
    nodes = sum(len(each.addresses) for each in facts.nodes)
    counted = [f"{count} addresses of {what}" for count, what in ((pods, "pods"), (nodes, "nodes")) if count]
    return counted + [str(each) for each in (*expected.pod_ranges, *expected.node_ranges)]


def _holders(facts: Facts) -> dict[Address, str]:
    """Return who has an address, by the address; of a node and its pods the node."""
    holders = {address: str(pod) for pod in facts.pods if pod.has_address for address in pod.addresses}
    return holders | {address: str(node) for node in facts.nodes for address in node.addresses}


def _taken(service: Service, holders: Mapping[Address, str], case: JudgedCluster) -> Iterator[Fault]:
    """Judge without a service range: no ClusterIP is a pod's or a node's, or lies where those are."""
    for address in service.cluster_ips:
        of = holders.get(address)
        within = holding(address, (*case.expected.pod_ranges, *case.expected.node_ranges))
        if of or within:
            yield Fault(
                object=str(service),
                seen=f"its ClusterIP {address} " + (f"is also that of {of}" if of else f"lies in {within}"),
                expected="an address of a range that no pod and no node has",
                cause="the service range overlaps that of the pods or nodes: what is sent to one may reach the other",
                cure="compare serviceCidr in Azure with podCidr and the subnets; another range takes a new cluster",
            )


SERVICES = Check(
    id="V4",
    name="services",
    title="Services have addresses of the service range",
    proves="Every ClusterIP lies in the service range, `kubernetes` has its first address, and `kube-dns` the DNS "
    "address. Headless Services and ExternalName have no address and are left out. Where the service range is not "
    "known: no ClusterIP is a pod's or a node's address, or lies in a range of theirs.",
    does_not="That anything answers behind a Service (see the active checks).",
    needs=(Requirement.SERVICES,),
    without="without a stack or `--service-range` ClusterIPs are compared with pods' and nodes' addresses only",
    run=_run,
)
