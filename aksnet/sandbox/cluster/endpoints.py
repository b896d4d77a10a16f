"""Which pods stand behind each Service: Endpoints and EndpointSlices."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.made_up import public_ip
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import letters, metadata, place, spec_of
from aksnet.sandbox.cluster.pod_owners import is_ready

_API_SERVER = ("default", "kubernetes")


class Endpoints:
    """The endpoints of a cluster's Services."""

    def __init__(self, facts: Facts, pods: Iterable[Json]) -> None:
        self._facts = facts
        self._pods: dict[str, list[Json]] = {}
        for pod in pods:
            if as_dict(pod["status"]).get("podIP"):
                self._pods.setdefault(str(metadata(pod).get("namespace")), []).append(pod)

    def endpoints(self, services: Iterable[Json]) -> list[Json]:
        """Return the Endpoints of the Services that have a selector, and of the API server."""
        return [self._endpoints(service, pods) for service, pods in self._chosen(services)]

    def slices(self, services: Iterable[Json]) -> list[Json]:
        """Return one EndpointSlice for each family of those Services."""
        return [
            self._slice(service, pods, str(family))
            for service, pods in self._chosen(services)
            for family in as_list(spec_of(service).get("ipFamilies")) or ["IPv4"]
        ]

    def _chosen(self, services: Iterable[Json]) -> Iterator[tuple[Json, list[Json]]]:
        for service in services:
            selector = as_dict(spec_of(service).get("selector")).items()
            if selector:
                pods = self._pods.get(str(metadata(service).get("namespace")), [])
                # A Service's selector is a plain set of labels.
                yield service, [pod for pod in pods if selector <= metadata(pod)["labels"].items()]
            elif place(service) == _API_SERVER:
                yield service, []

    def _own(self, service: Json) -> list[str]:
        return [public_ip(self._facts.cluster_id)] if place(service) == _API_SERVER else []

    def _endpoints(self, service: Json, pods: list[Json]) -> Json:
        namespace, name = place(service)
        first = str((as_list(spec_of(service).get("ipFamilies")) or ["IPv4"])[0])
        found = [{"ip": address} for address in self._own(service)]
        found += [_address(pod, ip) for pod in pods if is_ready(pod) for ip in _addresses(pod, first)]
        waiting = [_address(pod, ip) for pod in pods if not is_ready(pod) for ip in _addresses(pod, first)]
        subset: Json = {"ports": _ports(service, pods)}
        subset |= {key: value for key, value in (("addresses", found), ("notReadyAddresses", waiting)) if value}
        labels = as_dict(metadata(service).get("labels"))
        subsets = [subset] if found or waiting else []
        return self._facts.made("v1", "Endpoints", name, namespace, labels=labels, subsets=subsets)

    def _slice(self, service: Json, pods: list[Json], family: str) -> Json:
        namespace, name = place(service)
        points: list[Json] = [
            {"addresses": [each], "conditions": {"ready": True}} for each in self._own(service) if family == "IPv4"
        ]
        points += [
            {
                "addresses": [ip],
                "conditions": {"ready": is_ready(pod), "serving": is_ready(pod), "terminating": False},
                "nodeName": spec_of(pod)["nodeName"],
                "targetRef": _target(pod),
            }
            for pod in pods
            for ip in _addresses(pod, family)
        ]
        return self._facts.made(
            "discovery.k8s.io/v1",
            "EndpointSlice",
            f"{name}-{letters(name, family, length=5)}",
            namespace,
            owner=service,
            labels={
                "kubernetes.io/service-name": name,
                "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
            },
            addressType=family,
            endpoints=points,
            ports=_ports(service, pods),
        )


def _addresses(pod: Json, family: str) -> list[str]:
    version = 6 if family == "IPv6" else 4
    found = [str(each["ip"]) for each in as_dict(pod["status"]).get("podIPs", ())]
    return [each for each in found if ipaddress.ip_address(each).version == version]


def _address(pod: Json, ip: str) -> Json:
    return {"ip": ip, "nodeName": spec_of(pod)["nodeName"], "targetRef": _target(pod)}


def _target(pod: Json) -> Json:
    namespace, name = place(pod)
    return {"kind": "Pod", "namespace": namespace, "name": name, "uid": metadata(pod)["uid"]}


def _ports(service: Json, pods: list[Json]) -> list[Json]:
    """Return the ports behind a Service; those it names are looked up in the first pod."""
    containers = as_list(spec_of(pods[0]).get("containers")) if pods else []
    named = {
        port.get("name"): port.get("containerPort")
        for container in containers
        for port in map(as_dict, as_list(as_dict(container).get("ports")))
    }
    return [_port(as_dict(port), named) for port in as_list(spec_of(service).get("ports"))]


def _port(port: Json, named: dict[Any, Any]) -> Json:
    target = port.get("targetPort", port.get("port"))
    number = named.get(target) if isinstance(target, str) else target
    name = {"name": port["name"]} if port.get("name") else {}
    return {**name, "port": number, "protocol": port.get("protocol", "TCP")}
