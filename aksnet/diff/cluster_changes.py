"""What a new plan changes in a deployed cluster, its pools aside.

For each difference it says what Azure can do on the living cluster and what a plain up does: azure-native replaces the
cluster for most keys of `networkProfile`, also where Azure changes them in place (`replacement.go` and `diff.go` of
pulumi-azure-native 3.29.0). Lists of ranges are the exception: they grow by an update.
"""

from collections.abc import Iterator
from typing import Final

from aksnet.azure.axes import OsType, PodAddresses
from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import ModeChange, Move, steps_between
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.deployed_mode import deployed_mode, has_axes
from aksnet.plan.records import ClusterPlan, Range

_LEARN: Final = "https://learn.microsoft.com/azure/aks/"
_NONE: Final = "none"
_LOST: Final = "a new cluster is made in its place: every workload, address and volume claim in it is gone"


def cluster_changes(old: DeployedCluster, new: ClusterPlan, location: str) -> Iterator[Change]:
    """Yield every difference between a deployed cluster and its plan, in the order of a stack file's keys."""
    yield from _identity(old, new, location)
    yield from _mode(old, new)
    yield from _ranges(old, new)
    yield from _egress(old, new)
    yield from _access(old, new)
    yield from _version(old, new)


def _identity(old: DeployedCluster, new: ClusterPlan, location: str) -> Iterator[Change]:
    for key, before, after in (
        ("name", old.name, new.name),
        ("nodeResourceGroup", old.node_resource_group, new.node_resource_group),
    ):
        if before is not None and before.lower() != after.lower():
            yield _replaced(old, key, before, after, "Azure cannot rename it")
    if old.dns_prefix is not None and old.dns_prefix.lower() != new.dns_prefix.lower() and old.name == new.name:
        yield _replaced(old, "name", old.dns_prefix, new.dns_prefix, "the API server's DNS prefix never changes")
    if old.location is not None and _region(old.location) != _region(location):
        yield Change(
            subject=Subject.CLUSTER,
            path="azure-native:location",
            cluster=old.key,
            old=old.location,
            new=location,
            effect=Effect.REPLACED,
            outcome=Outcome.REPLACED,
            because=f"a cluster stays in its region; {_LOST}",
        )


def _region(name: str) -> str:
    return "".join(name.split()).lower()


def _mode(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    before = deployed_mode(old)
    if before is None:
        if not has_axes(old, new.mode):
            yield _replaced(old, "mode", "a mode that no row of the table has", new.mode.name, "no way to it is known")
        return
    if before.name != new.mode.name:
        yield _mode_change(old, before, new.mode)
    elif new.network_mode is not None and old.network_mode not in (None, new.network_mode):
        yield _replaced(
            old, "networkMode", str(old.network_mode), new.network_mode, "Azure refuses another network mode"
        )
    yield from _policy(old, new, before)


def _mode_change(old: DeployedCluster, before: Mode, after: Mode) -> Change:
    steps = steps_between(before.name, after.name)
    if steps is None:
        because = f"Azure has no way from {before.name} to {after.name} on a living cluster; {_LOST}"
        return _of_mode(old, before, after, Effect.REPLACED, because, page=f"{_LEARN}update-azure-cni")
    first = steps[0]
    texts = tuple(_step(step) for step in steps)
    if all(step.move is Move.ALLOCATION for step in steps):
        because = "how pods get addresses is fixed for a pool and its pod subnet"
        return _of_mode(old, before, after, Effect.NEW_POOL, because, texts, first.page, Outcome.REFUSED)
    if len(steps) > 1:
        because = "Azure takes one of these steps at a time, each an update of the cluster"
        return _of_mode(old, before, after, Effect.STEPS, because, texts, first.page, first=first.after)
    effect = Effect.REIMAGED if first.reimages else Effect.IN_PLACE
    because = "every pod is started anew" if first.reimages else ""
    grows = first.move is Move.FAMILIES and old.listed_ranges
    outcome = Outcome.UPDATED if grows else Outcome.REPLACED
    return _of_mode(old, before, after, effect, because, texts, first.page, outcome)


def _of_mode(
    old: DeployedCluster,
    before: Mode,
    after: Mode,
    effect: Effect,
    because: str,
    steps: tuple[str, ...] = (),
    page: str | None = None,
    outcome: Outcome = Outcome.REPLACED,
    first: str | None = None,
) -> Change:
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.mode",
        cluster=old.key,
        old=before.name,
        new=after.name,
        effect=effect,
        outcome=outcome,
        because=because,
        steps=steps,
        first=first,
        page=page,
    )


def _step(step: ModeChange) -> str:
    needs = f" (needs {', '.join(step.requires)})" if step.requires else ""
    return f"{step.before} → {step.after}: {step.move}{needs}"


def _policy(old: DeployedCluster, new: ClusterPlan, before: Mode) -> Iterator[Change]:
    was, will = old.policy or _NONE, new.policy or _NONE
    if was == will or "cilium" in (was, will):
        return  # Cilium's engine comes and goes with its data plane, which is the mode's
    change = _policy_change(old, was, will)
    # A step of the mode takes another engine off by itself, or asks for it to be off already.
    if before.name == new.mode.name or will != _NONE:
        yield change


def _policy_change(old: DeployedCluster, was: str, will: str) -> Change:
    reimaged = "every pod is started anew"
    if _NONE not in (was, will):
        effect, because = Effect.STEPS, "one engine has to be taken off before another is installed"
        last = f"networkPolicy: none → {will}, and all nodes are re-imaged"
        steps: tuple[str, ...] = (f"networkPolicy: {was} → none", last)
    elif was == _NONE:
        effect, because, steps = Effect.REIMAGED, reimaged, ()
    else:
        effect, because, steps = Effect.IN_PLACE, "policies are no longer enforced", ()
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.networkPolicy",
        cluster=old.key,
        old=was,
        new=will,
        effect=effect,
        outcome=Outcome.REPLACED,
        because=because,
        steps=steps,
        first=_NONE if effect is Effect.STEPS else None,
        page=f"{_LEARN}use-network-policies",
    )


def _ranges(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    before = deployed_mode(old)
    same_mode = before is not None and before.name == new.mode.name
    # A CNI of the user's own: the pod CIDR is told to Azure once and left alone after that.
    if same_mode and new.mode.pods is not PodAddresses.CNI_OWN and old.pod_cidrs and old.pod_cidrs != new.pod_cidrs:
        yield _pod_ranges(old, new)
    if old.service_cidrs and not _starts_with(new.service_cidrs, old.service_cidrs):
        why = "Azure refuses another Service range"
        yield _replaced(old, "serviceCidr", _text(old.service_cidrs), _text(new.service_cidrs), why)
    elif old.dns_service_ip is not None and old.dns_service_ip != str(new.dns_service_ip):
        why = "Azure refuses another address of the cluster's DNS"
        yield _replaced(old, "dnsServiceIp", old.dns_service_ip, str(new.dns_service_ip), why)


def _starts_with(longer: tuple[Range, ...], shorter: tuple[Range, ...]) -> bool:
    return longer[: len(shorter)] == shorter


def _pod_ranges(old: DeployedCluster, new: ClusterPlan) -> Change:
    path, before, after = "podCidr", _text(old.pod_cidrs), _text(new.pod_cidrs)
    grows = (
        new.mode.pods is PodAddresses.POD_CIDR_OVERLAY
        and len(old.pod_cidrs) == len(new.pod_cidrs) == 1
        and all(pool.os_type is OsType.LINUX for pool in new.pools)
        and _grows(old.pod_cidrs[0], new.pod_cidrs[0])
    )
    if not grows:
        why = "Azure only lets the one IPv4 pod range of an overlay with Linux nodes grow around itself"
        return _replaced(old, path, before, after, why, page=f"{_LEARN}azure-cni-overlay-pod-expand")
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.{path}",
        cluster=old.key,
        old=before,
        new=after,
        effect=Effect.IN_PLACE,
        outcome=Outcome.UPDATED if old.listed_ranges else Outcome.REPLACED,
        because="the range grows around itself, and no node is touched",
        page=f"{_LEARN}azure-cni-overlay-pod-expand",
    )


def _grows(old: Range, new: Range) -> bool:
    return old.version == new.version == 4 and new.prefixlen < old.prefixlen and new.overlaps(old)


def _egress(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    if old.outbound is not None and old.outbound != new.outbound:
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.outbound",
            cluster=old.key,
            old=old.outbound,
            new=new.outbound.value,
            effect=Effect.IN_PLACE,
            outcome=Outcome.REPLACED,
            because="the address that traffic leaves from changes, and open connections break",
            page=f"{_LEARN}egress-outboundtype",
        )


def _access(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    if old.private != new.private:
        words = {True: "private", False: "public"}
        yield Change(
            subject=Subject.CLUSTER,
            path=f"clusters.{old.key}.privateCluster",
            cluster=old.key,
            old=words[old.private],
            new=words[new.private],
            effect=Effect.REPLACED,
            outcome=Outcome.REFUSED,
            because="without API Server VNet Integration Azure makes no living cluster private, nor public again",
            page=f"{_LEARN}private-clusters",
        )
    if old.ssh_key and new.ssh_public_key and old.ssh_key.strip() != new.ssh_public_key.strip():
        why = "Azure can exchange the key (`az aks update --ssh-key-value`), azure-native makes a new cluster for it"
        yield _replaced(old, "sshPublicKey", "one key", "another key", why)


def _version(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    if old.kubernetes_version is None or new.kubernetes_version is None:
        return
    before, after = _numbers(old.kubernetes_version), _numbers(new.kubernetes_version)
    if before[: len(after)] == after:
        return
    path, page = f"clusters.{old.key}.kubernetesVersion", f"{_LEARN}upgrade-aks-cluster"
    if after < before[: len(after)]:
        effect, outcome, because = Effect.IMPOSSIBLE, Outcome.REFUSED, "AKS never goes back to an older version"
    elif after[0] == before[0] and after[1] > before[1] + 1:
        effect, outcome = Effect.STEPS, Outcome.REFUSED
        because = "AKS upgrades the control plane by one minor version at a time"
    else:
        effect, outcome = Effect.IN_PLACE, Outcome.UPDATED
        because = "the control plane is upgraded"
    steps = tuple(f'kubernetesVersion: "{before[0]}.{minor}"' for minor in range(before[1] + 1, after[1] + 1))
    yield Change(
        subject=Subject.CLUSTER,
        path=path,
        cluster=old.key,
        old=old.kubernetes_version,
        new=new.kubernetes_version,
        effect=effect,
        outcome=outcome,
        because=because,
        steps=steps if effect is Effect.STEPS else (),
        page=page,
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _text(ranges: tuple[Range, ...]) -> str:
    return ", ".join(str(network) for network in ranges)


def _replaced(old: DeployedCluster, key: str, before: str, after: str, why: str, page: str | None = None) -> Change:
    return Change(
        subject=Subject.CLUSTER,
        path=f"clusters.{old.key}.{key}",
        cluster=old.key,
        old=before,
        new=after,
        effect=Effect.REPLACED,
        outcome=Outcome.REPLACED,
        because=f"{why}; {_LOST}",
        page=page,
    )
