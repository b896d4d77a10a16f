"""Which changed credentials are refused before anything is declared; on the real engine in tests/engine."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
import yaml

from aksnet.errors import AksnetError
from aksnet.plan.records import StackPlan
from aksnet.planning import make_plan
from aksnet.testing.recording import record

PROVIDER = (
    "urn:pulumi:test::aks-networking::aks-networking:kubernetes:ClusterContents$pulumi:providers:kubernetes"
    "::dev-contents-provider"
)
CLUSTER = (
    "urn:pulumi:test::aks-networking::aks-networking:azure:AksCluster$azure-native:containerservice:ManagedCluster"
    "::dev-cluster"
)


def kubeconfig(server: str, authority: str, user: str = "u") -> str:
    """Return a kubeconfig as Azure hands it out."""
    cluster = {"server": server, "certificate-authority-data": authority}
    return yaml.safe_dump(
        {
            "clusters": [{"name": "c", "cluster": cluster}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
            "users": [{"name": "u", "user": {"token": user}}],
        }
    )


def plan() -> StackPlan:
    return make_plan({"clusters": {"dev": {"workloads": {"nginx": {}}}}}, stack="test", location="westeurope")


def state(**provider: Any) -> dict[str, Any]:
    """Return a state in which the cluster dev has this provider."""
    return {PROVIDER: provider, CLUSTER: {"name": plan().clusters[0].name}}


def refused(last: dict[str, Any], now: str) -> str | None:
    """Return why a run is refused while Azure hands out this kubeconfig."""
    from components.credentials import refuse_changed_credentials

    def program() -> None:
        refuse_changed_credentials(plan(), last)

    encoded = b64encode(now.encode()).decode()
    answer = {"kubeconfigs": [{"name": "clusterUser", "value": encoded}]}
    calls = {"azure-native:containerservice:listManagedClusterUserCredentials": answer}
    try:
        record(program, calls=calls, stack_name="test")
    except AksnetError as error:
        return str(error)
    return None


NOW = kubeconfig("https://c", "ca")


@pytest.mark.parametrize("before", [kubeconfig("https://other", "ca"), kubeconfig("https://c", "other")])
def test_another_server_or_authority_is_refused_while_the_provider_has_no_identifier(before: str) -> None:
    assert refused(state(kubeconfig=before), NOW) == (
        "Azure's credentials of dev name another server or certificate authority than the stack's state, whose "
        "Kubernetes provider has no clusterIdentifier yet. This run would replace the provider and delete everything "
        "in the cluster. Nothing was declared.\n"
        "Run `aksnet recover -s test`: it writes the identifier into the state. Then run up, and refresh to see that "
        "everything is there."
    )


@pytest.mark.parametrize(
    "last",
    [
        {},
        state(kubeconfig=kubeconfig("https://c", "ca", "another user")),
        state(kubeconfig=kubeconfig("https://other", "other"), clusterIdentifier="dev"),
        state(kubeconfig="no kubeconfig: ["),
        {PROVIDER: {"kubeconfig": kubeconfig("https://other", "ca")}, CLUSTER: {"name": "other"}},
    ],
    ids=["no state", "another user", "an identifier", "no kubeconfig", "a cluster of another name"],
)
def test_what_replaces_nothing_by_itself_is_let_through(last: dict[str, Any]) -> None:
    assert refused(last, NOW) is None
