"""Address arithmetic by its properties, against brute force in spaces small enough for that.

Not proven here: which defaults a stack gets (`test_planner.py`), and what rules make of an overlap (`rules/`).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.layout.addressing import Range, dns_address, overlaps, within


@st.composite
def ipv4(draw: st.DrawFn, least: int = 0, most: int = 32, inside: str = "0.0.0.0/0") -> IPv4Network:
    space = IPv4Network(inside)
    length = draw(st.integers(max(least, space.prefixlen), most))
    number = draw(st.integers(0, space.num_addresses - 1))
    return IPv4Network((IPv4Address(int(space.network_address) + number), length), strict=False)


@st.composite
def ipv6(draw: st.DrawFn, least: int = 0, most: int = 128) -> IPv6Network:
    number = draw(st.integers(0, 2**128 - 1))
    return IPv6Network((IPv6Address(number), draw(st.integers(least, most))), strict=False)


SMALL = "10.1.2.0/24"
RANGES: st.SearchStrategy[Range] = st.one_of(ipv4(), ipv6())


@given(services=ipv4(0, 30))
def test_the_dns_address_is_inside_and_neither_first_nor_second_nor_last(services: IPv4Network) -> None:
    address = dns_address(services)
    reserved = {services.network_address, services.network_address + 1, services.broadcast_address}
    assert (address in services, address in reserved) == (True, False)


@given(services=ipv4(0, 28))
def test_the_dns_address_is_the_tenth_where_there_is_one(services: IPv4Network) -> None:
    assert services.network_address + 10 == dns_address(services)


@pytest.mark.parametrize("length", [31, 32])
def test_the_dns_address_of_a_range_without_room_is_still_inside(length: int) -> None:
    services = IPv4Network(f"10.0.0.0/{length}")
    assert IPv4Address("10.0.0.0") == dns_address(services)


@given(one=RANGES, other=RANGES)
def test_ranges_overlap_when_neither_ends_before_the_other_and_never_across_families(one: Range, other: Range) -> None:
    expected = one.version == other.version and (
        int(one.network_address) <= int(other.broadcast_address)
        and int(other.network_address) <= int(one.broadcast_address)
    )
    assert (expected, expected) == (overlaps(one, other), overlaps(other, one))


@given(inner=RANGES, outers=st.lists(RANGES, max_size=4))
def test_a_range_is_within_others_as_ipaddress_says_and_never_across_families(
    inner: Range, outers: list[Range]
) -> None:
    expected = any(
        outer.version == inner.version
        and int(outer.network_address) <= int(inner.network_address)
        and int(inner.broadcast_address) <= int(outer.broadcast_address)
        for outer in outers
    )
    assert expected == within(inner, outers)


@given(inner=ipv4(25, 32, SMALL))
def test_two_halves_do_not_hold_what_only_both_together_hold(inner: IPv4Network) -> None:
    whole = IPv4Network(SMALL)
    assert (within(inner, whole.subnets()), within(whole, whole.subnets())) == (True, False)
