"""Versions, images, sizes, ids and numbers of a wrong form: each is one problem, with what to write."""

import pytest

from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Wrong, dev, network, nginx, pool, problems, service

FORMS = [
    Wrong(
        says="a version without quotes",
        raw=dev(kubernetesVersion=1.3),
        expected=[
            Problem(
                kind=Kind.VERSION_FORM,
                path="clusters.dev.kubernetesVersion",
                value=1.3,
                message=(
                    "a version such as 1.34 or 1.34.2, as text: an unquoted 1.30 is a number and arrives "
                    "as 1.3, without its last zero"
                ),
                cure='put it in quotes: "1.30" if that is meant',
                page=LEARN + "aks/supported-kubernetes-versions",
            )
        ],
    ),
    Wrong(
        says="a version of two digits without quotes",
        raw=dev(kubernetesVersion=1.35),
        expected=[
            Problem(
                kind=Kind.VERSION_FORM,
                path="clusters.dev.kubernetesVersion",
                value=1.35,
                message=(
                    "a version such as 1.34 or 1.34.2, as text: an unquoted 1.30 is a number and arrives "
                    "as 1.3, without its last zero"
                ),
                cure='put it in quotes: "1.35" if that is meant',
                page=LEARN + "aks/supported-kubernetes-versions",
            )
        ],
    ),
    Wrong(
        says="a number that is no version",
        raw=dev(kubernetesVersion=1),
        expected=[
            Problem(
                kind=Kind.VERSION_FORM,
                path="clusters.dev.kubernetesVersion",
                value=1,
                message=(
                    "a version such as 1.34 or 1.34.2, as text: an unquoted 1.30 is a number and arrives "
                    "as 1.3, without its last zero"
                ),
                cure="put the version in quotes",
                page=LEARN + "aks/supported-kubernetes-versions",
            )
        ],
    ),
    Wrong(
        says="a version that lost its zero",
        raw=dev(kubernetesVersion="1.3"),
        expected=[
            Problem(
                kind=Kind.VERSION_FORM,
                path="clusters.dev.kubernetesVersion",
                value="1.3",
                message="a version such as 1.34 or 1.34.2",
                cure="name a Kubernetes minor or patch version",
                page=LEARN + "aks/supported-kubernetes-versions",
            )
        ],
    ),
    Wrong(
        says="a version with a v",
        raw=dev(kubernetesVersion="v1.34"),
        expected=[
            Problem(
                kind=Kind.VERSION_FORM,
                path="clusters.dev.kubernetesVersion",
                value="v1.34",
                message="a version such as 1.34 or 1.34.2",
                cure="name a Kubernetes minor or patch version",
                page=LEARN + "aks/supported-kubernetes-versions",
            )
        ],
    ),
    Wrong(
        says="an image without a tag",
        raw=nginx(image="nginx"),
        expected=[
            Problem(
                kind=Kind.IMAGE_FORM,
                path="clusters.dev.workloads.nginx.image",
                value="nginx",
                message="an image with a tag or a digest, so that every run gets the same one",
                cure="add a tag, for instance docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
                page="https://kubernetes.io/docs/concepts/containers/images/",
            )
        ],
    ),
    Wrong(
        says="an image with a registry's port and no tag",
        raw=nginx(image="localhost:5000/nginx"),
        expected=[
            Problem(
                kind=Kind.IMAGE_FORM,
                path="clusters.dev.workloads.nginx.image",
                value="localhost:5000/nginx",
                message="an image with a tag or a digest, so that every run gets the same one",
                cure="add a tag, for instance docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
                page="https://kubernetes.io/docs/concepts/containers/images/",
            )
        ],
    ),
    Wrong(
        says="a machine size",
        raw=pool(vmSize="D4ds_v5"),
        expected=[
            Problem(
                kind=Kind.VM_SIZE_FORM,
                path="clusters.dev.nodePools.np.vmSize",
                value="D4ds_v5",
                message="the name of a virtual machine size, such as Standard_D4ds_v5",
                cure="choose one that `az vm list-sizes` prints",
                page=LEARN + "virtual-machines/sizes/overview",
            )
        ],
    ),
    Wrong(
        says="a surge of less than nothing",
        raw=pool(maxSurge=-1),
        expected=[
            Problem(
                kind=Kind.SURGE_FORM,
                path="clusters.dev.nodePools.np.maxSurge",
                value=-1,
                message="0 to 1000 nodes, or a share of the pool such as 10%",
                cure='write 1 or "10%"',
                page=LEARN + "aks/upgrade-aks-node-pools-rolling",
            )
        ],
    ),
    Wrong(
        says="a surge beyond the pool",
        raw=pool(maxSurge="101%"),
        expected=[
            Problem(
                kind=Kind.SURGE_FORM,
                path="clusters.dev.nodePools.np.maxSurge",
                value="101%",
                message="0 to 1000 nodes, or a share of the pool such as 10%",
                cure='write 1 or "10%"',
                page=LEARN + "aks/upgrade-aks-node-pools-rolling",
            )
        ],
    ),
    Wrong(
        says="a fourth zone",
        raw=pool(zones=[1, 4]),
        expected=[
            Problem(
                kind=Kind.ZONE_FORM,
                path="clusters.dev.nodePools.np.zones.1",
                value=4,
                message="the availability zones 1, 2 and 3",
                cure="write for instance [1, 2, 3]",
            )
        ],
    ),
    Wrong(
        says="a chart's version",
        raw=dev(mode="byo-cni", installCilium="1.18"),
        expected=[
            Problem(
                kind=Kind.CHART_FORM,
                path="clusters.dev.installCilium",
                value="1.18",
                message="a version of Cilium's Helm chart, such as 1.19.8",
                cure="write three numbers with dots",
            )
        ],
    ),
    Wrong(
        says="a private key",
        raw=dev(sshPublicKey="-----BEGIN OPENSSH PRIVATE KEY-----"),
        expected=[
            Problem(
                kind=Kind.SSH_KEY_FORM,
                path="clusters.dev.sshPublicKey",
                value="-----BEGIN OPENSSH PRIVATE KEY-----",
                message="an OpenSSH public key: its type, the key and optionally a comment, on one line",
                cure="copy the line of a .pub file, for instance ~/.ssh/id_rsa.pub",
            )
        ],
    ),
    Wrong(
        says="a port",
        raw=service(port=65536),
        expected=[
            Problem(
                kind=Kind.PORT_FORM,
                path="clusters.dev.workloads.nginx.service.port",
                value=65536,
                message="a TCP port, from 1 to 65535",
                cure="write a number from 1 to 65535",
            )
        ],
    ),
    Wrong(
        says="a port that a container may not open",
        raw=dev(workloads={"hello-kubernetes": {"port": 80}}),
        expected=[
            Problem(
                kind=Kind.PORT_FORM,
                path="clusters.dev.workloads.hello-kubernetes.port",
                value=80,
                message="a TCP port that a container may open without more rights, from 1024 to 65535",
                cure="write a number from 1024 to 65535",
            )
        ],
    ),
    Wrong(
        says="a number of nodes",
        raw=pool(count=1001),
        expected=[
            Problem(
                kind=Kind.NODES_FORM,
                path="clusters.dev.nodePools.np.count",
                value=1001,
                message="a number of nodes, from 0 to 1000",
                cure="write a number from 0 to 1000",
            )
        ],
    ),
    Wrong(
        says="a negative number of pods",
        raw=nginx(replicas=-1),
        expected=[
            Problem(
                kind=Kind.REPLICAS_FORM,
                path="clusters.dev.workloads.nginx.replicas",
                value=-1,
                message="a number of pods, from 0 to 100000",
                cure="write a number from 0 to 100000",
            )
        ],
    ),
    *(
        Wrong(
            says=f"the priority {value}",
            raw=dev(
                nodeSubnet={
                    "networkSecurityGroup": {
                        "rules": {"web": {"priority": value, "direction": "Inbound", "access": "Deny"}}
                    }
                }
            ),
            expected=[
                Problem(
                    kind=Kind.RULE_PRIORITY_FORM,
                    path="clusters.dev.nodeSubnet.networkSecurityGroup.rules.web.priority",
                    value=value,
                    message=(
                        "a priority from 200 to 4096: 100 to 199 are kept for the rules that pods need, which stand "
                        "before all others"
                    ),
                    cure=cure,
                )
            ],
        )
        for value, cure in (
            (99, "write a number from 200 to 4096"),
            (100, "write 200, and 100 more in the other rules of the group, so that their order stays"),
            (199, "write 299, and 100 more in the other rules of the group, so that their order stays"),
            (4097, "write a number from 200 to 4096"),
        )
    ),
    Wrong(
        says="an id of something else",
        raw=network({"dev": {}}, id="/subscriptions/x"),
        expected=[
            Problem(
                kind=Kind.ARM_ID_FORM,
                path="network.id",
                value="/subscriptions/x",
                message=(
                    "the ARM id of a virtual network: "
                    "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Network/virtualNetworks/<name>"
                ),
                cure="copy the id that `az resource show` prints",
            )
        ],
    ),
    Wrong(
        says="a subnet's id of something else",
        raw=dev(nodeSubnet="/subscriptions/x"),
        expected=[
            Problem(
                kind=Kind.ARM_ID_FORM,
                path="clusters.dev.nodeSubnet",
                value="/subscriptions/x",
                message=(
                    "the ARM id of a subnet: "
                    "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Network/virtualNetworks/<name>/subnets/<name>"
                ),
                cure="copy the id that `az resource show` prints",
            )
        ],
    ),
    Wrong(
        says="a security group's id of something else",
        raw=dev(nodeSubnet={"networkSecurityGroup": {"id": "nsg"}}),
        expected=[
            Problem(
                kind=Kind.ARM_ID_FORM,
                path="clusters.dev.nodeSubnet.networkSecurityGroup.id",
                value="nsg",
                message=(
                    "the ARM id of a network security group: "
                    "/subscriptions/<id>/resourceGroups/<name>/providers/Microsoft.Network/networkSecurityGroups/<name>"
                ),
                cure="copy the id that `az resource show` prints",
            )
        ],
    ),
]


@pytest.mark.parametrize("wrong", FORMS, ids=lambda wrong: wrong.says)
def test_a_text_or_number_of_a_wrong_form_is_told_with_the_right_one(wrong: Wrong) -> None:
    assert wrong.expected == problems(wrong.raw)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("standard_b2s_v2", "Standard_B2s_v2"),
        ("STANDARD_D4DS_V5", "Standard_D4ds_v5"),
        ("standard_nc4as_t4_v3", "Standard_NC4as_T4_v3"),
    ],
)
def test_a_size_in_other_case_is_told_its_spelling(written: str, usual: str) -> None:
    assert [problem.cure for problem in problems(pool(vmSize=written))] == [f"write {usual}"]
