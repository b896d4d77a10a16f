"""How long Azure and Kubernetes take to create each type: estimates, to compare orders with, not to promise.

Each is a round figure near the middle of what public logs of `terraform apply` and of users show; the third column says
what was seen. Azure's own times differ by region, hour and size. Leaves out updates and deletes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import as_dict
from aksnet.sandbox.order.graph import Resource


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The seconds that a create takes, and where the figure comes from."""

    seconds: float
    seen: str


def _logs(seconds: float, seen: str) -> Estimate:
    return Estimate(seconds=seconds, seen=f"logs of terraform apply: {seen}")


def _guess(seconds: float, like: str) -> Estimate:
    return Estimate(seconds=seconds, seen=f"experience: {like}")


_NETWORK: Final = "azure-native:network:"
_LOAD_BALANCER: Final = "Service of type LoadBalancer"
ESTIMATES: Final[dict[str, Estimate]] = {
    "azure-native:resources:ResourceGroup": _logs(3, "1, 2, 16 and 25 s"),
    f"{_NETWORK}VirtualNetwork": _logs(6, "5, 8, 9, 12 and 15 s"),
    f"{_NETWORK}Subnet": _logs(5, "2, 5, 7 and 8 s"),
    f"{_NETWORK}NetworkSecurityGroup": _logs(4, "3 s"),
    f"{_NETWORK}NatGateway": _logs(13, "13 s"),
    f"{_NETWORK}RouteTable": _guess(4, "as a network security group"),
    f"{_NETWORK}Route": _guess(4, "as a subnet, in a smaller resource"),
    f"{_NETWORK}PublicIPAddress": _guess(4, "as a network security group"),
    "azure-native:managedidentity:UserAssignedIdentity": _guess(3, "one write in the directory"),
    "azure-native:authorization:RoleAssignment": _logs(
        20, "8, 9 and 25 s; the longer ones wait until the directory knows the principal"
    ),
    "azure-native:containerservice:ManagedCluster": _logs(270, "219, 229, 257, 258, 281, 285, 450, 504 and 900 s"),
    "azure-native:containerservice:AgentPool": _logs(170, "two pools side by side, both past 160 s (agones pull 2165)"),
    "kubernetes:helm.sh/v3:Release": _logs(60, "30 s for Cilium on nodes that are Ready; new nodes pull images first"),
    "kubernetes:apps/v1:Deployment": _logs(16, "10, 15, 16, 26, 56 and 76 s for nginx"),
    "kubernetes:core/v1:Service": _guess(12, "pulumi-kubernetes waits until its endpoints are there"),
    _LOAD_BALANCER: _logs(45, "38, 40 and 56 s"),
    "kubernetes:core/v1:Namespace": _logs(1, "0 s"),
    "kubernetes:core/v1:ConfigMap": _guess(1, "one write in the cluster's store"),
}
_OTHER: Final = {
    "azure-native:": _guess(10, "a type that no log was looked up for"),
    "kubernetes:": _guess(2, "an object that nobody waits for"),
}
_NOTHING: Final = _guess(0, "components and providers are records of the engine alone")


def estimate(resource: Resource) -> Estimate:
    """Return the estimate for the creation of a resource."""
    service = as_dict(resource.inputs.get("spec")).get("type") == "LoadBalancer"
    known = ESTIMATES.get(_LOAD_BALANCER if service else resource.type)
    return known or next((each for prefix, each in _OTHER.items() if resource.type.startswith(prefix)), _NOTHING)


def seconds(resource: Resource) -> float:
    """Return the seconds that the creation of a resource is estimated to take."""
    return estimate(resource).seconds
