"""The network profile of a cluster as Azure gets it: exactly what the mode's row has, and nothing else.

It is a plain mapping on purpose: the SDK's argument class adds podCidr, serviceCidr, dnsServiceIP and outboundType of
its own in every mode (pulumi-azure-native 3.29.0).
"""

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


def _ranges(cluster: ClusterPlan) -> dict[str, ProfileValue]:
    """Return the ranges as lists, of one range in each family.

    azure-native replaces a cluster for another `podCidr` or `serviceCidr`, and lets these lists grow by an update.
    """
    named = (("podCidrs", cluster.pod_cidrs), ("serviceCidrs", cluster.service_cidrs))
    return {key: [str(network) for network in networks] for key, networks in named if networks}
