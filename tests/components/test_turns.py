"""Rows of resources that wait for one another, however long."""

import sys
from collections.abc import Iterator
from itertools import pairwise

import pulumi
import pytest

from aksnet.testing.recording import Recording, record

ROW = 250


@pytest.fixture
def shallow() -> Iterator[None]:
    """Let calls be about as deep as a row is long, which then stands for one of a thousand."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(ROW + 50)
    yield
    sys.setrecursionlimit(before)


def row(*, stand_ins: bool) -> Recording:
    from components.turns import Before

    def program() -> None:
        before: list[pulumi.Resource] = []
        for number in range(ROW):
            opts = pulumi.ResourceOptions(depends_on=before)
            made = pulumi.CustomResource("test:index:Subnet", f"s{number:03}", {}, opts)
            before = [Before(made) if stand_ins else made]

    return record(program)


@pytest.mark.slow
@pytest.mark.usefixtures("shallow")
def test_a_row_may_be_longer_than_calls_are_deep() -> None:
    found = row(stand_ins=True).resources
    assert [each.dependencies for each in found] == [(), *((before.name,) for before, _ in pairwise(found))]
    with pytest.raises(RecursionError):
        row(stand_ins=False)


def test_subnets_and_clusters_are_written_in_turn() -> None:
    from components import AksNetwork

    settings = {
        "location": "westeurope",
        "network": {"subnets": {"a": "10.1.0.0/24", "b": "10.1.1.0/24"}, "addressSpace": ["10.0.0.0/8"]},
        "clusters": {name: {"nodeSubnet": f"10.2.{number}.0/24"} for number, name in enumerate(("one", "two"))},
    }
    found = record(lambda: AksNetwork("net", settings))  # type: ignore[arg-type]  # keys as in a stack file
    waits = {each.name: each.dependencies for each in found.resources}
    subnets = ["a", "b", "one-node-subnet", "two-node-subnet"]
    turn = ["net/network-vnet", *(f"net/network-{name}" for name in subnets), "net/one-cluster", "net/two-cluster"]
    assert [before in waits[after] for before, after in pairwise(turn)] == [True] * 6
