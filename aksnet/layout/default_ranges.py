"""The ranges of everything that is given none: one table, so that no two defaults share an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType
from typing import assert_never

from aksnet.azure.axes import IpFamily, SubnetUse
from aksnet.layout.addressing import Range


@dataclass(frozen=True, kw_only=True, slots=True)
class DefaultRanges:
    """The default of one thing in both families."""

    ipv4: IPv4Network
    ipv6: IPv6Network

    def of(self, family: IpFamily) -> Range:
        """Return the default in one family."""
        match family:
            case IpFamily.IPV4:
                return self.ipv4
            case IpFamily.IPV6:
                return self.ipv6
            case unknown:
                assert_never(unknown)


VNET = DefaultRanges(ipv4=IPv4Network("10.224.0.0/12"), ipv6=IPv6Network("fd12:3456:789b::/48"))
PODS = DefaultRanges(ipv4=IPv4Network("10.244.0.0/16"), ipv6=IPv6Network("fd12:3456:789a::/64"))
SERVICES = DefaultRanges(ipv4=IPv4Network("10.0.0.0/16"), ipv6=IPv6Network("fd12:3456:789a:1::/108"))

SUBNETS: Mapping[SubnetUse, DefaultRanges] = MappingProxyType(
    {
        SubnetUse.NODES: DefaultRanges(ipv4=IPv4Network("10.224.0.0/16"), ipv6=IPv6Network("fd12:3456:789b::/64")),
        SubnetUse.PODS: DefaultRanges(ipv4=IPv4Network("10.225.0.0/16"), ipv6=IPv6Network("fd12:3456:789b:1::/64")),
        SubnetUse.API_SERVER: DefaultRanges(
            ipv4=IPv4Network("10.226.0.0/28"), ipv6=IPv6Network("fd12:3456:789b:2::/64")
        ),
    }
)
"""Subnets that the only cluster of a stack need not write, by what they are for; all lie in the default VNet."""
