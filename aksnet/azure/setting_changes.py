"""Which settings Azure changes on a living cluster in one update, apart from its mode, and what must hold before.

Modes are in `aksnet.azure.mode_changes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aksnet.azure.mode_changes import Requirement

_LEARN = "https://learn.microsoft.com/azure/aks/"


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingChange:
    """One setting of a cluster that Azure changes in place."""

    what: str
    """What may become what, as a noun phrase."""
    disruption: str
    """What workloads notice, a sentence without its full stop."""
    requires: tuple[Requirement, ...]
    page: str


_CHANGES = {
    "networkPolicy": SettingChange(
        what="`none` → `azure` or `calico`, and each of them → `none`; from one engine to the other in two steps",
        disruption="an engine that comes re-images every node pool at once; one that goes no longer enforces policies",
        requires=(Requirement.KUBERNETES_1_30,),
        page=f"{_LEARN}use-network-policies",
    ),
    "outbound": SettingChange(
        what="each of the outbound types that the program offers → each other one",
        disruption="the address that traffic leaves from changes, and open connections break",
        requires=(Requirement.NO_AUTO_PROVISIONING,),
        page=f"{_LEARN}egress-outboundtype",
    ),
    "podCidr": SettingChange(
        what="the one IPv4 range of an overlay with Linux nodes → a range around it",
        disruption="no node is touched",
        requires=(Requirement.NO_WINDOWS,),
        page=f"{_LEARN}azure-cni-overlay-pod-expand",
    ),
}
SETTING_CHANGES: Mapping[str, SettingChange] = MappingProxyType(_CHANGES)
"""By the key below `clusters.<cluster>`."""
