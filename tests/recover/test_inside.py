"""What recovery mends inside clusters: deletions of what lives, and identifiers of providers; whole states."""

from __future__ import annotations

from typing import Any

import pytest

from aksnet.engine.waiting_deletions import deletions_of_the_living, waiting_deletions
from aksnet.recover.inside import mended_inside

CONTENTS = "urn:pulumi:s::p::aks-networking:kubernetes:ClusterContents"
PROVIDER = f"{CONTENTS}$pulumi:providers:kubernetes::dev-contents-provider"
WEB = f"{CONTENTS}$kubernetes:apps/v1:Deployment::dev-contents/web"
CLUSTER = "urn:pulumi:s::p::aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster::dev-cluster"


def entry(urn: str, own_id: str, **more: Any) -> dict[str, Any]:
    """Return an entry of a state."""
    return {"urn": urn, "type": urn.split("::")[2].split("$")[-1], "id": own_id, **more}


HOST = entry(CLUSTER, "/c")
OLD = entry(PROVIDER, "old", delete=True, inputs={"kubeconfig": "old"})
NEW = entry(PROVIDER, "new", inputs={"kubeconfig": "new", "clusterIdentifier": "dev"})
ALIVE, DOOMED = entry(WEB, "default/web"), entry(WEB, "default/web", delete=True)
ELSEWHERE = entry(WEB, "other/web", delete=True)


def test_a_deletion_strikes_the_living_where_it_bears_the_same_id() -> None:
    state = [HOST, NEW, ALIVE, OLD, DOOMED, ELSEWHERE]
    assert waiting_deletions(state) == [DOOMED, ELSEWHERE]
    assert deletions_of_the_living(state) == [DOOMED]
    assert deletions_of_the_living([HOST, NEW, OLD, DOOMED]) == []


def test_only_the_deletion_of_what_lives_is_taken_out() -> None:
    mended, told = mended_inside({"manifest": 1, "resources": [HOST, NEW, ALIVE, OLD, DOOMED, ELSEWHERE]})
    assert mended == {"manifest": 1, "resources": [HOST, NEW, ALIVE, OLD, ELSEWHERE]}
    assert told == ("Deployment dev-contents/web: it lives, and its deletion waits in the state: taken out",)


def test_a_provider_gets_the_identifier_that_the_program_declares_and_keeps_everything_else() -> None:
    before = entry(PROVIDER, "id", inputs={"kubeconfig": "k"}, outputs={"kubeconfig": "k", "x": 1})
    mended, told = mended_inside({"resources": [HOST, before, ALIVE]})
    identified = {
        **before,
        "inputs": {"kubeconfig": "k", "clusterIdentifier": "dev"},
        "outputs": {"kubeconfig": "k", "x": 1, "clusterIdentifier": "dev"},
    }
    assert mended == {"resources": [HOST, identified, ALIVE]}
    assert told == (
        "kubernetes dev-contents-provider: gets its clusterIdentifier, so that changed credentials replace nothing",
    )


@pytest.mark.parametrize(
    "resources",
    [
        [],
        [HOST, NEW, ALIVE],
        [entry(PROVIDER, "id", inputs={})],
        [HOST, entry("urn:pulumi:s::p::pulumi:providers:kubernetes::dev-contents-provider", "id", inputs={})],
        [HOST, entry(f"{CONTENTS}$pulumi:providers:kubernetes::other", "id", inputs={})],
    ],
    ids=["nothing", "an identifier already", "no cluster in the state", "another program's provider", "another name"],
)
def test_everything_else_stays_as_it_is(resources: list[dict[str, Any]]) -> None:
    assert mended_inside({"resources": resources}) == ({"resources": resources}, ())
