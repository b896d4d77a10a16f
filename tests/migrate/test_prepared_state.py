"""The state before and after: what is rewritten, and that nothing else is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from aksnet.diff.migration_mark import Migration
from aksnet.engine.marks import SECRET_SIGNATURE, SIGNATURE
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.prepared_state import id_of, inputs_of, prepared, refuse_unfinished, restored

STACK = "urn:pulumi:test::aks-networking::pulumi:pulumi:Stack::aks-networking-test"
CHAIN = "aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster"
OWN = f"urn:pulumi:test::aks-networking::aks-networking:index:AksNetwork${CHAIN}::aks/dev-cluster"
FOREIGN = f"urn:pulumi:test::aks-networking::other:index:Thing${CHAIN}::aks/dev-cluster"
OLD = {"networkPlugin": "azure", "podCidr": "10.244.0.0/16", "loadBalancerSku": "standard"}
NEW: dict[str, Any] = {"networkPlugin": "azure", "networkPluginMode": "overlay", "loadBalancerSku": "standard"}
MARK = Migration(cluster="dev", uid="u", setting="mode", before="node-subnet", after="overlay", profile=NEW)


def deployment(urn: str = OWN, **cluster: Any) -> dict[str, Any]:
    inputs = {"resourceName": "dev", "networkProfile": dict(OLD), "tags": {"owner": "platform"}}
    return {
        "manifest": {"version": "v3"},
        "resources": [
            {"urn": STACK, "type": "pulumi:pulumi:Stack", "outputs": {"resourceGroup": "rg"}},
            {
                "urn": urn,
                "type": CHAIN,
                "id": "/a/dev",
                "inputs": inputs,
                "outputs": {"networkProfile": OLD},
                **cluster,
            },
        ],
    }


@pytest.mark.parametrize("urn", [OWN, OWN.replace("aks-networking:index:AksNetwork$", "").replace("aks/", "")])
def test_only_the_network_profile_and_the_mark_are_written(urn: str) -> None:
    before = deployment(urn)
    untouched = deepcopy(before)
    after = prepared(before, [MARK])
    assert before == untouched
    expected = deepcopy(before)
    expected["resources"][0]["outputs"]["migrations"] = {
        "dev": {"uid": "u", "setting": "mode", "from": "node-subnet", "to": "overlay", "networkProfile": NEW}
    }
    # Without one key that differs there would be no update.
    expected["resources"][1]["inputs"]["networkProfile"] = {"networkPlugin": "azure", "networkPluginMode": "overlay"}
    assert after == expected


def test_what_was_prepared_is_put_back_as_it_was() -> None:
    before = deployment()
    assert restored(prepared(before, [MARK]), {"dev": inputs_of(before, "dev")}) == before


def test_a_mark_without_its_cluster_is_taken_out() -> None:
    before = deployment()
    marked = deepcopy(before)
    marked["resources"][0]["outputs"]["migrations"] = {"gone": {}}
    assert restored(marked, {}) == before


def test_the_id_is_that_of_the_cluster() -> None:
    assert id_of(deployment(), "dev") == "/a/dev"


@pytest.mark.parametrize(
    "state",
    [
        deployment(FOREIGN),
        deployment(delete=True),
        deployment(inputs={"networkProfile": {SIGNATURE: SECRET_SIGNATURE, "ciphertext": "v1:x"}}),
        deployment(inputs={}),
    ],
    ids=["of a foreign program", "about to be deleted", "secret", "missing"],
)
def test_a_cluster_that_is_not_there_to_be_read_is_not_prepared(state: dict[str, Any]) -> None:
    with pytest.raises(MigrateError, match="nothing was prepared"):
        inputs_of(state, "dev")


def test_after_a_run_that_broke_off_recovery_comes_first() -> None:
    refuse_unfinished(deployment(), "test")
    with pytest.raises(MigrateError, match="Run aksnet recover first"):
        refuse_unfinished({**deployment(), "pending_operations": [{}]}, "test")
