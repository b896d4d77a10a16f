"""The sandbox itself, tried with a small flat program on the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aksnet.sandbox.sandbox_errors import SandboxError
from tests.engine.conftest import Flat

pytestmark = pytest.mark.engine
EMPTY = {"format": 1, "objects": {}, "resources": {}}
FIELDS = {"urn", "type", "name", "parent", "inputs", "outputs", "dependencies", "protect", "id"}


def test_a_stack_goes_up_stays_the_same_has_no_drift_and_goes_away(flat: Flat) -> None:
    up = flat("up")
    assert (up.ok, up.errors, set(up.steps.values())) == (True, (), {"create"})
    state = flat.home.backend.stack("flat", "try").checkpoint.read_text(encoding="utf-8")
    assert ("__main__.py#" in state, "/aksnet/engine/" in state) == (True, False), "the calls of the program alone"
    again = flat("up")
    assert (again.ok, again.changed) == (True, {})
    refreshed = flat("refresh")
    assert (refreshed.ok, refreshed.changed) == (True, {})
    destroyed = flat("destroy")
    assert (destroyed.ok, set(destroyed.steps.values())) == (True, {"delete"})
    assert flat.subscription() == EMPTY
    assert not (flat.home.root / "work" / "try").exists()
    assert list((flat.home.state / ".pulumi" / "stacks").rglob("try.json")) == []


def test_two_kubernetes_providers_reach_each_its_own_cluster(flat: Flat) -> None:
    """All instances attach to one port and no request names its instance: this is what could go wrong."""
    assert flat("up", clusters=3).ok
    labels = {
        cluster.rsplit("/", 1)[1]: [
            record["inputs"]["metadata"]["labels"]["cluster"]
            for record in objects.values()
            if record["kind"] == "Deployment"
        ]
        for cluster, objects in flat.subscription()["objects"].items()
    }
    assert labels == {f"aks-{index}-flat": [f"aks-{index}"] for index in range(3)}
    assert flat("refresh", clusters=3).changed == {}
    assert flat("destroy", clusters=3).ok
    assert flat.subscription() == EMPTY


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("unknown-type", "the sandbox does not know the type azure-native:storage:StorageAccount (resource account)"),
        ("outside", "NetcfgInvalidSubnet"),
        ("unchained", "AnotherOperationInProgress"),
        ("role", "ResourceMissingPermissionError"),
        ("namespace", 'namespaces "nowhere" not found'),
        ("schema", "'three' is not of type 'integer'"),
    ],
)
def test_what_the_clouds_refuse_fails_with_one_message(flat: Flat, broken: str, says: str) -> None:
    result = flat("up", broken=broken)
    assert not result.ok
    assert len(result.errors) == 1
    assert says in result.errors[0]
    assert "Traceback" not in result.errors[0]


def test_a_kubernetes_object_that_has_no_valid_body_fails_in_the_preview_already(flat: Flat) -> None:
    result = flat("preview", broken="schema")
    assert (result.ok, result.errors) == (
        False,
        ("aks-0-web: spec.replicas: 'three' is not of type 'integer', 'null'",),
    )


def test_a_preview_that_fails_tells_its_reason_and_no_guesses_about_the_order(flat: Flat) -> None:
    """It has no plan of what waits for what."""
    result = flat("preview", broken="enum")
    assert not result.ok
    assert len(result.errors) == 1
    assert "networkProfile.networkPlugin" in result.errors[0]


def test_a_run_error_is_told_once_and_without_a_stack_trace(flat: Flat) -> None:
    result = flat("preview", broken="run-error")
    assert (result.ok, result.errors) == (
        False,
        ("the settings are wrong:\n  clusters.dev.mode: no such mode",),
    )


def test_a_mistake_in_the_program_shows_the_program_s_own_lines_only(flat: Flat) -> None:
    result = flat("preview", broken="exception")
    assert len(result.errors) == 1
    assert result.errors[0].startswith("an ordinary mistake\n")
    assert '__main__.py", line' in result.errors[0]
    assert "runpy" not in result.errors[0]
    assert "site-packages" not in result.errors[0]


def test_a_warning_of_the_program_is_kept(flat: Flat) -> None:
    assert flat("preview", broken="warning").warnings == ("kubenet retires on 2028-03-31",)


def test_an_update_and_a_replacement_come_out_as_such(flat: Flat) -> None:
    assert flat("up").ok
    updated = flat("preview", tag="other")
    assert sorted(updated.changed.values()) == ["update"]
    replaced = flat("preview", policy="none")
    assert "replace" in replaced.changed.values()
    cluster = next(urn for urn in replaced.steps if urn.endswith("ManagedCluster::aks-0"))
    assert replaced.steps[cluster] == "replace"


def test_drift_made_behind_the_engine_s_back_is_seen_and_repaired(flat: Flat) -> None:
    assert flat("up").ok
    data = flat.subscription()
    for record in data["resources"].values():
        if record["id"].endswith("/subnets/snet-0"):
            for known in (record["inputs"], record["outputs"]):
                known["privateLinkServiceNetworkPolicies"] = "Disabled"
    lost = next(key for key in data["resources"] if "/roleassignments/" in key)
    del data["resources"][lost]
    flat.home.subscription.write_text(json.dumps(data), encoding="utf-8")
    refreshed = {urn.split("::")[-1]: step for urn, step in flat("refresh").changed.items()}
    assert refreshed == {"subnet-0": "update", "aks-0-role": "delete"}
    repaired = {urn.split("::")[-1]: step for urn, step in flat("up").changed.items()}
    assert repaired == {"subnet-0": "update", "aks-0-role": "create"}
    assert flat("up").changed == {}


def test_a_protected_resource_keeps_everything_from_being_destroyed(flat: Flat) -> None:
    assert flat("up", protect=True).ok
    before = flat.subscription()
    with pytest.raises(SandboxError, match=r"protected resources: aks-0\. Nothing was deleted\."):
        flat("destroy", protect=True)
    assert flat.subscription() == before
    assert flat("up", protect=False).ok
    assert flat("destroy", protect=False).ok
    assert flat.subscription() == EMPTY


def test_json_holds_every_resource_with_exactly_the_documented_fields(flat: Flat, tmp_path: Path) -> None:
    for operation in ("preview", "up", "destroy"):
        result = flat(operation)
        file = tmp_path / f"{operation}.json"
        result.write(file)
        text = file.read_text(encoding="utf-8")
        resources = json.loads(text)
        assert [set(resource) for resource in resources] == [FIELDS] * 14
        assert [resource["urn"] for resource in resources] == sorted(resource["urn"] for resource in resources)
        cluster = next(each for each in resources if each["type"].endswith(":ManagedCluster"))
        assert {urn.split("::")[-1] for urn in cluster["dependencies"]} >= {"aks-0-role", "subnet-0"}
        provider = next(each for each in resources if each["type"] == "pulumi:providers:kubernetes")
        assert provider["inputs"]["kubeconfig"] == "[secret]"
        assert "current-context" not in text


def test_secrets_are_encrypted_in_the_state(flat: Flat) -> None:
    """The providers do not accept secrets: the engine must mark them again."""
    assert flat("up").ok
    state = next((flat.home.state / ".pulumi" / "stacks").rglob("try.json")).read_text(encoding="utf-8")
    assert "current-context" not in state
    assert "ciphertext" in state
