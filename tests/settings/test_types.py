"""Values of a wrong type: each is one problem, with the type that is right and how to write it."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Wrong, dev, nginx, pool, problems

TYPES = [
    Wrong(
        says="text for a number",
        raw=pool(count="3"),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.nodePools.np.count",
                value="3",
                message="a whole number",
                cure="write a number without quotes",
            )
        ],
    ),
    Wrong(
        says="a fraction for a number",
        raw=pool(maxPods=30.5),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.nodePools.np.maxPods",
                value=30.5,
                message="a whole number",
                cure="write a number without quotes",
            )
        ],
    ),
    Wrong(
        says="a truth value for a number",
        raw=nginx(replicas=True),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.workloads.nginx.replicas",
                value=True,
                message="a whole number",
                cure="write a number without quotes",
            )
        ],
    ),
    Wrong(
        says="yes for true",
        raw=dev(protect="yes"),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.protect",
                value="yes",
                message="true or false",
                cure="write true or false without quotes",
            )
        ],
    ),
    Wrong(
        says="one for true",
        raw=dev(privateCluster=1),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.privateCluster",
                value=1,
                message="true or false",
                cure="write true or false without quotes",
            )
        ],
    ),
    Wrong(
        says="a number for text",
        raw=dev() | {"tags": {"cost": 42}},
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="tags.cost",
                value=42,
                message="text",
                cure="write text; put numbers and true or false in quotes",
            )
        ],
    ),
    Wrong(
        says="a map for a list",
        raw=pool(taints={"a": "NoSchedule"}),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.nodePools.np.taints",
                value={"a": "NoSchedule"},
                message="a list",
                cure="write [a, b] or one `- item` per line",
            )
        ],
    ),
    Wrong(
        says="text for a list",
        raw=pool(zones="1"),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.nodePools.np.zones",
                value="1",
                message="a list",
                cure="write [a, b] or one `- item` per line",
            )
        ],
    ),
    Wrong(
        says="a list for a map of names",
        raw={"clusters": ["dev"]},
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters",
                value=["dev"],
                message="a map of names to values",
                cure="write `name: value` pairs, indented",
            )
        ],
    ),
    Wrong(
        says="a list for a map of keys",
        raw={"clusters": {"dev": []}},
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev",
                value=[],
                message="a map of keys to values",
                cure="write `key: value` pairs, indented, or {} for the defaults",
            )
        ],
    ),
    Wrong(
        says="a number for a subnet",
        raw=dev(nodeSubnet=5),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.nodeSubnet",
                value=5,
                message="a map of keys to values",
                cure="write `key: value` pairs, indented, or {} for the defaults",
            )
        ],
    ),
    Wrong(
        says="text for a Service",
        raw=nginx(service="LoadBalancer"),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.workloads.nginx.service",
                value="LoadBalancer",
                message="a map of keys to values",
                cure="write `key: value` pairs, indented, or {} for the defaults",
            )
        ],
    ),
    Wrong(
        says="a number as a key of a map",
        raw={"clusters": {1: {}}},
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.1",
                value=1,
                message="text",
                cure="write text; put numbers and true or false in quotes",
            )
        ],
    ),
    Wrong(
        says="a number as a key of a record",
        raw=dev() | {"clusters": {"dev": {1: 2}}},
        expected=[
            Problem(
                kind=Kind.SIZE, path="clusters.dev.1", value=1, message="text as a key", cure="put the key in quotes"
            )
        ],
    ),
    Wrong(
        says="a number as a workload's name",
        raw=dev(workloads={1: {"kind": "nginx"}}),
        expected=[
            Problem(
                kind=Kind.TYPE,
                path="clusters.dev.workloads.1",
                value=1,
                message="text",
                cure="write text; put numbers and true or false in quotes",
            )
        ],
    ),
    Wrong(
        says="nothing where clusters belong",
        raw={"clusters": None},
        expected=[
            Problem(
                kind=Kind.MISSING_KEY, path="clusters", value=None, message="this key is needed", cure="add clusters"
            )
        ],
    ),
    Wrong(
        says="no clusters at all",
        raw={},
        expected=[
            Problem(
                kind=Kind.MISSING_KEY, path="clusters", value=None, message="this key is needed", cure="add clusters"
            )
        ],
    ),
    Wrong(
        says="no pools",
        raw=dev(nodePools={}),
        expected=[
            Problem(
                kind=Kind.SIZE,
                path="clusters.dev.nodePools",
                value={},
                message="at least 1 of them",
                cure="add one, or remove the key to get the default",
            )
        ],
    ),
    Wrong(
        says="no ports",
        raw=dev(
            nodeSubnet={
                "networkSecurityGroup": {
                    "rules": {
                        "web": {"priority": 300, "direction": "Inbound", "access": "Deny", "destinationPorts": []}
                    }
                }
            }
        ),
        expected=[
            Problem(
                kind=Kind.SIZE,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.destinationPorts",
                value=[],
                message="at least 1 of them",
                cure="add one, or remove the key to get the default",
            )
        ],
    ),
    Wrong(
        says="a workload of no known kind",
        raw=dev(workloads={"web": {}}),
        expected=[
            Problem(
                kind=Kind.WORKLOAD_KIND,
                path="clusters.dev.workloads.web",
                value={},
                message="nginx or hello-kubernetes: kind says which workload an instance of another name is",
                cure="add kind: nginx or kind: hello-kubernetes",
            )
        ],
    ),
    Wrong(
        says="a workload of a wrong kind",
        raw=dev(workloads={"web": {"kind": "apache"}}),
        expected=[
            Problem(
                kind=Kind.WORKLOAD_KIND,
                path="clusters.dev.workloads.web",
                value={"kind": "apache"},
                message="nginx or hello-kubernetes: kind says which workload an instance of another name is",
                cure="add kind: nginx or kind: hello-kubernetes",
            )
        ],
    ),
    Wrong(
        says="a workload of another name with nothing after it",
        raw=dev(workloads={"web": None}),
        expected=[
            Problem(
                kind=Kind.WORKLOAD_KIND,
                path="clusters.dev.workloads.web",
                value=None,
                message="nginx or hello-kubernetes: kind says which workload an instance of another name is",
                cure="add kind: nginx or kind: hello-kubernetes",
            )
        ],
    ),
    Wrong(
        says="a security rule without what it needs",
        raw=dev(nodeSubnet={"networkSecurityGroup": {"rules": {"web": {}}}}),
        expected=[
            Problem(
                kind=Kind.MISSING_KEY,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.priority",
                value=None,
                message="this key is needed",
                cure="add priority",
            ),
            Problem(
                kind=Kind.MISSING_KEY,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.direction",
                value=None,
                message="this key is needed",
                cure="add direction",
            ),
            Problem(
                kind=Kind.MISSING_KEY,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.access",
                value=None,
                message="this key is needed",
                cure="add access",
            ),
        ],
    ),
]


@pytest.mark.parametrize("wrong", TYPES, ids=lambda wrong: wrong.says)
def test_a_wrong_type_is_told_with_the_right_one(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)
