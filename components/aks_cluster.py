"""One AKS cluster: the managed cluster with its system pool, and further node pools.

The network profile is sent exactly as `aksnet.plan.profile` gives it. The component decides nothing about modes; it
declares what a `ClusterPlan` says. What runs inside the cluster is declared by `components.cluster_contents`.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi_azure_native import containerservice as aks

from aksnet.azure.raw_arguments import RawTarget
from aksnet.azure.upgrade_axes import Maintenance
from aksnet.plan.maintenance_windows import maintenance_window
from aksnet.plan.ownership import left_as_made, left_to_autoscaler
from aksnet.plan.profile import features_profile, network_profile, outbound_profile
from aksnet.plan.records import ClusterPlan, PoolPlan, PoolRequests

from .child_options import child_of
from .cluster_access import Holder, own_subscription, role_assignment
from .cluster_profiles import (
    api_server,
    auto_upgrade,
    bootstrap,
    entra_profile,
    kubelet_identity,
    kubelet_principal,
    linux_profile,
    node_provisioning,
    windows_profile,
)
from .raw_properties import with_raw

_REFUSED_BY_ARM = [
    "vnetSubnetID",
    "podSubnetID",
    "podIPAllocationMode",
    "maxPods",
    "osType",
    "availabilityZones",
    "windowsProfile",
    "gatewayProfile",
]
"""Changes of an existing pool that ARM answers with PropertyChangeNotAllowed, so the pool is replaced instead."""

_WINDOWS = {
    Maintenance.UPGRADES: "upgrades-window",
    Maintenance.NODE_OS: "node-os-window",
    Maintenance.RELEASES: "releases-window",
}
"""Logical names of maintenance windows behind the cluster's."""


@dataclass(frozen=True, kw_only=True)
class AksClusterArgs:
    """What a cluster is made from."""

    plan: ClusterPlan
    location: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    """ARM id of each subnet by name."""
    identity_id: pulumi.Input[str]
    """ARM id of the control plane's identity."""
    kubelet_identity_id: pulumi.Input[str] | None = None
    """ARM id of the nodes' identity, where AKS is not to make it."""
    registry_ids: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    """ARM id of each registry that nodes pull from, by the id in the plan."""
    authorized_addresses: Sequence[pulumi.Input[str]] = ()
    """Addresses that may reach the API server beside the plan's ranges, known once Azure has given them out."""
    after: Sequence[pulumi.Resource] = ()
    """What must be complete first: every role assignment, and the routes that its egress takes."""
    tags: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


class AksCluster(pulumi.ComponentResource):
    """A managed cluster with all of its node pools."""

    managed_cluster: aks.ManagedCluster
    """The managed cluster itself, which everything inside it is replaced with."""
    cluster_id: pulumi.Output[str]
    """ARM id of the managed cluster."""
    kubelet_principal_id: pulumi.Output[str]
    """Object id of the identity that nodes pull images with."""
    kubeconfig: pulumi.Output[str]
    """Credentials for the cluster, a secret."""
    outbound_ids: pulumi.Output[list[str]]
    """ARM ids of the public addresses that AKS's load balancer sends outbound traffic from."""
    pools: list[aks.AgentPool]
    """The pools that are resources of their own; workloads wait for them."""

    def __init__(self, name: str, args: AksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("aks-networking:azure:AksCluster", name, None, opts)
        cluster = self._managed_cluster(name, args)
        for window in args.plan.maintenance:
            aks.MaintenanceConfiguration(
                f"{name}-{_WINDOWS[window.kind]}",
                config_name=window.kind.value,
                resource_name_=args.plan.name,
                resource_group_name=args.resource_group_name,
                maintenance_window=cast("Any", maintenance_window(window)),
                opts=child_of(self, depends_on=[cluster]),
            )
        requests = args.plan.pool_requests
        self.pools = self._agent_pools(name, args, requests, cluster)
        for pool, arm_id in requests.adopted.items():
            self.pools.append(self._adopted_pool(name, args, pool, arm_id, [cluster, *self.pools[-1:]]))
        self.managed_cluster, self.cluster_id = cluster, cluster.id
        self.outbound_ids = cluster.network_profile.apply(_outbound_ids)
        self.kubelet_principal_id = cluster.identity_profile.apply(kubelet_principal)
        self._registry_roles(name, args)
        credentials = aks.list_managed_cluster_user_credentials_output(
            resource_group_name=args.resource_group_name,
            resource_name=args.plan.name,
            # For the plug-in kubelogin; without it Azure answers in a form that no client reads any more.
            format="exec" if args.plan.entra else None,
            # Not on the pools too: a pool that is replaced would then take every workload with it.
            opts=pulumi.InvokeOutputOptions(parent=self, depends_on=[cluster]),
        )
        self.kubeconfig = pulumi.Output.secret(credentials.kubeconfigs.apply(first_kubeconfig))
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "kubeconfig": self.kubeconfig,
                # Read back by the guard of the next run (`aksnet.diff.deployed`), as no resource's outputs tell it:
                # whether the state holds the ranges of this very cluster as lists, and how its pools were written.
                "listedRangesOf": cluster.resource_uid if args.plan.listed_ranges else None,
                "poolRequests": {"listed": dict(requests.listed), "separate": dict(requests.separate)},
            }
        )

    def _managed_cluster(self, name: str, args: AksClusterArgs) -> aks.ManagedCluster:
        plan = args.plan
        profile: Any = network_profile(plan) | outbound_profile(plan) | features_profile(plan)
        pools = {pool.name: pool for pool in plan.pools}
        properties = {
            "location": args.location,
            "dns_prefix": plan.dns_prefix if plan.fqdn_subdomain is None else None,
            "fqdn_subdomain": plan.fqdn_subdomain,
            "kubernetes_version": plan.kubernetes_version,
            "support_plan": plan.support_plan.value if plan.support_plan else None,
            "node_resource_group": plan.node_resource_group,
            "sku": aks.ManagedClusterSKUArgs(name=aks.ManagedClusterSKUName.BASE, tier=plan.tier.value),
            "identity": aks.ManagedClusterIdentityArgs(
                type=aks.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[args.identity_id]
            ),
            "node_provisioning_profile": node_provisioning(plan),
            "identity_profile": kubelet_identity(args.kubelet_identity_id, self),
            "aad_profile": entra_profile(plan),
            "disable_local_accounts": True if not plan.local_accounts else None,
            "auto_upgrade_profile": auto_upgrade(plan),
            "network_profile": profile,
            "bootstrap_profile": bootstrap(plan),
            "agent_pool_profiles": [
                _inline_pool(pools[name], args, version) for name, version in plan.pool_requests.listed.items()
            ],
            "api_server_access_profile": api_server(
                plan, args.authorized_addresses, args.subnet_ids.get(plan.api_server_subnet or "")
            ),
            "linux_profile": linux_profile(plan.ssh_public_key),
            "windows_profile": windows_profile(plan),
            "enable_rbac": True,
            "oidc_issuer_profile": aks.ManagedClusterOIDCIssuerProfileArgs(enabled=True),
            "security_profile": aks.ManagedClusterSecurityProfileArgs(
                workload_identity=aks.ManagedClusterSecurityProfileWorkloadIdentityArgs(enabled=True)
            ),
            "tags": args.tags,
        }
        return aks.ManagedCluster(
            f"{name}-cluster",
            resource_name_=plan.name,
            resource_group_name=args.resource_group_name,
            **with_raw(RawTarget.CLUSTER, properties, plan.raw),
            opts=child_of(
                self,
                protect=plan.protect or None,
                depends_on=args.after,
                ignore_changes=left_as_made(plan),
                # Whatever changes, so that Azure is not asked for an update that it refuses.
                replace_on_changes=["*"] if plan.made_anew else [],
            ),
        )

    def _registry_roles(self, name: str, args: AksClusterArgs) -> None:
        """Let nodes pull images; the identity that AKS makes for them is known once the cluster is there."""
        roles = [role for role in args.plan.roles if role.of_nodes]
        if not roles:
            return
        named_by = self.cluster_id.apply(lambda arm_id: f"{arm_id}/kubeletidentity")
        holder = Holder(principal_id=self.kubelet_principal_id, named_by=named_by)
        subscription = own_subscription(self)
        for role in roles:
            role_assignment(name, role, args.registry_ids[role.target_name], holder, subscription, self)

    def _agent_pools(
        self, name: str, args: AksClusterArgs, requests: PoolRequests, cluster: aks.ManagedCluster
    ) -> list[aks.AgentPool]:
        """Declare the pools one after another: AKS claims the VNet for each, and two claims at once may fail.

        https://github.com/Azure/AKS/issues/4522
        """
        declared: list[aks.AgentPool] = []
        for pool in args.plan.pools:
            if pool.name not in requests.separate:
                continue
            declared.append(
                aks.AgentPool(
                    f"{name}-{pool.name}",
                    agent_pool_name=pool.name,
                    resource_name_=args.plan.name,
                    resource_group_name=args.resource_group_name,
                    **_pool_properties(pool, args, requests.separate[pool.name]),
                    opts=child_of(
                        self,
                        depends_on=[cluster, *declared[-1:]],
                        ignore_changes=left_to_autoscaler(pool),
                        replace_on_changes=_REFUSED_BY_ARM,
                        # Azure deletes pools with their cluster, whose place a new one takes under the same name.
                        replace_with=[cluster],
                    ),
                )
            )
        return declared

    def _adopted_pool(
        self, name: str, args: AksClusterArgs, pool: str, arm_id: str, after: list[pulumi.Resource]
    ) -> aks.AgentPool:
        """Take a pool of the cluster's request over as a resource of its own, as it is; the next run may change it."""
        return aks.AgentPool(
            f"{name}-{pool}",
            agent_pool_name=pool,
            resource_name_=args.plan.name,
            resource_group_name=args.resource_group_name,
            opts=child_of(self, depends_on=after, ignore_changes=["*"], import_=arm_id),
        )


def _pool_properties(pool: PoolPlan, args: AksClusterArgs, version: str | None) -> dict[str, Any]:
    """Return what an inline pool and an `AgentPool` have in common."""
    properties = {
        "mode": pool.mode.value,
        "type": aks.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
        "vm_size": pool.vm_size,
        "os_type": pool.os_type.value,
        "os_sku": pool.os_sku,
        "orchestrator_version": version,
        "count": pool.count,
        "enable_auto_scaling": pool.autoscaled,
        "min_count": pool.min_count,
        "max_count": pool.max_count,
        "max_pods": pool.max_pods,
        "availability_zones": list(pool.zones) or None,
        "vnet_subnet_id": args.subnet_ids[pool.node_subnet],
        "pod_subnet_id": args.subnet_ids[pool.pod_subnet] if pool.pod_subnet else None,
        "pod_ip_allocation_mode": pool.pod_ip_allocation,
        "upgrade_settings": aks.AgentPoolUpgradeSettingsArgs(
            max_surge=pool.max_surge, max_unavailable=pool.max_unavailable
        ),
        "local_dns_profile": aks.LocalDNSProfileArgs(mode=pool.local_dns.value) if pool.local_dns else None,
        "windows_profile": None if pool.outbound_nat else aks.AgentPoolWindowsProfileArgs(disable_outbound_nat=True),
        "gateway_profile": aks.AgentPoolGatewayProfileArgs(public_ip_prefix_size=pool.gateway_prefix)
        if pool.gateway_prefix
        else None,
        "node_taints": list(pool.taints) or None,
        "node_labels": dict(pool.labels) or None,
        "tags": dict(args.tags) or None,
    }
    return with_raw(RawTarget.POOL, properties, pool.raw)


def _inline_pool(pool: PoolPlan, args: AksClusterArgs, version: str | None) -> aks.ManagedClusterAgentPoolProfileArgs:
    return aks.ManagedClusterAgentPoolProfileArgs(name=pool.name, **_pool_properties(pool, args, version))


def _outbound_ids(profile: Any) -> list[str]:
    """Return the ids of the effective outbound addresses; none where there is no load balancer for them."""
    balancer = getattr(profile, "load_balancer_profile", None)
    return [each.id for each in (getattr(balancer, "effective_outbound_ips", None) or ()) if each.id]


def first_kubeconfig(found: Sequence[Any]) -> str:
    """Return the text of the first kubeconfig that Azure handed out."""
    return base64.b64decode(found[0].value).decode()
