"""The inputs of an adopted resource: declared where it is so, as read where it is not, never Azure's defaults."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksnet.engine.difference import changes
from aksnet.recover.merge import known, merged

KEYS = st.sampled_from("abcde")
LEAVES = st.one_of(st.integers(1, 9), st.text("xyz", min_size=1), st.just(True))
VALUES = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=8)
BODIES = st.dictionaries(KEYS, VALUES, max_size=4)


def with_defaults(body: Any) -> Any:
    """Return a body with one more setting in each object, as Azure fills them in."""
    if not isinstance(body, dict):
        return body
    return {**{key: with_defaults(value) for key, value in body.items()}, "filledIn": {"by": "Azure"}}


@given(BODIES)
def test_what_is_as_declared_is_kept_as_declared_whatever_azure_adds(body: dict[str, Any]) -> None:
    assert merged(body, with_defaults(body)) == body


@given(BODIES, BODIES)
def test_nothing_comes_in_that_is_not_declared(declared: dict[str, Any], read: dict[str, Any]) -> None:
    kinds = {
        change.kind for change in changes(merged(declared, with_defaults(read)), declared) if len(change.path) == 1
    }
    assert "delete" not in kinds


@given(BODIES, BODIES)
def test_a_second_time_changes_nothing(declared: dict[str, Any], read: dict[str, Any]) -> None:
    once = merged(declared, read)
    assert merged(once, read) == once


@given(BODIES.filter(bool), st.data())
def test_a_setting_that_azure_has_otherwise_shows_as_that_change_and_no_other(
    body: dict[str, Any], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(list(_leaves(body))))
    read = deepcopy(body)
    holder = read
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = "another"
    assert [change.path for change in changes(merged(body, with_defaults(read)), body)] == [path]


def _leaves(body: dict[str, Any], path: tuple[str, ...] = ()) -> Any:
    for key, value in body.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key)


POOL = {"name": "system", "count": 3, "vnetSubnetID": "/subscriptions/S/subnets/nodes"}


@pytest.mark.parametrize(
    ("declared", "read", "expected"),
    [
        # ARM compares ids and locations without case, and does not keep it.
        ({"id": "/Subscriptions/S/rg"}, {"id": "/subscriptions/s/RG"}, {"id": "/Subscriptions/S/rg"}),
        ({"location": "westeurope"}, {"location": "West Europe"}, {"location": "westeurope"}),
        ({"name": "A"}, {"name": "a"}, {"name": "a"}),
        # A map of identities by id stands for the list of ids.
        ({"ids": ["/a", "/b"]}, {"ids": {"/B": {}, "/a": {}}}, {"ids": ["/a", "/b"]}),
        # A read of the cluster lists the pools of their own resources as well, in its own order.
        (
            {"pools": [POOL]},
            {"pools": [{"name": "user", "count": 1}, {**POOL, "osType": "Linux"}]},
            {"pools": [POOL]},
        ),
        ({"pools": [POOL, {"name": "gone"}]}, {"pools": [POOL]}, {"pools": [POOL]}),
        ({"pools": [{**POOL, "count": 5}]}, {"pools": [POOL]}, {"pools": [POOL]}),
        # Objects without a name go by their place.
        ({"ips": [{"id": "/a"}]}, {"ips": [{"id": "/A", "zone": 1}]}, {"ips": [{"id": "/a"}]}),
        ({"ips": [{"id": "/a"}, {"id": "/b"}]}, {"ips": [{"id": "/a"}]}, {"ips": [{"id": "/a"}]}),
        # What Azure does not answer is missing, unless it says nothing, or would replace the resource.
        ({"routeTable": {"id": "/t"}, "tags": {}, "flag": False}, {}, {"tags": {}, "flag": False}),
        ({"fixed": {"secret": "x", "other": 1}}, {"fixed": {"other": 1}}, {"fixed": {"secret": "x", "other": 1}}),
        ({"free": {"secret": "x", "other": 1}}, {"free": {"other": 1}}, {"free": {"other": 1}}),
        ({"on": True}, {"on": 1}, {"on": 1}),
        ({"count": 3}, {"count": None}, {}),
    ],
)
def test_the_cases_that_azure_is_known_for(
    declared: dict[str, Any], read: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert merged(declared, read, fixed=("fixed",)) == expected


def test_a_mask_never_reaches_the_state() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    value = {"a": 1, "b": secret, "c": [secret, 2], "d": {"e": secret, "f": unknown}, "g": unknown}
    assert known(value) == {"a": 1, "c": [2], "d": {}}
