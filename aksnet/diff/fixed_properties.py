"""What Azure fixes when a pool is made, and so differs between a deployed pool and its plan only by a new pool."""

from collections.abc import Iterator

from aksnet.diff.deployed_pool import DeployedPool
from aksnet.plan.records import PoolPlan


def fixed_differences(old: DeployedPool, new: PoolPlan) -> Iterator[tuple[str, str, str]]:
    """Yield the setting's key, what is deployed and what is planned, where they differ.

    Case does not matter in names, and what the state does not say is not compared.
    """
    pairs: tuple[tuple[str, object, object], ...] = (
        ("vmSize", old.vm_size, new.vm_size),
        ("osType", old.os_type, new.os_type.value),
        ("maxPods", old.max_pods, new.max_pods),
        ("nodeSubnet", old.node_subnet, new.node_subnet),
        (
            "podSubnet",
            _pods(old.pod_subnet, old.pod_ip_allocation),
            _pods(new.pod_subnet, new.pod_ip_allocation),
        ),
        ("disableOutboundNat", _off(old.outbound_nat), _off(new.outbound_nat)),
        ("gatewayPrefix", old.gateway_prefix or "none", new.gateway_prefix or "none"),
        ("zones", ", ".join(old.zones) or "none", ", ".join(sorted(new.zones)) or "none"),
    )
    for key, before, after in pairs:
        if before is not None and str(before).lower() != str(after).lower():
            yield key, str(before), str(after)


def _off(value: bool) -> str:
    return "false" if value else "true"


def _pods(subnet: str | None, allocation: str | None) -> str:
    """Return a pod subnet in words, with how its addresses are handed out where that is not one by one."""
    if subnet is None:
        return "none"
    return f"{subnet} in blocks" if allocation == "StaticBlock" else subnet
