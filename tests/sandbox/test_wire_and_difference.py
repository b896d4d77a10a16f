"""The wire format both ways, and what changes replace."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.proto import provider_pb2

from aksnet.engine.marks import UNKNOWN, has_unknown
from aksnet.sandbox.diff_response import respond
from aksnet.sandbox.wire import decode, encode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_is_sent_comes_back_the_same(values: dict[str, Any]) -> None:
    assert decode(encode(values)) == values


def test_secrets_and_output_values_are_unwrapped() -> None:
    struct = struct_pb2.Struct()
    signature = "4dabf18193072939515e22adb298388d"
    struct.update(
        {
            "secret": {signature: "1b47061264138c4ac30d75fd1eb44270", "value": {"deep": 1}},
            "known": {signature: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "here"},
            "later": {signature: "d0e6a833031e9bbcd3f4e8bde6ca49a4"},
        }
    )
    decoded = decode(struct)
    assert decoded == {"secret": {"deep": 1}, "known": "here", "later": UNKNOWN}
    assert has_unknown(decoded)
    assert not has_unknown(decoded["secret"])


PROFILE: dict[str, Any] = {"networkProfile": {"podCidr": "10.244.0.0/16", "podCidrs": ["a"]}, "tags": {"a.b": "1"}}


@pytest.mark.parametrize(
    ("new", "diffs", "replaces"),
    [
        (PROFILE, [], []),
        ({**PROFILE, "tags": {"a.b": "2"}}, ["tags"], []),
        (
            {**PROFILE, "networkProfile": {"podCidr": "10.0.0.0/16", "podCidrs": ["a"]}},
            ["networkProfile"],
            ["networkProfile.podCidr"],
        ),
        ({**PROFILE, "networkProfile": {**PROFILE["networkProfile"], "podCidrs": ["b"]}}, ["networkProfile"], []),
        ({"tags": {"a.b": "1"}}, ["networkProfile"], ["networkProfile.podCidr"]),
        ({**PROFILE, "networkProfile": UNKNOWN}, ["networkProfile"], ["networkProfile.podCidr"]),
    ],
)
def test_a_change_replaces_when_it_touches_a_listed_property(
    new: dict[str, Any], diffs: list[str], replaces: list[str]
) -> None:
    answer = respond(PROFILE, new, replace_on=("networkProfile.podCidr",))
    assert (list(answer.diffs), list(answer.replaces)) == (diffs, replaces)
    some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
    assert answer.changes == (some if diffs else none)


def test_ignored_properties_are_passed_over_and_keys_with_dots_are_quoted() -> None:
    new = {"networkProfile": PROFILE["networkProfile"], "tags": {"a.b": "2"}}
    assert list(respond(PROFILE, new, replace_on=(), ignored=("tags",)).diffs) == []
    assert list(respond(PROFILE, new, replace_on=()).detailedDiff) == ['tags["a.b"]']
