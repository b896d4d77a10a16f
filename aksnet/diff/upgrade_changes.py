"""What a new plan changes in how a deployed cluster is upgraded: its version, its channels, its maintenance windows."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from aksnet.azure.upgrade_axes import NodeOsChannel
from aksnet.diff.change import Change, Effect, Outcome, Subject
from aksnet.diff.deployed import DeployedCluster
from aksnet.diff.one_change import one_change
from aksnet.diff.version_order import is_newer, numbers, runs
from aksnet.diff.window_text import window_text
from aksnet.plan.maintenance_windows import maintenance_window
from aksnet.plan.records import ClusterPlan

_LEARN: Final = "https://learn.microsoft.com/azure/aks/"
_NONE: Final = "none"
# Which change of channel re-images: https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image
_REIMAGES: Final = frozenset(
    {("Unmanaged", "None"), ("None", "Unmanaged"), ("SecurityPatch", "Unmanaged"), ("NodeImage", "Unmanaged")}
)


def upgrade_changes(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Yield the differences in the order of a stack file's keys."""
    yield from _version(old, new)
    yield from _channels(old, new)
    planned = {window.kind.value: window_text(maintenance_window(window)) for window in new.maintenance}
    for name in sorted({*old.maintenance, *planned}):
        before, after = old.maintenance.get(name, _NONE), planned.get(name, _NONE)
        if before != after:
            gone = after == _NONE
            yield _change(
                old,
                f"maintenance ({name})",
                before,
                after,
                effect=Effect.REMOVED if gone else Effect.IN_PLACE,
                outcome=Outcome.DELETED if gone else Outcome.UPDATED,
                because="AKS may then do it at any time" if gone else "",
                page=f"{_LEARN}planned-maintenance",
                subject=Subject.WINDOW,
            )


def _change(
    old: DeployedCluster,
    key: str,
    before: str,
    after: str,
    *,
    effect: Effect = Effect.IN_PLACE,
    outcome: Outcome = Outcome.UPDATED,
    because: str = "",
    steps: tuple[str, ...] = (),
    page: str,
    subject: Subject = Subject.CLUSTER,
) -> Change:
    return one_change(old, key, before, after, effect, outcome, because, page, steps, subject)


def _version(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    running, wanted = old.kubernetes_version, new.kubernetes_version
    if running is None or wanted is None or runs(running, wanted):
        return
    change = partial(_change, old, "kubernetesVersion", running, wanted, page=f"{_LEARN}upgrade-options")
    before, after = numbers(running), numbers(wanted)
    if is_newer(running, wanted):
        yield change(
            effect=Effect.IMPOSSIBLE, outcome=Outcome.REFUSED, because="AKS never goes back to an older version"
        )
    elif after[0] == before[0] and after[1] > before[1] + 1:
        yield change(
            effect=Effect.STEPS,
            outcome=Outcome.REFUSED,
            because="AKS upgrades the control plane by one minor version at a time",
            steps=tuple(
                f'kubernetesVersion: "{before[0]}.{minor}", and run up' for minor in range(before[1] + 1, after[1] + 1)
            ),
        )
    else:
        yield change(because="the control plane is upgraded, then the pools that follow it")


def _channels(old: DeployedCluster, new: ClusterPlan) -> Iterator[Change]:
    """Tell of channels; one that is not written stays as Azure has it, as far as is known."""
    versions = new.upgrade_channel.value if new.upgrade_channel else None
    before = old.upgrade_channel or _NONE
    page = f"{_LEARN}auto-upgrade-cluster"
    if versions is not None and versions != before:
        yield _change(old, "upgradeChannel", before, versions, because=_of_versions(new), page=page)
    elif versions is None and before != _NONE:
        because = "whether Azure keeps a channel that a request leaves out is not known: write none to turn it off"
        yield _change(old, "upgradeChannel", before, "not said", because=because, page=page)
    nodes = new.node_os_channel.value if new.node_os_channel else None
    had = old.node_os_channel or NodeOsChannel.NODE_IMAGE.value
    if nodes is not None and nodes != had:
        reimaged = (had, nodes) in _REIMAGES
        yield _change(
            old,
            "nodeOsChannel",
            had,
            nodes,
            effect=Effect.REIMAGED if reimaged else Effect.IN_PLACE,
            because="" if reimaged else "no node is touched by the change itself",
            page=f"{_LEARN}auto-upgrade-node-os-image",
        )


def _of_versions(new: ClusterPlan) -> str:
    if new.upgrade_channel is None or not new.upgrade_channel.moves_versions:
        return "AKS upgrades the cluster by itself no more"
    return "AKS upgrades control plane and pools by itself; kubernetesVersion is then the least that they run"
