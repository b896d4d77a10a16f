"""What AKS refuses about the outbound side of its load balancer.

Split from `aks_rules`, which lists all rules in their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.agent_pools import families_of
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.identity import may_change_network
from aksnet.sandbox.sandbox_errors import Refusal

# https://learn.microsoft.com/azure/aks/load-balancer-standard
_PORTS_OF_ADDRESS: Final = 64_000
_MOST_PORTS: Final = 64_000
_MOST_MANAGED: Final = 100


def _sent(ask: AksRequest) -> Json:
    return as_dict(ask.profiled("loadBalancerProfile")) if ask.writes_cluster else {}


def _own(sent: Json) -> Iterator[str]:
    for group, items in (("outboundIPs", "publicIPs"), ("outboundIPPrefixes", "publicIPPrefixes")):
        for each in as_list(as_dict(sent.get(group)).get(items)):
            yield reference(each) or ""


# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/r/kubernetes_cluster.html.markdown has
# the three as mutually exclusive.
def profile(ask: AksRequest) -> Refusal | None:
    """Refuse a profile of several kinds of addresses, or with numbers that the load balancer has not."""
    sent = _sent(ask)
    kinds = [key for key in ("managedOutboundIPs", "outboundIPs", "outboundIPPrefixes") if as_dict(sent.get(key))]
    if len(kinds) > 1:
        return Refusal(
            "InvalidLoadBalancerProfile",
            f"Load balancer profile must specify one of ManagedOutboundIPs, OutboundIPPrefixes and OutboundIPs, not "
            f"{' and '.join(kinds)}.",
        )
    managed = as_dict(sent.get("managedOutboundIPs"))
    for name in ("count", "countIPv6"):
        if managed.get(name) is not None and not 0 <= managed[name] <= _MOST_MANAGED:
            return Refusal("InvalidLoadBalancerProfile", f"managedOutboundIPs.{name} must be at most {_MOST_MANAGED}.")
    if managed.get("countIPv6") and 6 not in families_of(ask.profile):
        return Refusal(
            "InvalidLoadBalancerProfile", "managedOutboundIPs.countIPv6 is only allowed in a dual-stack cluster."
        )
    idle = sent.get("idleTimeoutInMinutes")
    if idle is not None and not 4 <= idle <= 120:
        return Refusal(
            "InvalidLoadBalancerProfileIdleTimeout", f"idleTimeoutInMinutes must be between 4 and 120, not {idle}."
        )
    return None


# https://learn.microsoft.com/azure/aks/load-balancer-standard#provide-your-own-outbound-public-ips-or-prefixes; the
# code of the missing role is not known.
def own_addresses(ask: AksRequest) -> Refusal | None:
    """Refuse addresses that are not there, or that the cluster's identity may not join."""
    for arm_id in _own(_sent(ask)):
        if ask.view.get(arm_id) is None:
            return Refusal("PublicIPAddressNotFound", f"The outbound address {arm_id} was not found.")
        if ask.principal is None or not may_change_network(ask.view, ask.principal, arm_id):
            return Refusal(
                "ResourceMissingPermissionError",
                f"The cluster identity {ask.principal} must be given permission to join {arm_id} "
                "(Microsoft.Network/publicIPAddresses/join/action, such as Network Contributor).",
            )
    return None


# https://learn.microsoft.com/azure/aks/load-balancer-standard#configure-the-allocated-outbound-ports
def ports(ask: AksRequest) -> Refusal | None:
    """Refuse more ports for the nodes that there are than the addresses have."""
    sent = as_dict(ask.profiled("loadBalancerProfile"))
    wanted = sent.get("allocatedOutboundPorts")
    if not wanted:
        return None
    if wanted % 8 or wanted > _MOST_PORTS:
        return Refusal(
            "InvalidLoadBalancerProfileAllocatedOutboundPorts",
            f"allocatedOutboundPorts must be a multiple of 8 up to {_MOST_PORTS}, not {wanted}.",
        )
    own = list(_own(sent))
    if any("/publicipprefixes/" in each.lower() for each in own):
        return None
    addresses = len(own) or as_dict(sent.get("managedOutboundIPs")).get("count") or 1
    nodes = sum(int(pool.get("count") or 0) for pool in ask.all_pools)
    if nodes * wanted > addresses * _PORTS_OF_ADDRESS:
        return Refusal(
            "InvalidLoadBalancerProfileAllocatedOutboundPorts",
            f"Load balancer profile allocated ports {wanted} is not in an allowable range given the number of nodes "
            f"({nodes}) and IPs ({addresses}) provisioned.",
        )
    return None
