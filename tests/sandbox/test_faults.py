"""Faults without an engine: their grammar, and what each does to a request and to the subscription."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure.azure_provider import AzureProvider
from aksnet.sandbox.azure.cluster_credentials import verifies
from aksnet.sandbox.azure.invokes import INVOKES
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, USER_OBJECT_ID
from aksnet.sandbox.azure.managed_clusters import MANAGED_CLUSTER
from aksnet.sandbox.faults.inject import Faults
from aksnet.sandbox.faults.spec import KINDS, Fault, parse
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.service import Serving
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import decode, encode

GROUP_TYPE = "azure-native:resources:ResourceGroup"
GROUP = {"resourceGroupName": "rg", "location": "eastus"}
GROUP_ID = f"{SUBSCRIPTION}/resourceGroups/rg"
ROLE_TYPE = "azure-native:authorization:RoleAssignment"
ROLE = {
    "scope": GROUP_ID,
    "roleAssignmentName": "11111111-2222-4333-8444-555555555555",
    "principalId": USER_OBJECT_ID,
    "principalType": "User",
    "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
    "4d97b98b-1d4f-4787-a291-c67834d212e7",
}
ROLE_ID = f"{GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/{ROLE['roleAssignmentName']}"


class Client:
    """The simulated Azure with faults in front of it."""

    def __init__(self, store: Store, *texts: str) -> None:
        self.store = store
        self.faults = Faults(map(parse, texts), store)
        self.serving = Serving({"azure-native": AzureProvider(store)}, [self.faults])
        self.channel = grpc.insecure_channel("127.0.0.1:" + self.serving.attach.split(":")[1])
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def create(self, token: str, inputs: dict[str, Any], *, name: str = "it", preview: bool = False) -> str:
        """Create a resource; return its id, or what went wrong."""
        request = provider_pb2.CreateRequest(
            urn=f"urn:pulumi:s::p::{token}::{name}", properties=encode(inputs), preview=preview
        )
        try:
            return str(self.stub.Create(request).id)
        except grpc.RpcError as fault:
            return str(fault.details())


Start = Callable[..., Client]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    clients: list[Client] = []

    def run(*texts: str) -> Client:
        clients.append(Client(Store(tmp_path / "azure.json"), *texts))
        return clients[-1]

    yield run
    for client in clients:
        client.channel.close()
        client.serving.close()


@pytest.mark.parametrize(
    ("text", "resource", "count"),
    [
        ("throttle", "*", 4),
        ("throttle:Subnet/network-aks:2", "Subnet/network-aks", 2),
        ("conflict:network-*", "network-*", 4),
        ("lost:UserAssignedIdentity", "UserAssignedIdentity", 1),
        ("partial:dev-cluster", "dev-cluster", 1),
        ("role-delay", "RoleAssignment", 1),
        ("role-delay::3", "RoleAssignment", 3),
        ("quota", "ManagedCluster", 1),
        ("capacity:AgentPool:2", "AgentPool", 2),
        ("rotate-ca", "ManagedCluster", 1),
        ("rename-server:aks-dev", "aks-dev", 1),
        ("scale", "Deployment", 1),
        ("scale:nginx:5", "nginx", 5),
        ("kill-after:3", "*", 3),
        ("kill-during:12", "*", 12),
    ],
)
def test_a_fault_is_read_with_what_holds_when_nothing_is_said(text: str, resource: str, count: int) -> None:
    assert parse(text) == Fault(kind=text.split(":")[0], resource=resource, count=count, text=text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no fault ''"),
        ("nonsense:Subnet", "there is no fault 'nonsense'"),
        ("kill-after", "needs the number of an operation"),
        ("kill-during:0", "needs the number of an operation"),
        ("kill-during:Subnet", "needs the number of an operation"),
        ("throttle:Subnet:many", "'many' is no count"),
        ("throttle:Subnet:0", "'0' is no count"),
    ],
)
def test_what_is_no_fault_is_refused_with_the_whole_grammar(text: str, why: str) -> None:
    with pytest.raises(SandboxError) as refused:
        parse(text)
    assert why in str(refused.value)
    assert all(kind in str(refused.value) for kind in KINDS)


@pytest.mark.parametrize(
    "pattern", ["dev-cluster", "ManagedCluster", "ManagedCluster/dev-cluster", "Managed*", "*/dev-*"]
)
def test_a_pattern_is_about_the_name_the_type_or_both(pattern: str) -> None:
    fault = parse(f"partial:{pattern}")
    token = "azure-native:containerservice:ManagedCluster"  # noqa: S105 - a type token
    assert (fault.meets(token, "dev-cluster"), fault.meets("azure-native:network:Subnet", "a")) == (True, False)


@pytest.mark.parametrize("kind", ["throttle", "conflict"])
def test_azure_native_asks_again_until_it_has_asked_four_times(start: Start, kind: str) -> None:
    assert start(f"{kind}:*:3").create(GROUP_TYPE, GROUP) == GROUP_ID
    code = {"throttle": "TooManyRequests", "conflict": "AnotherOperationInProgress"}[kind]
    refused = start(kind).create(GROUP_TYPE, {**GROUP, "resourceGroupName": "other"})
    assert refused.startswith(f'Code="{code}"')
    assert list(start().store.read().resources) == [GROUP_ID.lower()]


def test_a_create_that_is_lost_leaves_the_resource_and_no_id(start: Start) -> None:
    client = start("lost")
    assert client.create(GROUP_TYPE, GROUP).startswith('Code="InternalServerError"')
    assert client.create(GROUP_TYPE, GROUP).endswith(f"cannot create already existing resource '{GROUP_ID}'\"")


def test_a_partial_create_keeps_the_id_and_says_that_it_failed(start: Start) -> None:
    client = start("partial")
    request = provider_pb2.CreateRequest(urn=f"urn:pulumi:s::p::{GROUP_TYPE}::it", properties=encode(GROUP))
    with pytest.raises(grpc.RpcError) as refused:
        client.stub.Create(request)
    trailing: dict[str, Any] = dict(list(refused.value.trailing_metadata() or ()))  # type: ignore[arg-type] # a named tuple
    status = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert (detail.id, decode(detail.inputs), decode(detail.properties)["provisioningState"]) == (
        GROUP_ID,
        GROUP,
        "Failed",
    )
    record = client.store.read().get(GROUP_ID)
    assert record is not None
    assert record["outputs"]["provisioningState"] == "Failed"


@pytest.mark.parametrize(
    ("text", "code"),
    [("quota:ResourceGroup", "QuotaExceeded"), ("capacity:ResourceGroup", "SkuNotAvailable")],
)
def test_a_quota_and_a_lack_of_capacity_refuse_once_and_write_nothing(start: Start, text: str, code: str) -> None:
    client = start(text)
    assert client.create(GROUP_TYPE, GROUP).startswith(f'Code="{code}"')
    assert client.store.read().resources == {}
    assert client.create(GROUP_TYPE, GROUP) == GROUP_ID


def test_a_late_role_assignment_counts_at_the_latest_in_the_next_run(start: Start) -> None:
    client = start("role-delay")
    client.create(GROUP_TYPE, GROUP)
    assert client.create(ROLE_TYPE, ROLE) == ROLE_ID
    assert [_visible(client.store), _visible(start().store)] == [False, None]


def _visible(store: Store) -> bool | None:
    record = store.read().get(ROLE_ID)
    assert record is not None
    visible: bool | None = record["outputs"].get("visible")
    return visible


def test_a_preview_is_never_struck_and_no_operation(start: Start) -> None:
    client = start("lost", "kill-during:1")
    client.create(GROUP_TYPE, GROUP, preview=True)
    assert (client.faults.operations, client.faults.killed) == (0, None)


def test_a_fault_that_struck_nothing_is_told(start: Start) -> None:
    client = start("lost:ResourceGroup", "quota", "kill-after:9")
    client.create(GROUP_TYPE, GROUP)
    assert client.faults.idle() == ("quota", "kill-after:9")


def test_the_engine_is_killed_once_the_cloud_has_done_it(start: Start) -> None:
    client = start("kill-during:2")
    seen: list[list[str]] = []
    client.faults.kill = lambda: seen.append(sorted(client.store.read().resources))
    client.create(GROUP_TYPE, GROUP)
    client.create(GROUP_TYPE, {**GROUP, "resourceGroupName": "sa"}, name="second")
    assert seen == [[GROUP_ID.lower(), f"{SUBSCRIPTION}/resourceGroups/sa".lower()]]
    assert client.faults.killed == "the engine was killed during operation 2, create of second (fault)"


def test_changed_credentials_are_of_clusters_that_the_pattern_names(start: Start) -> None:
    """Another authority vouches for the server alone; another name is answered to beside the old one."""
    clusters = [f"{GROUP_ID}/providers/Microsoft.ContainerService/managedClusters/{name}" for name in ("a", "b")]
    with start().store.change() as view:
        for arm_id in clusters:
            name = arm_id.rsplit("/", 1)[-1]
            inputs = {"resourceName": name, "resourceGroupName": "rg", "location": "eastus"}
            record = {
                "id": arm_id,
                "type": MANAGED_CLUSTER.arm.name,
                "inputs": inputs,
                "outputs": {"resourceUID": name},
            }
            view.put(record)

    def entries(*faults: str) -> list[dict[str, Any]]:
        view = start(*faults).store.read()
        answer = INVOKES["azure-native:containerservice:listManagedClusterUserCredentials"]
        found = [answer(view, {"resourceGroupName": "rg", "resourceName": name}) for name in ("a", "b")]
        texts = [base64.b64decode(each["kubeconfigs"][0]["value"]).decode() for each in found]
        records = [view.resources[arm_id.lower()] for arm_id in clusters]
        assert [verifies(record, text) for record, text in zip(records, texts, strict=True)] == [True, True]
        return [kubeconfig.active_cluster(text) for text in texts]

    first, renamed = entries(), entries("rename-server:a")
    assert renamed == [{**first[0], "server": renamed[0]["server"]}, first[1]]
    assert renamed[0]["server"] != first[0]["server"]
    rotated = entries("rotate-ca")
    assert [each["server"] for each in rotated] == [each["server"] for each in renamed]
    assert not {each["certificate-authority-data"] for each in rotated} & {
        each["certificate-authority-data"] for each in first
    }
    assert start("rotate-ca:none").faults.idle() == ("rotate-ca:none",)
