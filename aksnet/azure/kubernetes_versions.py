"""Which versions of Kubernetes AKS offers. When the supported ones end is in `aksnet.azure.retirements`."""

from datetime import date

NEWEST = 38
"""The newest minor version of Kubernetes 1, a preview.
https://learn.microsoft.com/azure/aks/supported-kubernetes-versions"""

CHECKED_ON = date(2026, 11, 21)
"""The day on which it was last compared with its source."""


def minor_of(version: str) -> int:
    """Return the minor version of a version such as 1.34 or 1.34.2."""
    return int(version.split(".")[1])
