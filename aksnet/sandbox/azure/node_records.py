"""The nodes of a cluster as the subscription keeps them: instances of the scale sets in the node resource group.

Addresses are taken when a node starts and stay with it. What runs on the nodes is `aksnet.sandbox.cluster`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import Json, as_list
from aksnet.sandbox.store import Subscription

SCALE_SET_TYPE: Final = "Microsoft.Compute/virtualMachineScaleSets"


@dataclass(frozen=True, kw_only=True)
class Node:
    """One virtual machine of a pool."""

    name: str
    """As Kubernetes names it, such as aks-nodepool1-12345678-vmss000000."""
    pool: Json
    """The pool's body with what AKS fills in: name, mode, osType, vmSize, maxPods, subnet ids, count, zones…"""
    subnet_id: str
    """The node subnet; AKS's own where the pool names none."""
    addresses: tuple[str, ...]
    """Its own addresses from the node subnet, IPv4 first."""
    pod_cidrs: tuple[str, ...]
    """Its part of the pod range (kubenet, overlay, a CNI of one's own): one per family; empty otherwise."""
    pod_blocks: tuple[tuple[str, int], ...]
    """(first address, how many) of the addresses that Azure gave it for pods at its start: 1 x maxPods in the node
    subnet (flat), one for itself and 16 for pods (dynamic pod subnet), whole /28 blocks (static blocks); else empty."""
    created: str | None = None
    """When it was made; nothing where that was not written down."""

    def record(self) -> Json:
        """Return what is kept in the scale set."""
        return {
            "name": self.name,
            "pool": self.pool,
            "subnetId": self.subnet_id,
            "addresses": list(self.addresses),
            "podCidrs": list(self.pod_cidrs),
            "podBlocks": [list(block) for block in self.pod_blocks],
            **({"created": self.created} if self.created else {}),
        }

    @classmethod
    def of(cls, record: Json) -> Node:
        """Read a node from its scale set."""
        return cls(
            name=record["name"],
            pool=record["pool"],
            subnet_id=record["subnetId"],
            addresses=tuple(record["addresses"]),
            pod_cidrs=tuple(record["podCidrs"]),
            pod_blocks=tuple((str(first), int(count)) for first, count in record["podBlocks"]),
            created=record.get("created"),
        )


def instances_of(record: Json) -> list[Node]:
    """Return the nodes in a scale set's record."""
    return [Node.of(instance) for instance in as_list(record["outputs"].get("instances"))]


def nodes_of(view: Subscription, cluster_id: str) -> list[Node]:
    """Return a cluster's nodes, pool by pool, in the order in which they were made."""
    return [
        node
        for record in sorted(view.of_type(SCALE_SET_TYPE), key=lambda each: str(each["id"]))
        if str(record["inputs"].get("cluster")).lower() == cluster_id.lower()
        for node in instances_of(record)
    ]
