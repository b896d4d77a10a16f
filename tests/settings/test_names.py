"""Names that Azure or Kubernetes refuses: each is one problem, with the rule. Collisions are in `../rules`."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Wrong, dev, network, nginx, pool, problems

NAMES = [
    Wrong(
        says="a resource group that ends in a full stop",
        raw=dev() | {"resourceGroup": "rg."},
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="resourceGroup",
                value="rg.",
                message="1 to 90 letters, digits, and . _ - ( ), not ending in a full stop",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="a VNet of one letter",
        raw=network({"dev": {}}, name="v"),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="network.name",
                value="v",
                message="2 to 64 letters, digits and . _ -, starting with a letter or digit",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="a VNet with a letter of another alphabet",
        raw=network({"dev": {}}, name="netzwärk"),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="network.name",
                value="netzwärk",
                message="2 to 64 letters, digits and . _ -, starting with a letter or digit",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="a subnet that ends in a hyphen",
        raw=network({"dev": {}}, subnets={"lb-": "10.230.0.0/24"}),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="network.subnets.lb-",
                value="lb-",
                message="1 to 80 letters, digits and . _ -, starting with a letter or digit",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="a cluster with a full stop",
        raw=dev(name="my.cluster"),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.name",
                value="my.cluster",
                message="1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="an identity of two letters",
        raw=dev(identityName="id"),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.identityName",
                value="id",
                message="3 to 128 letters, digits, _ and -, starting with a letter or digit",
                cure="choose a name that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
    ),
    Wrong(
        says="a node resource group of 81 characters",
        raw=dev(nodeResourceGroup="n" * 81),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.nodeResourceGroup",
                value="n" * 81,
                message="1 to 80 letters, digits, and . _ - ( ), not ending in a full stop",
                cure="choose a name that fits",
                page=LEARN + "aks/faq",
            )
        ],
    ),
    Wrong(
        says="a pool in capitals",
        raw=dev(nodePools={"System": {}}),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.nodePools.System",
                value="System",
                message="1 to 12 lower-case letters and digits, starting with a letter (Windows: at most 6)",
                cure="choose a name that fits",
                page=LEARN + "aks/create-node-pools",
            )
        ],
    ),
    Wrong(
        says="a pool of 13 characters",
        raw=dev(nodePools={"nodepool12345": {}}),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.nodePools.nodepool12345",
                value="nodepool12345",
                message="1 to 12 lower-case letters and digits, starting with a letter (Windows: at most 6)",
                cure="choose a name that fits",
                page=LEARN + "aks/create-node-pools",
            )
        ],
    ),
    Wrong(
        says="a workload that starts with a digit",
        raw=dev(workloads={"1nginx": {"kind": "nginx"}}),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.workloads.1nginx",
                value="1nginx",
                message="1 to 63 lower-case letters, digits and -, starting with a letter",
                cure="choose a name that fits",
                page="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
            )
        ],
    ),
    Wrong(
        says="a namespace with an underscore",
        raw=nginx(namespace="student_07"),
        expected=[
            Problem(
                kind=Kind.NAME_FORM,
                path="clusters.dev.workloads.nginx.namespace",
                value="student_07",
                message="1 to 63 lower-case letters, digits and -, starting with a letter",
                cure="choose a name that fits",
                page="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
            )
        ],
    ),
    Wrong(
        says="a taint without an effect",
        raw=pool(taints=["CriticalAddonsOnly=true"]),
        expected=[
            Problem(
                kind=Kind.TAINT_FORM,
                path="clusters.dev.nodePools.np.taints.0",
                value="CriticalAddonsOnly=true",
                message="key=value:Effect with the effect NoSchedule, PreferNoSchedule or NoExecute",
                cure="choose a name that fits",
                page=LEARN + "aks/use-node-taints",
            )
        ],
    ),
]


@pytest.mark.parametrize("wrong", NAMES, ids=lambda wrong: wrong.says)
def test_a_name_that_azure_refuses_is_told_with_the_rule(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)
