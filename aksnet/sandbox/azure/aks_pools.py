"""What AKS refuses about node pools and the subnets that they join, one small function per rule.

Split from `aks_rules`, which lists them all in their order. Numbers are in `aks_capacity`.
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.arm.ids import CLUSTER_TYPE, POOL_TYPE, last, parent_of
from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.resource_names import refused
from aksnet.sandbox.azure.scale_sets import set_names, sets_in, sets_of
from aksnet.sandbox.sandbox_errors import Refusal

# Since the third version of a series; older names do not tell.
_PROCESSORS: Final = re.compile(r"Standard_[A-Z]+(\d+)[a-z]*_v[3-9]", re.IGNORECASE)


def names(ask: AksRequest) -> Refusal | None:
    """Refuse the name of a pool that is too long for its machines, or used twice."""
    seen: set[str] = set()
    for path, pool in ask.pools:
        name = str(pool.get("name"))
        refusal = refused(POOL_TYPE, name, "InvalidParameter")
        if refusal is not None:
            return refusal
        if pool.get("osType") == "Windows" and len(name) > 6:
            return Refusal("InvalidParameter", f"{path}: Windows agent pool name {name} is longer than 6 characters.")
        if name in seen:
            return Refusal("InvalidParameter", f"{path}: there are two agent pools of the name {name}.")
        seen.add(name)
    return None


# Every region that has zones has three; https://learn.microsoft.com/azure/aks/availability-zones
def zones(ask: AksRequest) -> Refusal | None:
    """Refuse zones that no region has."""
    for path, pool in ask.pools:
        unknown = [str(zone) for zone in as_list(pool.get("availabilityZones")) if str(zone) not in ("1", "2", "3")]
        if unknown:
            return Refusal(
                "AvailabilityZoneNotSupported",
                f"{path}: the zone(s) '{', '.join(unknown)}' for resource '{pool.get('name')}' is not supported. The "
                "supported zones are '1,2,3'",
            )
    return None


def one_system_pool(ask: AksRequest) -> Refusal | None:
    """Refuse a cluster without a system pool."""
    if any(pool.get("mode") == "System" for pool in ask.all_pools):
        return None
    return Refusal("InvalidParameter", "agentPoolProfiles: there must be at least one system pool (mode System).")


# https://github.com/pulumi/pulumi-azure-native/issues/579
def no_new_inline_pool(ask: AksRequest) -> Refusal | None:
    """Refuse a pool that comes with a later write of the cluster."""
    if ask.before is None:
        return None
    there = {*ask.pools_before, *sets_of(ask.view, ask.cluster_id)}
    added = [str(pool["name"]) for _, pool in ask.pools if pool["name"] not in there]
    if not added:
        return None
    return Refusal(
        "BadRequest",
        f"A new agent pool was introduced ({', '.join(added)}). Adding agent pools to an existing cluster is not "
        "allowed through managed cluster operations. For agent pool specific change, please use per agent pool "
        "operations.",
    )


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


# https://github.com/Azure/AKS/issues/2927 and https://github.com/MicrosoftDocs/azure-docs/issues/116169
def managed_or_own(ask: AksRequest) -> Refusal | None:
    """Refuse AKS's own subnet for some pools and one's own for others."""
    without = [str(pool["name"]) for pool in ask.all_pools if not pool.get("vnetSubnetID")]
    if not without or len(without) == len(ask.all_pools):
        return None
    written = {str(pool["name"]) for _, pool in ask.pools}
    if written.isdisjoint(without):
        return Refusal(
            "InvalidParameter",
            f"Cannot use a custom subnet because agent pool {without[0]} is using a managed subnet. Please omit the "
            "vnetSubnetID parameter",
        )
    return Refusal("InvalidParameter", f"The Agentpool {without[0]} does not have subnet defined")


# https://learn.microsoft.com/azure/aks/configure-azure-cni-dynamic-ip-allocation
def one_network(ask: AksRequest) -> Refusal | None:
    """Refuse pools in several virtual networks."""
    found = [pool[key] for pool in ask.all_pools for key in ("vnetSubnetID", "podSubnetID") if pool.get(key)]
    networks = {parent_of(subnet_id).lower(): parent_of(subnet_id) for subnet_id in found}
    if len(networks) < 2:
        return None
    return Refusal(
        "InvalidParameter",
        f"All agent pool subnets must be in one virtual network, not in {', '.join(networks.values())}.",
    )


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/subnetisdelegated-error
def node_subnet_delegated(ask: AksRequest) -> Refusal | None:
    """Refuse nodes in a delegated subnet, and pods in one that is delegated to another service."""
    pods = [each for each in ask.pod_subnets if _delegated_to(each.body) - {CLUSTER_TYPE.lower()}]
    for subnet in [*ask.node_subnets, *pods]:
        if _delegated_to(subnet.body):
            return Refusal(
                "SubnetIsDelegated",
                f"AgentPoolProfile subnet with id {subnet.id} cannot be used as it's a delegated subnet.",
            )
    return None


def _delegated_to(subnet: Json) -> set[str]:
    return {str(as_dict(each).get("serviceName")).lower() for each in as_list(subnet.get("delegations"))}


# https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/subnetwithexternalresourcescannotbeusedbyotherresources-error
def subnet_of_others(ask: AksRequest) -> Refusal | None:
    """Refuse pods or the API server in a subnet that holds machines: Azure delegates only an empty one."""
    server = ask.api_server.get("subnetId")
    nodes = {str(pool.get("vnetSubnetID")).lower() for pool in ask.all_pools}
    in_use = {str(pool.get("podSubnetID")).lower() for pool in ask.all_pools}
    servers = {
        str(as_dict(each["inputs"].get("apiServerAccessProfile")).get("subnetId")).lower()
        for each in ask.view.of_type(CLUSTER_TYPE)
    }
    # Delegated to the same service, and still one for API servers and one for pods: api-server-vnet-integration.
    shared = [each.id for each in ask.pod_subnets if each.id.lower() in servers | {str(server).lower()}]
    if shared or (server and (str(server).lower() in in_use or sets_in(ask.view, str(server), ("podSubnetId",)))):
        return Refusal(
            "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
            f"Subnet {last(shared[0] if shared else str(server))} cannot be used for pods and for an API server.",
        )
    for subnet_id in [*(subnet.id for subnet in ask.pod_subnets), *([str(server)] if server else [])]:
        wanted = subnet_id.lower()
        others = sets_in(ask.view, subnet_id, ("subnetId",))
        if others or wanted in nodes:
            users = ", ".join(set_names(others)) or "the nodes of this cluster"
            return Refusal(
                "SubnetWithExternalResourcesCannotBeUsedByOtherResources",
                f"Subnet {last(subnet_id)} contains external resources ({users}) and cannot be used by other "
                "resources.",
            )
    return None


# https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation
def one_allocation_mode(ask: AksRequest) -> Refusal | None:
    """Refuse single addresses and blocks in one pod subnet."""
    for subnet in ask.pod_subnets:
        there = [each["inputs"]["profile"] for each in sets_in(ask.view, subnet.id)]
        pools = [*there, *ask.all_pools]
        modes = {
            str(pool.get("podIPAllocationMode") or "DynamicIndividual")
            for pool in pools
            if str(pool.get("podSubnetID")).lower() == subnet.id.lower()
        }
        if len(modes) > 1:
            return Refusal(
                "InvalidParameter",
                f"{subnet.path}: a pod subnet has one podIPAllocationMode, not {' and '.join(sorted(modes))}.",
            )
    return None


# https://learn.microsoft.com/azure/aks/localdns-custom; no public code is known.
def local_dns(ask: AksRequest) -> Refusal | None:
    """Refuse a DNS proxy on nodes that cannot run it."""
    for path, pool in ask.pools:
        mode = as_dict(pool.get("localDNSProfile")).get("mode")
        if mode and pool.get("osType") == "Windows":
            return Refusal("InvalidParameter", f"{path}.localDNSProfile is not supported on Windows agent pools.")
        size = _PROCESSORS.match(str(pool.get("vmSize")))
        if mode == "Required" and size is not None and int(size[1]) < 4:
            return Refusal("InvalidParameter", f"{path}.localDNSProfile requires a VM size with at least 4 vCPUs.")
    return None


# https://learn.microsoft.com/azure/aks/nat-gateway#disable-outboundnat-for-windows; no public code is known.
def windows_nat(ask: AksRequest) -> Refusal | None:
    """Refuse nodes without a translation of addresses of their own, where nothing else translates."""
    for path, pool in ask.pools:
        if not as_dict(pool.get("windowsProfile")).get("disableOutboundNat"):
            continue
        if pool.get("osType") != "Windows":
            return Refusal("InvalidParameter", f"{path}.windowsProfile is only supported on Windows agent pools.")
        if ask.outbound == "loadBalancer":
            return Refusal(
                "InvalidParameter",
                f"{path}.windowsProfile.disableOutboundNat is not supported with outboundType loadBalancer.",
            )
    return None


# https://learn.microsoft.com/azure/aks/configure-static-egress-gateway; no public code is known.
def gateways(ask: AksRequest) -> Refusal | None:
    """Refuse a pool of static egress gateways where the cluster or the pool is not made for it."""
    enabled = as_dict(ask.profiled("staticEgressGatewayProfile")).get("enabled")
    for path, pool in ask.pools:
        if pool.get("mode") != "Gateway":
            continue
        size = as_dict(pool.get("gatewayProfile")).get("publicIPPrefixSize") or 31
        wrong = {
            "requires networkProfile.staticEgressGatewayProfile.enabled": not enabled,
            "must be of OS type Linux": pool.get("osType") == "Windows",
            "does not support the cluster autoscaler": pool.get("enableAutoScaling"),
            "is not supported with podSubnetID": any(each.get("podSubnetID") for each in ask.all_pools),
            f"has more nodes than a /{size} has addresses": int(pool.get("count") or 1) > 2 ** (32 - int(size)),
        }
        found = next((what for what, is_so in wrong.items() if is_so), None)
        if found:
            return Refusal("InvalidParameter", f"{path}: an agent pool of mode Gateway {found}.")
    return None


# https://github.com/Azure/AKS/issues/2839 and https://github.com/Azure/AKS/issues/1101
def windows(ask: AksRequest) -> Refusal | None:
    """Refuse Windows nodes where the plugin, the profile or the pool's mode does not carry them."""
    pools = [(path, pool) for path, pool in ask.pools if pool.get("osType") == "Windows"]
    if not pools:
        return None
    if ask.profiled("networkPlugin") in ("kubenet", "none"):
        return Refusal(
            "AzureCNIOnlyForWindows", "Windows agent pools can only be added to AKS clusters using Azure-CNI"
        )
    system = [path for path, pool in pools if pool.get("mode") == "System"]
    if system:
        return Refusal("SystemPoolMustBeLinux", f"{system[0]}: a system pool must be of OS type Linux.")
    if not ask.takes_windows:
        return Refusal(
            "WindowsProfileMissing", f"{pools[0][0]}: Windows profile definition is missing for the cluster."
        )
    return None
