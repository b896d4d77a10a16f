"""What a new plan changes in the node pools of a deployed cluster.

A pool that is a resource of its own (`AgentPool`) is replaced where Azure fixes a property; the one in the managed
cluster's own list cannot be, and an up that tries breaks off in the middle.
"""

from collections.abc import Iterator
from typing import Final

from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster, DeployedPool
from aksnet.diff.light_settings import differences, pool_in_plan
from aksnet.plan.records import ClusterPlan, PoolPlan

_POOLS: Final = "https://learn.microsoft.com/azure/aks/manage-node-pools"
_SYSTEM: Final = "https://learn.microsoft.com/azure/aks/use-system-pools"
_STATIC_BLOCKS: Final = "https://learn.microsoft.com/azure/aks/configure-azure-cni-static-block-allocation"
_RESIZE: Final = "https://learn.microsoft.com/azure/aks/resize-node-pool"


def pool_changes(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield every difference between deployed pools and their plans, by name."""
    planned = {pool.name: pool for pool in new.pools}
    for pool in old.pools:
        if pool.name in planned:
            yield from _differences(old, pool, planned[pool.name], inline=pool.name == new.system_pool.name)
        elif pool.inline:
            yield _inline_gone(old, pool, new)
        else:
            yield _removed(old, pool)
    known = {pool.name for pool in old.pools}
    for pool_plan in new.user_pools:
        if pool_plan.name not in known:
            yield _added(old, pool_plan)
            yield from _other_allocation(old, pool_plan)


def _differences(cluster: DeployedCluster, old: DeployedPool, new: PoolPlan, *, inline: bool) -> Iterator[Change]:
    path = f"clusters.{cluster.key}.nodePools.{old.name}"
    if inline != old.inline:
        yield _moved(cluster, old, path, inline=inline)
        return
    for key, before, after in _fixed(old, new):
        yield _of_fixed(cluster, old, f"{path}.{key}", before, after)
    if old.os_sku is not None and old.os_sku != new.os_sku and old.os_type == new.os_type:
        yield Change(
            subject=Subject.POOL,
            path=f"{path}.osSku",
            cluster=cluster.key,
            old=old.os_sku,
            new=new.os_sku,
            effect=Effect.REIMAGED,
            outcome=Outcome.UPDATED,
            because="the pool's nodes are re-imaged one after another, as in an upgrade",
            page="https://learn.microsoft.com/azure/aks/upgrade-os-version",
        )
    if old.count is not None and not new.autoscaled and new.count is not None and old.count != new.count:
        yield Change(
            subject=Subject.POOL,
            path=f"{path}.count",
            cluster=cluster.key,
            old=str(old.count),
            new=str(new.count),
            effect=Effect.IN_PLACE,
            outcome=Outcome.UPDATED,
            page="https://learn.microsoft.com/azure/aks/scale-cluster",
        )
    yield from _light(cluster, old, new, path)


def _light(cluster: DeployedCluster, old: DeployedPool, new: PoolPlan, path: str) -> Iterator[Change]:
    for key, before, after in differences(old.light, pool_in_plan(new)):
        yield Change(
            subject=Subject.POOL,
            path=f"{path}.{key}",
            cluster=cluster.key,
            old=before,
            new=after,
            effect=Effect.IN_PLACE,
            outcome=Outcome.UPDATED,
            page=_POOLS,
        )


def _fixed(old: DeployedPool, new: PoolPlan) -> Iterator[tuple[str, str, str]]:
    """Yield what Azure fixes when a pool is made, by the setting's key, where it differs.

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
        ("zones", ", ".join(old.zones) or "none", ", ".join(sorted(new.zones)) or "none"),
    )
    for key, before, after in pairs:
        if before is not None and str(before).lower() != str(after).lower():
            yield key, str(before), str(after)


def _pods(subnet: str | None, allocation: str | None) -> str:
    """Return a pod subnet in words, with how its addresses are handed out where that is not one by one."""
    if subnet is None:
        return "none"
    return f"{subnet} in blocks" if allocation == "StaticBlock" else subnet


def _of_fixed(cluster: DeployedCluster, old: DeployedPool, path: str, before: str, after: str) -> Change:
    key = path.rsplit(".", 1)[-1]
    if old.inline:
        return Change(
            subject=Subject.POOL,
            path=path,
            cluster=cluster.key,
            old=before,
            new=after,
            effect=Effect.NEW_POOL,
            outcome=Outcome.REFUSED,
            because=f"Azure fixes {key} when a pool is made, and this one is part of the cluster itself",
            steps=(
                f"add a second pool with mode: System and the new {key}, and deploy",
                f"leave {old.name} as it is: the cluster's first pool stays, with as few nodes as you need there",
            ),
            page=_SYSTEM,
        )
    return Change(
        subject=Subject.POOL,
        path=path,
        cluster=cluster.key,
        old=before,
        new=after,
        effect=Effect.NEW_POOL,
        outcome=Outcome.REPLACED,
        because=f"Azure fixes {key} when a pool is made; an up deletes the pool with its pods and makes it again",
        steps=(
            f"add a pool of another name with the new {key}, and deploy",
            f"move the pods (kubectl drain), then remove {old.name} and deploy again",
        ),
        page=_RESIZE,
    )


def _inline_gone(cluster: DeployedCluster, old: DeployedPool, new: ClusterPlan) -> Change:
    return Change(
        subject=Subject.POOL,
        path=f"clusters.{cluster.key}.nodePools.{old.name}",
        cluster=cluster.key,
        old=old.name,
        new=f"{new.system_pool.name} in its place",
        effect=Effect.NEW_POOL,
        outcome=Outcome.REFUSED,
        because="this pool is part of the cluster itself, and Azure neither renames nor exchanges pools there",
        steps=(
            f"keep {old.name}, add {new.system_pool.name} beside it as a second pool with mode: System, and deploy",
        ),
        page=_SYSTEM,
    )


def _moved(cluster: DeployedCluster, old: DeployedPool, path: str, *, inline: bool) -> Change:
    words = {True: "part of the cluster itself", False: "a resource of its own"}
    return Change(
        subject=Subject.POOL,
        path=path,
        cluster=cluster.key,
        old=words[old.inline],
        new=words[inline],
        effect=Effect.IMPOSSIBLE,
        outcome=Outcome.REFUSED,
        because="Azure takes no pool into the cluster's own list later, nor out of it",
        steps=(f"keep the system pool that the cluster was made with beside {old.name}",),
        page=_SYSTEM,
    )


def _removed(cluster: DeployedCluster, old: DeployedPool) -> Change:
    return Change(
        subject=Subject.POOL,
        path=f"clusters.{cluster.key}.nodePools.{old.name}",
        cluster=cluster.key,
        old=old.name,
        new="none",
        effect=Effect.REMOVED,
        outcome=Outcome.DELETED,
        because="its nodes go, and pods that fit nowhere else wait",
        page=_POOLS,
    )


def _added(cluster: DeployedCluster, new: PoolPlan) -> Change:
    return Change(
        subject=Subject.POOL,
        path=f"clusters.{cluster.key}.nodePools.{new.name}",
        cluster=cluster.key,
        old="none",
        new=new.name,
        effect=Effect.IN_PLACE,
        outcome=Outcome.UPDATED,
        page=_POOLS,
    )


def _other_allocation(cluster: DeployedCluster, new: PoolPlan) -> Iterator[Change]:
    """A pod subnet gives its addresses out in one way only."""
    there = {pool.pod_ip_allocation for pool in cluster.pools if pool.pod_subnet and pool.pod_subnet == new.pod_subnet}
    for other in sorted(each for each in there if each and each != new.pod_ip_allocation):
        yield Change(
            subject=Subject.POOL,
            path=f"clusters.{cluster.key}.nodePools.{new.name}.podSubnet",
            cluster=cluster.key,
            old=f"{new.pod_subnet}: {other}",
            new=f"{new.pod_subnet}: {new.pod_ip_allocation}",
            effect=Effect.IMPOSSIBLE,
            outcome=Outcome.REFUSED,
            because="a pod subnet gives its addresses out in one way, and living pools use this one in another",
            steps=(f"give {new.name} a podSubnet of its own",),
            page=_STATIC_BLOCKS,
        )
