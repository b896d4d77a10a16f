"""What cannot be read: each wrong thing is one problem with its path, value, what is allowed and the cure.

Rules on what was read are in `rules/`; that no input at all ends in another error is in `test_fuzz.py`.
"""

import pytest

from aksnet.azure.modes import MODES
from aksnet.settings.loading import load
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import VNET_ID, Raw, dev, network, nginx, plan, problems


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("cilium_overlay", "write cilium-overlay"),
        ("Kubenet", "write kubenet"),
        ("podsubnet", "write pod-subnet"),
        ("xyz", "choose one; `aksnet modes` explains them"),
    ],
)
def test_an_unknown_mode_is_told_with_the_nearest_and_nothing_that_hangs_on_it(written: str, cure: str) -> None:
    mode = Problem(
        kind=Kind.MODE_UNKNOWN,
        path="clusters.dev.mode",
        value=written,
        message=f"one of the network modes {', '.join(MODES)}",
        cure=cure,
    )
    assert [mode] == problems(dev(mode=written, podCidr="10.244.0.0/16", podSubnet="10.225.0.0/16"))


def test_a_misspelled_mode_key_is_not_taken_for_the_default_mode() -> None:
    found = problems(dev(mde="pod-subnet", podSubnet="10.225.0.0/16"))
    assert [(problem.path, problem.cure) for problem in found] == [("clusters.dev.mde", "write mode")]


def test_subnets_are_not_compared_with_a_space_that_could_not_be_read() -> None:
    raw = network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addressSpace=["10.1.0.0/33"])
    assert [problem.path for problem in problems(raw)] == ["network.addressSpace.0"]
    raw = network({"dev": {"nodeSubnet": "10.1.0.0/24"}}, addresSpace=["10.1.0.0/16"])
    assert [problem.path for problem in problems(raw)] == ["network.addresSpace"]


def test_everything_is_told_at_once_and_each_thing_once() -> None:
    raw = {
        "clusters": {
            "a": {"mode": "kubnet"},
            "b": {"nodePools": {"np": {"count": "3", "maxPods": 9}}, "nodeSubnet": "10.224.0.1/24", "protct": True},
            "c": {"podSubnet": "10.225.0.0/16", "nodeSubnet": "10.240.0.0/24", "networkPolicy": "calico"},
        },
        "tags": {"bad/name": "x", "number": 1},
    }
    found = problems(raw, location=None)
    assert sorted(problem.path for problem in found) == [
        "azure-native:location",
        "clusters.a.mode",
        "clusters.b.nodePools.np.count",
        "clusters.b.nodePools.np.maxPods",
        "clusters.b.nodeSubnet",
        "clusters.b.protct",
        "clusters.c.networkPolicy",
        "clusters.c.nodeSubnet.prefix",
        "clusters.c.podSubnet",
        "tags.bad/name",
        "tags.number",
    ]


def test_a_missing_location_is_told_with_its_whole_key() -> None:
    assert [
        Problem(
            kind=Kind.NO_LOCATION,
            path="azure-native:location",
            value=None,
            message="the Azure region of everything that the stack creates",
            cure="add for instance `azure-native:location: westeurope`",
        )
    ] == problems(dev(), location=None)


NOTHING_AFTER = {
    "a cluster": {"clusters": {"dev": None}},
    "a key of a cluster": dev(podCidr=None),
    "pools": dev(nodePools=None),
    "a pool": dev(nodePools={"nodepool1": None}),
    "workloads": dev(workloads=None),
    "the network": dev() | {"network": None},
    "the resource group": dev() | {"resourceGroup": None},
    "tags": dev() | {"tags": None},
    "the node subnet": dev(nodeSubnet=None),
    "outbound": dev(outbound=None),
}


@pytest.mark.parametrize("raw", NOTHING_AFTER.values(), ids=NOTHING_AFTER)
def test_a_key_with_nothing_after_it_is_as_if_not_written(raw: Raw) -> None:
    assert plan(dev()) == plan(raw)


def test_a_workload_with_nothing_after_its_name_has_every_default() -> None:
    assert plan(nginx()) == plan(dev(workloads={"nginx": None}))


def test_text_alone_stands_for_a_subnets_prefix_name_or_id() -> None:
    by_text = [
        plan(dev(nodeSubnet="10.224.9.0/24")),
        plan(network({"dev": {"nodeSubnet": "lb"}}, subnets={"lb": "10.230.0.0/24"})),
        plan(network({"dev": {"nodeSubnet": f"{VNET_ID}/subnets/nodes"}}, id=VNET_ID)),
    ]
    assert by_text == [
        plan(dev(nodeSubnet={"prefix": "10.224.9.0/24"})),
        plan(network({"dev": {"nodeSubnet": {"name": "lb"}}}, subnets={"lb": {"prefix": "10.230.0.0/24"}})),
        plan(network({"dev": {"nodeSubnet": {"id": f"{VNET_ID}/subnets/nodes"}}}, id=VNET_ID)),
    ]


def test_of_hundreds_of_wrong_keys_the_first_five_hundred_are_told() -> None:
    settings, problems = load({"clusters": {"dev": {f"key{number}": 1 for number in range(600)}}})
    assert settings is None
    assert [problem.path for problem in problems] == [f"clusters.dev.key{number}" for number in range(500)]
