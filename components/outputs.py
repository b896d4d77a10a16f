"""The outputs of a stack: what people and `aksnet verify` read after a run. What each is says `aksnet.contract`."""

from collections.abc import Mapping, Sequence

import pulumi

from aksnet.azure.axes import RoleTarget
from aksnet.contract import (
    ClusterOutputs,
    FeatureOutputs,
    GrantOutputs,
    NetworkOutputs,
    PoolOutputs,
    StackOutputs,
    SubnetOutputs,
    WorkloadOutputs,
)
from aksnet.plan.budget import Budget
from aksnet.plan.cluster_ranges import node_ranges, pod_ranges
from aksnet.plan.records import ClusterPlan, PoolPlan, Range, RolePlan, StackPlan, SubnetPlan
from aksnet.plan.workload_records import HelloKubernetesPlan, WorkloadPlan
from aksnet.report.document import ip_budget

from .known_later import Later
from .network import Network
from .platform import DeployedCluster, Platform, egress_ranges, scope_id

_Text = pulumi.Input[str]
_Texts = pulumi.Input[Mapping[str, str]]


def outputs_of(platform: Platform, budget: Budget, later: Later) -> StackOutputs[_Text, _Texts]:
    """Return the outputs of what was declared.

    Args:
        platform: what was declared.
        budget: the addresses that its plan takes.
        later: what of the plan is put in by the engine.

    """
    outputs = StackOutputs[_Text, _Texts](
        resourceGroup=platform.plan.resource_group,
        network=_network(platform),
        clusters={cluster.plan.key: _cluster(platform, cluster, later) for cluster in platform.clusters},
        ipBudget=ip_budget(budget),
        kubeconfigs={cluster.plan.key: cluster.cluster.kubeconfig for cluster in platform.clusters},
    )
    filled: StackOutputs[_Text, _Texts] = later.filled(outputs)
    return filled


def _network(platform: Platform) -> NetworkOutputs[_Text]:
    return NetworkOutputs[_Text](
        vnet=platform.plan.network.name,
        vnetId=platform.network.vnet_id,
        addressSpace=_text(platform.plan.network.address_space),
        subnetIds=platform.network.subnet_ids,
        subnetRanges={name: _text(subnet.prefixes) for name, subnet in platform.plan.network.subnets.items()},
        createdSubnets={
            name: _subnet(platform.network, subnet)
            for name, subnet in platform.plan.network.subnets.items()
            if not subnet.existing
        },
        dnsServers=None if platform.plan.network.existing else list(platform.plan.network.dns_servers),
        peeringIds=platform.network.peering_ids,
    )


def _subnet(network: Network, plan: SubnetPlan) -> SubnetOutputs[_Text]:
    carried = network.carried[plan.name]
    return SubnetOutputs[_Text](
        id=network.subnet_ids[plan.name],
        routeTableId=carried.route_table,
        natGatewayId=carried.nat_gateway,
        networkSecurityGroupId=carried.security_group,
        serviceEndpoints=list(plan.service_endpoints),
        delegation=plan.delegation,
        defaultOutboundAccess=plan.default_outbound_access,
        privateEndpointNetworkPolicies=plan.private_endpoint_policies,
        privateLinkServiceNetworkPolicies=plan.private_link_policies,
    )


def _cluster(platform: Platform, deployed: DeployedCluster, later: Later) -> ClusterOutputs[_Text, _Texts]:
    plan, network = deployed.plan, platform.plan.network
    used = {name for pool in plan.pools for name in (pool.node_subnet, pool.pod_subnet) if name}
    return ClusterOutputs[_Text, _Texts](
        name=plan.name,
        mode=plan.mode.name,
        networkPlugin=plan.mode.plugin.value,
        networkPluginMode=plan.mode.plugin_mode.value if plan.mode.plugin_mode else None,
        networkDataplane=plan.mode.data_plane.value if plan.mode.data_plane else None,
        networkPolicy=plan.policy,
        nodeRanges=_text(node_ranges(plan, network)),
        podRanges=_text(pod_ranges(plan, network)),
        serviceRanges=_text(plan.service_cidrs),
        dnsServiceIp=str(plan.dns_service_ip),
        outboundType=plan.outbound.value,
        privateDnsZone=(plan.private_dns_zone or "system") if plan.private else None,
        apiServerSubnetId=None
        if plan.api_server_subnet is None
        else platform.network.subnet_ids[plan.api_server_subnet],
        publicFqdn=plan.public_fqdn is not False if plan.private else None,
        egressRanges=egress_ranges(deployed, network, platform.network),
        subnetIds={name: platform.network.subnet_ids[name] for name in sorted(used)},
        nodeResourceGroup=plan.node_resource_group,
        identityClientId=deployed.access.client_id,
        identityPrincipalId=deployed.access.principal_id,
        kubeletPrincipalId=deployed.cluster.kubelet_principal_id,
        features=_features(deployed),
        pools={pool.name: _pool(pool) for pool in plan.pools},
        roleAssignments=[_grant(role, platform, later) for role in plan.roles if not role.of_nodes],
        kubeletRoleAssignments=[_grant(role, platform, later) for role in plan.roles if role.of_nodes],
        routeTableIds=[
            scope_id(role, network, platform.network, later)
            for role in plan.roles
            if role.target is RoleTarget.ROUTE_TABLE
        ],
        workloads=[_workload(each) for each in plan.contents.workloads],
        clusterId=deployed.cluster.cluster_id,
        getCredentialsCommand=_get_credentials(platform.plan, plan),
        roleAssignmentsCommand=pulumi.Output.concat(
            "az role assignment list --all --assignee ", deployed.access.client_id
        ),
        portForwardCommands=deployed.contents.port_forward_commands if deployed.contents else {},
    )


def _features(deployed: DeployedCluster) -> FeatureOutputs[_Text]:
    plan = deployed.plan
    return FeatureOutputs[_Text](
        identityId=deployed.access.identity_id,
        kubeletIdentityId=plan.kubelet_identity_id,
        entra=plan.entra is not None,
        azureRbac=plan.entra.azure_rbac if plan.entra else None,
        adminGroups=list(plan.entra.admin_groups) if plan.entra else None,
        localAccounts=plan.local_accounts,
        observability=plan.advanced_networking.observability if plan.advanced_networking else None,
        networkSecurity=plan.advanced_networking.security.value if plan.advanced_networking else None,
        nodeProvisioning=plan.node_provisioning is not None,
        staticEgressGateway=plan.static_egress_gateway,
    )


def _grant(role: RolePlan, platform: Platform, later: Later) -> GrantOutputs[_Text]:
    return GrantOutputs[_Text](
        role=role.role,
        roleId=role.role_id,
        target=f"{role.target.value} {role.target_name.rsplit('/', 1)[-1]}",
        scope=scope_id(role, platform.plan.network, platform.network, later),
    )


def _pool(pool: PoolPlan) -> PoolOutputs:
    return PoolOutputs(
        minCount=pool.min_count if pool.min_count is not None else pool.most_nodes,
        maxCount=pool.most_nodes,
        osType=pool.os_type.value,
        maxPods=pool.max_pods,
        kubernetesVersion=pool.kubernetes_version,
        localDns=pool.local_dns.value if pool.local_dns else None,
        disableOutboundNat=not pool.outbound_nat,
        gatewayPrefix=pool.gateway_prefix,
    )


def _workload(plan: WorkloadPlan) -> WorkloadOutputs[_Text]:
    service = plan.service
    return WorkloadOutputs[_Text](
        kind=plan.kind.value,
        name=plan.name,
        namespace=plan.namespace,
        replicas=None if plan.autoscaled else plan.replicas,
        spread=plan.spread.value,
        serviceType=service.type if service else None,
        internal=bool(service and service.internal),
        internalSubnet=service.subnet if service else None,
        message=plan.message if isinstance(plan, HelloKubernetesPlan) else None,
    )


def _get_credentials(stack: StackPlan, plan: ClusterPlan) -> str:
    return f"az aks get-credentials --resource-group {stack.resource_group} --name {plan.name}"


def _text(ranges: Sequence[Range]) -> list[str]:
    return [str(network) for network in ranges]
