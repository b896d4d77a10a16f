"""Ranges found by what they meet, against a comparison of all with all."""

from hypothesis import given
from hypothesis import strategies as st

from aksnet.layout.addressing import Range, overlaps, within
from aksnet.layout.range_index import RangeIndex
from tests.layout.test_addressing import RANGES

SEVERAL = st.lists(RANGES, max_size=12)


@given(ranges=SEVERAL, one=RANGES)
def test_whatever_meets_a_range_is_found_in_order(ranges: list[Range], one: Range) -> None:
    assert RangeIndex(ranges).meeting(one) == [at for at, other in enumerate(ranges) if overlaps(one, other)]


@given(ranges=SEVERAL, one=RANGES)
def test_whatever_holds_a_range_is_counted(ranges: list[Range], one: Range) -> None:
    around = [other for other in ranges if within(one, [other])]
    index = RangeIndex(ranges)
    assert (index.holding(one), index.holds(one)) == (len(around), bool(around))


@given(ranges=SEVERAL)
def test_every_pair_is_found_once_from_its_later_range(ranges: list[Range]) -> None:
    index = RangeIndex(ranges)
    found = {(earlier, at) for at, one in enumerate(ranges) for earlier in index.before(at, one)}
    expected = {(i, at) for at, one in enumerate(ranges) for i in range(at) if overlaps(ranges[i], one)}
    assert found == expected
