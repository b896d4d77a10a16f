"""What Azure makes up, derived from ids so that it repeats: GUIDs, addresses, the simulated subscription and tenant."""

from __future__ import annotations

import ipaddress
import uuid
from typing import Final

SUBSCRIPTION_ID: Final = "5a4db0c5-0000-4000-8000-00000000a4c5"
TENANT_ID: Final = "7e4a47c5-0000-4000-8000-00000000a4c5"
SUBSCRIPTION: Final = f"/subscriptions/{SUBSCRIPTION_ID}"
# The signed-in user of the simulated subscription: what getClientConfig answers.
USER_OBJECT_ID: Final = "05e60b1e-0000-4000-8000-00000000a4c5"
CLIENT_ID: Final = "c11e47d0-0000-4000-8000-00000000a4c5"

_NAMESPACE: Final = uuid.UUID("1d5a4db0-0c50-4a4c-8a4c-5a4db0c5a4c5")


def derived(arm_id: str, what: str) -> str:
    """Return a GUID that Azure would make up: the same for the same resource each time."""
    return str(uuid.uuid5(_NAMESPACE, f"{arm_id.lower()}#{what}"))


def public_ip(arm_id: str, *, version: int = 4) -> str:
    """Return an address from the ranges that documentation may use."""
    number = uuid.UUID(derived(arm_id, "ip")).int
    if version == 6:
        return str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("2001:db8::")) + number % 2**64))
    return str(ipaddress.IPv4Address(int(ipaddress.IPv4Address("203.0.113.1")) + number % 254))
