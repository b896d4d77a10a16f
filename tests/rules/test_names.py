"""Rules on names: every one has a case that breaks it alone, and one beside the edge that breaks nothing.

Names with a field of their own are proven in `tests/settings/test_names.py`.
"""

from aksnet.rules import names
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, dev, network, plan, problems

_TWO_SUBNETS = {"a": {"nodeSubnet": "10.224.1.0/24"}, "b": {"nodeSubnet": "10.224.2.0/24"}}
_A, _B = _TWO_SUBNETS["a"], _TWO_SUBNETS["b"]

CASES = [
    Case(
        rule=names.at_least_one_cluster,
        says="a stack has at least one cluster",
        raw={"clusters": {}},
        expected=[
            Problem(
                kind=Kind.NO_CLUSTER,
                path="clusters",
                value=None,
                message="at least one cluster, or a subnet in network.subnets; `clusters: {dev: {}}` is a complete one",
                cure="add a cluster, or run `pulumi destroy` if the stack is to go",
            )
        ],
        beside={"clusters": {"dev": {}}},
    ),
    Case(
        rule=names.cluster_keys,
        says="a cluster's key is a name that Azure takes",
        raw={"clusters": {"-dev": {}}},
        expected=[
            Problem(
                kind=Kind.CLUSTER_KEY,
                path="clusters.-dev",
                value="-dev",
                message="1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
                cure="choose a key that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={"clusters": {"d" * 51: {}}},
    ),
    Case(
        rule=names.cluster_keys,
        says="letters of other alphabets are not Azure's letters",
        raw={"clusters": {"größe-1": {}}},
        expected=[
            Problem(
                kind=Kind.CLUSTER_KEY,
                path="clusters.größe-1",
                value="größe-1",
                message="1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
                cure="choose a key that fits",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={"clusters": {"groesse_1": {}}},
    ),
    Case(
        rule=names.unique_names,
        says="two clusters never share a name, whatever its case",
        raw={
            "clusters": {
                "a": _A | {"name": "One"},
                "b": _B | {"name": "one", "nodeSubnet": {"name": "b", "prefix": "10.224.2.0/24"}},
            }
        },
        expected=[
            Problem(
                kind=Kind.NAME_TAKEN,
                path="clusters.b.name",
                value="one",
                message="a name of its own; clusters.a has this cluster name (Azure does not tell case apart)",
                cure="choose another name",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={"clusters": {"a": _A | {"name": "One"}, "b": _B | {"name": "one1"}}},
    ),
    Case(
        rule=names.unique_names,
        says="two clusters never share an identity's name",
        raw={"clusters": {"a": _A | {"identityName": "control"}, "b": _B | {"identityName": "Control"}}},
        expected=[
            Problem(
                kind=Kind.NAME_TAKEN,
                path="clusters.b.identityName",
                value="Control",
                message="a name of its own; clusters.a has this identity name (Azure does not tell case apart)",
                cure="choose another name",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={"clusters": {"a": _A | {"identityName": "control"}, "b": _B}},
    ),
    Case(
        rule=names.unique_names,
        says="two clusters never share a node resource group",
        raw={"clusters": {"a": _A | {"nodeResourceGroup": "nodes"}, "b": _B | {"nodeResourceGroup": "nodes"}}},
        expected=[
            Problem(
                kind=Kind.NAME_TAKEN,
                path="clusters.b.nodeResourceGroup",
                value="nodes",
                message=(
                    "a name of its own; clusters.a has this node resource group name (Azure does not tell case apart)"
                ),
                cure="choose another name",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={"clusters": {"a": _A | {"nodeResourceGroup": "nodes"}, "b": _B | {"nodeResourceGroup": "nodes-b"}}},
    ),
    Case(
        rule=names.unique_names,
        says="nodes are not in the stack's own resource group",
        raw=dev(nodeResourceGroup="RG-dev"),
        expected=[
            Problem(
                kind=Kind.NODE_GROUP_SHARED,
                path="clusters.dev.nodeResourceGroup",
                value="RG-dev",
                message="a resource group of its own, which AKS creates and deletes with the cluster",
                cure="choose a name other than the stack's resource group",
                page=LEARN + "aks/faq",
            )
        ],
        beside=dev(nodeResourceGroup="rg-dev-nodes"),
    ),
    Case(
        rule=names.overlay_names,
        says="an overlay cluster's VNet has at most 63 characters in its name",
        raw=network({"dev": {}}, name="v" * 64),
        expected=[
            Problem(
                kind=Kind.OVERLAY_NAME,
                path="network.name",
                value="v" * 64,
                message="at most 63 characters, because dev is an overlay cluster",
                cure="choose a shorter name",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=network({"dev": {}}, name="v" * 63),
    ),
    Case(
        rule=names.overlay_names,
        says="an overlay cluster's resource group has at most 63 characters in its name",
        raw=dev() | {"resourceGroup": "g" * 64},
        expected=[
            Problem(
                kind=Kind.OVERLAY_NAME,
                path="resourceGroup.name",
                value="g" * 64,
                message="at most 63 characters, because dev is an overlay cluster",
                cure="choose a shorter name",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=dev(mode="node-subnet") | {"resourceGroup": "g" * 64},
    ),
    Case(
        rule=names.overlay_names,
        says="an overlay cluster's subnet has at most 63 characters in its name",
        raw=dev(nodeSubnet={"name": "s" * 64}),
        expected=[
            Problem(
                kind=Kind.OVERLAY_NAME,
                path="clusters.dev.nodeSubnet",
                value="s" * 64,
                message="at most 63 characters, because dev is an overlay cluster",
                cure="choose a shorter name",
                page=LEARN + "aks/azure-cni-overlay",
            )
        ],
        beside=dev(mode="node-subnet", nodeSubnet={"name": "s" * 64}),
    ),
    Case(
        rule=names.derived_names,
        says="a subnet's derived name has at most 80 characters",
        raw={
            "clusters": {
                "c" * 63: {
                    "mode": "node-subnet",
                    "nodePools": {"nodepool1234": {"nodeSubnet": "10.224.1.0/24"}},
                }
            }
        },
        expected=[
            Problem(
                kind=Kind.DERIVED_NAME,
                path="clusters." + "c" * 63 + ".nodePools.nodepool1234.nodeSubnet.name",
                value="c" * 63 + "-node-subnet-nodepool1234",
                message="at most 80 characters; this name is derived",
                cure="write a name",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside={
            "clusters": {
                "c" * 63: {
                    "mode": "node-subnet",
                    "nodePools": {"np12": {"nodeSubnet": "10.224.1.0/24"}},
                }
            }
        },
    ),
    Case(
        rule=names.derived_names,
        says="a security group's derived name has at most 80 characters",
        raw=dev(mode="node-subnet", nodeSubnet={"name": "s" * 77, "networkSecurityGroup": {}}),
        expected=[
            Problem(
                kind=Kind.DERIVED_NAME,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.name",
                value="s" * 77 + "-nsg",
                message="at most 80 characters; this name is derived",
                cure="write a name",
                page=LEARN + "azure-resource-manager/management/resource-name-rules",
            )
        ],
        beside=dev(mode="node-subnet", nodeSubnet={"name": "s" * 76, "networkSecurityGroup": {}}),
    ),
    Case(
        rule=names.tags,
        says="a tag's name has none of Azure's forbidden characters",
        raw=dev() | {"tags": {"cost/centre": "42"}},
        expected=[
            Problem(
                kind=Kind.TAG,
                path="tags.cost/centre",
                value="cost/centre",
                message="a tag name has 1 to 512 characters and none of < > % & \\ ? /",
                cure="choose another name",
                page=LEARN + "azure-resource-manager/management/tag-resources",
            )
        ],
        beside=dev() | {"tags": {"cost-centre": "42"}},
    ),
    Case(
        rule=names.tags,
        says="a tag's name has at most 512 characters",
        raw=dev() | {"tags": {"n" * 513: "42"}},
        expected=[
            Problem(
                kind=Kind.TAG,
                path="tags." + "n" * 513,
                value="n" * 513,
                message="a tag name has 1 to 512 characters and none of < > % & \\ ? /",
                cure="choose another name",
                page=LEARN + "azure-resource-manager/management/tag-resources",
            )
        ],
        beside=dev() | {"tags": {"n" * 512: "42"}},
    ),
    Case(
        rule=names.tags,
        says="a tag's value has at most 256 characters",
        raw=dev() | {"tags": {"owner": "v" * 257}},
        expected=[
            Problem(
                kind=Kind.TAG,
                path="tags.owner",
                value="v" * 257,
                message="at most 256 characters",
                cure="shorten it",
                page=LEARN + "azure-resource-manager/management/tag-resources",
            )
        ],
        beside=dev() | {"tags": {"owner": "v" * 256}},
    ),
    Case(
        rule=names.tags,
        says="two tags' names differ in more than their case",
        raw=dev() | {"tags": {"Owner": "a", "owner": "b"}},
        expected=[
            Problem(
                kind=Kind.TAG,
                path="tags.owner",
                value="owner",
                message="a name that differs from Owner in more than its case: Azure takes them for one",
                cure="remove one of the two",
                page=LEARN + "azure-resource-manager/management/tag-resources",
            )
        ],
        beside=dev() | {"tags": {"Owner": "a", "owners": "b"}},
    ),
]


def test_names_derived_from_a_long_stack_name_are_told_with_the_key_that_gives_another() -> None:
    stack = "s" * 100
    rule = LEARN + "azure-resource-manager/management/resource-name-rules"
    assert [
        Problem(
            kind=Kind.DERIVED_NAME,
            path="resourceGroup.name",
            value=f"rg-{stack}",
            message="at most 90 characters, no full stop at the end; this name is derived",
            cure="write a name",
            page=rule,
        ),
        Problem(
            kind=Kind.DERIVED_NAME,
            path="network.name",
            value=f"{stack}-vnet",
            message="2 to 64 characters, starting with a letter or digit; this name is derived",
            cure="write a name",
            page=rule,
        ),
    ] == problems(dev(mode="node-subnet"), stack=stack)


def test_a_stack_name_that_is_long_but_fits_is_used() -> None:
    stack = "s" * 59
    planned = plan(dev(mode="node-subnet"), stack=stack)
    assert (f"rg-{stack}", f"{stack}-vnet") == (planned.resource_group, planned.network.name)
