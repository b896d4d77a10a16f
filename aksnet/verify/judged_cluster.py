"""The case that every check judges: what was seen, what was promised, and what is needed to compare them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from aksnet.azure.axes import DataPlane, IpFamily, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.verify.azure_facts import AzureFacts
from aksnet.verify.detect import Detection
from aksnet.verify.expected import Expected
from aksnet.verify.facts import SYSTEM, Facts


@dataclass(frozen=True, kw_only=True)
class JudgedCluster:
    """One cluster to be judged."""

    facts: Facts
    expected: Expected
    detection: Detection
    azure: AzureFacts | None = None
    no_azure: str = "no stack was given, so it is not known what to read in Azure"
    """Why Azure was not read, where it was not."""
    azure_asked: bool = False
    """Whether Azure was to be read."""

    @property
    def mode(self) -> Mode | None:
        """The declared mode, else the one that was found; the axes below are known also where no row has them."""
        return self.expected.mode or self.detection.mode

    @property
    def pods(self) -> PodAddresses | None:
        """Where pods' addresses come from, as declared, else as found."""
        return self.expected.mode.pods if self.expected.mode else self.detection.pods

    @property
    def data_plane(self) -> DataPlane | None:
        """The data plane, as declared, else as found; nothing also where AKS has no say in it."""
        if self.pods is PodAddresses.CNI_OWN:
            return None
        return self.expected.mode.data_plane if self.expected.mode else self.detection.data_plane

    @property
    def families(self) -> tuple[IpFamily, ...]:
        """The IP families, as declared, else as found; empty where neither pods nor labels tell them."""
        if self.expected.mode:
            return self.expected.mode.families
        return self.detection.families if self.detection.pods or self.facts.pods else ()

    @property
    def uses_azure_cns(self) -> bool | None:
        """Whether azure-cns hands out pods' addresses; nothing where it is not known.

        In the node subnet the azure-vnet plugin does so itself, unless Cilium is the data plane.
        https://github.com/Azure/azure-container-networking/tree/master/cns
        """
        match self.pods:
            case None:
                return None
            case PodAddresses.CNI_OWN | PodAddresses.POD_CIDR_ROUTES:
                return False
            case PodAddresses.POD_CIDR_OVERLAY | PodAddresses.POD_SUBNET_DYNAMIC | PodAddresses.POD_SUBNET_BLOCKS:
                return True
            case PodAddresses.NODE_SUBNET:
                return None if self.data_plane is None else self.data_plane is DataPlane.CILIUM
            case _:
                assert_never(self.pods)

    @property
    def name(self) -> str:
        """The mode's name, or what there is in its place, for a sentence."""
        return self.mode.name if self.mode else "this cluster"


class Requirement(Enum):
    """What a check may need; the value is the plural by which a source reports that it could not read a kind."""

    NODES = "nodes"
    PODS = "pods"
    SYSTEM_PODS = "system pods"
    SERVICES = "services"
    DEPLOYMENTS = "deployments"
    NODE_NETWORKS = "nodenetworkconfigs"
    CONFIG_MAPS = "configmaps"
    POD_ADDRESSES = "where pods' addresses come from"
    DATA_PLANE = "data plane"
    NODE_RANGES = "node ranges"
    POD_RANGES = "pod ranges"
    STACK = "stack"
    AZURE = "azure"


_ASK = {
    Requirement.NODE_RANGES: "the node subnet's range is not known: give -s STACK or --node-range",
    Requirement.POD_RANGES: "the pods' range is not known: give -s STACK or --pod-range",
    Requirement.STACK: "it compares with what a stack declares: give -s STACK",
}


def lacking(case: JudgedCluster, need: Requirement) -> str | None:
    """Return why a need is not met, or nothing when it is."""
    expected = case.expected
    match need:
        case Requirement.POD_ADDRESSES:
            return None if case.pods else f"it is not known {need.value}: {case.detection.why}"
        case Requirement.DATA_PLANE:
            known = case.data_plane or case.pods is PodAddresses.CNI_OWN
            return None if known else f"the data plane is not known: {case.detection.why}"
        case Requirement.NODE_RANGES | Requirement.POD_RANGES | Requirement.STACK:
            given = {
                Requirement.NODE_RANGES: expected.node_ranges,
                Requirement.POD_RANGES: expected.pod_ranges,
                Requirement.STACK: expected.declared,
            }[need]
            return None if given else _ASK[need]
        case Requirement.AZURE:
            return None if case.azure else case.no_azure
        case Requirement.SYSTEM_PODS:
            return _no_system_pods(case.facts)
        case Requirement.PODS:
            # Where one namespace is asked for, what may not be read in the system's is not lacking.
            reason = case.facts.why_unread(need.value, case.facts.namespace)
        case (
            Requirement.NODES
            | Requirement.SERVICES
            | Requirement.DEPLOYMENTS
            | Requirement.CONFIG_MAPS
            | Requirement.NODE_NETWORKS
        ):
            reason = case.facts.unread.get(need.value)
        case unknown:
            assert_never(unknown)
    return f"{need.value}: {reason}" if reason else None


def is_asked(case: JudgedCluster, need: Requirement) -> bool:
    """Return whether a need could have been met by what was named to be read; ranges and stacks are named, or not."""
    match need:
        case Requirement.STACK | Requirement.NODE_RANGES | Requirement.POD_RANGES:
            return case.expected.declared
        case Requirement.AZURE:
            return case.azure_asked
        case _:
            return True


def _no_system_pods(facts: Facts) -> str | None:
    """Return why nothing can be said about agents; a view of some namespaces shows none of them."""
    if facts.system_unread:
        return f"{Requirement.PODS.value}: {facts.system_unread}"
    if facts.saw_system:
        return None
    seen = any(pod.namespace == SYSTEM for pod in facts.system_pods)
    what = f"pods of {SYSTEM} with one label or none were" if seen else f"no pod of {SYSTEM} was"
    return f"{what} seen, so only a part of the cluster was shown"
