"""The network profile of a cluster as Azure gets it: exactly what the mode's row has, and nothing else.

It is a plain mapping on purpose: the SDK's argument class adds podCidr, serviceCidr, dnsServiceIP and outboundType of
its own in every mode (pulumi-azure-native 3.29.0).
"""

from aksnet.azure.axes import AdvancedPolicies
from aksnet.plan.egress_records import BalancerPlan
from aksnet.plan.feature_records import AdvancedNetworkingPlan
from aksnet.plan.records import ClusterPlan

ProfileValue = str | list[str]


def network_profile(cluster: ClusterPlan) -> dict[str, ProfileValue]:
    """Return `networkProfile` with Azure's own key names; API version 2025-09-01.

    https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update
    """
    mode = cluster.mode
    profile: dict[str, ProfileValue] = {"networkPlugin": mode.plugin.value}
    if mode.plugin_mode is not None:
        profile["networkPluginMode"] = mode.plugin_mode.value
    if mode.data_plane is not None:
        profile["networkDataplane"] = mode.data_plane.value
    if cluster.policy is not None:
        profile["networkPolicy"] = cluster.policy
    if cluster.network_mode is not None:
        profile["networkMode"] = cluster.network_mode
    profile["ipFamilies"] = [family.value for family in mode.families]
    profile |= _ranges(cluster)
    profile["dnsServiceIP"] = str(cluster.dns_service_ip)
    profile["outboundType"] = cluster.outbound.value
    profile["loadBalancerSku"] = "standard"
    return profile


def outbound_profile(cluster: ClusterPlan) -> dict[str, dict[str, object]]:
    """Return what `networkProfile` has beside that for the way out: what is said of the load balancer."""
    return {} if cluster.load_balancer is None else {"loadBalancerProfile": _load_balancer(cluster.load_balancer)}


def features_profile(cluster: ClusterPlan) -> dict[str, dict[str, object]]:
    """Return what `networkProfile` has beside that for features: container networking services, egress gateways."""
    gateways: dict[str, object] = {"enabled": True}
    return {
        **(
            {}
            if cluster.advanced_networking is None
            else {"advancedNetworking": _services(cluster.advanced_networking)}
        ),
        **({"staticEgressGatewayProfile": gateways} if cluster.static_egress_gateway else {}),
    }


def _services(said: AdvancedNetworkingPlan) -> dict[str, object]:
    secured = said.security is not AdvancedPolicies.NONE
    policies = {"advancedNetworkPolicies": said.security.value} if secured else {}
    parts = {"observability": {"enabled": said.observability}, "security": {"enabled": secured, **policies}}
    return {"enabled": said.observability or secured, **parts}


def _load_balancer(said: BalancerPlan) -> dict[str, object]:
    managed = {"count": said.managed_ips, "countIPv6": said.managed_ipv6}
    sent: dict[str, object] = {
        "managedOutboundIPs": {key: count for key, count in managed.items() if count is not None},
        "outboundIPs": {"publicIPs": [{"id": arm_id} for arm_id in said.public_ip_ids]} if said.public_ip_ids else {},
        "outboundIPPrefixes": {"publicIPPrefixes": [{"id": arm_id} for arm_id in said.public_ip_prefix_ids]}
        if said.public_ip_prefix_ids
        else {},
        "allocatedOutboundPorts": said.allocated_ports,
        "idleTimeoutInMinutes": said.idle_timeout,
    }
    return {key: value for key, value in sent.items() if value}


def _ranges(cluster: ClusterPlan) -> dict[str, ProfileValue]:
    """Return the ranges as lists, of one range in each family.

    azure-native replaces a cluster for another `podCidr` or `serviceCidr`, and lets these lists grow by an update.
    """
    named = (("podCidrs", cluster.pod_cidrs), ("serviceCidrs", cluster.service_cidrs))
    return {key: [str(network) for network in networks] for key, networks in named if networks}
