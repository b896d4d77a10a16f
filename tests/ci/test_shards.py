"""Stacks dealt out to jobs, and the one table that comes of their results."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.report.preview_document import PreviewDocument
from tools.ci.shards import deal, table


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, max_size=40), st.integers(1, 10))
def test_every_stack_is_in_one_shard_and_shards_differ_by_one_stack_at_most(stacks: list[str], most: int) -> None:
    shards = [shard["stacks"] for shard in deal(stacks, most)]
    dealt = [stack for shard in shards if isinstance(shard, list) for stack in shard]
    sizes = [len(shard) for shard in shards if isinstance(shard, list)]
    assert (sorted(dealt), len(shards)) == (sorted(stacks), min(most, len(stacks)))
    assert not sizes or max(sizes) - min(sizes) <= 1


def preview(stack: str, *errors: str) -> PreviewDocument:
    steps = {} if errors else {"create": 20}
    return PreviewDocument(stack=stack, where="sandbox", ok=not errors, errors=list(errors), steps=steps, seconds=4.25)


def test_what_failed_or_left_no_result_stands_first() -> None:
    text, well = table([preview("a"), preview("b", "1 problem | @all\nmore")], ["a", "b", "c"])
    assert text.splitlines()[2:] == [
        "| `b` | **failed** | 4.2 | 1 problem \\| @&#8203;all |",
        "| `c` | **no result** | – |  |",
        "| `a` | 20 to create | 4.2 |  |",
    ]
    assert not well


@pytest.mark.parametrize(("expected", "well"), [(["a"], True), (["a", "b"], False), ([], True)])
def test_all_is_well_when_every_stack_has_a_result_that_is(expected: list[str], well: bool) -> None:
    assert table([preview("a")], expected)[1] is well
