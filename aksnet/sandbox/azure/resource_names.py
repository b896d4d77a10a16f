"""How the names of resources may look, per type.

https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
"""

from __future__ import annotations

import re
from typing import Final

from aksnet.sandbox.azure.resource_type import Write
from aksnet.sandbox.sandbox_errors import Refusal

_NETWORK_80: Final = (
    r"[a-zA-Z0-9]([\w.-]{0,78}[a-zA-Z0-9_])?",
    "1 to 80 letters, digits, underscores, periods and hyphens, from a letter or digit on",
)
_NETWORK_64: Final = (r"[a-zA-Z0-9][\w.-]{0,62}[a-zA-Z0-9_]", _NETWORK_80[1].replace("1 to 80", "2 to 64"))
_RULES: Final[dict[str, tuple[str, str]]] = {
    "Microsoft.Resources/resourceGroups": (
        r"[\w.()-]{0,89}[\w()-]",
        "1 to 90 letters, digits, underscores, periods, parentheses and hyphens, not ending in a period",
    ),
    "Microsoft.Network/virtualNetworks": _NETWORK_64,
    "Microsoft.Network/virtualNetworks/subnets": _NETWORK_80,
    "Microsoft.Network/routeTables": _NETWORK_80,
    "Microsoft.Network/routeTables/routes": _NETWORK_80,
    "Microsoft.Network/natGateways": _NETWORK_80,
    "Microsoft.Network/publicIPAddresses": _NETWORK_80,
    "Microsoft.Network/publicIPPrefixes": _NETWORK_80,
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings": _NETWORK_80,
    "Microsoft.Network/networkSecurityGroups": _NETWORK_80,
    "Microsoft.Network/networkSecurityGroups/securityRules": _NETWORK_80,
    "Microsoft.ManagedIdentity/userAssignedIdentities": (
        r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}",
        "3 to 128 letters, digits, hyphens and underscores, from a letter or digit on",
    ),
    "Microsoft.ContainerService/managedClusters": (
        r"[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?",
        "1 to 63 letters, digits, underscores and hyphens, with a letter or digit at both ends",
    ),
    "Microsoft.ContainerService/managedClusters/agentPools": (
        r"[a-z][a-z0-9]{0,11}",
        "1 to 12 (Windows: 6) small letters and digits, from a letter on",
    ),
}


def name_fits(write: Write) -> Refusal | None:
    """Refuse a name that the type does not allow."""
    return refused(write.kind.arm.name, write.name, "InvalidResourceName")


def refused(arm_type: str, name: str, code: str) -> Refusal | None:
    """Return the refusal of a name, if its type does not allow it."""
    pattern, words = _RULES.get(arm_type, (".*", ""))
    if re.fullmatch(pattern, name):
        return None
    return Refusal(code, f"Resource name '{name}' is invalid for {arm_type}: allowed are {words}.")
