"""Ranges and addresses with a meaning in Azure or AKS whoever uses them: reserved, private, kept in every subnet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network

RESERVED_BY_AKS = tuple(map(IPv4Network, ("169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16")))
"""No VNet, subnet, pod or Service range may overlap them.
https://learn.microsoft.com/azure/aks/concepts-network-cni-overview"""

RESERVED_BY_AZURE = tuple(
    map(IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "168.63.129.16/32", "224.0.0.0/4", "240.0.0.0/4"))
)
"""No VNet may contain them, and nothing else can use them: this host, loopback, Azure's own services, multicast, and
what is reserved with the broadcast address. https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"""

AZURE_DNS = IPv4Address("168.63.129.16")
"""Where Azure's own DNS answers in every VNet.
https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16"""

ONLY_THE_CLUSTER = IPv4Network("0.0.0.0/32")
"""Among ranges that may reach an API server, AKS's word for the cluster's own way out and nothing else.
https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges"""

PRIVATE_IPV4 = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""Private by RFC 1918, and the shared range of RFC 6598 last.
https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay"""

PRIVATE_IPV6 = IPv6Network("fc00::/7")
"""Private by RFC 4193."""

SELF_ASSIGNED_IPV6 = IPv6Network("fd00::/8")
"""The half of the private range from which anybody may choose. https://www.rfc-editor.org/rfc/rfc4193"""

FIRST_IN_SUBNET = 4
"""Addresses at the start of a subnet that Azure keeps.
https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq"""

LAST_IN_SUBNET = 1
"""Addresses at its end that Azure keeps; same page."""

SMALLEST_SUBNET = 29
"""Longest prefix of an IPv4 subnet; same page."""

IPV6_SUBNET = 64
"""The only prefix length of an IPv6 subnet.
https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview"""


def given_out(address: IPv4Address, prefix: IPv4Network) -> bool:
    """Return whether Azure leaves an address of a subnet to its user."""
    return address in prefix and first_given_out(prefix) <= address <= last_given_out(prefix)


def first_given_out(prefix: IPv4Network) -> IPv4Address:
    """Return the first address of a subnet that Azure leaves to its user."""
    return prefix.network_address + FIRST_IN_SUBNET


def last_given_out(prefix: IPv4Network) -> IPv4Address:
    """Return the last one."""
    return prefix.broadcast_address - LAST_IN_SUBNET
