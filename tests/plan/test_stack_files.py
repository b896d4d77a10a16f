"""Every stack file of the repository is planned without a problem, and the articles' labs have the articles' values.

Read as YAML here; that the engine reads the same is proven with the engine.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.azure.upgrade_axes import UpgradeChannel
from aksnet.plan.records import ClusterPlan, StackPlan
from aksnet.plan.workload_records import NginxPlan
from aksnet.planning import make_plan
from tests.hub_outputs import with_hub

ROOT = Path(__file__).parents[2]
FILES = sorted(ROOT.glob("Pulumi.*.yaml"))


def _planned(stack: str) -> StackPlan:
    config = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    raw = {key.partition(":")[2]: value for key, value in config.items() if key.startswith("aks-networking:")}
    return make_plan(with_hub(raw), stack=stack, location=config["azure-native:location"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_stack_file_is_planned_as_it_is(path: Path) -> None:
    stack = path.name.split(".")[1]
    assert _planned(stack).stack == stack


def _subnets(plan: StackPlan) -> dict[str, list[str]]:
    return {name: [str(prefix) for prefix in subnet.prefixes] for name, subnet in plan.network.subnets.items()}


def _stack(plan: StackPlan) -> dict[str, Any]:
    return {
        "resource group": plan.resource_group,
        "location": plan.location,
        "VNet": (plan.network.name, [str(network) for network in plan.network.address_space]),
        "subnets": _subnets(plan),
    }


def _cluster(cluster: ClusterPlan) -> dict[str, Any]:
    pool = cluster.system_pool
    return {
        "mode": cluster.mode.name,
        "policy": cluster.policy,
        "node subnet": pool.node_subnet,
        "pod subnet": pool.pod_subnet,
        "pods": [str(network) for network in cluster.pod_cidrs],
        "Services": ([str(network) for network in cluster.service_cidrs], str(cluster.dns_service_ip)),
        "nodes": (pool.name, pool.count, pool.max_pods, pool.zones),
        "workloads": {
            found.name: (found.namespace, found.replicas, found.spread.value) for found in cluster.contents.workloads
        },
    }


DEFAULT_SERVICES = (["10.0.0.0/16"], "10.0.0.10")
LAB_SERVICES = (["10.200.0.0/16"], "10.200.0.10")


def test_the_network_lab_has_the_values_of_its_articles() -> None:
    plan = _planned("networklab")
    assert _stack(plan) == {
        "resource group": "NetworkLab",
        "location": "eastus",
        "VNet": ("aksvnet", ["10.220.0.0/16"]),
        "subnets": {"azurecni": ["10.220.2.0/24"], "kubenet": ["10.220.1.0/24"], "services": ["10.220.3.0/24"]},
    }
    assert {cluster.name: _cluster(cluster) for cluster in plan.clusters} == {
        "azurecni-cluster": {
            "mode": "node-subnet",
            "policy": "none",
            "node subnet": "azurecni",
            "pod subnet": None,
            "pods": [],
            "Services": LAB_SERVICES,
            "nodes": ("nodepool1", 3, 30, ()),
            "workloads": {"nginx": ("default", 3, "required"), "nginx-lb1": ("default", 3, "preferred")},
        },
        "kubenet-cluster": {
            "mode": "kubenet",
            "policy": "none",
            "node subnet": "kubenet",
            "pod subnet": None,
            "pods": ["10.100.0.0/16"],
            "Services": LAB_SERVICES,
            "nodes": ("nodepool1", 3, 110, ()),
            "workloads": {"nginx": ("default", 3, "required")},
        },
    }
    workloads = [found for cluster in plan.clusters for found in cluster.contents.workloads]
    assert {isinstance(found, NginxPlan) and found.label_key for found in workloads} == {"run"}


def test_the_pod_subnet_stack_has_the_values_of_its_article() -> None:
    plan = _planned("podsubnet")
    assert _stack(plan) == {
        "resource group": "blog-test",
        "location": "westus2",
        "VNet": ("blog-test-vnet", ["10.0.0.0/8"]),
        "subnets": {"blog-test-node-subnet": ["10.243.0.0/16"], "blog-test-pod-subnet": ["10.242.0.0/16"]},
    }
    assert {cluster.name: _cluster(cluster) for cluster in plan.clusters} == {
        "blog-test": {
            "mode": "pod-subnet",
            "policy": "calico",
            "node subnet": "blog-test-node-subnet",
            "pod subnet": "blog-test-pod-subnet",
            "pods": [],
            "Services": DEFAULT_SERVICES,
            "nodes": ("nodepool1", 3, 250, ("1", "2", "3")),
            "workloads": {"hello-kubernetes": ("hello", 3, "preferred")},
        }
    }
    assert (plan.clusters[0].identity_name, plan.clusters[0].system_pool.vm_size) == (
        "blog-test-identity",
        "Standard_DS2_v2",
    )


def test_the_training_stack_has_the_values_of_its_exercise() -> None:
    plan = _planned("training")
    assert _subnets(plan) == {"training-node-subnet": ["10.224.0.0/16"]}
    assert {cluster.name: _cluster(cluster) for cluster in plan.clusters} == {
        "training": {
            "mode": "cilium-overlay",
            "policy": "cilium",
            "node subnet": "training-node-subnet",
            "pod subnet": None,
            "pods": ["10.244.0.0/16"],
            "Services": DEFAULT_SERVICES,
            "nodes": ("nodepool1", 3, 250, ()),
            "workloads": {"nginx": ("student-07", 3, "preferred")},
        }
    }


def test_day_two_has_the_values_of_its_article() -> None:
    plan = _planned("day2")
    assert _stack(plan) == {
        "resource group": "rg-aks-cni",
        "location": "westeurope",
        "VNet": ("aks-cni-vnet", ["10.224.0.0/12"]),
        "subnets": {"aks-cni-node-subnet": ["10.225.0.0/16"], "aks-kubenet-node-subnet": ["10.224.0.0/16"]},
    }
    assert {cluster.name: _cluster(cluster) for cluster in plan.clusters} == {
        "aks-cni": {
            "mode": "node-subnet",
            "policy": "none",
            "node subnet": "aks-cni-node-subnet",
            "pod subnet": None,
            "pods": [],
            "Services": DEFAULT_SERVICES,
            "nodes": ("nodepool1", 3, 30, ()),
            "workloads": {"nginx": ("default", 10, "none")},
        },
        "aks-kubenet": {
            "mode": "kubenet",
            "policy": "none",
            "node subnet": "aks-kubenet-node-subnet",
            "pod subnet": None,
            "pods": ["10.244.0.0/16"],
            "Services": DEFAULT_SERVICES,
            "nodes": ("nodepool1", 3, 110, ()),
            "workloads": {"nginx": ("default", 10, "none")},
        },
    }
    assert {found.service for cluster in plan.clusters for found in cluster.contents.workloads} == {None}


def test_all_modes_has_each_mode_once_in_a_cluster_of_its_name() -> None:
    plan = _planned("all-modes")
    assert {cluster.name: cluster.mode.name for cluster in plan.clusters} == {
        "byo-cni": "byo-cni",
        "cilium-node-subnet": "cilium-node-subnet",
        "cilium-overlay": "cilium-overlay",
        "cilium-overlay-dual-stack": "cilium-overlay-dual-stack",
        "cilium-pod-subnet": "cilium-pod-subnet",
        "cilium-pod-subnet-static-block": "cilium-pod-subnet-static-block",
        "kubenet": "kubenet",
        "node-subnet": "node-subnet",
        "overlay": "overlay",
        "overlay-dual-stack": "overlay-dual-stack",
        "pod-subnet": "pod-subnet",
        "pod-subnet-static-block": "pod-subnet-static-block",
    }


def test_production_is_what_a_careful_team_would_run() -> None:
    cluster = _planned("prod").clusters[0]
    assert (cluster.tier.value, cluster.protect, cluster.outbound.value, cluster.kubernetes_version) == (
        "Standard",
        True,
        "loadBalancer",
        "1.36",
    )
    assert cluster.load_balancer is not None
    assert (cluster.load_balancer.managed_ips, cluster.upgrade_channel) == (2, UpgradeChannel.PATCH)
    assert len(cluster.maintenance) == 2
    assert {pool.name: (pool.mode.value, pool.min_count, pool.max_count, pool.zones) for pool in cluster.pools} == {
        "system": ("System", 3, 5, ("1", "2", "3")),
        "user": ("User", 3, 30, ("1", "2", "3")),
    }
