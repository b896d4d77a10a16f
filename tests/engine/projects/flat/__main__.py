"""A small flat program that tries the sandbox itself; configuration switches break it on purpose."""

from __future__ import annotations

import base64
from typing import Any

import pulumi
import pulumi_azure_native as azure
import pulumi_kubernetes as k8s

config = pulumi.Config()
broken = config.get("broken") or ""
clusters = config.get_int("clusters") or 1
policy = config.get("policy")
NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"

if broken == "run-error":
    raise pulumi.RunError("the settings are wrong:\n  clusters.dev.mode: no such mode")
if broken == "exception":
    raise ValueError("an ordinary mistake")
if broken == "warning":
    pulumi.log.warn("kubenet retires on 2028-03-31")

group = azure.resources.ResourceGroup("group", resource_group_name="rg-flat")
if broken == "unknown-type":
    azure.storage.StorageAccount(
        "account", resource_group_name=group.name, kind="StorageV2", sku={"name": "Standard_LRS"}
    )
network = azure.network.VirtualNetwork(
    "vnet",
    resource_group_name=group.name,
    virtual_network_name="vnet-flat",
    address_space={"address_prefixes": ["10.220.0.0/16"]},
)
previous: list[pulumi.Resource] = []
subnets = []
for index in range(clusters + 1):
    subnet = azure.network.Subnet(
        f"subnet-{index}",
        resource_group_name=group.name,
        virtual_network_name=network.name,
        subnet_name=f"snet-{index}",
        address_prefix="192.168.0.0/24" if broken == "outside" else f"10.220.{index}.0/24",
        opts=pulumi.ResourceOptions(depends_on=[] if broken == "unchained" else previous),
    )
    previous = [subnet]
    subnets.append(subnet)

me = azure.authorization.get_client_config_output()
made = previous  # AKS claims the network for each cluster and pool, after its subnets: AKS#4522
for index in range(clusters):
    name = f"aks-{index}"
    identity = azure.managedidentity.UserAssignedIdentity(
        f"{name}-identity", resource_group_name=group.name, resource_name_=f"id-{name}"
    )
    role = azure.authorization.RoleAssignment(
        f"{name}-role",
        scope=subnets[index].id,
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=me.subscription_id.apply(
            lambda guid: (
                f"/subscriptions/{guid}/providers/Microsoft.Authorization/roleDefinitions/{NETWORK_CONTRIBUTOR}"
            )
        ),
        role_assignment_name=f"00000000-0000-4000-8000-00000000000{index:x}",
    )
    profile: Any = {
        "network_plugin": "azure",
        "network_plugin_mode": "overlay",
        "network_dataplane": "cilium",
        "network_policy": policy or "cilium",
        "pod_cidr": "10.244.0.0/16",
        "service_cidr": "10.0.0.0/16",
        "dns_service_ip": "10.0.0.10",
        "outbound_type": "loadBalancer",
    }
    if broken == "enum":
        profile["network_plugin"] = "azzure"
    acts_as: Any = {"type": "UserAssigned", "user_assigned_identities": [identity.id]}
    pool_profile: Any = {
        "name": "system",
        "mode": "System",
        "count": 1,
        "vm_size": "Standard_D2s_v5",
        "max_pods": 110,
        "vnet_subnet_id": subnets[index].id,
    }
    cluster = azure.containerservice.ManagedCluster(
        name,
        resource_group_name=group.name,
        resource_name_=f"{name}-flat",
        dns_prefix=name,
        identity=acts_as,
        network_profile=profile,
        agent_pool_profiles=[pool_profile],
        tags={"purpose": config.get("tag") or "try"},
        opts=pulumi.ResourceOptions(
            depends_on=[*([] if broken == "role" else [role]), *made],
            protect=bool(config.get_bool("protect")),
            delete_before_replace=True,
        ),
    )
    pool = azure.containerservice.AgentPool(
        f"{name}-pool",
        resource_group_name=group.name,
        resource_name_=cluster.name,
        agent_pool_name="user",
        mode="User",
        count=2,
        vm_size="Standard_D2s_v5",
        max_pods=110,
        vnet_subnet_id=subnets[index].id,
    )
    made = [pool]
    credentials: Any = azure.containerservice.list_managed_cluster_user_credentials_output(
        resource_group_name=group.name, resource_name=cluster.name
    )
    kubeconfig: pulumi.Output[str] = pulumi.Output.secret(
        credentials.apply(lambda found: base64.b64decode(found.kubeconfigs[0].value).decode())
    )
    provider = k8s.Provider(f"{name}-k8s", kubeconfig=kubeconfig, opts=pulumi.ResourceOptions(depends_on=[pool]))
    namespace = k8s.core.v1.Namespace(
        f"{name}-namespace", metadata={"name": "web"}, opts=pulumi.ResourceOptions(provider=provider)
    )
    labels: Any = {"app": "web"}
    metadata: Any = {"name": "web", "namespace": namespace.metadata.name if broken != "namespace" else "nowhere"}
    labelled: Any = {**metadata, "labels": {"cluster": name}}
    spec: Any = {
        "replicas": "three" if broken == "schema" else 3,
        "selector": {"match_labels": labels},
        "template": {
            "metadata": {"labels": labels},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.29"}]},
        },
    }
    web = k8s.apps.v1.Deployment(
        f"{name}-web",
        metadata=labelled,
        spec=spec,
        opts=pulumi.ResourceOptions(provider=provider),
    )
    k8s.core.v1.Service(
        f"{name}-service",
        metadata=metadata,
        spec={"type": "LoadBalancer", "selector": labels, "ports": [{"port": 80}]},
        opts=pulumi.ResourceOptions(provider=provider, depends_on=[web]),
    )
    pulumi.export(f"{name}-kubeconfig", kubeconfig)
    pulumi.export(f"{name}-id", cluster.id)
