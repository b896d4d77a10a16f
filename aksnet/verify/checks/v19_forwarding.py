"""V19: with kubenet the nodes' network interfaces forward packets of their pods.

https://learn.microsoft.com/azure/aks/configure-kubenet
"""

from __future__ import annotations

from typing import Final

from aksnet.azure.axes import PodAddresses
from aksnet.verify.azure_facts import Part
from aksnet.verify.check import Check, Fault, Outcome, judged, no_case, skipped
from aksnet.verify.judged_cluster import JudgedCluster, Requirement


def _run(case: JudgedCluster) -> Outcome:
    azure = case.azure
    if azure is None or case.pods is not PodAddresses.POD_CIDR_ROUTES:
        return no_case("only kubenet needs IP forwarding on the nodes' network interfaces")
    if azure.forwarding is None:
        return skipped(azure.why_unread(Part.SCALE_SETS) or "scale sets were not read")
    if not azure.forwarding:
        return no_case(f"there is no scale set in {case.expected.node_resource_group}")
    faults = [
        Fault(
            object=f"scale set {name}",
            seen="IP forwarding is off",
            expected="IP forwarding on every network interface",
            cause="somebody changed the scale set in the node resource group, which AKS does not support; Azure drops "
            "packets that are for pods instead of the node",
            cure="give the pool new nodes with az aks nodepool upgrade --node-image-only, or make the pool anew",
        )
        for name, forwards in sorted(azure.forwarding.items())
        if not forwards
    ]
    return judged(faults, f"IP forwarding is on in {len(azure.forwarding)} scale sets")


FORWARDING: Final = Check(
    id="V19",
    name="forwarding",
    title="The nodes' network interfaces forward packets",
    proves="Every scale set in the node resource group gives its machines interfaces with IP forwarding.",
    does_not="That each running machine has the scale set's present model.",
    needs=(Requirement.POD_ADDRESSES, Requirement.STACK, Requirement.AZURE),
    run=_run,
)
