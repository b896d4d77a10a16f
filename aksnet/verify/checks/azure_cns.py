"""V7: azure-cns is Ready on every Linux node of a mode that takes pods' addresses from it."""

from __future__ import annotations

from aksnet.azure.axes import DataPlane, Plugin, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.verify.case import Case, Need
from aksnet.verify.check import Check, Outcome, judged, skipped
from aksnet.verify.checks.parts import agents_missing


def _run(case: Case) -> Outcome:
    facts = case.facts
    if case.mode is None or not _uses_it(case.mode):
        return skipped(f"{case.mode.name if case.mode else 'the cluster'} takes no addresses from azure-cns")
    faults = agents_missing(
        "azure-cns",
        facts.labelled("k8s-app", "azure-cns"),
        facts.linux_nodes,
        cause="the node just joined, the agent cannot start, or the cluster is not of the declared mode",
        cure="kubectl -n kube-system logs -l k8s-app=azure-cns; compare the detected mode with the declared one",
    )
    return judged(faults, f"a Ready azure-cns on each of {len(facts.linux_nodes)} Linux nodes")


def _uses_it(mode: Mode) -> bool:
    """Tell whether azure-cns hands out addresses: not where the azure-vnet plugin does so itself, in the node subnet.

    https://github.com/Azure/azure-container-networking/tree/master/cns
    """
    return mode.plugin is Plugin.AZURE and not (
        mode.pods is PodAddresses.NODE_SUBNET and mode.data_plane is DataPlane.AZURE
    )


AZURE_CNS = Check(
    id="V7",
    name="azure-cns",
    title="azure-cns is Ready on every Linux node",
    proves="Pods k8s-app=azure-cns, which hand out pods' addresses in overlay, pod subnets and every Azure CNI with "
    "Cilium, are Ready on every Linux node.",
    does_not="That it has addresses left to give (see address-headroom and node-ranges).",
    needs=(Need.NODES, Need.SYSTEM_PODS, Need.MODE),
    run=_run,
)
