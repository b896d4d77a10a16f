"""The virtual machine scale sets of the nodes as ARM shows them, and the network interfaces of their instances.

No locked package has a model of `Microsoft.Compute`; the few properties here are those that tell where a node's
addresses are and whether its interface forwards packets.
"""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from aksnet.arm.ids import last
from aksnet.arm.values import Json, as_dict
from aksnet.sandbox.azure.node_records import Node, instances_of
from aksnet.sandbox.store import Subscription

INTERFACES: Final = "networkInterfaces"
MACHINES: Final = "virtualMachines"
_PRIMARY: Final = "primary"


def scale_set_body(view: Subscription, record: Json) -> Json:
    """Return the body that a GET of a scale set answers."""
    nodes = instances_of(record)
    first = nodes[0].pool if nodes else {}
    outputs, name = record["outputs"], last(record["id"])
    interface = {
        "name": name,
        "properties": {
            "primary": True,
            "enableIPForwarding": _forwards(view, record),
            "ipConfigurations": [
                {"name": f"ipconfig{number}", "properties": {"primary": number == 1, "subnet": {"id": subnet}}}
                for number, subnet in enumerate(sorted({node.subnet_id for node in nodes}), start=1)
            ],
        },
    }
    return {
        "id": record["id"],
        "name": name,
        "type": record["type"],
        "location": outputs.get("location") or _cluster(view, record).get("location"),
        "tags": as_dict(outputs.get("tags")) | {"aks-managed-poolName": record["inputs"].get("pool")},
        "sku": {"name": first.get("vmSize"), "tier": "Standard", "capacity": len(nodes)},
        "properties": {
            "provisioningState": outputs.get("provisioningState", "Succeeded"),
            "virtualMachineProfile": {"networkProfile": {"networkInterfaceConfigurations": [interface]}},
        },
    }


def below(view: Subscription, record: Json, collection: str) -> list[Json] | None:
    """Return the machines or interfaces of a scale set; nothing for any other collection."""
    makers = {MACHINES.lower(): _machine, INTERFACES.lower(): _interface}
    maker = makers.get(collection.lower())
    if maker is None:
        return None
    forwards = _forwards(view, record)
    return [maker(record["id"], number, node, forwards) for number, node in enumerate(instances_of(record))]


def _machine(scale_set: str, number: int, node: Node, _forwards: bool) -> Json:
    arm_id = f"{scale_set}/{MACHINES}/{number}"
    return {
        "id": arm_id,
        "name": f"{last(scale_set)}_{number}",
        "type": f"Microsoft.Compute/virtualMachineScaleSets/{MACHINES}",
        "instanceId": str(number),
        "properties": {
            "provisioningState": "Succeeded",
            "osProfile": {"computerName": node.name},
            "networkProfile": {"networkInterfaces": [{"id": f"{arm_id}/{INTERFACES}/{_PRIMARY}"}]},
        },
    }


def _interface(scale_set: str, number: int, node: Node, forwards: bool) -> Json:
    machine = f"{scale_set}/{MACHINES}/{number}"
    arm_id = f"{machine}/{INTERFACES}/{_PRIMARY}"
    configurations = [
        {
            "id": f"{arm_id}/ipConfigurations/ipconfig{index}",
            "name": f"ipconfig{index}",
            "properties": {
                "primary": index == 1,
                "privateIPAddress": address,
                "privateIPAddressVersion": "IPv6" if ":" in address else "IPv4",
                "privateIPAllocationMethod": "Dynamic",
                "provisioningState": "Succeeded",
                "subnet": {"id": node.subnet_id},
            },
        }
        for index, address in enumerate((*node.addresses, *_secondary(node)), start=1)
    ]
    return {
        "id": arm_id,
        "name": _PRIMARY,
        "properties": {
            "provisioningState": "Succeeded",
            "primary": True,
            "enableIPForwarding": forwards,
            "virtualMachine": {"id": machine},
            "ipConfigurations": configurations,
        },
    }


def _secondary(node: Node) -> list[str]:
    """In a flat network the pods' addresses are on the node's interface, from the node's own subnet."""
    blocks = () if node.pool.get("podSubnetID") else node.pod_blocks
    return [str(ipaddress.ip_address(first) + offset) for first, count in blocks for offset in range(count)]


def _cluster(view: Subscription, record: Json) -> dict[str, Any]:
    return as_dict((view.get(str(record["inputs"].get("cluster"))) or {}).get("outputs"))


def _forwards(view: Subscription, record: Json) -> bool:
    """Only kubenet sends other machines' addresses through a node's interface.

    https://learn.microsoft.com/azure/aks/configure-kubenet#overview-of-kubenet-networking-with-your-own-subnet
    """
    profile = as_dict(_cluster(view, record).get("networkProfile"))
    return bool(profile.get("networkPlugin") == "kubenet")
