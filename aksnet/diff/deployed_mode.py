"""Which row of the table of modes a deployed cluster has, told by its axes."""

from typing import assert_never

from aksnet.azure.axes import PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.modes import MODES
from aksnet.diff.deployed import DeployedCluster

_NO_POD_SUBNET = "none"


def deployed_mode(old: DeployedCluster) -> Mode | None:
    """Return the row of the table that a deployed cluster has by its axes; None when no row has them.

    Pools of both kinds may stand beside each other, each on its own pod subnet: then it is the first of their rows.
    """
    rows = [mode for mode in MODES.values() if has_axes(old, mode)]
    exact = (mode for mode in rows if _allocations(old) <= {_allocation_of(mode)})
    return next(exact, next(iter(rows), None))


def has_axes(old: DeployedCluster, mode: Mode) -> bool:
    """Return whether a deployed cluster has the axes of a row, or pools of it beside others."""
    return has_profile(old, mode) and _allocation_of(mode) in _allocations(old)


def has_profile(old: DeployedCluster, mode: Mode) -> bool:
    """Return whether a deployed cluster has those axes of a row that are the cluster's own, and no pool's."""
    return (
        old.plugin == mode.plugin
        and old.plugin_mode == mode.plugin_mode
        # A cluster without a data plane of its own (a CNI of the user's) is answered with none or with azure.
        and (mode.data_plane is None or (old.data_plane or "azure") == mode.data_plane)
        and set(old.families or ("IPv4",)) == set(mode.families)
    )


def _allocations(old: DeployedCluster) -> set[str]:
    return {
        (pool.pod_ip_allocation or "DynamicIndividual") if pool.pod_subnet else _NO_POD_SUBNET for pool in old.pools
    } or {_NO_POD_SUBNET}


def _allocation_of(mode: Mode) -> str:
    match mode.pods:
        case PodAddresses.POD_SUBNET_DYNAMIC:
            return "DynamicIndividual"
        case PodAddresses.POD_SUBNET_BLOCKS:
            return "StaticBlock"
        case (
            PodAddresses.POD_CIDR_ROUTES
            | PodAddresses.POD_CIDR_OVERLAY
            | PodAddresses.NODE_SUBNET
            | PodAddresses.CNI_OWN
        ):
            return _NO_POD_SUBNET
        case unknown:
            assert_never(unknown)
