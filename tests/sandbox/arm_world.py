"""The simulated ARM over gRPC, as the engine calls it: what the tests of writes and reads start from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from aksnet.arm.ids import CLUSTER_TYPE, last
from aksnet.sandbox.azure.azure_provider import AzureProvider
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.service import Serving
from aksnet.sandbox.store import Store
from aksnet.sandbox.wire import decode, encode

Json = dict[str, Any]
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VNET, TABLE, SECURITY = (
    f"{NETWORK}/{name}" for name in ("virtualNetworks/vnet", "routeTables/t", "networkSecurityGroups/s")
)
RG = "azure-native:resources:ResourceGroup"
TYPES = {
    "vnet": "azure-native:network:VirtualNetwork",
    "subnet": "azure-native:network:Subnet",
    "peering": "azure-native:network:VirtualNetworkPeering",
    "table": "azure-native:network:RouteTable",
    "route": "azure-native:network:Route",
    "security": "azure-native:network:NetworkSecurityGroup",
    "address": "azure-native:network:PublicIPAddress",
    "prefix": "azure-native:network:PublicIPPrefix",
    "gateway": "azure-native:network:NatGateway",
    "identity": "azure-native:managedidentity:UserAssignedIdentity",
    "cluster": "azure-native:containerservice:ManagedCluster",
    "pool": "azure-native:containerservice:AgentPool",
}
NAMES = {
    "vnet": {"virtualNetworkName": "vnet"},
    "subnet": {"virtualNetworkName": "vnet", "subnetName": "a"},
    "peering": {"virtualNetworkName": "vnet", "virtualNetworkPeeringName": "p"},
    "table": {"routeTableName": "t"},
    "route": {"routeTableName": "t", "routeName": "r"},
    "security": {"networkSecurityGroupName": "s"},
    "address": {"publicIpAddressName": "ip"},
    "prefix": {"publicIpPrefixName": "prefix"},
    "gateway": {"natGatewayName": "g"},
    "identity": {"resourceName": "id-one"},
    "cluster": {"resourceName": "c"},
    "pool": {"resourceName": "c", "agentPoolName": "user"},
}
SPACE = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
DELEGATED = {"delegations": [{"name": "aks", "serviceName": CLUSTER_TYPE}]}
SYSTEM = {"name": "system", "mode": "System", "count": 2, "vmSize": "Standard_D4ds_v5"}


class Arm:
    """The provider as the engine calls it, by short type names."""

    def __init__(self, address: str, store: Store) -> None:
        self.store = store
        self.channel = grpc.insecure_channel(address)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self.channel)

    def create(self, kind: str, **inputs: Any) -> str:
        """Create a resource of the group and return its id."""
        request = provider_pb2.CreateRequest(urn=self._urn(kind), properties=encode(self._inputs(kind, inputs)))
        return str(self._stub.Create(request).id)

    def update(self, kind: str, arm_id: str, **inputs: Any) -> Json:
        """PUT a resource again and return the answer."""
        news = encode(self._inputs(kind, inputs))
        request = provider_pb2.UpdateRequest(urn=self._urn(kind), id=arm_id, news=news)
        return decode(self._stub.Update(request).properties)

    def delete(self, kind: str, arm_id: str) -> None:
        """DELETE a resource."""
        self._stub.Delete(provider_pb2.DeleteRequest(urn=self._urn(kind), id=arm_id))

    def read(self, kind: str, arm_id: str, inputs: Json | None = None, state: Json | None = None) -> tuple[Json, Json]:
        """GET a resource: an import without inputs and state, a refresh with them."""
        request = provider_pb2.ReadRequest(
            urn=self._urn(kind), id=arm_id, inputs=encode(inputs or {}), properties=encode(state or {})
        )
        answer = self._stub.Read(request)
        return decode(answer.inputs), decode(answer.properties)

    def made(self, kind: str, **inputs: Any) -> tuple[str, Json, Json]:
        """Create a resource and return id, inputs and outputs as the state keeps them."""
        sent = self._inputs(kind, inputs)
        answer = self._stub.Create(provider_pb2.CreateRequest(urn=self._urn(kind), properties=encode(sent)))
        return answer.id, sent, decode(answer.properties)

    def body(self, arm_id: str) -> Json:
        """Return what the subscription holds."""
        record = self.store.read().get(arm_id)
        assert record is not None
        return dict(record["inputs"])

    def subnets(self) -> list[str]:
        """Return the names of the network's subnets."""
        return sorted(last(record["id"]) for record in self.store.read().below(VNET))

    @staticmethod
    def _urn(kind: str) -> str:
        return f"urn:pulumi:s::p::{TYPES.get(kind, kind)}::it"

    @staticmethod
    def _inputs(kind: str, inputs: Json) -> Json:
        located = {} if kind in ("subnet", "peering", "route", "pool") else {"location": "westeurope"}
        return {"resourceGroupName": "rg", **located, **NAMES.get(kind, {}), **inputs}


@contextmanager
def serving(folder: Path) -> Iterator[Arm]:
    """Serve a subscription with one resource group."""
    store = Store(folder / "azure.json")
    served = Serving({"azure-native": AzureProvider(store)})
    client = Arm("127.0.0.1:" + served.attach.split(":")[1], store)
    client.create(RG)
    yield client
    client.channel.close()
    served.close()


def use(arm: Arm) -> None:
    """Make a cluster with nodes in subnet `a` and pods in subnet `p`."""
    arm.create("vnet", **SPACE)
    nodes = arm.create("subnet", addressPrefix="10.0.0.0/24")
    pods = arm.create("subnet", subnetName="p", addressPrefix="10.0.4.0/22", **DELEGATED)
    identity = arm.create("identity")
    principal = arm.read("identity", identity)[1]["principalId"]
    with arm.store.change() as view:
        role = {"scope": GROUP, "principalId": principal, "roleDefinitionId": "4d97b98b-1d4f-4787-a291-c67834d212e7"}
        view.put({"id": "/role", "type": "Microsoft.Authorization/roleAssignments", "inputs": role, "outputs": {}})
    arm.create(
        "cluster",
        dnsPrefix="c",
        identity={"type": "UserAssigned", "userAssignedIdentities": [identity]},
        networkProfile={"networkPlugin": "azure", "serviceCidr": "10.9.0.0/16", "dnsServiceIP": "10.9.0.10"},
        agentPoolProfiles=[{**SYSTEM, "vnetSubnetID": nodes, "podSubnetID": pods, "maxPods": 110}],
    )
