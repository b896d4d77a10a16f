"""What a new plan changes in the node pools of a deployed cluster.

A pool that is a resource of its own (`AgentPool`) is replaced where Azure fixes a property. One that only the cluster's
request knows is first taken over as such a resource, which needs another system pool to stand in the request.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from aksnet.azure.axes import OsType, PoolMode
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.deployed_pool import DeployedPool
from aksnet.diff.fixed_properties import fixed_differences
from aksnet.diff.light_settings import differences, pool_in_plan
from aksnet.diff.one_change import one_change
from aksnet.diff.pool_requests import is_due, leaving_pools, listed_pool, with_requests
from aksnet.diff.version_order import is_newer
from aksnet.plan.records import ClusterPlan, PoolPlan

_LEARN: Final = "https://learn.microsoft.com/azure/aks/"
_SYSTEM: Final = f"{_LEARN}use-system-pools"
_UPGRADE: Final = f"{_LEARN}upgrade-aks-node-pools-rolling"
_STATIC_BLOCKS: Final = f"{_LEARN}configure-azure-cni-static-block-allocation"
_NO_WINDOWS: Final = "https://github.com/Azure/AKS/issues/1545"
_REQUEST: Final = "only in the cluster's request"
_ITSELF: Final = "a resource of its own"


def pool_changes(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield every difference between deployed pools and their plans, by name."""
    planned = {pool.name: pool for pool in new.pools}
    leaving = leaving_pools(new, old)
    stays = any(pool.name == listed_pool(new, old) for pool in old.pools)
    for pool in old.pools:
        plan = planned.get(pool.name)
        if pool.name in leaving:
            yield _taken_over(old, pool, plan)
        elif plan is None:
            yield _removed(old, pool, last=not stays)
        else:
            yield from _differences(old, new, pool, plan)
    known = {pool.name for pool in old.pools}
    for pool_plan in new.pools:
        if pool_plan.name not in known:
            yield _change(old, pool_plan.name, "", "none", pool_plan.name, because="its nodes are made")
            yield from _other_allocation(old, pool_plan)
    yield from _windows_too_late(old, new)


def _change(
    cluster: DeployedCluster,
    pool: str,
    key: str,
    before: str,
    after: str,
    *,
    effect: Effect = Effect.IN_PLACE,
    outcome: Outcome = Outcome.UPDATED,
    because: str = "",
    steps: tuple[str, ...] = (),
    page: str = f"{_LEARN}manage-node-pools",
) -> Change:
    setting = f"nodePools.{pool}{key and f'.{key}'}"
    return one_change(cluster, setting, before, after, effect, outcome, because, page, steps, Subject.POOL)


def _taken_over(cluster: DeployedCluster, old: DeployedPool, new: PoolPlan | None) -> Change:
    """Azure takes no pool into the cluster's request later; a resource of its own it has anyway."""
    then = "deletes it" if new is None else "changes it as the stack file says"
    return _change(
        cluster,
        old.name,
        "",
        _REQUEST,
        _ITSELF,
        because=f"this run takes {old.name} over as it is",
        steps=(f"run up once more: it {then}",),
        page=_SYSTEM,
    )


def _removed(cluster: DeployedCluster, old: DeployedPool, *, last: bool) -> Change:
    if last and old.light["mode"] == PoolMode.SYSTEM:
        return _change(
            cluster,
            old.name,
            "",
            old.name,
            "none",
            effect=Effect.NEW_POOL,
            outcome=Outcome.REFUSED,
            because="no other system pool that lives stays as it is, and Azure keeps no cluster without one",
            steps=_ways(old),
            page=_SYSTEM,
        )
    return _change(
        cluster,
        old.name,
        "",
        old.name,
        "none",
        effect=Effect.REMOVED,
        outcome=Outcome.DELETED,
        because="its nodes go, and pods that fit nowhere else wait",
    )


def _ways(old: DeployedPool) -> tuple[str, ...]:
    return (
        f"leave {old.name} as it is, add a second pool with mode: System beside it, and run up",
        f"move the pods (kubectl drain), then change or remove {old.name}, and run up twice",
    )


def _differences(cluster: DeployedCluster, new: ClusterPlan, old: DeployedPool, plan: PoolPlan) -> Iterator[Change]:
    change = partial(_change, cluster, old.name)
    for key, before, after in fixed_differences(old, plan):
        yield _of_fixed(cluster, old, key, before, after, last=listed_pool(new, cluster) == old.name)
    if old.version is not None and plan.kubernetes_version is not None and is_due(plan, old):
        yield _upgrade(cluster, new, old, plan)
    if old.os_sku is not None and old.os_sku != plan.os_sku and old.os_type == plan.os_type:
        yield change(
            "osSku",
            old.os_sku,
            plan.os_sku,
            effect=Effect.REIMAGED,
            because="the pool's nodes are re-imaged one after another, as in an upgrade",
            page=f"{_LEARN}upgrade-os-version",
        )
    if old.count is not None and not plan.autoscaled and plan.count is not None and old.count != plan.count:
        yield change("count", str(old.count), str(plan.count), page=f"{_LEARN}scale-cluster")
    yield from _light(cluster, old, plan)


def _of_fixed(cluster: DeployedCluster, old: DeployedPool, key: str, before: str, after: str, *, last: bool) -> Change:
    """The pool that stands in the request has no other system pool that could; the rest are replaced one by one."""
    change = partial(_change, cluster, old.name, key, before, after, effect=Effect.NEW_POOL)
    if last:
        because = f"Azure fixes {key} when a pool is made, and no other system pool lives that could stand in for it"
        return change(outcome=Outcome.REFUSED, because=because, steps=_ways(old), page=_SYSTEM)
    return change(
        outcome=Outcome.REPLACED,
        because=f"Azure fixes {key} when a pool is made; an up deletes the pool with its pods and makes it again",
        steps=(
            f"add a pool of another name with the new {key}, and deploy",
            f"move the pods (kubectl drain), then remove {old.name} and deploy again",
        ),
        page=f"{_LEARN}resize-node-pool",
    )


def _light(cluster: DeployedCluster, old: DeployedPool, plan: PoolPlan) -> Iterator[Change]:
    for key, before, after in differences(old.light, pool_in_plan(plan)):
        change = partial(_change, cluster, old.name, key, before, after)
        if key == "mode" and old.inline:
            because = "no other system pool lives that could stand in the cluster's request for it"
            yield change(
                effect=Effect.NEW_POOL, outcome=Outcome.REFUSED, because=because, steps=_ways(old), page=_SYSTEM
            )
        elif key == "localDns":
            yield change(
                effect=Effect.REIMAGED,
                because="all nodes of the pool are re-imaged",
                page=f"{_LEARN}localdns-custom",
            )
        elif PoolMode.GATEWAY not in (before, after):  # which comes with its prefix, and that is fixed
            yield change()


def _upgrade(cluster: DeployedCluster, new: ClusterPlan, old: DeployedPool, plan: PoolPlan) -> Change:
    running, wanted = str(old.version), str(plan.kubernetes_version)
    change = partial(_change, cluster, old.name, "kubernetesVersion", running, wanted, page=_UPGRADE)
    if is_newer(running, wanted):
        because = "AKS never goes back to an older version"
        return change(effect=Effect.IMPOSSIBLE, outcome=Outcome.REFUSED, because=because)
    if old.inline and plan.kubernetes_version != new.kubernetes_version:
        return change(
            effect=Effect.NEW_POOL,
            outcome=Outcome.REFUSED,
            because=f"{old.name} is {_REQUEST}, where AKS takes the control plane's version or the one that runs",
            steps=_ways(old),
        )
    requests = with_requests(new, cluster).pool_requests
    if old.inline and requests.listed.get(old.name) is None:
        return change(
            effect=Effect.STEPS,
            because="AKS upgrades it with all pools that the cluster has, and this run changes others of them",
            steps=("run up once more: it upgrades this pool",),
        )
    nodes = f"{plan.max_surge} more" if plan.max_surge not in ("0", "0%") else f"{plan.max_unavailable} fewer"
    because = f"after the control plane; its nodes are upgraded one after another, {nodes} meanwhile"
    return change(effect=Effect.REIMAGED, because=because)


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


def _windows_too_late(cluster: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """AKS gives a cluster the profile of Windows nodes as it makes it, with Azure CNI, and adds none later."""
    if cluster.takes_windows:
        return
    for pool in new.pools:
        if pool.os_type is OsType.WINDOWS:
            yield _change(
                cluster,
                pool.name,
                "osType",
                "a cluster without windowsProfile",
                pool.os_type.value,
                effect=Effect.IMPOSSIBLE,
                outcome=Outcome.REFUSED,
                because="AKS gives a cluster its windowsProfile when it makes it with Azure CNI, and none later",
                steps=("run Windows pods in a cluster that was made with Azure CNI",),
                page=_NO_WINDOWS,
            )
