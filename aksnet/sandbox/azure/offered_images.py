"""The images of nodes: which one a pool gets by its osSKU and version, and what a machine made from it tells.

Names, kernels and runtimes are those of public clusters and of AKS's component lists from 2025 and 2026. AKS releases
images every week, so the versions say no more than what an image of that time looked like.
https://learn.microsoft.com/azure/aks/upgrade-os-version
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from aksnet.arm.values import Json
from aksnet.sandbox.azure.kubernetes_calendar import Minor


@dataclass(frozen=True, kw_only=True)
class NodeImage:
    """One operating system as AKS ships it."""

    name: str
    version: str
    system: str
    kernel: str
    runtime: str


IMAGES: Final = {
    "Ubuntu2204": NodeImage(
        name="AKSUbuntu-2204gen2containerd",
        version="202609.15.0",
        system="Ubuntu 22.04.5 LTS",
        kernel="5.15.0-1098-azure",
        runtime="containerd://1.7.28-1",
    ),
    "Ubuntu2404": NodeImage(
        name="AKSUbuntu-2404gen2containerd",
        version="202609.15.0",
        system="Ubuntu 24.04.5 LTS",
        kernel="6.8.0-1067-azure",
        runtime="containerd://2.3.3-2",
    ),
    "AzureLinux2": NodeImage(
        name="AKSAzureLinux-V2gen2",
        version="202512.18.0",
        system="CBL-Mariner/Linux",
        kernel="5.15.186.1-1.cm2",
        runtime="containerd://1.6.26",
    ),
    "AzureLinux3": NodeImage(
        name="AKSAzureLinux-V3gen2",
        version="202609.15.0",
        system="Microsoft Azure Linux 3.0",
        kernel="6.6.112.1-2.azl3",
        runtime="containerd://2.2.4",
    ),
    "Windows2022": NodeImage(
        name="AKSWindows-2022-containerd",
        version="20348.4297.261014",
        system="Windows Server 2022 Datacenter",
        kernel="10.0.20348.4297",
        runtime="containerd://2.0.4+azure",
    ),
    "Windows2025": NodeImage(
        name="AKSWindows-2025-gen2",
        version="26100.33296.260812",
        system="Windows Server 2025 Datacenter",
        kernel="10.0.26100.33296",
        runtime="containerd://2.0.4+azure",
    ),
}
# The first minor version for which a name without a number means the newer system.
_UBUNTU_24: Final = (1, 35)
_AZURE_LINUX_3: Final = (1, 32)
# Release 2026-07-17 in https://github.com/Azure/AKS/blob/master/CHANGELOG.md; the article on upgrades says 1.36.
_WINDOWS_2025: Final = (1, 37)


def default_sku(os_type: str, minor: Minor) -> str:
    """Return the osSKU that AKS takes where a pool names none."""
    if os_type == "Windows":
        return "Windows2025" if minor >= _WINDOWS_2025 else "Windows2022"
    return "Ubuntu"


def effective_sku(named: str, minor: Minor) -> str:
    """Return the system that an osSKU means with a version: Ubuntu is 22.04 or 24.04, AzureLinux 2.0 or 3.0."""
    match named:
        case "Ubuntu":
            return "Ubuntu2404" if minor >= _UBUNTU_24 else "Ubuntu2204"
        case "AzureLinux" | "CBLMariner":
            return "AzureLinux3" if minor >= _AZURE_LINUX_3 else "AzureLinux2"
    return named


def is_arm(size: str) -> bool:
    """Return whether a size has Arm processors: a small p in its name.

    https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
    """
    return re.match(r"Standard_[A-Z]+\d+(-\d+)?[a-z]*p", size) is not None


def image_of(effective: str, pool: Json) -> str:
    """Return the version of the image that a new machine of a pool is made from."""
    image = IMAGES.get(effective) or IMAGES["Windows2022" if pool.get("osType") == "Windows" else "Ubuntu2404"]
    name = image.name.replace("gen2", "gen2arm64") if is_arm(str(pool.get("vmSize"))) else image.name
    return f"{name}-{image.version}"


def image_named(version: str) -> NodeImage:
    """Return the operating system that an image's version belongs to."""
    name = version.replace("arm64", "")
    found = (image for image in IMAGES.values() if name.startswith(f"{image.name}-"))
    return next(found, IMAGES["Ubuntu2204"])
