"""Rules on sample workloads: every one has a case that breaks it alone, and one beside the edge.

Whether a mode has a CNI for them at all is in `test_modes.py`.
"""

from aksnet.rules import front_ends, workloads
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, Raw, cluster, dev, network, nginx, service

FIXED = {"type": "LoadBalancer", "internal": True, "address": "10.224.0.10"}


def _behind_firewall(address: str) -> Raw:
    raw = service(type="LoadBalancer", internal=True, subnet="edge", address=address)
    raw["clusters"]["dev"]["outbound"] = {"type": "userDefinedRouting", "nextHop": "10.230.0.4"}
    return network(raw["clusters"], subnets={"edge": "10.230.0.0/24"})


def _two_subnets(address: str) -> Raw:
    raw = service(type="LoadBalancer", internal=True, address=address)
    raw["clusters"]["dev"]["nodePools"] = {
        "a": {"nodeSubnet": "10.224.1.0/24"},
        "b": {"mode": "System", "nodeSubnet": "10.224.0.0/24"},
    }
    return raw


DIGEST = f"sha256:{'0' * 64}"

CASES = [
    Case(
        rule=workloads.room_for_pods,
        says="a required spread needs a node for each pod",
        raw=nginx(replicas=4, spread="required"),
        expected=[
            Problem(
                kind=Kind.REPLICAS_OVER_NODES,
                path="clusters.dev.workloads.nginx.replicas",
                value=4,
                message=(
                    "at most 3, the nodes that can run it: spread: required allows one pod a node, and "
                    "others stay Pending"
                ),
                cure="write 3, add nodes, or write spread: preferred",
                page="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
            )
        ],
        beside=nginx(replicas=3, spread="required"),
    ),
    Case(
        rule=workloads.room_for_pods,
        says="nodes are counted at the autoscaler's most, and a preferred spread needs none",
        raw=dev(
            nodePools={"np": {"minCount": 1, "maxCount": 3}}, workloads={"nginx": {"replicas": 4, "spread": "required"}}
        ),
        expected=[
            Problem(
                kind=Kind.REPLICAS_OVER_NODES,
                path="clusters.dev.workloads.nginx.replicas",
                value=4,
                message=(
                    "at most 3, the nodes that can run it: spread: required allows one pod a node, and "
                    "others stay Pending"
                ),
                cure="write 3, add nodes, or write spread: preferred",
                page="https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",
            )
        ],
        beside=dev(
            nodePools={"np": {"minCount": 1, "maxCount": 3}},
            workloads={"nginx": {"replicas": 4, "spread": "preferred"}},
        ),
    ),
    Case(
        rule=workloads.room_for_pods,
        says="tainted nodes are no room",
        raw=dev(nodePools={"np": {"taints": ["a=b:NoSchedule"]}}, workloads={"nginx": {}}),
        expected=[
            Problem(
                kind=Kind.NO_HOST,
                path="clusters.dev.workloads.nginx",
                value="(set)",
                message="a Linux node pool without a NoSchedule taint: the image runs nowhere else",
                cure="add such a pool, or remove the workload",
                page=LEARN + "aks/use-node-taints",
            )
        ],
        beside=dev(nodePools={"np": {"taints": ["a=b:PreferNoSchedule"]}}, workloads={"nginx": {}}),
    ),
    Case(
        rule=workloads.room_for_pods,
        says="hello-kubernetes has no Arm image",
        raw=dev(nodePools={"np": {"vmSize": "Standard_D4pds_v5"}}, workloads={"hello-kubernetes": {}}),
        expected=[
            Problem(
                kind=Kind.NO_HOST,
                path="clusters.dev.workloads.hello-kubernetes",
                value="(set)",
                message="an amd64 Linux node pool without a NoSchedule taint: the image runs nowhere else",
                cure="add such a pool, or remove the workload",
                page=LEARN + "aks/use-node-taints",
            )
        ],
        beside=dev(nodePools={"np": {"vmSize": "Standard_D4pds_v5"}}, workloads={"nginx": {}}),
    ),
    Case(
        rule=workloads.digests,
        says="an image has one digest",
        raw=nginx(image=f"nginx@{DIGEST}", imageDigest=DIGEST),
        expected=[
            Problem(
                kind=Kind.DIGEST_SAID_TWICE,
                path="clusters.dev.workloads.nginx.imageDigest",
                value=DIGEST,
                message=f"none where image has one itself, {DIGEST}",
                cure="remove one of the two",
                page="https://kubernetes.io/docs/concepts/containers/images/",
            )
        ],
        beside=nginx(image="nginx:1.30", imageDigest=DIGEST),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="only a load balancer is internal",
        raw=service(internal=True),
        expected=[
            Problem(
                kind=Kind.INTERNAL_WITHOUT_BALANCER,
                path="clusters.dev.workloads.nginx.service.internal",
                value=True,
                message="only with type: LoadBalancer",
                cure="write type: LoadBalancer, or remove internal",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(internal=True, type="LoadBalancer"),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="a public load balancer has no subnet",
        raw=service(type="LoadBalancer", subnet="dev-node-subnet"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_PUBLIC,
                path="clusters.dev.workloads.nginx.service.subnet",
                value="dev-node-subnet",
                message="only with internal: true, because a public load balancer has no address in the VNet",
                cure="add internal: true, or remove subnet",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, subnet="dev-node-subnet"),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="a public load balancer has no address in the VNet",
        raw=service(type="LoadBalancer", address="10.224.0.10"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_PUBLIC,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.10",
                message="only with internal: true, because a public load balancer has no address in the VNet",
                cure="add internal: true, or remove address",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.0.10"),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="the subnet is one of the stack",
        raw=service(type="LoadBalancer", internal=True, subnet="dev-node-subent"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_SUBNET_UNKNOWN,
                path="clusters.dev.workloads.nginx.service.subnet",
                value="dev-node-subent",
                message="the name of a subnet of this stack: dev-node-subnet",
                cure="write dev-node-subnet",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, subnet="dev-node-subnet"),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="a subnet far from any known name is to be declared",
        raw=service(type="LoadBalancer", internal=True, subnet="xyz"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_SUBNET_UNKNOWN,
                path="clusters.dev.workloads.nginx.service.subnet",
                value="xyz",
                message="the name of a subnet of this stack: dev-node-subnet",
                cure="declare it under network.subnets",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=network(
            service(type="LoadBalancer", internal=True, subnet="xyz")["clusters"], subnets={"xyz": "10.230.0.0/24"}
        ),
    ),
    Case(
        rule=front_ends.load_balancers,
        says="a pod subnet takes no load balancer",
        raw=dev(
            mode="pod-subnet",
            workloads={"nginx": {"service": {"type": "LoadBalancer", "internal": True, "subnet": "dev-pod-subnet"}}},
        ),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ON_PODS,
                path="clusters.dev.workloads.nginx.service.subnet",
                value="dev-pod-subnet",
                message="a subnet that is not delegated, as one of pods is: a delegated subnet takes no load balancer",
                cure="declare a subnet for load balancers under network.subnets",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=dev(
            mode="pod-subnet",
            workloads={"nginx": {"service": {"type": "LoadBalancer", "internal": True, "subnet": "dev-node-subnet"}}},
        ),
    ),
    Case(
        rule=front_ends.addresses,
        says="a fixed address is in the load balancer's subnet",
        raw=network(
            service(type="LoadBalancer", internal=True, subnet="lb", address="10.224.0.10")["clusters"],
            subnets={"lb": "10.230.0.0/24"},
        ),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.10",
                message=(
                    "an address of 10.230.0.0/24, the load balancer's subnet, without the first four and "
                    "the last, which Azure keeps"
                ),
                cure=(
                    "write subnet: dev-node-subnet, which has this address, or write for instance 10.230.0.254, or "
                    "remove the key"
                ),
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=network(
            service(type="LoadBalancer", internal=True, subnet="lb", address="10.230.0.10")["clusters"],
            subnets={"lb": "10.230.0.0/24"},
        ),
    ),
    Case(
        rule=front_ends.addresses,
        says="without a subnet it is in the node subnet",
        raw=service(type="LoadBalancer", internal=True, address="10.225.0.4"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.225.0.4",
                message=(
                    "an address of 10.224.0.0/16, the load balancer's subnet, without the first four and "
                    "the last, which Azure keeps"
                ),
                cure="write for instance 10.224.255.254, or remove the key",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.0.4"),
    ),
    Case(
        rule=front_ends.addresses,
        says="Azure keeps the first four addresses",
        raw=service(type="LoadBalancer", internal=True, address="10.224.0.3"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.3",
                message=(
                    "an address of 10.224.0.0/16, the load balancer's subnet, without the first four and "
                    "the last, which Azure keeps"
                ),
                cure="write for instance 10.224.255.254, or remove the key",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.0.4"),
    ),
    Case(
        rule=front_ends.addresses,
        says="Azure keeps the last address",
        raw=service(type="LoadBalancer", internal=True, address="10.224.255.255"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.255.255",
                message=(
                    "an address of 10.224.0.0/16, the load balancer's subnet, without the first four and "
                    "the last, which Azure keeps"
                ),
                cure="write for instance 10.224.255.254, or remove the key",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=service(type="LoadBalancer", internal=True, address="10.224.255.254"),
    ),
    Case(
        rule=front_ends.addresses,
        says="two load balancers never share an address",
        raw=dev(workloads={"nginx": {"service": FIXED}, "hello-kubernetes": {"service": FIXED}}),
        expected=[
            Problem(
                kind=Kind.FRONT_END_TAKEN,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.0.10",
                message="an address of its own; clusters.dev.workloads.hello-kubernetes has this one",
                cure="choose another address",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=dev(
            workloads={"nginx": {"service": FIXED}, "hello-kubernetes": {"service": FIXED | {"address": "10.224.0.11"}}}
        ),
    ),
    Case(
        rule=front_ends.addresses,
        says="a load balancer never has the firewall's address",
        raw=_behind_firewall("10.230.0.4"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_TAKEN,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.230.0.4",
                message="an address of its own; clusters.dev.outbound.nextHop has this one",
                cure="choose another address",
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=_behind_firewall("10.230.0.5"),
    ),
    Case(
        rule=front_ends.addresses,
        says="load balancers are in the system pool's subnet unless another is named",
        raw=_two_subnets("10.224.1.20"),
        expected=[
            Problem(
                kind=Kind.FRONT_END_ADDRESS,
                path="clusters.dev.workloads.nginx.service.address",
                value="10.224.1.20",
                message=(
                    "an address of 10.224.0.0/24, the load balancer's subnet, without the first four and "
                    "the last, which Azure keeps"
                ),
                cure=(
                    "write subnet: dev-node-subnet-a, which has this address, or write for instance 10.224.0.254, or "
                    "remove the key"
                ),
                page=LEARN + "aks/internal-lb",
            )
        ],
        beside=_two_subnets("10.224.0.20"),
    ),
    Case(
        rule=workloads.namespaces,
        says="workloads stay out of Kubernetes' own namespaces",
        raw=nginx(namespace="kube-system"),
        expected=[
            Problem(
                kind=Kind.KUBERNETES_NAMESPACE,
                path="clusters.dev.workloads.nginx.namespace",
                value="kube-system",
                message="a namespace that is not Kubernetes' own",
                cure="choose another, for instance default",
                page="https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",
            )
        ],
        beside=nginx(namespace="kube"),
    ),
]


def test_a_digest_is_written_behind_the_tag_and_the_tag_stays_where_there_is_none() -> None:
    def image(**keys: str) -> str:
        return cluster(nginx(image="example.com/web:1", **keys)).contents.workloads[0].image

    assert image() == "example.com/web:1"
    assert image(imageDigest=DIGEST) == f"example.com/web:1@{DIGEST}"
