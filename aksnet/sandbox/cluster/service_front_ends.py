"""The front ends of Services of type LoadBalancer: public, or in a subnet of the cluster's virtual network.

Answers as Azure's cloud controller does: an address for each IP family, or why there is none, which keeps the Service
pending. https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/#loadbalancer-annotations
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any, Final

from aksnet.arm.ids import last, resource_group_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.addresses import free_addresses, networks_of, parse
from aksnet.sandbox.azure.identity import identities_of, may_change_network
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.cluster.cluster_facts import Facts
from aksnet.sandbox.cluster.make import metadata, spec_of
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_BALANCER: Final = "service.beta.kubernetes.io/azure-load-balancer"
_PUBLIC_IP: Final = "service.beta.kubernetes.io/azure-pip-name"
_VERSIONS: Final = {"IPv4": 4, "IPv6": 6}
# Ranges that documentation may use: https://www.rfc-editor.org/rfc/rfc5737 and rfc3849.
_PUBLIC: Final = {4: ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"), 6: ("2001:db8::/64",)}


def is_balanced(service: Json) -> bool:
    """Return whether a Service asks for a load balancer."""
    return spec_of(service).get("type") == "LoadBalancer"


def addresses_of(service: Json) -> list[str]:
    """Return the addresses that a Service has been given outside the cluster."""
    ingress = as_list(as_dict(as_dict(service.get("status")).get("loadBalancer")).get("ingress"))
    return [str(each["ip"]) for each in ingress if as_dict(each).get("ip")]


def front_end(facts: Facts, service: Json, before: list[str]) -> tuple[list[str], str]:
    """Return a Service's addresses, or none and why; `before` is what it had, which it keeps where that still fits."""
    families = [_VERSIONS[str(family)] for family in as_list(spec_of(service).get("ipFamilies"))] or [4]
    try:
        chosen = _internal if _asked(service, "-internal") == "true" else _public
        found = [chosen(facts, service, family, _of_family(before, family)) for family in families]
    except Refusal as refusal:
        namespace, name = metadata(service).get("namespace"), metadata(service).get("name")
        why = f"Code={refusal.code!r} {refusal.message}"
        return [], f"Error syncing load balancer: failed to ensure load balancer: ensure({namespace}/{name}): {why}"
    return found, ""


def _asked(service: Json, what: str) -> str:
    annotations = as_dict(metadata(service).get("annotations"))
    return str(annotations.get(f"{_BALANCER}{what}") or "")


def _of_family(addresses: list[str], family: int) -> str | None:
    return next((each for each in addresses if ipaddress.ip_address(each).version == family), None)


def _internal(facts: Facts, service: Json, family: int, before: str | None) -> str:
    subnet_id = _subnet(facts, service)
    _may_join(facts, subnet_id)
    free = free_addresses(facts.view, subnet_id, family)
    fixed = _asked(service, f"-ipv{family}")
    if fixed:
        return fixed if fixed == before else _fixed(facts, subnet_id, fixed, free=_contains(free, fixed))
    networks = networks_of(as_dict((facts.view.get(subnet_id) or {}).get("inputs")))
    if before and any(ipaddress.ip_address(before) in network for network in networks):
        return before
    return free.take_one()


def _contains(free: Any, address: str) -> bool:
    try:
        return address in free
    except ValueError:
        return False


def _subnet(facts: Facts, service: Json) -> str:
    named = _asked(service, "-internal-subnet")
    if facts.vnet is None:
        raise Refusal("NoNodes", "the cluster has no nodes that a load balancer could stand before")
    if not named:
        return str(facts.node_subnet)
    subnet_id = f"{facts.vnet}/subnets/{named}"
    # The annotation takes a name: https://learn.microsoft.com/azure/aks/internal-lb#specify-a-different-subnet
    if "/" in named or facts.view.get(subnet_id) is None:
        raise Refusal(
            "ResourceNotFound",
            f"failed to get subnet {last(facts.vnet)}/{named}: there is no subnet of this name in the cluster's "
            f"virtual network (the annotation {_BALANCER}-internal-subnet takes the name of one).",
        )
    return subnet_id


def _may_join(facts: Facts, subnet_id: str, action: str = "virtualNetworks/subnets/join/action") -> None:
    """The cluster's identity needs rights on the subnet; on what AKS made itself it has them."""
    if resource_group_of(subnet_id).lower() == facts.node_group.lower():
        return
    assigned = identities_of({"identity": facts.body.get("identity")})
    principal = derived(assigned[0] if assigned else facts.cluster_id, "principal")
    if not may_change_network(facts.view, principal, subnet_id):
        raise Refusal(
            "LinkedAuthorizationFailed",
            f"The client with object id '{principal}' does not have permission to perform action "
            f"'Microsoft.Network/{action}' on the linked scope(s) '{subnet_id}' or the "
            "linked scope(s) are invalid. Give the cluster's identity Network Contributor there.",
        )


def _fixed(facts: Facts, subnet_id: str, address: str, *, free: bool) -> str:
    networks = networks_of(as_dict((facts.view.get(subnet_id) or {}).get("inputs")))
    if parse(address) is None or not any(ipaddress.ip_address(address) in network for network in networks):
        raise Refusal(
            "PrivateIPAddressNotInSubnet",
            f"Private static IP address {address} does not belong to the range of subnet prefix "
            f"{', '.join(map(str, networks))} ({last(subnet_id)}).",
        )
    if not free:
        raise Refusal(
            "PrivateIPAddressIsAllocated",
            f"The private IP address {address} in subnet {last(subnet_id)} is already allocated or kept by Azure.",
        )
    return address


def _public(facts: Facts, service: Json, family: int, before: str | None) -> str:
    named = str(as_dict(metadata(service).get("annotations")).get(_PUBLIC_IP) or "")
    if named and family == 4:
        return _named(facts, service, named)
    fixed = _asked(service, f"-ipv{family}")
    if fixed:
        return _there(facts, service, fixed, before)
    used = set(_public_addresses(facts.view)) - {before}
    ranges = [ipaddress.ip_network(prefix) for prefix in _PUBLIC[family]]
    if before and any(ipaddress.ip_address(before) in network for network in ranges):
        return before
    for network in ranges:
        for number in range(1, min(network.num_addresses - 1, 2**16)):
            if str(network[number]) not in used:
                return str(network[number])
    raise Refusal("PublicIPCountLimitReached", "Cannot create more public IP addresses for this subscription.")


def _named(facts: Facts, service: Json, name: str) -> str:
    """Return the address of a public address of the user's: https://learn.microsoft.com/azure/aks/static-ip."""
    group = _asked(service, "-resource-group") or facts.node_group
    found = [
        record
        for record in facts.view.of_type("Microsoft.Network/publicIPAddresses")
        if last(record["id"]).lower() == name.lower() and resource_group_of(record["id"]).lower() == last(group).lower()
    ]
    if not found:
        raise Refusal(
            "PublicIPAddressNotFound", f"The public IP address {name} was not found in resource group {last(group)}."
        )
    _may_join(facts, found[0]["id"], "publicIPAddresses/join/action")
    address = str(found[0]["outputs"].get("ipAddress"))
    others = (
        each
        for cluster, objects in facts.view.objects.items()
        if cluster.lower() != facts.cluster_id.lower()
        for record in objects.values()
        if record["kind"] == "Service"
        for each in addresses_of(record["outputs"])
    )
    if address in others:
        raise Refusal("PublicIPAddressInUse", f"The public IP address {address} is in use by another resource.")
    return address


# https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/provider/azure_publicip_repo.go has the words.
def _there(facts: Facts, service: Json, fixed: str, before: str | None) -> str:
    """Return an address of the user's that a public address in the nodes' group, or in the one named, has."""
    group = last(_asked(service, "-resource-group") or facts.node_group)
    there = (
        str(record["outputs"].get("ipAddress"))
        for record in facts.view.of_type("Microsoft.Network/publicIPAddresses")
        if resource_group_of(record["id"]).lower() == group.lower()
    )
    if fixed not in there:
        raise Refusal(
            "PublicIPAddressNotFound",
            f"findMatchedPIPByLoadBalancerIP: cannot find public IP with IP address {fixed} in resource group {group}",
        )
    if fixed != before and fixed in _of_services(facts.view):
        raise Refusal("PublicIPAddressInUse", f"The public IP address {fixed} is in use by another resource.")
    return fixed


def _public_addresses(view: Subscription) -> Iterator[str]:
    for record in view.of_type("Microsoft.Network/publicIPAddresses"):
        yield str(record["outputs"].get("ipAddress"))
    yield from _of_services(view)


def _of_services(view: Subscription) -> Iterator[str]:
    for objects in view.objects.values():
        for record in objects.values():
            if record["kind"] == "Service":
                yield from addresses_of(record["outputs"])
