"""NodeNetworkConfigs: what azure-cns and Azure agreed on for each node's pods.

Fields after the custom resource in azure-container-networking; `kubectl get nnc -n kube-system` shows them.
"""

from __future__ import annotations

import ipaddress
from typing import Final

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.addresses import BATCH, networks_of
from aksnet.sandbox.azure.made_up import derived
from aksnet.sandbox.azure.nodes import Node
from aksnet.sandbox.cluster.facts import Facts, max_pods
from aksnet.sandbox.cluster.kinds import NETWORK_CONFIG
from aksnet.sandbox.cluster.make import SYSTEM, made
from aksnet.sandbox.cluster.node_objects import AKS, in_blocks
from aksnet.sandbox.cluster.pod_addresses import Holding, PodAddresses

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
    how, requested, assigned, container, scaler = _content(facts, holding, pod_subnet)
    labels = {
        f"{AKS}/podnetwork-delegationguid": derived(pod_subnet, "delegation") if pod_subnet else "",
        f"{AKS}/podnetwork-subnet": last(pod_subnet),
        f"{AKS}/podnetwork-type": how,
        "managed": "true",
        "owner": node.name,
    }
    container = {
        "id": derived(f"{facts.cluster_id}/{node.name}", "network container"),
        "type": how,
        "nodeIP": node.addresses[0],
        "version": 0,
        **container,
    }
    return made(
        facts.cluster_id,
        *NETWORK_CONFIG,
        node.name,
        SYSTEM,
        owner=owner,
        labels=labels,
        spec={"requestedIPCount": requested},
        status={"assignedIPCount": assigned, "networkContainers": [container], **scaler},
    )


def _content(facts: Facts, holding: Holding, pod_subnet: str) -> tuple[str, int, int, Json, Json]:
    """Return type, requested and assigned count, and what is particular in the container and beside it."""
    node = holding.node
    if not pod_subnet:
        return "overlay", 0, _size(node.pod_cidrs[0]), _overlay(facts, node), {}
    common = _of_subnet(facts, pod_subnet)
    name = f"{facts.cluster_id}/{node.name}"
    if in_blocks(node):
        blocks = [f"{first}/{32 - (count - 1).bit_length()}" for first, count in holding.runs]
        given = [{"name": derived(f"{name}/{block}", "assignment"), "ip": block} for block in blocks[1:]]
        content = {"assignmentMode": "static", "primaryIP": blocks[0], "ipAssignments": given, **common}
        # One address is the container's own.
        return "vnetblock", max_pods(node), holding.held - 1, content, {}
    single = [str(ipaddress.ip_address(first) + step) for first, count in holding.runs for step in range(count)]
    given = [{"name": derived(f"{name}/{each}", "assignment"), "ip": each} for each in single[1:]]
    content = {"assignmentMode": "dynamic", "primaryIP": single[0], "ipAssignments": given, **common}
    if holding.short:
        content["status"] = "NCUpdateSubnetFullError"
    scaler = {"scaler": {**_SCALER, "maxIPCount": max_pods(node)}}
    return "vnet", holding.requested, holding.held, content, scaler


def _overlay(facts: Facts, node: Node) -> Json:
    routing = derived(facts.cluster_id, "routing domain")
    return {
        "assignmentMode": "static",
        "primaryIP": node.pod_cidrs[0],
        "subnetAddressSpace": str(facts.pod_networks[0]) if facts.pod_networks else "",
        "subnetName": f"routingdomain_{routing}_overlaysubnet",
    }


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


def _size(prefix: str) -> int:
    return ipaddress.ip_network(prefix).num_addresses
