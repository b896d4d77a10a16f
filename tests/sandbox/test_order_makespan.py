"""Makespans of hand-made graphs, and of small random ones against every path and every order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from aksnet.sandbox.order.makespan import Steps, critical_path, finished, lower_bound, makespan

Edges = Mapping[str, set[str]]


def steps(seconds: Mapping[str, float], edges: Edges) -> Steps:
    return Steps(
        seconds=seconds, needs={step: [frozenset({each}) for each in sorted(of)] for step, of in edges.items()}
    )


DIAMOND = steps(
    {"group": 3, "network": 6, "identity": 2, "cluster": 100, "component": 0, "pod": 10},
    {
        "network": {"group"},
        "identity": {"group"},
        "cluster": {"network", "identity"},
        "component": {"cluster"},
        "pod": {"component"},
    },
)


def test_each_step_ends_after_the_slowest_chain_before_it() -> None:
    assert finished(DIAMOND) == {
        "group": 3,
        "network": 9,
        "identity": 5,
        "cluster": 109,
        "component": 109,
        "pod": 119,
    }
    assert makespan(DIAMOND) == 119


def test_the_critical_path_names_the_steps_that_decide_and_leaves_out_those_without_time() -> None:
    assert critical_path(DIAMOND) == ["group", "network", "cluster", "pod"]


def test_nothing_takes_no_time() -> None:
    empty = Steps(seconds={}, needs={})
    assert (makespan(empty), critical_path(empty), lower_bound(empty, [])) == (0, [], 0)


def test_of_alternatives_the_first_that_is_complete_counts() -> None:
    either = Steps(seconds={"quick": 2, "slow": 9, "pod": 1}, needs={"pod": [frozenset({"quick", "slow"})]})
    assert finished(either)["pod"] == 3
    assert critical_path(either) == ["slow"]


def test_writes_that_exclude_each_other_take_their_sum_and_the_longest_rest_begins_first() -> None:
    seconds = {"a": 5, "b": 5, "c": 5, "after a": 10, "after b": 100, "after c": 50}
    side_by_side = steps(seconds, {"after a": {"a"}, "after b": {"b"}, "after c": {"c"}})
    assert makespan(side_by_side) == 105
    assert lower_bound(side_by_side, [["a", "b", "c"]]) == 105
    equal = steps({**seconds, "after a": 50, "after b": 50}, {"after a": {"a"}, "after b": {"b"}, "after c": {"c"}})
    assert lower_bound(equal, [["a", "b", "c"]]) == 65


SMALL = st.integers(min_value=0, max_value=9)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, set[str]]]:
    """Make up to seven steps, each needing some of those before it."""
    names = [f"s{number}" for number in range(draw(st.integers(min_value=1, max_value=7)))]
    edges = {name: draw(st.sets(st.sampled_from(names[:n]))) if n else set[str]() for n, name in enumerate(names)}
    return {name: float(draw(SMALL)) for name in names}, edges


def longest(seconds: Mapping[str, float], edges: Edges, step: str) -> float:
    """Try every path that ends with a step."""
    return seconds[step] + max((longest(seconds, edges, each) for each in edges[step]), default=0.0)


@given(graphs())
def test_the_makespan_is_the_longest_of_all_paths(graph: tuple[dict[str, float], dict[str, set[str]]]) -> None:
    seconds, edges = graph
    made = steps(seconds, edges)
    assert finished(made) == {step: longest(seconds, edges, step) for step in seconds}
    path = critical_path(made)
    assert sum(seconds[step] for step in path) == makespan(made)
    assert all(longest(seconds, edges, later) > longest(seconds, edges, earlier) for earlier, later in pairwise(path))


@given(graphs(), st.data())
def test_no_order_of_exclusive_steps_beats_the_lower_bound(
    graph: tuple[dict[str, float], dict[str, set[str]]], data: st.DataObject
) -> None:
    seconds, edges = graph
    apart = [step for step in seconds if not edges[step]]
    members = data.draw(st.lists(st.sampled_from(apart), unique=True, min_size=1, max_size=5))
    best = min(
        makespan(steps(seconds, {**edges, **{later: {earlier} for earlier, later in pairwise(order)}}))
        for order in permutations(members)
    )
    # All of them may begin at once, and only they wait for each other: the bound is what the best order takes.
    bound = lower_bound(steps(seconds, edges), [members])
    assert bound <= best
    if all(len(edges[step] & set(members)) <= 1 for step in edges) and _separate(edges, members):
        assert bound == best


def _separate(edges: Edges, members: list[str]) -> bool:
    """Tell whether no step waits, over any way, for two of the members."""

    def before(step: str) -> set[str]:
        return edges[step].union(*(before(each) for each in edges[step]))

    return all(len(before(step) & set(members)) <= 1 for step in edges)
