"""What AKS has and this project does not send: combinations that no row of the table has, each with its source."""

from dataclasses import dataclass
from typing import Final

from aksnet.azure.axes import IpFamily, PodAddresses

_DUAL: Final = (IpFamily.IPV4, IpFamily.IPV6)


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """Where pods live and the families that AKS has together, and no mode here."""

    pods: PodAddresses
    families: tuple[IpFamily, ...]
    said: str
    """What there is to say of it, as half a sentence."""


BEYOND: Final = (
    Beyond(
        pods=PodAddresses.POD_SUBNET_BLOCKS,
        families=_DUAL,
        said=(
            "AKS has static blocks with dual stack, by its release notes of 2026-06-19; this project cannot send it, "
            "because no public source shows such a request"
        ),
    ),
    Beyond(
        pods=PodAddresses.POD_CIDR_ROUTES,
        families=_DUAL,
        said="AKS has kubenet with dual stack; this project offers no new one of a mode that retires",
    ),
)
"""https://github.com/Azure/AKS/blob/master/CHANGELOG.md and https://learn.microsoft.com/azure/aks/configure-dual-stack"""


def beyond(pods: PodAddresses, families: tuple[IpFamily, ...]) -> str | None:
    """Return what to say of a combination that AKS has and no mode here; nothing where AKS is not known to have it."""
    return next((each.said for each in BEYOND if (each.pods, each.families) == (pods, families)), None)
