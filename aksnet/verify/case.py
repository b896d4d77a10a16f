"""The case that every check judges: what was seen, what was promised, and what is needed to compare them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from aksnet.azure.mode import Mode
from aksnet.verify.azure_facts import AzureFacts
from aksnet.verify.detect import Detection
from aksnet.verify.expected import Expected
from aksnet.verify.facts import SYSTEM, Facts


@dataclass(frozen=True, kw_only=True)
class Case:
    """One cluster to be judged."""

    facts: Facts
    expected: Expected
    detection: Detection
    azure: AzureFacts | None = None
    no_azure: str = "no stack was given, so it is not known what to read in Azure"
    """Why Azure was not read, where it was not."""

    @property
    def mode(self) -> Mode | None:
        """The declared mode, else the one that was found."""
        return self.expected.mode or self.detection.mode


class Need(Enum):
    """What a check may need; the value is the plural by which a source reports that it could not read a kind."""

    NODES = "nodes"
    PODS = "pods"
    SYSTEM_PODS = "system pods"
    SERVICES = "services"
    DEPLOYMENTS = "deployments"
    NODE_NETWORKS = "nodenetworkconfigs"
    CONFIG_MAPS = "configmaps"
    MODE = "mode"
    NODE_RANGES = "node ranges"
    POD_RANGES = "pod ranges"
    STACK = "stack"
    AZURE = "azure"


_ASK = {
    Need.NODE_RANGES: "the node subnet's range is not known: give -s STACK or --node-range",
    Need.POD_RANGES: "the pods' range is not known: give -s STACK or --pod-range",
    Need.STACK: "it compares with what a stack declares: give -s STACK",
}


def lacking(case: Case, need: Need) -> str | None:
    """Return why a need is not met, or nothing when it is."""
    expected = case.expected
    match need:
        case Need.MODE:
            return None if case.mode else f"the mode is not known: {case.detection.why}"
        case Need.NODE_RANGES | Need.POD_RANGES | Need.STACK:
            known = {
                Need.NODE_RANGES: expected.node_ranges,
                Need.POD_RANGES: expected.pod_ranges,
                Need.STACK: expected.declared,
            }[need]
            return None if known else _ASK[need]
        case Need.AZURE:
            return None if case.azure else case.no_azure
        case Need.SYSTEM_PODS:
            return _no_system_pods(case.facts)
        case Need.PODS:
            # Where one namespace is asked for, what may not be read in the system's is not lacking.
            reason = case.facts.why_unread(need.value, case.facts.namespace)
        case _:
            reason = case.facts.unread.get(need.value)
    return f"{need.value}: {reason}" if reason else None


def _no_system_pods(facts: Facts) -> str | None:
    """Return why nothing can be said about agents; a view of some namespaces shows none of them."""
    if facts.system_unread:
        return f"{Need.PODS.value}: {facts.system_unread}"
    return None if facts.saw_system else f"no pod of {SYSTEM} was seen, so only a part of the cluster was shown"
