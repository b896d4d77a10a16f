"""The images that nodes may run, by operating system."""

from collections.abc import Mapping
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
