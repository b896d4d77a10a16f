"""Peerings of virtual networks: each is one side, and connected once the other one is there.

https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview. Left out: VPN and ExpressRoute
gateways, which no type of the sandbox makes, so that nothing is asked of `useRemoteGateways` but that one peering of a
network has it.
"""

from __future__ import annotations

from typing import Any, Final

from aksnet.arm import catalogue
from aksnet.arm.ids import last, parent_of
from aksnet.arm.values import Json, as_dict, as_list, reference
from aksnet.sandbox.azure.addresses import Network, overlap, parse
from aksnet.sandbox.azure.resource_type import SimulatedType, Write
from aksnet.sandbox.azure.shared_refusals import exists, group_exists, missing_reference, parent_exists, settled
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription

_TYPE: Final = catalogue.PEERING.name
_MOST: Final = 500


def peerings_of(view: Subscription, vnet_id: str) -> list[Json]:
    """Return the peering records of a virtual network."""
    return [record for record in view.below(vnet_id) if record["type"] == _TYPE]


def _remote(body: Json) -> str:
    return reference(body.get("remoteVirtualNetwork")) or ""


def _remote_exists(write: Write) -> Refusal | None:
    remote = _remote(write.body)
    return None if remote and exists(write.view, remote) else missing_reference(write, remote or "(none)")


def _space(view: Subscription, vnet_id: str) -> list[Network]:
    body = as_dict((view.get(vnet_id) or {}).get("inputs"))
    prefixes: list[Any] = as_list(as_dict(body.get("addressSpace")).get("addressPrefixes"))
    return [network for prefix in prefixes if (network := parse(prefix))]


def _spaces_apart(write: Write) -> Refusal | None:
    own, other = parent_of(write.id), _remote(write.body)
    for ours in _space(write.view, own):
        for theirs in _space(write.view, other):
            if overlap(ours, theirs):
                return Refusal(
                    "VnetAddressSpacesOverlap",
                    f"Cannot create or update peering {write.id}. Virtual networks {own} and {other} cannot be peered "
                    f"because their address spaces overlap. Overlapping address prefixes: {ours}, {theirs}",
                )
    return None


def _one_each(write: Write) -> Refusal | None:
    for other in peerings_of(write.view, parent_of(write.id)):
        if other["id"].lower() == write.id.lower():
            continue
        if _remote(other["inputs"]).lower() == _remote(write.body).lower():
            return Refusal(
                "AnotherPeeringAlreadyReferencesRemoteVnet",
                f"Peering {write.id} cannot reference remote virtual network {_remote(write.body)} because another "
                f"peering {other['id']} belonging to the same parent virtual network already references it.",
            )
        if write.body.get("useRemoteGateways") and other["inputs"].get("useRemoteGateways"):
            # https://learn.microsoft.com/rest/api/virtualnetwork/virtual-network-peerings; the code is not known.
            return Refusal(
                "InvalidRequestFormat",
                f"Peering {write.name} cannot have useRemoteGateways because {last(other['id'])} has it already.",
            )
    return None


# https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits; the code is not
# known.
def _not_too_many(write: Write) -> Refusal | None:
    others = [each for each in peerings_of(write.view, parent_of(write.id)) if each["id"].lower() != write.id.lower()]
    if len(others) < _MOST:
        return None
    return Refusal(
        "InvalidRequestFormat",
        f"Virtual network {last(parent_of(write.id))} has {_MOST} peerings, and there can be no more.",
    )


def _state(view: Subscription, peering_id: str, body: Json) -> str:
    own = parent_of(peering_id).lower()
    back = (_remote(each["inputs"]).lower() == own for each in peerings_of(view, _remote(body)))
    return "Connected" if any(back) else "Initiated"


def _outputs(view: Subscription, arm_id: str, body: Json) -> Json:
    return {**settled(arm_id, body), "peeringState": _state(view, arm_id, body)}


def _computed(view: Subscription, arm_id: str, body: Json) -> Json:
    """Return the state of this moment: the other side may have come, or gone, since the write."""
    return {"peeringState": _state(view, arm_id, body)}


PEERING = SimulatedType(
    arm=catalogue.PEERING,
    body=("azure.mgmt.network.models", "VirtualNetworkPeering"),
    writes=(group_exists, parent_exists, _remote_exists, _spaces_apart, _one_each, _not_too_many),
    outputs=_outputs,
    defaults=lambda _arm_id, _body: {
        "allowForwardedTraffic": False,
        "allowGatewayTransit": False,
        "allowVirtualNetworkAccess": True,
        "doNotVerifyRemoteGateways": False,
        "useRemoteGateways": False,
    },
    computed=_computed,
    holds=parent_of,
)
KINDS = (PEERING,)
