"""The allocator of free prefixes by its properties, against brute force in spaces small enough for that."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network

from hypothesis import given
from hypothesis import strategies as st

from aksnet.layout.addressing import Range, overlaps, within
from aksnet.plan.free_ranges import FreeRanges, TakenRanges
from tests.layout.test_addressing import RANGES, SMALL, ipv4


def _addresses(network: Range) -> set[int]:
    return set(range(int(network.network_address), int(network.broadcast_address) + 1))


def _by_brute_force(spaces: list[IPv4Network], taken: list[IPv4Network], length: int) -> IPv4Network | None:
    full = {number for network in taken for number in _addresses(network)}
    for space in spaces:
        candidates = space.subnets(new_prefix=length) if length >= space.prefixlen else ()
        for candidate in candidates:
            if not _addresses(candidate) & full:
                return candidate
    return None


@given(
    spaces=st.lists(ipv4(24, 30, SMALL), min_size=1, max_size=3),
    taken=st.lists(ipv4(25, 32, SMALL), max_size=6),
    length=st.integers(24, 32),
)
def test_the_prefix_that_fits_is_the_lowest_of_the_first_space_with_room(
    spaces: list[IPv4Network], taken: list[IPv4Network], length: int
) -> None:
    assert _by_brute_force(spaces, taken, length) == FreeRanges(taken).take(spaces, [length])


@given(
    space=ipv4(24, 26, SMALL),
    others=st.lists(ipv4(25, 32, SMALL), min_size=1, max_size=6),
    lengths=st.lists(st.integers(26, 32), min_size=1, max_size=6),
    data=st.data(),
)
def test_a_prefix_that_takes_the_place_of_a_range_needs_not_keep_clear_of_it(
    space: IPv4Network, others: list[IPv4Network], lengths: list[int], data: st.DataObject
) -> None:
    free, beside, given = FreeRanges(), TakenRanges(others), list[IPv4Network]()
    for length in lengths:  # one after the other, as suggestions are
        own = data.draw(st.integers(0, len(others) - 1))
        left = [*others[:own], *others[own + 1 :], *given]
        found = free.take([space], [length], beside=[beside.without([others[own]])])
        assert found == _by_brute_force([space], left, length)
        given += [found] if isinstance(found, IPv4Network) else []


@given(spaces=st.lists(RANGES, min_size=1, max_size=3), taken=st.lists(RANGES, max_size=8), length=st.integers(0, 128))
def test_the_prefix_that_fits_lies_in_a_space_and_touches_nothing(
    spaces: list[Range], taken: list[Range], length: int
) -> None:
    found = FreeRanges(taken).take(spaces, [length])
    if found is not None:
        assert (length, True, []) == (
            found.prefixlen,
            within(found, spaces),
            [other for other in taken if overlaps(found, other)],
        )


@given(spaces=st.lists(ipv4(8, 16), min_size=1, max_size=2), lengths=st.lists(st.integers(17, 24), max_size=8))
def test_prefixes_that_are_taken_one_after_the_other_never_overlap(
    spaces: list[IPv4Network], lengths: list[int]
) -> None:
    free = FreeRanges()
    given: list[Range] = []
    for length in lengths:
        found = free.take(spaces, [length])
        if found is not None:
            assert [other for other in given if overlaps(found, other)] == []
            given.append(found)


def test_a_full_space_has_no_prefix_that_fits() -> None:
    space = IPv4Network("10.0.0.0/8")
    halves: list[Range] = [*space.subnets(prefixlen_diff=1)]
    assert [FreeRanges(taken).take([space], [24]) for taken in ([space], halves, [ip_network("0.0.0.0/0")])] == [
        None,
        None,
        None,
    ]


def test_a_space_without_ranges_has_no_prefix_that_fits() -> None:
    assert FreeRanges().take([], [24]) is None


def test_whatever_is_taken_in_another_family_is_in_nobodys_way() -> None:
    assert IPv4Network("10.0.0.0/24") == FreeRanges([IPv6Network("::/0")]).take([IPv4Network("10.0.0.0/8")], [24])


def test_a_huge_space_is_not_walked_address_by_address() -> None:
    taken: list[Range] = [IPv6Network((int(IPv6Address("fd00::")) + (number << 64), 64)) for number in range(200)]
    found = FreeRanges(taken).take([IPv6Network("fd00::/8")], [64])
    assert found == IPv6Network("fd00:0:0:c8::/64")


def test_lengths_are_tried_in_their_order() -> None:
    free = FreeRanges([IPv4Network("10.0.0.0/9")])
    space = [IPv4Network("10.0.0.0/8")]
    assert [free.take(space, [8, 9]), free.take(space, [8, 9])] == [IPv4Network("10.128.0.0/9"), None]


def test_a_range_that_grows_stays_around_where_it_is_if_nothing_is_in_the_way() -> None:
    own, space = IPv4Network("10.4.2.0/24"), [IPv4Network("10.0.0.0/8")]
    assert FreeRanges().take(space, [22], grows=own) == IPv4Network("10.4.0.0/22")
    assert FreeRanges([IPv4Network("10.4.0.0/24")]).take(space, [22], grows=own) == IPv4Network("10.0.0.0/22")


def test_what_one_prefix_keeps_clear_of_is_free_for_the_next() -> None:
    free, space, other = FreeRanges(), [IPv4Network("10.0.0.0/16")], IPv4Network("10.0.0.0/24")
    assert free.take(space, [24], beside=[TakenRanges([other])]) == IPv4Network("10.0.1.0/24")
    assert free.take(space, [24]) == other


def test_a_range_that_is_kept_meets_what_overlaps_it() -> None:
    free = FreeRanges([IPv4Network("10.0.0.0/16")])
    free.keep(IPv4Network("10.1.0.0/16"))
    found = [free.meets(IPv4Network(each)) for each in ("10.0.5.0/24", "10.1.0.0/24", "10.2.0.0/24")]
    assert found == [True, True, False]
