"""V11: whether the old network monitor's ConfigMap is there; never a fault."""

from __future__ import annotations

from aksnet.verify.check import Check, Outcome, info
from aksnet.verify.judged_cluster import JudgedCluster, Requirement

NAME = "azure-cni-networkmonitor"
"""The ConfigMap."""


def _run(case: JudgedCluster) -> Outcome:
    data = case.facts.config_maps.get(NAME)
    if data is None:
        # https://github.com/Azure/AKS/blob/master/CHANGELOG.md, release 2021-10-08
        return info(f"no ConfigMap {NAME}: AKS has not set up the monitor since Kubernetes 1.21")
    return info(f"ConfigMap {NAME} is there", *(f"{key}: {value}" for key, value in sorted(data.items())))


NETWORK_MONITOR = Check(
    id="V11",
    name="network-monitor",
    title="Is the ConfigMap of the old network monitor there?",
    proves="Nothing: older texts ask for it. Present or absent is told, and neither is a fault.",
    does_not="Anything about the mode; see node-labels and node-ranges for that.",
    needs=(Requirement.CONFIG_MAPS,),
    run=_run,
)
