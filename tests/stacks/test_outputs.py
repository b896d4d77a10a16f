"""The stack's outputs: what the contract says, and what their readers find in them."""

from ipaddress import ip_network
from typing import Any, get_type_hints

from aksnet.contract import ClusterOutputs, IpBudget, NetworkOutputs, PoolOutputs, StackOutputs, WorkloadOutputs
from aksnet.plan.budget import stack_budget
from aksnet.planning import make_plan
from aksnet.report.document import ip_budget
from aksnet.testing.recorded import Secret
from aksnet.verify.expected import Expected, Pool, of_outputs
from aksnet.verify.features import PoolFeatures
from tests.program import run_clusters

CLUSTERS: dict[str, Any] = {"dev": {"mode": "overlay", "workloads": {"hello": {"kind": "hello-kubernetes"}}}}


def exports() -> dict[str, Any]:
    return dict(run_clusters(CLUSTERS).exports)


def test_a_stack_exports_the_outputs_of_the_contract_and_no_others() -> None:
    outputs = exports()
    cluster = outputs["clusters"]["dev"]
    assert [
        set(outputs),
        set(outputs["network"]),
        set(outputs["ipBudget"]),
        set(cluster),
        set(cluster["pools"]["nodepool1"]),
        {key for workload in cluster["workloads"] for key in workload},
    ] == [
        set(get_type_hints(each))
        for each in (StackOutputs, NetworkOutputs, IpBudget, ClusterOutputs, PoolOutputs, WorkloadOutputs)
    ]
    assert isinstance(outputs["kubeconfigs"]["dev"], Secret)


def test_the_budget_among_the_outputs_is_that_of_the_plan() -> None:
    plan = make_plan({"clusters": CLUSTERS}, stack="test", location="westeurope")
    assert exports()["ipBudget"] == ip_budget(stack_budget(plan))


def test_the_outputs_say_what_version_the_kubelets_of_each_pool_run_at_least() -> None:
    pools = {"system": {"mode": "System"}, "user": {}, "old": {"kubernetesVersion": "1.34"}}
    cluster = {"mode": "overlay", "kubernetesVersion": "1.35", "nodePools": pools}
    (found,) = of_outputs(dict(run_clusters({"dev": cluster}).exports))
    versions = {name: pool.version for name, pool in found.pools.items()}
    assert versions == {"system": "1.35", "user": "1.35", "old": "1.34"}


def test_verify_reads_what_a_stack_exports() -> None:
    (found,) = of_outputs(exports())
    assert isinstance(found, Expected)
    assert (found.cluster, found.mode.name if found.mode else None) == ("dev", "overlay")
    features = PoolFeatures(local_dns=None, outbound_nat=True, gateway_prefix=None)
    assert found.pools == {
        "nodepool1": Pool(least=3, most=3, os="Linux", max_pods=250, version=None, features=features)
    }
    assert found.subnet_ranges == {"dev-node-subnet": (ip_network("10.224.0.0/16"),)}
    assert found.cluster_id == exports()["clusters"]["dev"]["clusterId"]
