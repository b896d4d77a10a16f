"""Regions with and without availability zones; a region that is in neither table is not known.

https://learn.microsoft.com/azure/reliability/regions-list, as of 2025-09-23.
"""

from typing import Final

ZONES: Final = ("1", "2", "3")
"""Every region that has zones has these. https://learn.microsoft.com/azure/reliability/availability-zones-overview"""

WITH_ZONES: Final = frozenset({
    "australiaeast", "austriaeast", "belgiumcentral", "brazilsouth", "canadacentral", "centralindia", "centralus",
    "chilecentral", "denmarkeast", "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral",
    "indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "malaysiawest",
    "mexicocentral", "newzealandnorth", "northeurope", "norwayeast", "polandcentral", "qatarcentral",
    "southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth",
    "uaenorth", "uksouth", "westeurope", "westus2", "westus3",
})  # fmt: skip

WITHOUT_ZONES: Final = frozenset({
    "australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth",
    "germanynorth", "koreasouth", "northcentralus", "norwaywest", "southafricawest", "southindia",
    "switzerlandwest", "uaecentral", "ukwest", "westcentralus", "westindia", "westus",
})  # fmt: skip


def programmatic(region: str) -> str:
    """Return a region's name as Azure's programs write it: `westeurope` for West Europe."""
    return "".join(region.split()).lower()
