"""The machines of node pools: one scale set per pool, with instances that keep their addresses for life.

What else AKS makes in the node resource group is in `node_group`; what runs on the machines is
`aksnet.sandbox.cluster`'s.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from aksnet.arm.ids import last
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.addresses import BATCH, Free, Network, Run, free_addresses, networks_of
from aksnet.sandbox.azure.agent_pools import (
    digits_of,
    families_of,
    filled,
    node_part,
    plugin_of,
    pod_ranges,
    pod_source,
)
from aksnet.sandbox.azure.kubernetes_calendar import full_version
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE, Node, instances_of, nodes_of
from aksnet.sandbox.clock import stamp
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def scale_set_name(cluster_id: str, pool: Json) -> str:
    """Return the name of a pool's scale set; Windows allows only short names for machines.

    https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-instance-ids
    """
    if pool.get("osType") == "Windows":
        return f"aks{pool['name']}"
    return f"aks-{pool['name']}-{digits_of(cluster_id)}-vmss"


def sets_of(view: Subscription, cluster_id: str) -> dict[str, Json]:
    """Return the scale sets of a cluster by the names of their pools."""
    return {
        str(record["inputs"]["pool"]): record
        for record in view.of_type(SCALE_SET_TYPE)
        if str(record["inputs"].get("cluster")).lower() == cluster_id.lower()
    }


def pools_of(view: Subscription, cluster_id: str) -> list[Json]:
    """Return the pools that a cluster has at this moment, as AKS filled them in."""
    return [record["inputs"]["profile"] for record in sets_of(view, cluster_id).values()]


def capacity(pool: Json, now: int | None) -> int:
    """Return how many nodes a pool has after its write; the autoscaler's own count stays inside its limits."""
    asked = int(pool.get("count") or 0)
    if not pool.get("enableAutoScaling"):
        return asked
    low, high = int(pool.get("minCount") or 1), int(pool.get("maxCount") or 1)
    return max(low, min(high, asked if now is None else now))


def write_pool(view: Subscription, cluster: Json, pool: Json, group_id: str, own_subnet: str) -> None:
    """Write the scale set of a pool: nodes stay, come at the end and go from the end.

    Nodes that stay are made again after a change of the cluster's network: they keep what the new one gives as well.
    """
    cluster_id = cluster["id"]
    old = sets_of(view, cluster_id).get(pool["name"])
    today, ran = view.now.date(), cluster["outputs"].get("currentKubernetesVersion")
    plane = full_version(cluster["inputs"].get("kubernetesVersion"), ran, today)
    body = filled(cluster["inputs"], pool, plane, old["inputs"]["profile"] if old else None, today)
    subnet_id = str(body.get("vnetSubnetID") or own_subnet)
    before = instances_of(old) if old else []
    wanted = capacity(body, len(before) if old else None)
    body["count"] = wanted
    name = scale_set_name(cluster_id, body)
    record = {
        "id": f"{group_id}/providers/{SCALE_SET_TYPE}/{name}",
        "type": SCALE_SET_TYPE,
        "inputs": {
            "cluster": cluster_id,
            "pool": body["name"],
            "profile": body,
            "subnetId": subnet_id,
            "podSubnetId": body.get("podSubnetID"),
            "sku": {"name": body.get("vmSize"), "capacity": wanted},
        },
        "outputs": {"instances": [node.record() for node in before[:wanted]]},
    }
    view.put(record)
    maker = _Maker(view, cluster, body, subnet_id)
    names = [f"{name}{_suffix(index)}" for index in range(len(before), wanted)]
    nodes = [maker.node(node.name, node) for node in before[:wanted]]
    nodes += [maker.node(each, None) for each in names]
    view.put({**record, "outputs": {"instances": [node.record() for node in nodes]}})


def _suffix(index: int) -> str:
    """Return the six characters, to the base of 36, that tell a scale set's machines apart."""
    text = ""
    for _ in range(6):
        index, digit = divmod(index, 36)
        text = _DIGITS[digit] + text
    return text


class _Maker:
    """Makes the nodes of one pool; reads once what is free."""

    def __init__(self, view: Subscription, cluster: Json, pool: Json, subnet_id: str) -> None:
        self._pool, self._subnet_id, self._now = pool, subnet_id, stamp(view.now)
        profile = as_dict(cluster["inputs"].get("networkProfile"))
        self._source = pod_source(profile, pool)
        subnet = as_dict((view.get(subnet_id) or {}).get("inputs"))
        versions = {network.version for network in networks_of(subnet)} or {4}
        self._nodes = {
            family: free_addresses(view, subnet_id, family)
            for family in sorted(families_of(profile))
            if family in versions
        }
        self._pods: Free | None = None
        if self._source == "node-subnet":
            self._pods = self._nodes[4]
        elif self._source != "range":
            self._pods = free_addresses(view, str(pool["podSubnetID"]))
        self._parts = _Parts(view, cluster["id"], profile) if self._source == "range" else None

    def node(self, name: str, old: Node | None) -> Node:
        """Return a node; what it has already and still needs stays with it."""
        had = {ipaddress.ip_address(each).version: each for each in (old.addresses if old else ())}
        addresses = tuple(had.get(family) or free.take_one() for family, free in self._nodes.items())
        return Node(
            name=name,
            pool=self._pool,
            subnet_id=old.subnet_id if old else self._subnet_id,
            addresses=addresses,
            pod_cidrs=self._parts.of(old) if self._parts else (),
            pod_blocks=self._blocks(name, old),
            created=old.created if old else self._now,
        )

    def _blocks(self, name: str, old: Node | None) -> tuple[Run, ...]:
        if self._pods is None:
            return ()
        if old and old.pod_blocks:
            return old.pod_blocks
        most = int(self._pool["maxPods"])
        match self._source:
            case "blocks":
                # https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-pod-subnet#static-block-allocation-mode
                # One address of the blocks is the node's own. Real nodes have blocks from both ends of their subnet.
                count = -(-(most + 1) // BATCH)
                from_the_end = [int(derived(name, f"block {number}")[0], 16) % 2 == 1 for number in range(count)]
                return tuple(self._pods.take_block(from_the_end=each) for each in from_the_end)
            case "batches":
                # The first address is the node's own, beside those that its pods may have.
                return (*self._pods.take(1), *self._pods.take_scattered(min(BATCH, most), name))
            case _:
                return tuple(self._pods.take(most))


class _Parts:
    """Gives each node its part of the pod ranges: the first that no other node has."""

    def __init__(self, view: Subscription, cluster_id: str, profile: Json) -> None:
        self._used = {cidr for node in nodes_of(view, cluster_id) for cidr in node.pod_cidrs}
        self._ranges = [ipaddress.ip_network(each) for each in pod_ranges(profile)]
        self._left = [self._parts_of(whole, node_part(profile, whole.version)) for whole in self._ranges]
        self._needed = plugin_of(profile) != "none"

    def of(self, old: Node | None) -> tuple[str, ...]:
        """Return the parts of a node that is there, or of a new one."""
        if old and len(old.pod_cidrs) == len(self._ranges):
            return old.pod_cidrs
        kept = {ipaddress.ip_network(cidr).version: cidr for cidr in (old.pod_cidrs if old else ())}
        found = (
            kept.get(whole.version) or self._next(whole, left)
            for whole, left in zip(self._ranges, self._left, strict=True)
        )
        return tuple(part for part in found if part is not None)

    def _next(self, whole: Network, left: Iterator[str]) -> str | None:
        """Return a free part; a CNI of one's own does without where there is none."""
        part = next((each for each in left if each not in self._used), None)
        if part is None and self._needed:
            raise Refusal("InsufficientPodCidr", f"The pod CIDR {whole} has no part left for another node.")
        return part

    @staticmethod
    def _parts_of(whole: Network, length: int) -> Iterator[str]:
        return map(str, whole.subnets(new_prefix=max(length, whole.prefixlen)))


def drop_pool(view: Subscription, cluster_id: str, pool: str) -> None:
    """Forget a pool's scale set: its addresses are free again."""
    record = sets_of(view, cluster_id).get(pool)
    if record is not None:
        view.remove(record["id"])


def sets_in(view: Subscription, subnet_id: str, keys: tuple[str, ...] = ("subnetId", "podSubnetId")) -> list[Json]:
    """Return the scale sets that have nodes or pods, or by `keys` only one of them, in a subnet."""
    wanted = subnet_id.lower()
    return [
        record
        for record in view.of_type(SCALE_SET_TYPE)
        if wanted in (str(record["inputs"].get(key)).lower() for key in keys)
    ]


def set_names(records: list[Json]) -> list[str]:
    """Return the names of scale sets, sorted."""
    return sorted(last(record["id"]) for record in records)
