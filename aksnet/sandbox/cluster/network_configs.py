"""NodeNetworkConfigs: what azure-cns and Azure agreed on for each node's pods.

Fields after the custom resource in azure-container-networking; `kubectl get nnc -n kube-system` shows them.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Final

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.addresses import BATCH, networks_of
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.node_records import Node
from aksnet.sandbox.cluster.aks_labels import AKS, in_blocks
from aksnet.sandbox.cluster.cluster_facts import Facts, max_pods
from aksnet.sandbox.cluster.kinds import NETWORK_CONFIG
from aksnet.sandbox.cluster.make import SYSTEM
from aksnet.sandbox.cluster.pod_addresses import Holding, PodAddresses

_FINALIZER: Final = "finalizers.acn.azure.com/dnc-operations"
# The thresholds are parts of a batch: https://github.com/Azure/azure-container-networking, crd/nodenetworkconfig.
_SCALER: Final = {"batchSize": BATCH, "requestThresholdPercent": 50, "releaseThresholdPercent": 150}


def network_configs(facts: Facts, nodes: list[Json], addresses: PodAddresses) -> list[Json]:
    """Return the configuration of each node, in the order of the nodes."""
    if not facts.has_network_configs:
        return []
    return [
        _config(facts, owner, addresses.holdings[node.name]) for node, owner in zip(facts.nodes, nodes, strict=True)
    ]


def _config(facts: Facts, owner: Json, holding: Holding) -> Json:
    node = holding.node
    pod_subnet = str(node.pool.get("podSubnetID") or "")
    content = _content(facts, holding, pod_subnet)
    labels = {
        f"{AKS}/podnetwork-delegationguid": derived(pod_subnet, "delegation") if pod_subnet else "",
        f"{AKS}/podnetwork-subnet": last(pod_subnet),
        f"{AKS}/podnetwork-type": content.type,
        "managed": "true",
        "owner": node.name,
    }
    containers = [
        {
            "id": derived(f"{facts.cluster_id}/{node.name}", f"network container {each['primaryIP']}"),
            "type": content.type,
            "nodeIP": node.addresses[0],
            "version": content.changes,
            **each,
        }
        for each in content.containers
    ]
    config = facts.made(
        *NETWORK_CONFIG,
        node.name,
        SYSTEM,
        owner=owner,
        labels=labels,
        created=owner["metadata"]["creationTimestamp"],
        spec={"requestedIPCount": content.requested},
        status={"assignedIPCount": content.assigned, "networkContainers": containers, **content.scaler},
    )
    config["metadata"] |= {"finalizers": [_FINALIZER], "generation": 1 + content.changes}
    return config


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What is particular to a node's way of getting addresses."""

    type: str
    requested: int
    assigned: int
    containers: list[Json]
    scaler: Json = field(default_factory=dict)
    changes: int = 0
    """How often azure-cns asked for more."""


def _content(facts: Facts, holding: Holding, pod_subnet: str) -> _Content:
    node = holding.node
    if not pod_subnet:
        assigned = sum(ipaddress.ip_network(prefix).num_addresses for prefix in node.pod_cidrs)
        return _Content(type="overlay", requested=0, assigned=assigned, containers=_overlay(facts, node))
    common = _of_subnet(facts, pod_subnet)
    name = f"{facts.cluster_id}/{node.name}"
    if in_blocks(node):
        blocks = [f"{first}/{32 - (count - 1).bit_length()}" for first, count in holding.runs]
        given = [{"name": derived(f"{name}/{block}", "assignment"), "ip": block} for block in blocks[1:]]
        block = {"assignmentMode": "static", "primaryIP": blocks[0], "ipAssignments": given, **common}
        # One address is the container's own.
        return _Content(type="vnetblock", requested=max_pods(node), assigned=holding.held - 1, containers=[block])
    single = [str(ipaddress.ip_address(first) + step) for first, count in holding.runs for step in range(count)]
    given = [{"name": derived(f"{name}/{each}", "assignment"), "ip": each} for each in single[1:]]
    container = {"assignmentMode": "dynamic", "primaryIP": single[0], "ipAssignments": given, **common}
    if holding.short:
        container["status"] = "NCUpdateSubnetFullError"
    return _Content(
        type="vnet",
        requested=holding.requested,
        assigned=holding.held - 1,
        containers=[container],
        scaler={"scaler": {**_SCALER, "maxIPCount": max_pods(node)}},
        changes=max(0, -(-holding.requested // BATCH) - 1),
    )


def _overlay(facts: Facts, node: Node) -> list[Json]:
    """Return a container for each family; on some nodes the IPv6 one comes first."""
    found = []
    for prefix in node.pod_cidrs:
        six = ipaddress.ip_network(prefix).version == 6
        routing = derived(facts.cluster_id, "routing domain of IPv6" if six else "routing domain")
        whole = next((each for each in facts.pod_networks if each.version == (6 if six else 4)), "")
        found.append(
            {
                "assignmentMode": "static",
                "primaryIP": prefix,
                "subnetAddressSpace": str(whole),
                "subnetName": f"routingdomain_{routing}_overlaysubnet{'_ipv6' if six else ''}",
            }
        )
    turned = int(derived(node.name, "order of containers")[0], 16) % 2 == 1
    return found[::-1] if turned else found


def _of_subnet(facts: Facts, subnet_id: str) -> Json:
    networks = networks_of(as_dict((facts.view.get(subnet_id) or {}).get("inputs")))
    space = {"subnetAddressSpace": str(networks[0]), "defaultGateway": str(networks[0][1])} if networks else {}
    return {
        **space,
        "subnetName": last(subnet_id),
        "subnetID": last(subnet_id),
        "vnetID": last(parent_of(subnet_id)),
        "resourceGroupID": resource_group_of(subnet_id),
        # The resource definition spells it so.
        "subcriptionID": subnet_id.split("/")[2],
    }
