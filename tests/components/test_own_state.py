"""Where an AksNetwork's children are in a state: by its own name and parent, and by those that it had before."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Final

import pulumi
import pytest

from aksnet.diff.own_resources import NETWORK_TYPE, Place, own_resources
from tests.program import PROJECT

CHAIN: Final = "x:index:Team"


def places(opts: Callable[[], pulumi.ResourceOptions | None]) -> list[Place]:
    from aksnet.testing.recording import record
    from components.own_state import places_of

    found: list[Place] = []
    record(lambda: found.extend(places_of(NETWORK_TYPE, "net", opts())))
    return found


def team() -> pulumi.Resource:
    return pulumi.ComponentResource(CHAIN, "team")


OWN: Final = Place(chain=NETWORK_TYPE, prefix="net/")
OLD: Final = f"urn:pulumi:s::p::{CHAIN}$x:index:Old::former"


@pytest.mark.parametrize(
    ("opts", "expected"),
    [
        (lambda: None, [OWN]),
        (lambda: pulumi.ResourceOptions(parent=team()), [Place(chain=f"{CHAIN}${NETWORK_TYPE}", prefix="net/")]),
        (
            lambda: pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old"), pulumi.Alias(type_="x:index:Old"), OLD]),
            [
                OWN,
                Place(chain=NETWORK_TYPE, prefix="old/"),
                Place(chain="x:index:Old", prefix="net/"),
                Place(chain=f"{CHAIN}$x:index:Old", prefix="former/"),
            ],
        ),
        (
            lambda: pulumi.ResourceOptions(parent=team(), aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]),
            [Place(chain=f"{CHAIN}${NETWORK_TYPE}", prefix="net/"), OWN],
        ),
        (
            lambda: pulumi.ResourceOptions(aliases=[pulumi.Alias(parent=team())]),
            [OWN, Place(chain=f"{CHAIN}${NETWORK_TYPE}", prefix="net/")],
        ),
    ],
    ids=["itself", "a parent", "former names", "from the top", "from a parent"],
)
def test_children_are_looked_for_where_the_component_is_and_was(
    opts: Callable[[], pulumi.ResourceOptions | None], expected: list[Place]
) -> None:
    assert places(opts) == expected


def urn(chain: str, name: str) -> str:
    return f"urn:pulumi:s::{PROJECT}::{chain}::{name}"


def test_only_its_own_children_are_seen_and_as_if_it_were_not_there() -> None:
    part = "aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster"
    state = {
        urn(f"{NETWORK_TYPE}${part}", "net/dev-cluster"): 1,
        urn(f"{NETWORK_TYPE}${part}", "network/dev-cluster"): 2,
        urn(f"{CHAIN}${NETWORK_TYPE}${part}", "net/dev-cluster"): 3,
        urn(part, "dev-cluster"): 4,
        urn(part, "net/dev-cluster"): 5,
        "urn:pulumi:s": 6,
    }
    assert own_resources(state, [OWN]) == {urn(part, "dev-cluster"): 1}


@pytest.mark.parametrize(("faults", "unread"), [(0, None), (1, None), (2, None), (3, "503 Service Unavailable")])
def test_a_backend_that_fails_is_asked_again_before_a_run_goes_on_without_a_guard(
    faults: int, unread: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from components import own_state

    asked: list[str] = []

    def invoke(token: str, properties: dict[str, str]) -> SimpleNamespace:
        asked.append(f"{token} {properties['stackName']}")
        if len(asked) <= faults:
            raise OSError("503 Service Unavailable")
        return SimpleNamespace(value={"outputs": {}})

    monkeypatch.setattr(own_state, "_PAUSES_SECONDS", (0, 0))
    monkeypatch.setattr(pulumi.runtime, "invoke", invoke)
    monkeypatch.setattr(pulumi.runtime.settings, "get_monitor", lambda: None)
    for what, value in (("organization", "org"), ("project", "net"), ("stack", "dev")):
        monkeypatch.setattr(pulumi, f"get_{what}", lambda value=value: value)
    assert own_state.read_own_state([]) == own_state.OwnState(resources={}, unread=unread)
    assert asked == ["pulumi:pulumi:readStackResourceOutputs org/net/dev"] * min(faults + 1, 3)
