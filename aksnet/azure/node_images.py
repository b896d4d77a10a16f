"""The images that nodes may run, by operating system, and the Kubernetes versions that AKS has them for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aksnet.azure.axes import OsType

OS_SKUS: Mapping[OsType, tuple[str, ...]] = MappingProxyType(
    {
        OsType.LINUX: ("Ubuntu", "Ubuntu2204", "AzureLinux", "AzureLinux3"),
        OsType.WINDOWS: ("Windows2022",),
    }
)
"""`osSKU` in API version 2025-09-01, the default first, less Windows Server 2019, which ended in March 2026.
https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update"""


@dataclass(frozen=True, slots=True)
class Minors:
    """Minor versions of Kubernetes 1, both ends included."""

    first: int
    last: int

    def __contains__(self, minor: int) -> bool:
        """True for a version between the ends."""
        return self.first <= minor <= self.last


IMAGE_VERSIONS: Mapping[str, Minors] = MappingProxyType(
    {
        "Ubuntu2204": Minors(25, 36),
        "AzureLinux": Minors(32, 36),
        "AzureLinux3": Minors(28, 36),
        "Windows2022": Minors(23, 36),
    }
)
"""What AKS has each image for; `Ubuntu` follows AKS's choice for every version. `AzureLinux` means version 2.0 below
1.32, of which AKS removed the images on 2026-03-31. https://learn.microsoft.com/azure/aks/upgrade-os-version"""
