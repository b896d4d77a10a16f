"""The recording monitor itself: what it answers, what it refuses, that nothing stays behind."""

import base64

import pulumi
import pytest
from pulumi.runtime import settings
from pulumi_azure_native import authorization, containerservice, managedidentity

from aksnet.testing.mock_answers import KUBECONFIG, SUBSCRIPTION
from aksnet.testing.recording import Secret, record


class _Component(pulumi.ComponentResource):
    def __init__(self, name: str, *, times: int = 1, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("test:index:Component", name, None, opts)
        for _ in range(times):
            self.register_outputs({"name": name, "secret": pulumi.Output.secret("hidden")})


def test_outputs_exports_and_log_are_recorded_with_secrets_marked() -> None:
    def program() -> None:
        _Component("one")
        pulumi.export("answer", 42)
        pulumi.log.warn("kubenet retires")

    recording = record(program)
    component = recording.one("test:index:Component")
    assert recording.outputs_of(component) == {"name": "one", "secret": Secret("hidden")}
    assert recording.exports == {"answer": 42}
    assert recording.log == [(30, "kubenet retires")]


def test_options_are_recorded_by_logical_name() -> None:
    def program() -> None:
        first = managedidentity.UserAssignedIdentity("first", resource_group_name="rg")
        managedidentity.UserAssignedIdentity(
            "second",
            resource_group_name=first.client_id,
            opts=pulumi.ResourceOptions(
                parent=_Component("parent"),
                protect=True,
                delete_before_replace=True,
                ignore_changes=["tags"],
                replace_on_changes=["location"],
                aliases=[pulumi.Alias(name="old")],
            ),
        )

    second = record(program).one("azure-native:managedidentity:UserAssignedIdentity", "second")
    assert (second.parent, second.dependencies) == ("parent", ("first",))
    assert second.inputs == {"resourceGroupName": "first_client"}
    assert (second.protect, second.delete_before_replace) == (True, True)
    assert (second.ignore_changes, second.replace_on_changes) == (("tags",), ("location",))
    assert "old" in second.aliases


def test_a_managed_cluster_answers_with_a_map_of_identities_and_with_credentials() -> None:
    def program() -> None:
        cluster = containerservice.ManagedCluster(
            "dev",
            resource_group_name="rg",
            resource_name_="dev",
            identity=containerservice.ManagedClusterIdentityArgs(
                type=containerservice.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=["/id"]
            ),
        )
        credentials = containerservice.list_managed_cluster_user_credentials_output(
            resource_group_name="rg", resource_name=cluster.name
        )
        pulumi.export("identity", cluster.identity)
        pulumi.export("kubeconfig", credentials.kubeconfigs[0].value)
        pulumi.export("subscription", authorization.get_client_config_output().subscription_id)

    recording = record(program)
    assert recording.exports["identity"]["userAssignedIdentities"] == {
        "/id": {"clientId": "/id_client", "principalId": "/id_principal"}
    }
    assert recording.exports["subscription"] == SUBSCRIPTION
    assert base64.b64decode(recording.exports["kubeconfig"]).decode() == KUBECONFIG
    assert sorted(token for token, _ in recording.calls) == [
        "azure-native:authorization:getClientConfig",
        "azure-native:containerservice:listManagedClusterUserCredentials",
    ]


def test_an_answer_can_be_given_and_an_unknown_function_is_refused_by_name() -> None:
    token = "azure-native:authorization:getClientConfig"  # noqa: S105 a function's name
    answer = {"subscriptionId": "mine", "tenantId": "t", "clientId": "c", "objectId": "o"}

    def program() -> None:
        pulumi.export("subscription", authorization.get_client_config_output().subscription_id)

    assert record(program, calls={token: answer}).exports == {"subscription": "mine"}
    with pytest.raises(Exception, match="no answer for azure-native:network:getNatGateway"):
        record(lambda: pulumi.runtime.invoke_output("azure-native:network:getNatGateway", {}))


def test_two_resources_with_one_urn_are_refused() -> None:
    def program() -> None:
        _Component("twin")
        _Component("twin")

    with pytest.raises(Exception, match="duplicate resource"):
        record(program)


def test_outputs_registered_twice_are_refused() -> None:
    with pytest.raises(Exception, match="registered twice"):
        record(lambda: _Component("eager", times=2))


def test_a_failing_program_fails_with_its_own_error_and_leaves_nothing_behind() -> None:
    before = (settings.SETTINGS.monitor, settings.get_root_resource())

    def program() -> None:
        raise pulumi.RunError("bad settings")

    with pytest.raises(pulumi.RunError, match="bad settings"):
        record(program)
    assert (settings.SETTINGS.monitor, settings.get_root_resource()) == before
    assert record(lambda: _Component("next")).names() == [("test:index:Component", "next")]
