"""What AKS refuses about address ranges: pods, Services, DNS, and what they must keep apart from.

Split from `aks_rules`, which lists them all in their order.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from aksnet.arm.ids import last, parent_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.addresses import Address, Network, networks_of, overlap, parse
from aksnet.sandbox.azure.agent_pools import DEFAULT_DNS, families_of, plugin_of, pod_ranges, pod_source, service_ranges
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.node_group import OWN_SUBNET
from aksnet.sandbox.azure.virtual_networks import subnets_of
from aksnet.sandbox.sandbox_errors import Refusal

# https://learn.microsoft.com/azure/aks/concepts-network-cni-overview#prerequisites
RESERVED: Final = tuple(
    ipaddress.ip_network(each) for each in ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")
)
# https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#what-address-ranges-can-i-use-in-my-virtual-networks
# has multicast, broadcast, loopback and Azure's own resolver; https://www.rfc-editor.org/rfc/rfc1122 the rest.
OF_NOBODY: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4")
)
# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning and configure-dual-stack: the shortest
# prefix of a service range.
_SERVICE_PREFIX: Final = {4: 13, 6: 108}


def _pods(ask: AksRequest) -> list[Network]:
    ranged = pod_source(ask.profile, {}) == "range"
    return [network for each in pod_ranges(ask.profile) if (network := parse(each))] if ranged else []


def _services(ask: AksRequest) -> list[Network]:
    return [network for each in service_ranges(ask.profile) if (network := parse(each))]


def _dns(ask: AksRequest) -> Address | None:
    try:
        return ipaddress.ip_address(ask.profiled("dnsServiceIP") or DEFAULT_DNS)
    except ValueError:
        return None


def _neighbours(ask: AksRequest) -> Iterator[tuple[Json, Network]]:
    """Yield the subnets of the pools' virtual networks with their prefixes; AKS's own where they name none."""
    if not ask.node_subnets:
        yield {"id": "aks-subnet"}, ipaddress.ip_network(OWN_SUBNET)
    for vnet_id in sorted({parent_of(subnet.id) for subnet in ask.node_subnets}):
        for subnet in subnets_of(ask.view, vnet_id):
            for network in networks_of(subnet["inputs"]):
                yield subnet, network


# https://github.com/Azure/AKS/issues/506
def well_formed(ask: AksRequest) -> Refusal | None:
    """Refuse a range that is none."""
    single = {name: [ask.profiled(name)] for name in ("podCidr", "serviceCidr") if ask.profiled(name)}
    many = {name: as_list(ask.profiled(name)) for name in ("podCidrs", "serviceCidrs")}
    for name, ranges in {**single, **many}.items():
        for each in ranges:
            if parse(each) is None:
                return Refusal("CidrStringParseError", f"Cidr is invalid: networkProfile.{name} is {each!r}.")
    if _dns(ask) is None:
        return Refusal("InvalidParameter", f"networkProfile.dnsServiceIP {ask.profiled('dnsServiceIP')} is no address.")
    return None


# https://learn.microsoft.com/azure/aks/configure-dual-stack
def mirrors(ask: AksRequest) -> Refusal | None:
    """Refuse a single range beside a list that starts with another, and lists that do not follow the IP families."""
    for one, many in (("podCidr", "podCidrs"), ("serviceCidr", "serviceCidrs")):
        listed = as_list(ask.profiled(many))
        if listed and ask.profiled(one) and ask.profiled(one) != listed[0]:
            return Refusal(
                "InvalidParameter", f"networkProfile.{one} {ask.profiled(one)} is not the first of {many} {listed}."
            )
        found = [network.version for each in listed if (network := parse(each))]
        if found and found != families_of(ask.profile):
            return Refusal("InvalidParameter", f"networkProfile.{many} {listed} do not follow ipFamilies.")
    return None


# https://github.com/Azure/AKS-Construction/issues/403
def reserved(ask: AksRequest) -> Refusal | None:
    """Refuse ranges that Azure keeps for itself."""
    for ours in [*_pods(ask), *_services(ask)]:
        for theirs in RESERVED:
            if overlap(ours, theirs):
                return Refusal(
                    "NetworkProfileCIDROverlapVNET", f"NetworkProfile CIDR {ours} overlaps with reserved CIDR {theirs}"
                )
    return None


# What AKS answers is not known; nodes and pods cannot use such addresses.
def of_nobody(ask: AksRequest) -> Refusal | None:
    """Refuse ranges of pods and Services in which nothing can have an address."""
    for ours in [*_pods(ask), *_services(ask)]:
        for theirs in OF_NOBODY:
            if overlap(ours, theirs):
                return Refusal("InvalidParameter", f"networkProfile: {ours} overlaps with {theirs}, which is reserved.")
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-cni-overview#prerequisites; the code is not known.
def network_reserved(ask: AksRequest) -> Refusal | None:
    """Refuse a virtual network that has a range which AKS keeps for itself."""
    for vnet_id in sorted({parent_of(subnet.id) for subnet in ask.node_subnets}):
        space = as_dict(as_dict((ask.view.get(vnet_id) or {}).get("inputs")).get("addressSpace"))
        for network in [each for prefix in as_list(space.get("addressPrefixes")) if (each := parse(prefix))]:
            for theirs in RESERVED:
                if overlap(network, theirs):
                    return Refusal(
                        "InvalidParameter",
                        f"The virtual network {last(vnet_id)} has {network}, which overlaps with reserved CIDR "
                        f"{theirs}.",
                    )
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning
def pods_over_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a pod range that meets a subnet of the pools' virtual network; a CNI of one's own decides itself."""
    if plugin_of(ask.profile) == "none":
        return None
    for ours in _pods(ask):
        for subnet, theirs in _neighbours(ask):
            if overlap(ours, theirs):
                return Refusal(
                    "NetworkProfileCIDROverlapVNET",
                    f"NetworkProfile CIDR {ours} overlaps with reserved VNET CIDR {theirs} ({last(subnet['id'])})",
                )
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning
def pods_over_services(ask: AksRequest) -> Refusal | None:
    """Refuse pods and Services in one range."""
    for pods in _pods(ask):
        for services in _services(ask):
            if overlap(pods, services):
                return Refusal(
                    "PodCidrOverlapServiceCidr", f"The pod CIDR {pods} overlaps with the service CIDR {services}."
                )
    return None


# https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#kubernetes-service-address-range
def service_size(ask: AksRequest) -> Refusal | None:
    """Refuse a service range that is too large."""
    for network in _services(ask):
        if network.prefixlen < _SERVICE_PREFIX[network.version]:
            return Refusal(
                "InvalidParameter",
                f"The service CIDR {network} is too large: at most /{_SERVICE_PREFIX[network.version]} is allowed.",
            )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-dnsserviceipoutofservicecidr
def dns_address(ask: AksRequest) -> Refusal | None:
    """Refuse a DNS address outside the service range, or one that has another use; AKS's default counts too."""
    services = _services(ask)
    address = _dns(ask)
    own = next((network for network in services if address and network.version == address.version), None)
    if own is None or address is None:
        return None
    if address not in own:
        return Refusal(
            "DnsServiceIpOutOfServiceCidr",
            f"The DNS service IP {address} is out of the range defined by service CIDR {own}.",
        )
    if int(address) == int(own.network_address) + 1 or address == own.network_address:
        return Refusal(
            "DnsServiceIpConflicting",
            f"The DNS service IP {address} conflicts with the address of kubernetes.default, the first of {own}.",
        )
    if address == own.broadcast_address:
        return Refusal(
            "DnsBroadcastAddressConflicting", f"The DNS service IP {address} is the broadcast address of {own}."
        )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-servicecidroverlapexistingsubnetscidr
def services_over_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a service range that meets a subnet of the pools' virtual network."""
    for ours in _services(ask):
        for subnet, theirs in _neighbours(ask):
            if overlap(ours, theirs):
                return Refusal(
                    "ServiceCidrOverlapExistingSubnetsCidr",
                    f"The specified service CIDR {ours} is conflicted with an existing subnet CIDR {theirs} "
                    f"({last(subnet['id'])}). Target: networkProfile.serviceCIDR",
                )
    return None
