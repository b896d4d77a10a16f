"""A sample of every component, with a plan in which it has something of each kind to declare.

It is imported by whoever records first: with the components come the SDKs' modules.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pulumi
from pulumi.resource import DependencyResource

from aksnet.plan.records import StackPlan
from aksnet.plan.workload_records import HelloKubernetesPlan, NginxPlan
from aksnet.planning import make_plan
from components.aks_cluster import AksCluster, AksClusterArgs
from components.aks_network import AksNetwork
from components.cluster_access import ClusterAccess, ClusterAccessArgs
from components.cluster_contents import ClusterContents, ClusterContentsArgs
from components.hello_kubernetes import HelloKubernetes, HelloKubernetesArgs
from components.network import Network, NetworkArgs
from components.nginx import Nginx, NginxArgs

ARM_ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/x/y/z"
Build = Callable[[str, pulumi.ResourceOptions | None], pulumi.ComponentResource]


def settings() -> dict[str, Any]:
    """Clusters with which every component has something of each kind to declare."""
    return {
        "a": {
            "mode": "kubenet",
            "nodeSubnet": {"prefix": "10.224.0.0/24", "networkSecurityGroup": {}},
            "outbound": {"type": "userDefinedRouting", "nextHop": "10.224.9.4"},
            "nodePools": {"system": {"mode": "System"}, "more": {}},
            "workloads": {"nginx": {}, "hello-kubernetes": {}},
        },
        "b": {"mode": "overlay", "nodeSubnet": {"prefix": "10.224.1.0/24"}, "outbound": "userAssignedNATGateway"},
    }


@cache
def plan() -> StackPlan:
    """The plan of these clusters."""
    return make_plan({"clusters": settings()}, stack="contract", location="westeurope")


def network(name: str, opts: pulumi.ResourceOptions | None) -> Network:
    return Network(name, NetworkArgs(plan=plan().network, location="westeurope", resource_group_name="rg"), opts)


def access(name: str, opts: pulumi.ResourceOptions | None) -> ClusterAccess:
    roles = plan().clusters[0].roles
    args = ClusterAccessArgs(
        identity_name="a-identity",
        roles=roles,
        scope_ids={role.target_name: ARM_ID for role in roles},
        location="westeurope",
        resource_group_name="rg",
    )
    return ClusterAccess(name, args, opts)


def cluster(name: str, opts: pulumi.ResourceOptions | None) -> AksCluster:
    cluster_plan = plan().clusters[0]
    args = AksClusterArgs(
        plan=cluster_plan,
        location="westeurope",
        resource_group_name="rg",
        subnet_ids={pool.node_subnet: ARM_ID for pool in cluster_plan.pools},
        identity_id=ARM_ID,
    )
    return AksCluster(name, args, opts)


def contents(name: str, opts: pulumi.ResourceOptions | None) -> ClusterContents:
    urn = "urn:pulumi:test::aks-networking::azure-native:containerservice:ManagedCluster::a-cluster"
    args = ClusterContentsArgs(
        plan=plan().clusters[0].contents, cluster_key="a", cluster=DependencyResource(urn), kubeconfig="k"
    )
    return ClusterContents(name, args, opts)


def nginx(name: str, opts: pulumi.ResourceOptions | None) -> Nginx:
    found = next(w for w in plan().clusters[0].contents.workloads if isinstance(w, NginxPlan))
    return Nginx(name, NginxArgs(plan=found), opts)


def hello(name: str, opts: pulumi.ResourceOptions | None) -> HelloKubernetes:
    found = next(w for w in plan().clusters[0].contents.workloads if isinstance(w, HelloKubernetesPlan))
    return HelloKubernetes(name, HelloKubernetesArgs(plan=found), opts)


def whole(name: str, opts: pulumi.ResourceOptions | None) -> AksNetwork:
    return AksNetwork(name, {"clusters": settings(), "location": "westeurope"}, opts)


SAMPLES: dict[type[pulumi.ComponentResource], Build] = {
    Network: network,
    ClusterAccess: access,
    AksCluster: cluster,
    ClusterContents: contents,
    Nginx: nginx,
    HelloKubernetes: hello,
    AksNetwork: whole,
}
