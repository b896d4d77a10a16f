"""What AKS refuses about the ranges from which its API server may be reached, and what they cut off.

Split from `aks_rules`, which lists all rules. https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from aksnet.arm.values import as_dict, as_list, reference
from aksnet.sandbox.azure.addresses import Network, parse
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.sandbox_errors import Refusal

_MOST: Final = 200
_NOBODY: Final = "0.0.0.0/32"
"""AKS's word for: only the cluster's own way out."""


def _ranges(ask: AksRequest) -> list[str]:
    return [str(each) for each in as_list(ask.api_server.get("authorizedIPRanges"))]


# https://github.com/neumanndaniel/terraform/issues/1 and https://github.com/Azure/terraform-azurerm-aks/issues/378; the
# code for private ranges and private clusters is not known.
def taken(ask: AksRequest) -> Refusal | None:
    """Refuse ranges that are none, private ones, too many, and any for a private cluster."""
    ranges = _ranges(ask)
    if not ranges:
        return None
    if ask.api_server.get("enablePrivateCluster"):
        return Refusal("InvalidParameter", "authorizedIPRanges are not supported for a private cluster.")
    if len(ranges) > _MOST:
        return Refusal(
            "InvalidParameter",
            f"The number of APIServer Authorized IP Ranges is greater than the allowed value {_MOST}.",
        )
    if _NOBODY in ranges and len(ranges) > 1:
        return Refusal(
            "InvalidParameter",
            f"Setting apiServerAuthorizedIPRange to {_NOBODY} is not allowed with other IP ranges. Refer to "
            "https://aka.ms/aks/auth-ip-ranges for more details",
        )
    for each in ranges:
        network = parse(each)
        if network is None or network.version != 4:
            return Refusal("InvalidParameter", f"authorizedIPRanges: {each!r} must be an IPv4 address or range.")
        if each != _NOBODY and not network.is_global and not _for_documentation(network):
            return Refusal("InvalidParameter", f"authorizedIPRanges: {each} must be global, non-reserved addresses.")
    return None


def _for_documentation(network: Network) -> bool:
    """Return whether a range is one that documents use: here it stands for public addresses."""
    documented = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    return any(network.subnet_of(ipaddress.IPv4Network(each)) for each in documented)  # type: ignore[arg-type]


# https://github.com/MicrosoftDocs/azure-docs/issues/111834 and, for the code,
# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-code-k8sapiserverconnfailvmextensionerror
def nodes_come_in(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster whose nodes leave through a NAT gateway that its ranges shut out: they never join.

    AKS adds the address of its own load balancer by itself; a gateway on the subnet takes what leaves before that one
    does (https://learn.microsoft.com/azure/nat-gateway/nat-overview). Where a firewall's address is no resource here
    and cannot be looked at, and with an API server in the virtual network nodes do not come from outside.
    """
    ranges = [network for each in _ranges(ask) if (network := parse(each))]
    if not ranges or ask.outbound == "userDefinedRouting" or ask.api_server.get("enableVnetIntegration"):
        return None
    for address in _way_out(ask):
        if not any(ipaddress.ip_address(address) in network for network in ranges):
            return Refusal(
                "VMExtensionError_K8SAPIServerConnFail",
                f"Unable to establish connection from agents to Kubernetes API server. The nodes leave from {address}, "
                f"which is not among the authorizedIPRanges ({', '.join(_ranges(ask))}).",
            )
    return None


def _way_out(ask: AksRequest) -> Iterator[str]:
    """Yield the addresses that the nodes' NAT gateways leave from, as far as they are resources here."""
    for subnet in ask.node_subnets:
        gateway = ask.view.get(subnet.refers_to("natGateway") or "") or {}
        for each in as_list(as_dict(gateway.get("inputs")).get("publicIpPrefixes")):
            record = ask.view.get(reference(each) or "") or {}
            found = parse(as_dict(record.get("outputs")).get("ipPrefix"))
            if found is not None and found.version == 4:
                yield str(found.network_address)
                yield str(found.broadcast_address)
        for each in as_list(as_dict(gateway.get("inputs")).get("publicIpAddresses")):
            record = ask.view.get(reference(each) or "") or {}
            address = as_dict(record.get("outputs")).get("ipAddress")
            if address and ":" not in str(address):
                yield str(address)
