"""A cluster that AKS takes, what is around it, and small changes of it: what the tests of AKS's rules start from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from aksnet.arm.ids import ASSIGNMENT_TYPE, PUBLIC_IP_TYPE, ROUTE_TYPE, SUBNET_TYPE, VNET_TYPE
from aksnet.sandbox.azure.aks_request import AksRequest
from aksnet.sandbox.azure.aks_rules import RULES
from aksnet.sandbox.azure.identity import NETWORK_CONTRIBUTOR
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, derived
from aksnet.sandbox.azure.managed_clusters import MANAGED_CLUSTER
from aksnet.sandbox.azure.resource_type import Write
from aksnet.sandbox.store import Subscription

GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VNET = f"{NETWORK}/virtualNetworks/vnet"
NODES, PODS, SERVER = (f"{VNET}/subnets/{name}" for name in ("nodes", "pods", "server"))
TABLE, GATEWAY = f"{NETWORK}/routeTables/table", f"{NETWORK}/natGateways/gateway"
ADDRESS = f"{NETWORK}/publicIPAddresses/address"
ZONE = f"{NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io"
IDENTITY, KUBELET = (
    f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}" for name in ("id", "kubelet")
)
ROLE = f"{VNET}/providers/{ASSIGNMENT_TYPE}/1"
CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/aks"
OTHER_CLUSTER = f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/other"
Json = dict[str, Any]


class World:
    """What exists, the cluster that is asked for, and what it was before."""

    def __init__(self) -> None:
        role = {"scope": VNET, "principalId": derived(IDENTITY, "principal"), "roleDefinitionId": NETWORK_CONTRIBUTOR}
        self.resources: dict[str, tuple[str, Json]] = {
            VNET: (VNET_TYPE, {"addressSpace": {"addressPrefixes": ["10.220.0.0/16"]}}),
            NODES: (SUBNET_TYPE, {"addressPrefix": "10.220.0.0/23"}),
            PODS: (SUBNET_TYPE, {"addressPrefix": "10.220.16.0/20"}),
            SERVER: (SUBNET_TYPE, {"addressPrefix": "10.220.8.0/28"}),
            TABLE: ("Microsoft.Network/routeTables", {}),
            GATEWAY: ("Microsoft.Network/natGateways", {"publicIpAddresses": [{"id": ADDRESS}]}),
            ADDRESS: (PUBLIC_IP_TYPE, {}),
            IDENTITY: ("Microsoft.ManagedIdentity/userAssignedIdentities", {}),
            KUBELET: ("Microsoft.ManagedIdentity/userAssignedIdentities", {}),
            ROLE: (ASSIGNMENT_TYPE, role),
        }
        self.outputs: dict[str, Json] = {ADDRESS: {"ipAddress": "203.0.113.7"}}
        self.pool: Json = {"name": "system", "mode": "System", "vnetSubnetID": NODES, "count": 3}
        self.pools = [self.pool]
        self.cluster: Json = {
            "location": "westeurope",
            "networkProfile": {"networkPlugin": "azure", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10"},
            "identity": {"type": "UserAssigned", "userAssignedIdentities": [IDENTITY]},
        }
        self.before: Json | None = None
        self.objects: dict[str, Json] = {}
        self.today: date | None = None

    @property
    def view(self) -> Subscription:
        """What exists."""
        view = Subscription()
        if self.today is not None:
            view.now = datetime.combine(self.today, time(), UTC)
        view.cluster_objects(CLUSTER).update(self.objects)
        for arm_id, (arm_type, body) in self.resources.items():
            view.put({"id": arm_id, "type": arm_type, "inputs": body, "outputs": self.outputs.get(arm_id, {})})
        return view

    def ask(self) -> AksRequest:
        """Return the write of the cluster as AKS sees it."""
        body = {**self.cluster, "agentPoolProfiles": self.pools}
        write = Write(view=self.view, kind=MANAGED_CLUSTER, id=CLUSTER, body=body, old=self.before)
        return AksRequest.of_cluster(write)

    def refused(self) -> dict[str, str]:
        """Return each rule that refuses, with the code."""
        ask = self.ask()
        answers = {f"{rule.__module__.rsplit('_', 1)[1]}.{rule.__name__}": rule(ask) for rule in RULES}
        return {name: refusal.code for name, refusal in answers.items() if refusal is not None}


Change = Callable[[World], None]


def every(*changes: Change) -> Change:
    """Make several changes."""

    def change(world: World) -> None:
        for each in changes:
            each(world)

    return change


def profile(**values: Any) -> Change:
    """Change the network profile."""
    return lambda world: world.cluster["networkProfile"].update(values)


def cluster(**values: Any) -> Change:
    """Change the cluster's own properties."""
    return lambda world: world.cluster.update(values)


def pool(**values: Any) -> Change:
    """Change the pool."""
    return lambda world: world.pool.update(values)


def more_pools(*pools: Json) -> Change:
    """Bring pools besides."""
    return lambda world: world.pools.extend({"vnetSubnetID": NODES, "count": 1, **each} for each in pools)


def on(arm_id: str, **values: Any) -> Change:
    """Change the body of a resource that exists."""
    return lambda world: world.resources[arm_id][1].update(values)


def put(arm_id: str, arm_type: str, **body: Any) -> Change:
    """Let another resource exist."""
    return lambda world: world.resources.update({arm_id: (arm_type, body)})


def drop(arm_id: str) -> Change:
    """Let a resource not exist."""
    return lambda world: world.resources.pop(arm_id) and None


def route(hop: str, prefix: str = "0.0.0.0/0") -> Change:
    """Put a route into the table."""
    return put(f"{TABLE}/routes/way", ROUTE_TYPE, addressPrefix=prefix, nextHopType=hop)


def role_at(scope: str, role: str = NETWORK_CONTRIBUTOR) -> Change:
    """Give the cluster's identity one more role."""
    return put(
        f"{scope}/providers/{ASSIGNMENT_TYPE}/more",
        ASSIGNMENT_TYPE,
        scope=scope,
        principalId=derived(IDENTITY, "principal"),
        roleDefinitionId=role,
    )


def machines(subnet_id: str, owner: str = OTHER_CLUSTER, *, mine: str = "theirs", **pool: Any) -> Change:
    """Let another cluster's pool have its machines in a subnet, or one of the cluster's own."""
    body = {"name": mine, **pool}
    return put(
        f"{SUBSCRIPTION}/resourceGroups/mc/providers/Microsoft.Compute/virtualMachineScaleSets/aks-theirs",
        "Microsoft.Compute/virtualMachineScaleSets",
        cluster=owner,
        pool=mine,
        profile=body,
        subnetId=subnet_id,
        podSubnetId=pool.get("podSubnetID"),
    )
