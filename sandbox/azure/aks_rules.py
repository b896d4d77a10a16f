"""What AKS refuses, one small function per rule, with Azure's codes and wording.

Sources are Microsoft's support articles and public reports of the messages. Written from those pages alone: the
program's own planner has its rules elsewhere, and each side checks the other. To add a rule, write a function that
takes the request and returns a refusal or nothing, and put it into `RULES`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Final

from sandbox.azure import aks_egress as egress
from sandbox.azure.aks_request import AksRequest
from sandbox.azure.identity import identities_of
from sandbox.azure.ids import last, parent_of
from sandbox.azure.kind import as_list
from sandbox.azure.subnets import networks_of, overlap, parse, subnets_of
from sandbox.errors import Refusal

AksRule = Callable[[AksRequest], Refusal | None]


def subnet_exists(ask: AksRequest) -> Refusal | None:
    """Refuse a pool whose node or pod subnet does not exist."""
    for subnet in [*ask.node_subnets, *ask.pod_subnets]:
        if subnet.record is None:
            return Refusal(
                "InvalidParameter",
                f"{subnet.path}: the subnet {subnet.id} of agent pool {subnet.pool} does not exist "
                "(VnetSubnetNotFound).",
            )
    return None


def identity_exists(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster whose user-assigned identity does not exist."""
    for identity in identities_of(ask.cluster):
        if ask.view.get(identity) is None:
            return Refusal(
                "FailedIdentityOperation",
                f"Identity operation for resource '{ask.cluster_id}' failed: the user-assigned identity {identity} "
                "was not found.",
            )
    return None


def one_network(ask: AksRequest) -> Refusal | None:
    """Refuse pools that mix networks, or managed with own subnets."""
    inline = [(path, pool) for path, pool in ask.pools if path.startswith("agentPoolProfiles")]
    without = [str(pool.get("name")) for _, pool in inline if not pool.get("vnetSubnetID")]
    if without and len(without) != len(inline):
        return Refusal("InvalidParameter", f"The Agentpool {without[0]} does not have subnet defined")
    networks = {parent_of(subnet.id) for subnet in [*ask.node_subnets, *ask.pod_subnets]}
    if len({each.lower() for each in networks}) > 1:
        return Refusal(
            "InvalidParameter", f"All agent pool subnets must be in one virtual network, not in {', '.join(networks)}."
        )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/subnetisdelegated-error
def node_subnet_delegated(ask: AksRequest) -> Refusal | None:
    """Refuse nodes in a delegated subnet."""
    for subnet in ask.node_subnets:
        if as_list(subnet.body.get("delegations")):
            return Refusal(
                "SubnetIsDelegated",
                f"AgentPoolProfile subnet with id {subnet.id} cannot be used as it's a delegated subnet.",
            )
    return None


def overlay_with_kubenet(ask: AksRequest) -> Refusal | None:
    """Refuse the overlay mode on anything but Azure CNI."""
    plugin = ask.profiled("networkPlugin")
    if ask.profiled("networkPluginMode") == "overlay" and plugin != "azure":
        return Refusal(
            "UnsupportedNetworkPluginModeWithNetworkPlugin",
            f"NetworkPluginMode overlay is not supported with NetworkPlugin {plugin}",
        )
    return None


def overlay_with_pod_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a pod subnet where pods live in an overlay."""
    if ask.profiled("networkPluginMode") == "overlay" and ask.pod_subnets:
        return Refusal("BadRequest", "NetworkPluginMode overlay cannot be used with PodSubnetID.")
    return None


def pod_subnet_plugin(ask: AksRequest) -> Refusal | None:
    """Refuse a pod subnet on a plugin that is not Azure CNI, and block allocation without a pod subnet."""
    if ask.pod_subnets and ask.profiled("networkPlugin") != "azure":
        return Refusal(
            "InvalidParameter", f"{ask.pod_subnets[0].path}: PodSubnetID is only supported with NetworkPlugin azure."
        )
    for path, pool in ask.pools:
        if pool.get("podIPAllocationMode") == "StaticBlock" and not pool.get("podSubnetID"):
            return Refusal("InvalidParameter", f"{path}: podIPAllocationMode StaticBlock requires PodSubnetID.")
    return None


def all_pools_or_none(ask: AksRequest) -> Refusal | None:
    """Refuse pods of some pools in a pod subnet and of others not: a cluster is of one kind."""
    if len({bool(pool.get("podSubnetID")) for _, pool in ask.pools}) > 1:
        return Refusal("InvalidParameter", "Either all agent pools or none must have PodSubnetID.")
    return None


def cilium_plane_without_policy(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium data plane with another policy, or with none sent."""
    if ask.profiled("networkDataplane") == "cilium" and ask.profiled("networkPolicy") != "cilium":
        return Refusal(
            "BadRequest",
            "Cilium dataplane requires network policy cilium. (CiliumDataplaneRequiresNetworkPolicyCilium)",
        )
    return None


def cilium_policy_without_plane(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium policy on another data plane."""
    if ask.profiled("networkPolicy") == "cilium" and ask.profiled("networkDataplane") != "cilium":
        return Refusal(
            "NetworkPolicyNotSupported",
            "Network Policy cilium requires NetworkDataplane cilium. (NetworkPolicyCiliumRequiresCiliumDataplane)",
        )
    return None


def cilium_plugin(ask: AksRequest) -> Refusal | None:
    """Refuse the Cilium data plane outside Azure CNI, and with Windows."""
    if ask.profiled("networkDataplane") != "cilium":
        return None
    if ask.profiled("networkPlugin") != "azure":
        return Refusal("BadRequest", "NetworkDataplane cilium requires NetworkPlugin azure.")
    if any(pool.get("osType") == "Windows" for _, pool in ask.pools):
        return Refusal("BadRequest", "Windows agent pools are not supported with NetworkDataplane cilium.")
    return None


def policy_offered(ask: AksRequest) -> Refusal | None:
    """Refuse a policy that the plugin does not carry."""
    plugin, policy = ask.profiled("networkPlugin"), ask.profiled("networkPolicy")
    if plugin == "kubenet" and policy == "azure":
        return Refusal(
            "NetworkPolicyAzureNotSupportedForKubenet",
            "Network policy azure is not supported with NetworkPlugin kubenet.",
        )
    if plugin == "none" and policy not in (None, "", "none"):
        return Refusal(
            "NetworkPolicyNotSupportedForNone", f"Network policy {policy} is not supported with NetworkPlugin none."
        )
    return None


def windows_plugin(ask: AksRequest) -> Refusal | None:
    """Refuse Windows nodes where Azure CNI is not the plugin."""
    if ask.profiled("networkPlugin") in ("kubenet", "none") and any(
        pool.get("osType") == "Windows" for _, pool in ask.pools
    ):
        return Refusal(
            "AzureCNIOnlyForWindows", "Windows agent pools can only be added to AKS clusters using Azure-CNI"
        )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-dnsserviceipoutofservicecidr
def dns_outside_services(ask: AksRequest) -> Refusal | None:
    """Refuse a DNS address outside the service range; what is not sent has AKS's default."""
    cidrs = as_list(ask.profiled("serviceCidrs"))
    service = parse(ask.profiled("serviceCidr") or (cidrs[0] if cidrs else "10.0.0.0/16"))
    address = ask.profiled("dnsServiceIP") or "10.0.0.10"
    if service is not None and ipaddress.ip_address(address) not in service:
        return Refusal(
            "DnsServiceIpOutOfServiceCidr",
            f"The DNS service IP {address} is out of the range defined by service CIDR {service}.",
        )
    return None


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/error-code-servicecidroverlapexistingsubnetscidr
def services_over_subnet(ask: AksRequest) -> Refusal | None:
    """Refuse a service range that meets a subnet of the pools' virtual network."""
    cidrs = as_list(ask.profiled("serviceCidrs")) or [ask.profiled("serviceCidr") or "10.0.0.0/16"]
    for vnet_id in {parent_of(subnet.id) for subnet in ask.node_subnets}:
        for subnet in subnets_of(ask.view, vnet_id):
            for theirs in networks_of(subnet["inputs"]):
                for cidr in cidrs:
                    ours = parse(cidr)
                    if ours is not None and overlap(ours, theirs):
                        return Refusal(
                            "ServiceCidrOverlapExistingSubnetsCidr",
                            f"The specified service CIDR {ours} is conflicted with an existing subnet CIDR {theirs} "
                            f"({last(subnet['id'])}). Target: networkProfile.serviceCIDR",
                        )
    return None


RULES: Final[tuple[AksRule, ...]] = (
    subnet_exists,
    identity_exists,
    one_network,
    overlay_with_kubenet,
    overlay_with_pod_subnet,
    pod_subnet_plugin,
    all_pools_or_none,
    cilium_plane_without_policy,
    cilium_policy_without_plane,
    cilium_plugin,
    policy_offered,
    windows_plugin,
    node_subnet_delegated,
    dns_outside_services,
    services_over_subnet,
    egress.kubenet_route_table,
    egress.outbound_needs_own_subnet,
    egress.outbound_nat,
    egress.outbound_routes,
    egress.may_join,
)
