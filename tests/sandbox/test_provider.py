"""The simulated providers over gRPC, without an engine: creates, refusals, and that every RPC ends in one message."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from aksnet.sandbox import kubeconfig
from aksnet.sandbox.azure.azure_provider import AzureProvider
from aksnet.sandbox.azure.invokes import INVOKES
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, derived
from aksnet.sandbox.kube.kube_provider import KubernetesProvider
from aksnet.sandbox.sandbox_errors import Refusal, SandboxError
from aksnet.sandbox.service import Serving
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import decode, encode

GROUP = {"resourceGroupName": "rg", "location": "eastus"}
VNET = {
    "resourceGroupName": "rg",
    "virtualNetworkName": "vnet",
    "location": "eastus",
    "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
}


def _urn(token: str, name: str = "it") -> str:
    return f"urn:pulumi:s::p::{token}::{name}"


def _subnet(name: str, prefix: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceGroupName": "rg",
        "virtualNetworkName": "vnet",
        "subnetName": name,
        "addressPrefix": prefix,
        **more,
    }


class Client:
    """A provider as the engine would call it."""

    def __init__(self, address: str) -> None:
        self.channel = grpc.insecure_channel(address)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def create(self, token: str, inputs: dict[str, Any]) -> str:
        """Create a resource and return its id, or raise with the message."""
        request = provider_pb2.CreateRequest(urn=_urn(token), properties=encode(inputs))
        return str(self.stub.Create(request).id)

    def refused(self, token: str, inputs: dict[str, Any]) -> str:
        """Create what must be refused and return the message."""
        with pytest.raises(grpc.RpcError) as caught:
            self.create(token, inputs)
        return str(caught.value.details())

    def delete(self, token: str, arm_id: str) -> None:
        """Delete a resource."""
        self.stub.Delete(provider_pb2.DeleteRequest(urn=_urn(token), id=arm_id))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "azure.json")


@pytest.fixture
def azure(store: Store) -> Iterator[Client]:
    serving = Serving({"azure-native": AzureProvider(store)})
    client = Client("127.0.0.1:" + serving.attach.split(":")[1])
    yield client
    client.channel.close()
    serving.close()


RG, NET, SUB = (
    f"azure-native:{name}" for name in ("resources:ResourceGroup", "network:VirtualNetwork", "network:Subnet")
)
TABLE = "azure-native:network:RouteTable"


def test_ids_are_azures_and_parents_must_exist(azure: Client) -> None:
    assert "ResourceGroupNotFound" in azure.refused(NET, VNET)
    assert azure.create(RG, GROUP) == f"{SUBSCRIPTION}/resourceGroups/rg"
    assert "ParentResourceNotFound" in azure.refused(SUB, _subnet("a", "10.0.0.0/24"))
    vnet = azure.create(NET, VNET)
    assert azure.create(SUB, _subnet("a", "10.0.0.0/24")) == f"{vnet}/subnets/a"


def test_subnets_must_fit_stay_apart_and_refer_to_what_exists(azure: Client) -> None:
    azure.create(RG, GROUP)
    azure.create(NET, VNET)
    first = azure.create(SUB, _subnet("a", "10.0.0.0/24"))
    assert "cannot create already existing resource" in azure.refused(SUB, _subnet("A", "10.0.0.0/24"))
    assert "NetcfgInvalidSubnet" in azure.refused(SUB, _subnet("b", "10.1.0.0/24"))
    assert "NetcfgSubnetRangesOverlap" in azure.refused(SUB, _subnet("b", "10.0.0.128/25"))
    assert "InvalidCIDRNotation" in azure.refused(SUB, _subnet("b", "10.0.1.1/24"))
    missing = {"id": f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/routeTables/none"}
    assert "InvalidResourceReference" in azure.refused(SUB, _subnet("b", "10.0.1.0/24", routeTable=missing))
    table = azure.create(TABLE, {"resourceGroupName": "rg", "routeTableName": "t", "location": "eastus"})
    second = azure.create(SUB, _subnet("b", "10.0.1.0/24", routeTable={"id": table}))
    with pytest.raises(grpc.RpcError, match="InUseRouteTableCannotBeDeleted"):
        azure.delete(TABLE, table)
    with pytest.raises(grpc.RpcError, match="ResourceGroupNotEmpty"):
        azure.delete(RG, f"{SUBSCRIPTION}/resourceGroups/rg")
    for token, arm_id in ((SUB, first), (SUB, second), (TABLE, table)):
        azure.delete(token, arm_id)


def test_parallel_writes_in_one_network_are_refused(azure: Client) -> None:
    azure.create(RG, GROUP)
    azure.create(NET, VNET)
    said: list[str] = []

    def write(index: int) -> None:
        try:
            azure.create(SUB, _subnet(f"s{index}", f"10.0.{index}.0/24"))
        except grpc.RpcError as refusal:
            said.append(str(refusal.details()))

    threads = [threading.Thread(target=write, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said
    assert all("AnotherOperationInProgress" in each for each in said)


def test_a_network_is_taken_by_one_cluster_or_pool_at_a_time(tmp_path: Path) -> None:
    store = Store(tmp_path / "azure.json")
    with (
        store.claimed(frozenset({"/Net"}), "one"),
        store.claimed(frozenset({"/other"}), "two"),
        pytest.raises(Refusal) as refused,
        store.claimed(frozenset({"/net"}), "three"),
    ):
        pass
    assert refused.value.code == "SetVNetOwnershipFailed"
    with store.claimed(frozenset({"/net"}), "three"):
        pass


def test_an_unknown_type_function_and_a_bug_end_in_one_line(azure: Client, store: Store) -> None:
    message = azure.refused("azure-native:storage:StorageAccount", {})
    assert "does not know the type azure-native:storage:StorageAccount" in message
    with pytest.raises(grpc.RpcError, match="does not know the function azure-native:x:getY"):
        azure.stub.Invoke(provider_pb2.InvokeRequest(tok="azure-native:x:getY"))
    bug = azure.refused(SUB, {"resourceGroupName": "rg"})
    assert bug.startswith("the sandbox failed at Create of urn:")
    assert "\n" not in bug
    assert store.read().resources == {}


def test_the_plugin_reports_the_version_of_the_sdk(azure: Client) -> None:
    assert azure.stub.GetPluginInfo(empty_pb2.Empty()).version == "3.29.0"


def test_the_location_of_the_provider_is_filled_in_and_nothing_else(azure: Client) -> None:
    azure.stub.Configure(provider_pb2.ConfigureRequest(args=encode({"location": "westeurope"})))
    request = provider_pb2.CheckRequest(urn=_urn(RG), news=encode({"resourceGroupName": "rg"}))
    answer = azure.stub.Check(request)
    assert (decode(answer.inputs), list(answer.failures)) == ({"resourceGroupName": "rg", "location": "westeurope"}, [])


def test_two_stacks_that_write_one_network_wait_or_name_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stores of one file stand for two processes: a lock of the file system is one's that opened it."""
    monkeypatch.setattr("aksnet.sandbox.store._RETRIED_SECONDS", 0)
    one, other = (Store(tmp_path / "azure.json", run=f"the run of stack {name}") for name in ("hub", "spoke"))
    with one.exclusive("/Net", "subnet a"):
        with pytest.raises(Refusal) as caught, other.exclusive("/net", "subnet b"):
            pytest.fail("two runs held one network")
        assert caught.value.message == (
            "Another operation on this or dependent resource is in progress: subnet b needs /net, which the run of "
            "stack hub holds at this moment. Wait for the end of that run, then run this one again."
        )
        with (
            pytest.raises(Refusal, match="because the run of stack hub holds it"),
            other.claimed(frozenset({"/net"}), "cluster"),
        ):
            pytest.fail("two runs held one network")
        with other.exclusive("/another", "subnet c"):
            pass
        with (
            pytest.raises(Refusal, match="another write of this run holds at this moment"),
            one.exclusive("/net", "subnet d"),
        ):
            pytest.fail("two writes held one network")
    with other.exclusive("/net", "subnet b"):
        pass


def test_another_run_is_waited_for_until_its_write_is_done(tmp_path: Path) -> None:
    one, other = (Store(tmp_path / "azure.json", run=name) for name in ("one", "other"))
    order: list[str] = []
    held, tried = threading.Event(), threading.Event()

    def first() -> None:
        with one.exclusive("/net", "a"):
            held.set()
            tried.wait()
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    held.wait()
    tried.set()
    with other.exclusive("/net", "b"):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_kubeconfig_leads_back_to_its_cluster() -> None:
    text = kubeconfig.write(
        arm_id="/subscriptions/s/c", name="c", group="g", server="c.example", authority="a", token="t" * 8, admin=False
    )
    assert kubeconfig.cluster_id(text) == "/subscriptions/s/c"
    assert [kubeconfig.cluster_id(other) for other in (None, "", "a: b", "[")] == [None] * 4


def test_a_kubeconfig_of_entra_id_has_no_secret_and_runs_the_plug_in_that_azure_names() -> None:
    common: dict[str, Any] = {"arm_id": "/c", "name": "c", "group": "g", "server": "c.example", "authority": "a"}
    common |= {"token": "secret-token", "admin": False}
    [user] = yaml.safe_load(kubeconfig.write(**common, logins=kubeconfig.Logins(tenant="t", plugin=True)))["users"]
    assert user == {
        "name": "clusterUser_g_c",
        "user": {
            "exec": {
                "apiVersion": "client.authentication.k8s.io/v1beta1",
                "args": [
                    "get-token",
                    "--environment",
                    "AzurePublicCloud",
                    "--server-id",
                    "6dae42f8-4368-4678-94ff-3960e28e3630",
                    "--client-id",
                    "80faf920-1908-4b52-b5ef-a8e7bedfc67a",
                    "--tenant-id",
                    "t",
                    "--login",
                    "devicecode",
                ],
                "command": "kubelogin",
                "env": None,
                "provideClusterInfo": False,
            }
        },
    }
    old = kubeconfig.write(**common, logins=kubeconfig.Logins(tenant="t", plugin=False))
    assert ("secret-token" in old, "auth-provider" in old) == (False, True)


def test_an_identity_is_found_and_credentials_are_those_of_the_clusters_logins(store: Store, azure: Client) -> None:
    azure.create(RG, GROUP)
    identity = azure.create(
        "azure-native:managedidentity:UserAssignedIdentity", {"resourceGroupName": "rg", "resourceName": "identity"}
    )
    found = INVOKES["azure-native:managedidentity:getUserAssignedIdentity"](
        store.read(), {"resourceGroupName": "rg", "resourceName": "identity"}
    )
    assert (found["id"], found["principalId"]) == (identity, derived(identity, "principal"))
    cluster = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c"
    named = {"resourceName": "c", "resourceGroupName": "rg"}
    inputs = {**named, "location": "eastus", "aadProfile": {"managed": True}, "disableLocalAccounts": True}
    with store.change() as view:
        view.put({"id": cluster, "type": "Microsoft.ContainerService/managedClusters", "inputs": inputs, "outputs": {}})
    credentials = "azure-native:containerservice:listManagedCluster{}Credentials"
    answer = INVOKES[credentials.format("User")](store.read(), {**named, "format": "exec"})
    assert "kubelogin" in base64.b64decode(answer["kubeconfigs"][0]["value"]).decode()
    with pytest.raises(Refusal, match="Getting static credential is not allowed"):
        INVOKES[credentials.format("Admin")](store.read(), named)


def test_a_role_counts_at_what_the_sandbox_does_not_know(azure: Client) -> None:
    """A registry can be made by nothing here, so that nothing is known of its being there."""
    azure.create(RG, GROUP)
    identity = azure.create(
        "azure-native:managedidentity:UserAssignedIdentity", {"resourceGroupName": "rg", "resourceName": "identity"}
    )
    assignment = {
        "roleAssignmentName": "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
        "roleDefinitionId": f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/"
        "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        "principalId": derived(identity, "principal"),
    }
    registry = f"{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.ContainerRegistry/registries/images"
    role = "azure-native:authorization:RoleAssignment"
    assert "ResourceNotFound" in azure.refused(role, {**assignment, "scope": f"{identity}-other"})
    assert azure.create(role, {**assignment, "scope": registry}).startswith(registry)


def test_a_service_with_a_front_end_keeps_its_cluster_from_going(tmp_path: Path) -> None:
    """The objects live and go with their cluster; a front end in Azure would stay."""
    store = Store(tmp_path / "azure.json")
    cluster = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c"
    with store.change() as view:
        record = {"resourceName": "c", "resourceGroupName": "rg", "location": "eastus"}
        view.put({"id": cluster, "type": "Microsoft.ContainerService/managedClusters", "inputs": record, "outputs": {}})
    serving = Serving({"azure-native": AzureProvider(store), "kubernetes": KubernetesProvider(store)})
    ports = [entry.split(":")[1] for entry in serving.attach.split(",")]
    azure, kube = (Client(f"127.0.0.1:{port}") for port in ports)
    text = kubeconfig.write(
        arm_id=cluster, name="c", group="rg", server="c.example", authority=cluster, token="t" * 8, admin=False
    )
    kube.stub.Configure(provider_pb2.ConfigureRequest(args=encode({"kubeconfig": text})))
    service, managed = "kubernetes:core/v1:Service", "azure-native:containerservice:ManagedCluster"
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"type": "LoadBalancer"}}
    assert 'namespaces "none" not found' in kube.refused(
        service, {**body, "metadata": {"name": "a", "namespace": "none"}}
    )
    assert kube.create(service, body) == "default/web"
    with pytest.raises(grpc.RpcError, match="LoadBalancerServicesLeft"):
        azure.delete(managed, cluster)
    kube.delete(service, "default/web")
    azure.delete(managed, cluster)
    assert "does not exist" in kube.refused(service, body)
    for client in (azure, kube):
        client.channel.close()
    serving.close()


def test_a_change_that_fails_leaves_the_file_as_it_was(store: Store, tmp_path: Path) -> None:
    with store.change() as view:
        view.put({"id": "/A", "type": "t", "inputs": {}, "outputs": {}})
    before = (tmp_path / "azure.json").read_bytes()

    def fail() -> None:
        with store.change() as view:
            view.put({"id": "/B", "type": "t", "inputs": {}, "outputs": {}})
            raise Refusal("No", "no")

    with pytest.raises(Refusal):
        fail()
    assert (tmp_path / "azure.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
    assert store.read().get("/a") is not None, "ids are compared without case"


def test_two_stores_on_one_file_see_each_other_and_lose_nothing(tmp_path: Path) -> None:
    stores = [Store(tmp_path / "azure.json") for _ in range(4)]

    def write(number: int) -> None:
        for index in range(10):
            with stores[number].change() as view:
                view.put({"id": f"/{number}/{index}", "type": "t", "inputs": {}, "outputs": {}})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(store.read().resources) for store in stores] == [40] * 4


def test_a_broken_or_foreign_file_ends_in_a_message(tmp_path: Path) -> None:
    file = tmp_path / "azure.json"
    whole = {"format": 1, "resources": {}, "objects": {}}
    broken: tuple[object, ...] = (
        {"format": 99},
        [],
        {"format": 1},
        {**whole, "resources": []},
        {**whole, "objects": {"a": 1}},
    )
    for text in ("", "{", *map(json.dumps, broken)):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(SandboxError, match="Delete it"):
            Store(file).read()
