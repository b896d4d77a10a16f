"""V15: load balancers stand where they should: internal ones in their subnet, public ones on a public address."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

from aksnet.azure.axes import ServiceType
from aksnet.verify.check import Check, Fault, Outcome, info, judged, no_case
from aksnet.verify.checks.check_parts import holding, said
from aksnet.verify.facts import Address, Range, Service
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

# https://www.rfc-editor.org/rfc/rfc1918, rfc6598 and rfc4193: what Azure never gives as a public address.
_PRIVATE: Final = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"))
)


def _run(case: JudgedCluster) -> Outcome:
    facts = case.facts
    asked = facts.namespace
    found = {
        (each.namespace, each.name): each
        for each in facts.services
        if each.type == ServiceType.LOAD_BALANCER and asked in (None, each.namespace)
    }
    # https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-class
    services = {key: each for key, each in found.items() if not each.load_balancer_class}
    foreign = [
        f"{each} is left out: its load balancer is of the class {each.load_balancer_class}, not Azure's"
        for each in found.values()
        if each.load_balancer_class
    ]
    faults = [fault for each in services.values() for fault in _of_service(each, case)]
    faults += _undeployed(services, case)
    if not services and not faults:
        return no_case("; ".join(["there is no Service of type LoadBalancer", *foreign]))
    summary = f"{len(services)} load balancers"
    fronts = [f"{each}: {said(each.front_ends, each.hostname or 'none')}" for each in services.values()]
    if not faults and not any(each.front_ends for each in services.values()):
        return info(f"{summary} with a name in place of an address", *fronts, *foreign)
    return judged(faults, summary, *fronts, *foreign)


def _of_service(service: Service, case: JudgedCluster) -> Iterator[Fault]:
    if not service.front_ends and not service.hostname:
        yield _pending(service)
    wanted = _subnet(service, case)
    for address in service.front_ends:
        if not service.internal and _is_inside(address, case):
            yield _fault(
                service,
                address,
                "a public address",
                "the annotation for an internal load balancer was removed after the address was given",
                "kubectl describe service, then delete and make it again",
            )
        elif service.internal and (holding(address, wanted) is None if wanted else not _is_inside(address, case)):
            where = f"an address of {service.internal_subnet or 'the node subnet'} ({said(wanted)})"
            yield _fault(
                service,
                address,
                where if wanted else "a private address",
                "an annotation was changed after the address was given, or names another subnet than was meant",
                "delete and make the Service again: the front end of a load balancer does not move",
            )


def _is_inside(address: Address, case: JudgedCluster) -> bool:
    """Return whether an address is of the network, which may also use ranges that are not private."""
    known = [each for ranges in case.expected.subnet_ranges.values() for each in ranges]
    return holding(address, (*_PRIVATE, *known, *case.expected.node_ranges)) is not None


def _subnet(service: Service, case: JudgedCluster) -> tuple[Range, ...]:
    """Return the ranges of the subnet that a Service asks for; without an annotation Azure takes the nodes'.

    https://learn.microsoft.com/azure/aks/internal-lb
    """
    if service.internal_subnet:
        return case.expected.subnet_ranges.get(service.internal_subnet, ())
    return case.expected.node_ranges


def _pending(service: Service) -> Fault:
    where = f"subnet {service.internal_subnet}" if service.internal_subnet else "the subnet or the public address"
    return Fault(
        object=str(service),
        seen="it has no address yet",
        expected="the address of its load balancer",
        cause=f"the cluster's identity has no Network Contributor on {where} (a grant can take an hour), or it is full",
        cure=f"kubectl -n {service.namespace} describe service {service.name}; see the check roles (V17)",
    )


def _fault(service: Service, address: Address, expected: str, cause: str, cure: str) -> Fault:
    return Fault(object=str(service), seen=f"its front end is {address}", expected=expected, cause=cause, cure=cure)


def _undeployed(services: dict[tuple[str, str], Service], case: JudgedCluster) -> Iterator[Fault]:
    """Compare with the samples that a stack declares."""
    for sample in case.expected.samples:
        wanted = sample.service == ServiceType.LOAD_BALANCER and case.facts.namespace in (None, sample.namespace)
        if not wanted:
            continue
        service = services.get((sample.namespace, sample.name))
        if service is None or service.internal_subnet != sample.internal_subnet:
            asks = f"it asks for the subnet {service.internal_subnet or '(none)'}" if service else "it does not exist"
            yield Fault(
                object=f"service {sample.namespace}/{sample.name}",
                seen=asks,
                expected=f"a load balancer in {sample.internal_subnet or 'no special subnet'}, as the stack declares",
                cause="somebody changed it beside the stack, or the last up failed before it",
                cure="pulumi up --refresh",
            )


LOAD_BALANCERS = Check(
    id="V15",
    name="load-balancers",
    title="Load balancers have addresses of their subnets",
    proves="Each Service of type LoadBalancer has an address: an internal one of the subnet that it names, else of the "
    "node subnet, and a public one a public address. Declared samples are there.",
    does_not="That it answers (see the active checks); a subnet outside the stack's network is not known. Services "
    "with a loadBalancerClass are another controller's and left out; a front end that is only a name is told.",
    needs=(Requirement.SERVICES,),
    run=_run,
)
