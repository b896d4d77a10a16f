"""Ceilings of a whole VNet or cluster: each check alone, and its counterpart beside the edge."""

import pytest

from aksnet.rules import ceilings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, Raw, context, dev, network

BLOCKS = LEARN + "aks/configure-azure-cni-static-block-allocation"
WIDE = "10.0.0.0/8"


def _flat(nodes: int) -> Raw:
    """Nodes of 250 pods, without surge to speak of, in a subnet that has room for all."""
    pools = {"np": {"count": nodes, "maxPods": 250, "maxSurge": "1"}}
    keys = {"mode": "node-subnet", "nodeSubnet": "10.64.0.0/11", "serviceCidr": "172.20.0.0/16", "nodePools": pools}
    return network({"dev": keys}, addressSpace=[WIDE])


def _overlay(max_pods: int) -> Raw:
    return dev(podCidr="10.32.0.0/11", nodePools={"np": {"count": 1000, "maxPods": max_pods}})


def _blocks(prefix: str) -> Raw:
    keys = {"nodeSubnet": "10.224.0.0/16", "podSubnet": prefix, "serviceCidr": "172.20.0.0/16"}
    return network({"dev": {"mode": "pod-subnet-static-block"} | keys}, addressSpace=[WIDE])


def _kubenet(surge: str) -> Raw:
    return dev(mode="kubenet", podCidr="10.32.0.0/11", nodePools={"np": {"count": 398, "maxSurge": surge}})


CASES = [
    Case(
        rule=ceilings.single_addresses,
        says="a VNet gives out 65,536 addresses one by one",
        raw=_flat(261),
        expected=[
            Problem(
                kind=Kind.SINGLE_ADDRESSES,
                path="clusters.dev.nodePools",
                value="65,762 addresses",
                message=(
                    "at most 65,536 addresses that a VNet gives out one by one to nodes and pods; all clusters "
                    "together may take 65,762"
                ),
                cure="lower maxPods or the number of nodes, or choose overlay or static blocks for the cluster",
                page=BLOCKS,
            )
        ],
        beside=_flat(260),
    ),
    Case(
        rule=ceilings.overlay_pods,
        says="overlay scales to 200,000 pods",
        raw=_overlay(201),
        expected=[
            Problem(
                kind=Kind.OVERLAY_PODS,
                path="clusters.dev.nodePools",
                value="201,000 pods",
                message="AKS scales to 200,000 pods with overlay; full nodes here run 201,000",
                cure="lower maxPods to what nodes really run, or spread the pods over several clusters",
                page=LEARN + "aks/best-practices-performance-scale-large",
            )
        ],
        beside=_overlay(200),
    ),
    Case(
        rule=ceilings.large_block_subnets,
        says="a pod subnet of blocks is at most a /12",
        raw=_blocks("10.96.0.0/11"),
        expected=[
            Problem(
                kind=Kind.BLOCK_SUBNET_LARGE,
                path="clusters.dev.podSubnet.prefix",
                value="10.96.0.0/11",
                message="a /12 or smaller for pods in blocks of 16 addresses",
                cure="write 10.96.0.0/12",
                page=BLOCKS,
            )
        ],
        beside=_blocks("10.96.0.0/12"),
    ),
    Case(
        rule=ceilings.surge_over_routes,
        says="an upgrade of kubenet needs routes too",
        raw=_kubenet("3"),
        expected=[
            Problem(
                kind=Kind.SURGE_OVER_ROUTES,
                path="clusters.dev.nodePools",
                value="398 nodes",
                message=(
                    "398 nodes and 3 of an upgrade need 401 routes; a route table has room for 400, and AKS checks "
                    "that when it upgrades"
                ),
                cure="lower the number of nodes or maxSurge",
                page=LEARN + "aks/configure-kubenet",
            )
        ],
        beside=_kubenet("2"),
    ),
]


@pytest.mark.parametrize(("mode", "taken"), [("node-subnet", "65,762"), ("pod-subnet", "66,024")])
def test_addresses_of_all_clusters_of_a_vnet_are_added_up(mode: str, taken: str) -> None:
    pools = {"np": {"count": 130, "maxPods": 250, "maxSurge": "1"}}
    clusters = {key: {"mode": mode, "nodePools": pools} for key in "ab"}
    told = list(ceilings.single_addresses(context({"clusters": clusters})))
    assert [f"may take {taken}" in problem.message for problem in told] == [True]
