"""Texts and numbers at the edge of what their field allows: all of them are taken."""

import pytest

from tests.plan.support import Raw, dev, network, nginx, pool, problems, service

TAKEN = {
    "a resource group in another alphabet": dev() | {"resourceGroup": "größe.(1)_2"},
    "a VNet of two characters": network({"dev": {}}, name="v_"),
    "a subnet of one character": dev(nodeSubnet={"name": "s"}),
    "a cluster of 63 characters": dev(mode="node-subnet", name="c" * 63),
    "an identity of three characters": dev(identityName="id1"),
    "a node resource group of 80 characters": dev(nodeResourceGroup="n" * 80),
    "a pool of twelve characters": dev(nodePools={"nodepool1234": {}}),
    "a workload of 63 characters": dev(workloads={"w" * 63: {"kind": "nginx"}}),
    "taints with and without a value": pool(taints=["example.com/a=b:PreferNoSchedule", "c:PreferNoSchedule"]),
    "a version with its patch": dev(kubernetesVersion="1.34.2"),
    "an image by digest": nginx(image="mcr.microsoft.com/nginx@sha256:0123abcd"),
    "an image with a registry's port and a tag": nginx(image="localhost:5000/nginx:1.30"),
    "a surge as a number": pool(maxSurge=1),
    "a surge of everything": pool(maxSurge="100%"),
    "zones as numbers and as text": pool(zones=[1, "2", 3]),
    "an SSH key without a comment": dev(sshPublicKey="ssh-ed25519 AAAAC3Nza"),
    "an SSH key with a comment": dev(sshPublicKey="ssh-rsa AAAAB3Nza me@home"),
    "the highest port": service(port=65535),
    "no pods": nginx(replicas=0),
    "the whole internet": dev(authorizedIpRanges=["0.0.0.0/0"]),
    "one host": dev(authorizedIpRanges=["203.0.113.7/32"]),
}


@pytest.mark.parametrize("raw", TAKEN.values(), ids=TAKEN)
def test_what_is_just_right_is_taken(raw: Raw) -> None:
    assert problems(raw) == []
