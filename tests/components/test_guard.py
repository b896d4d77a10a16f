"""What becomes of a run by what is known of the stack's last state: guarded, told, or refused."""

from dataclasses import replace
from typing import Any

import pulumi
import pytest

from aksnet.diff.refusals import ChangesRefusedError
from aksnet.plan.records import StackPlan
from tests.diff.test_changes import base, edited, planned

UNREAD: dict[str, Any] = {"resources": {}, "unread": "connection refused"}
TOLD = (
    "the state of this stack cannot be read (connection refused): nothing guards this run against the loss of a living "
    "cluster"
)
CHAIN = "urn:pulumi:test::p::aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster::dev-cluster"
LIVING: dict[str, Any] = {
    "resources": {
        CHAIN: {
            "name": "dev",
            "resourceUID": "1a2b3c4d-0000",
            "dnsPrefix": "dev",
            "kubernetesVersion": "1.35",
            "networkProfile": {
                "networkPlugin": "azure",
                "networkPluginMode": "overlay",
                "networkDataplane": "cilium",
                "networkPolicy": "cilium",
                "outboundType": "loadBalancer",
                "podCidrs": ["10.244.0.0/16"],
                "serviceCidrs": ["10.0.0.0/16"],
                "dnsServiceIP": "10.0.0.10",
            },
        }
    }
}


def guarded(plan: StackPlan, state: dict[str, Any]) -> StackPlan:
    """Return what becomes of a plan beside this state; the fields are those of `OwnState`."""
    from components.guard import guard
    from components.own_state import OwnState

    return guard(plan, OwnState(**state))


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    monkeypatch.setattr(pulumi.log, "info", lambda _text: None)
    monkeypatch.delenv("AKSNET_GUARD", raising=False)
    return said


def test_a_backend_that_cannot_answer_is_told_of_and_guards_nothing(warned: list[str]) -> None:
    from components.guard import running_versions
    from components.own_state import OwnState

    plan = planned(base())
    assert guarded(plan, UNREAD) == plan
    assert warned == [TOLD]
    assert running_versions(OwnState(**UNREAD)) is None


@pytest.mark.parametrize("change", ["strict", "inPlace"])
def test_a_cluster_that_wants_to_be_sure_ends_a_run_that_cannot_tell(warned: list[str], change: str) -> None:
    from components.guard import UnguardedError

    with pytest.raises(UnguardedError) as error:
        guarded(planned(base(change=change)), UNREAD)
    assert str(error.value) == (
        f"the state of this stack cannot be read (connection refused), and dev says change: {change}; nothing was "
        "changed"
    )
    assert warned == []


def test_the_variable_lets_every_run_pass_and_says_so(warned: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKSNET_GUARD", "off")
    off = "AKSNET_GUARD=off: nothing guards this run against the loss of a living cluster"
    guarded(planned(base(change="strict")), UNREAD)
    assert warned == [off, TOLD]
    warned.clear()
    guarded(planned(edited(base(), "clusters.dev.serviceCidr", "10.1.0.0/16")), LIVING)
    assert warned == [off]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("clusters.dev.serviceCidr", "10.1.0.0/16"),
        ("clusters.dev.mode", "byo-cni"),
        ("clusters.dev.kubernetesVersion", "1.34"),
        ("clusters.dev.name", "another"),
    ],
)
@pytest.mark.usefixtures("warned")
def test_a_change_that_loses_what_lives_ends_the_run(path: str, value: Any) -> None:
    with pytest.raises(ChangesRefusedError):
        guarded(planned(edited(base(), path, value)), LIVING)


@pytest.mark.usefixtures("warned")
def test_a_cluster_without_a_uid_was_never_made_and_loses_nothing() -> None:
    half = {"resources": {CHAIN: {**LIVING["resources"][CHAIN], "resourceUID": None}}}
    found = guarded(planned(edited(base(), "clusters.dev.serviceCidr", "10.1.0.0/16")), half)
    assert replace(found.clusters[0], requests=None).service_cidrs == found.clusters[0].service_cidrs


@pytest.mark.usefixtures("warned")
def test_what_a_program_declares_beside_the_network_is_not_looked_at() -> None:
    foreign = {"urn:pulumi:test::p::azure-native:containerservice:ManagedCluster::theirs": {"name": "theirs"}}
    assert guarded(planned(base()), {"resources": foreign}) == guarded(planned(base()), {"resources": {}})
