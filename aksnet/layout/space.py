"""The address space of the stack's VNet, written or by default."""

from aksnet.azure.modes import MODES
from aksnet.layout.addressing import DEFAULT_VNET, DEFAULT_VNET_IPV6, Range
from aksnet.settings.settings import Settings


def address_space(settings: Settings) -> tuple[Range, ...]:
    """Give the VNet's ranges; empty for an existing VNet whose ranges the settings do not state."""
    if settings.network.address_space is not None:
        return tuple(settings.network.address_space)
    if settings.network.is_existing:
        return ()
    dual = any(MODES[cluster.mode].dual_stack for cluster in settings.clusters.values())
    return (DEFAULT_VNET, DEFAULT_VNET_IPV6) if dual else (DEFAULT_VNET,)
