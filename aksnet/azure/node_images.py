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
    last: int | None = None
    """None where no last one is known."""

    def __contains__(self, minor: int) -> bool:
        """True for a version between the ends."""
        return self.first <= minor and (self.last is None or minor <= self.last)

    def __str__(self) -> str:
        """Return both ends in words."""
        return f"1.{self.first} or newer" if self.last is None else f"1.{self.first} to 1.{self.last}"


API_VERSION = "2025-09-01"
"""The API version that pools are declared with, the default of pulumi-azure-native 3.29.0."""

NEWER_API = "pulumi package add azure-native containerservice 2026-05-01"
"""The command that adds the newest API version that pulumi-azure-native 3.29.0 knows to a program of one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterImage:
    """An image that AKS has and `API_VERSION` does not know."""

    os_type: OsType
    api_version: str
    """The first that knows it."""
    minors: Minors


LATER_IMAGES: Mapping[str, LaterImage] = MappingProxyType(
    {
        "Ubuntu2404": LaterImage(os_type=OsType.LINUX, api_version="2025-10-01", minors=Minors(32, 38)),
        "AzureContainerLinux": LaterImage(os_type=OsType.LINUX, api_version="2026-03-01", minors=Minors(34)),
        "Windows2025": LaterImage(os_type=OsType.WINDOWS, api_version="2026-02-01", minors=Minors(32)),
    }
)
"""Versions of Kubernetes: https://learn.microsoft.com/azure/aks/upgrade-os-version. API versions: the first releases of
azure-mgmt-containerservice that have the name (40.2.0, 41.2.0 and 41.1.0)."""

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
