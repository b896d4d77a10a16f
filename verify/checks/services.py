"""V4: Services have addresses of the service range; the API server's and the DNS's are where they belong."""

from __future__ import annotations

from collections.abc import Iterator

from verify.case import Case, Need
from verify.check import Check, Fault, Outcome, judged
from verify.checks.parts import holding, said
from verify.facts import SYSTEM, Address, Service

_API = ("default", "kubernetes")
_DNS = (SYSTEM, "kube-dns")


def _run(case: Case) -> Outcome:
    facts = case.facts
    by_name = {(each.namespace, each.name): each for each in facts.services}
    judged_ones = [each for each in facts.services if facts.namespace in (None, each.namespace)]
    faults = [fault for each in judged_ones for fault in _of_service(each, case)]
    faults += _at(by_name.get(_API), case.expected.service_ranges[0][1], "the first address of the service range")
    if case.expected.dns_service_ip is not None:
        faults += _at(by_name.get(_DNS), case.expected.dns_service_ip, "the cluster's dnsServiceIP")
    if _DNS not in by_name and any(each.namespace == SYSTEM for each in facts.services):
        faults.append(
            Fault(
                object="service kube-system/kube-dns",
                seen="it does not exist",
                expected="the Service that every pod asks names of",
                cause="somebody deleted it",
                cure="az aks update without changes: AKS puts its own objects back",
            )
        )
    some = sum(bool(each.cluster_ips) for each in judged_ones)
    unseen = [
        f"{namespace}/{name} was not seen" for namespace, name in (_API, _DNS) if (namespace, name) not in by_name
    ]
    return judged(faults, f"{some} Services in {said(case.expected.service_ranges)}", *unseen)


def _of_service(service: Service, case: Case) -> Iterator[Fault]:
    """Judge the ClusterIPs; a headless Service and an ExternalName have none."""
    for address in service.cluster_ips:
        if holding(address, case.expected.service_ranges) is None:
            yield Fault(
                object=str(service),
                seen=f"its ClusterIP is {address}",
                expected=f"an address of {said(case.expected.service_ranges)}",
                cause="the cluster has another service range than declared, which is fixed when it is made",
                cure="compare serviceCidr in Azure with the stack; another range takes a new cluster",
            )


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


SERVICES = Check(
    id="V4",
    name="services",
    title="Services have addresses of the service range",
    proves="Every ClusterIP lies in the service range, `kubernetes` has its first address, and `kube-dns` the DNS "
    "address. Headless Services and ExternalName have no address and are left out.",
    does_not="That anything answers behind a Service (see the active checks).",
    needs=(Need.SERVICES, Need.SERVICE_RANGES),
    run=_run,
)
