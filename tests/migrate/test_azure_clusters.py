"""A living cluster as migrate asks Azure for it, against answers of ARM that are made up here."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.arm import asking
from aksnet.arm.catalogue import MANAGED_CLUSTER
from aksnet.migrate.azure_clusters import AzureClusters
from aksnet.migrate.live_cluster import LiveCluster
from aksnet.migrate.migrate_errors import MigrateError
from tests.recover.test_azure import ID, Arm, Credential

PROFILE = {"networkPlugin": "azure"}
BODY: dict[str, Any] = {
    "properties": {
        "provisioningState": "Succeeded",
        "networkProfile": PROFILE,
        "nodeProvisioningProfile": {"mode": "Auto"},
    }
}


def test_a_cluster_is_one_get_and_what_its_api_server_cannot_tell_is_said() -> None:
    arm = Arm(200, BODY)
    found = AzureClusters(Credential(), transport=arm).read(ID)
    version = f"api-version={MANAGED_CLUSTER.api_version}"
    assert arm.asked == [
        f"GET https://management.azure.com{ID}?{version}",
        f"POST https://management.azure.com{ID}/listClusterUserCredential?{version}",
    ]
    assert found == LiveCluster(
        provisioning_state="Succeeded", profile=PROFILE, provisions_nodes=True, masquerade=None, why_not=found.why_not
    )
    assert found.why_not


@pytest.mark.parametrize(("status", "body"), [(404, {"error": {"code": "ResourceNotFound"}}), (403, {})])
def test_what_keeps_azure_from_answering_ends_the_command(status: int, body: Any) -> None:
    with pytest.raises(MigrateError, match=f"Azure could not be asked for {ID}"):
        AzureClusters(Credential(), transport=Arm(status, body)).read(ID)


def test_without_a_login_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "login", lambda _scope: None)
    with pytest.raises(MigrateError, match="run az login"):
        AzureClusters()
