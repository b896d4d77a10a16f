"""The addresses of Services inside a cluster: from the Services' range, each given once.

Kubernetes draws them by lot; here they follow from the Service's name, so that runs repeat. The front ends of load
balancers are `front_ends`'s.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any, Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.cluster.cluster_facts import Facts, Network
from aksnet.sandbox.cluster.make import SYSTEM, metadata, spec_of
from aksnet.sandbox.sandbox_errors import Refusal

_FAMILY: Final = {4: "IPv4", 6: "IPv6"}
# https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
_NODE_PORTS: Final = (30000, 32768)
_NO_ADDRESS: Final = "None"


def system_services(facts: Facts) -> list[Json]:
    """Return the Services that are there without a user: the API server's, the DNS's and the metrics'."""
    first = facts.service_networks[0]
    metrics = _free_in(first, f"{facts.cluster_id}/metrics-server", {str(first[1]), facts.dns_address})
    https = {"name": "https", "port": 443, "protocol": "TCP", "targetPort": 443}
    dns = [{"name": f"dns{tail}", "port": 53, "protocol": how, "targetPort": 53} for how, tail in _DNS_PORTS]
    rows: tuple[tuple[str, str, Any, list[Json], Json | None], ...] = (
        ("default", "kubernetes", first[1], [https], None),
        (SYSTEM, "kube-dns", facts.dns_address, dns, {"k8s-app": "kube-dns"}),
        (SYSTEM, "metrics-server", metrics, [https], {"k8s-app": "metrics-server"}),
    )
    if facts.policy == "azure":
        taken = {str(first[1]), facts.dns_address, str(metrics)}
        address = _free_in(first, f"{facts.cluster_id}/npm-metrics", taken)
        ports = [{"name": "metrics", "port": 9000, "protocol": "TCP", "targetPort": 10091}]
        rows = (*rows, (SYSTEM, "npm-metrics-cluster-service", address, ports, {"k8s-app": "azure-npm"}))
    return [
        facts.made(
            "v1",
            "Service",
            name,
            namespace,
            labels=_LABELS.get(name, selector),
            spec={
                "type": "ClusterIP",
                "clusterIP": str(address),
                "clusterIPs": [str(address)],
                "ipFamilies": [_FAMILY[first.version]],
                "ipFamilyPolicy": "SingleStack",
                "internalTrafficPolicy": "Cluster",
                "ports": ports,
                **({"selector": selector} if selector else {}),
                "sessionAffinity": "None",
            },
            status={"loadBalancer": {}},
        )
        for namespace, name, address, ports, selector in rows
    ]


_DNS_PORTS: Final = (("UDP", ""), ("TCP", "-tcp"))
# Seen on public clusters, as far as they differ from the selector.
_ADDON: Final = {"addonmanager.kubernetes.io/mode": "Reconcile", "kubernetes.io/cluster-service": "true"}
_LABELS: Final[dict[str, Json]] = {
    "kubernetes": {"component": "apiserver", "provider": "kubernetes"},
    "kube-dns": {**_ADDON, "k8s-app": "kube-dns", "kubernetes.io/name": "CoreDNS"},
    "metrics-server": {**_ADDON, "kubernetes.io/name": "Metrics-server"},
}


def addressed(facts: Facts, service: Json, before: Json) -> Json:
    """Return a Service's spec with what the API server fills in; `before` is the spec that it had."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName":
        return spec
    others = _others(facts, service)
    policy, families = _stack(facts, service, spec)
    kept = before if before.get("ipFamilies") == families else {}
    addresses = _cluster_addresses(facts, service, families, as_list(kept.get("clusterIPs")), others)
    answer = {
        **spec,
        "type": spec.get("type") or "ClusterIP",
        "clusterIP": addresses[0],
        "clusterIPs": addresses,
        "ipFamilies": families,
        "ipFamilyPolicy": policy,
        "internalTrafficPolicy": spec.get("internalTrafficPolicy") or "Cluster",
        "sessionAffinity": spec.get("sessionAffinity") or "None",
    }
    if answer["type"] in ("NodePort", "LoadBalancer"):
        answer |= {"externalTrafficPolicy": "Cluster", "allocateLoadBalancerNodePorts": True, **spec}
        answer |= {"clusterIP": addresses[0], "clusterIPs": addresses}
    answer["ports"] = list(_ports(answer, service, as_list(before.get("ports")), others))
    return answer


def _others(facts: Facts, service: Json) -> list[Json]:
    """Return the specs of the cluster's other Services."""
    own = metadata(service)
    mine = (own.get("namespace"), own.get("name"))
    stored = [record["outputs"] for record in facts.records.values() if record["kind"] == "Service"]
    return [
        spec_of(each)
        for each in (*system_services(facts), *stored)
        if (metadata(each).get("namespace"), metadata(each).get("name")) != mine
    ]


def _stack(facts: Facts, service: Json, spec: Json) -> tuple[str, list[str]]:
    policy = str(spec.get("ipFamilyPolicy") or "SingleStack")
    if policy == "RequireDualStack" and len(facts.families) < 2:
        raise _invalid(
            service,
            "spec.ipFamilyPolicy",
            'Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
        )
    available = [_FAMILY[family] for family in facts.families]
    asked = [str(each) for each in as_list(spec.get("ipFamilies"))]
    for family in asked:
        if family not in available:
            raise _invalid(service, "spec.ipFamilies[0]", f'Invalid value: "{family}": not configured on this cluster')
    families = [*asked, *(each for each in available if each not in asked)]
    return policy, families if policy != "SingleStack" else families[: max(1, len(asked))]


def _cluster_addresses(
    facts: Facts, service: Json, families: list[str], kept: list[str], others: list[Json]
) -> list[str]:
    spec = spec_of(service)
    asked = as_list(spec.get("clusterIPs")) or ([spec["clusterIP"]] if spec.get("clusterIP") else [])
    if _NO_ADDRESS in asked:
        return [_NO_ADDRESS]
    used = {str(address) for other in others for address in as_list(other.get("clusterIPs"))}
    networks = {_FAMILY[network.version]: network for network in facts.service_networks}
    answer = []
    for index, family in enumerate(families):
        network = networks[family]
        if index < len(asked):
            answer.append(_allowed(service, str(asked[index]), network, used))
        elif index < len(kept):
            answer.append(kept[index])
        else:
            seed = f"{facts.cluster_id}/{metadata(service).get('namespace')}/{metadata(service).get('name')}/{family}"
            found = _free_in(network, seed, used)
            if found is None:
                raise _invalid(service, "spec.clusterIPs", "Invalid value: failed to allocate IP: range is full")
            answer.append(found)
    return answer


def _allowed(service: Json, address: str, network: Network, used: set[str]) -> str:
    why = None
    try:
        if ipaddress.ip_address(address) not in network:
            why = f"the provided IP is not in the valid range. The range of valid IPs is {network}"
        elif address in used:
            why = "provided IP is already allocated"
    except ValueError:
        why = "must be a valid IP address"
    if why is None:
        return address
    shown = f'Invalid value: []string{{"{address}"}}: failed to allocate IP {address}: {why}'
    raise _invalid(service, "spec.clusterIPs", shown)


def _invalid(service: Json, field: str, why: str) -> Refusal:
    return Refusal("Invalid", f'Service "{metadata(service).get("name")}" is invalid: {field}: {why}')


def _probe(seed: str, room: int, usable: Callable[[int], bool]) -> int | None:
    """Return the first usable number at or after one that follows from the seed."""
    start = int(derived(seed, "address")[:8], 16) % room
    return next((number for step in range(room) if usable(number := (start + step) % room)), None)


def _free_in(network: Network, seed: str, used: set[str]) -> str | None:
    # The network's own address and an IPv4 range's last one are never given out.
    room = min(network.num_addresses - 2, 2**20)
    found = _probe(seed, room, lambda number: str(network[number + 1]) not in used)
    return None if found is None else str(network[found + 1])


def _ports(answer: Json, service: Json, before: list[Json], others: list[Json]) -> Iterator[Json]:
    """Yield the ports with their defaults, and with a port of the nodes for what comes from outside."""
    used = {port.get("nodePort") for other in others for port in as_list(other.get("ports"))}
    had = {(port.get("name"), port.get("port")): port.get("nodePort") for port in before}
    low, high = _NODE_PORTS
    for given in map(as_dict, as_list(answer.get("ports"))):
        port = {"protocol": "TCP", "targetPort": given.get("port"), **given}
        if answer["type"] in ("NodePort", "LoadBalancer") and answer["allocateLoadBalancerNodePorts"]:
            own = port.get("nodePort") or had.get((port.get("name"), port.get("port")))
            if own is None:
                seed = f"{metadata(service).get('namespace')}/{metadata(service).get('name')}/{port['port']}"
                found = _probe(seed, high - low, lambda number: low + number not in used)
                own = None if found is None else low + found
            used.add(own)
            port["nodePort"] = own
        yield port
