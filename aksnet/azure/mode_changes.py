"""Which row of the table of modes a living cluster can move to, step by step, and what a step does to its nodes.

The moves that Azure makes are data with their pages; how two rows that are no single move apart are reached follows
from them. A pair without a path has no way but a new cluster.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import pairwise

_LEARN = "https://learn.microsoft.com/azure/aks/"


@unique
class Move(StrEnum):
    """How one row becomes another."""

    ADDRESSES = "pods move to the overlay"
    """`networkPluginMode` becomes overlay; Azure re-images every node pool at once."""
    DATA_PLANE = "Cilium becomes the data plane"
    """`networkDataplane` becomes cilium; Azure re-images every node pool at once."""
    FAMILIES = "IPv6 is added"
    """`ipFamilies`, pod and Service ranges grow by IPv6; no page says whether nodes are re-imaged."""
    ALLOCATION = "a new pool on another pod subnet"
    """Pods' addresses are handed out in another way, which is fixed for the life of a pool and its pod subnet."""


@unique
class Requirement(StrEnum):
    """What must hold before a move."""

    KUBERNETES_1_27 = "Kubernetes 1.27 or newer"
    KUBERNETES_1_30 = "Kubernetes 1.30 or newer"
    NO_POLICY_ENGINE = "networkPolicy: none"
    NO_WINDOWS = "no Windows pool"
    NO_AUTO_PROVISIONING = "node auto-provisioning off"
    NO_IP_MASQ = "no ip-masq-agent ConfigMap of your own (ipMasqExtraCidrs)"
    ROOM_FOR_PODS = "a pod CIDR with a /24 for each node, surge included"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModeChange:
    """One move of a living cluster from a row of the table to another, in one direction."""

    before: str
    after: str
    move: Move
    requires: tuple[Requirement, ...]
    page: str
    """The article that says so."""

    @property
    def in_place(self) -> bool:
        """Whether the cluster itself is updated; otherwise one pool after another is."""
        return self.move is not Move.ALLOCATION

    @property
    def reimages(self) -> bool:
        """Whether Azure re-images every node pool at once."""
        return self.move in (Move.ADDRESSES, Move.DATA_PLANE)


_UPDATE = f"{_LEARN}update-azure-cni"
"""Update Azure CNI IPAM mode and data plane technology for existing clusters."""
_DUAL_STACK = f"{_LEARN}configure-dual-stack"
_STATIC_BLOCKS = f"{_LEARN}configure-azure-cni-static-block-allocation"


def _to_overlay(before: str, after: str = "overlay") -> ModeChange:
    requires = (
        Requirement.KUBERNETES_1_27,
        Requirement.NO_POLICY_ENGINE,
        Requirement.NO_AUTO_PROVISIONING,
        Requirement.NO_IP_MASQ,
        Requirement.ROOM_FOR_PODS,
    )
    return ModeChange(before=before, after=after, move=Move.ADDRESSES, requires=requires, page=_UPDATE)


def _to_cilium(before: str) -> ModeChange:
    requires = (Requirement.NO_WINDOWS, Requirement.NO_AUTO_PROVISIONING)
    return ModeChange(before=before, after=f"cilium-{before}", move=Move.DATA_PLANE, requires=requires, page=_UPDATE)


def _to_dual_stack(before: str) -> ModeChange:
    return ModeChange(before=before, after=f"{before}-dual-stack", move=Move.FAMILIES, requires=(), page=_DUAL_STACK)


def _to_allocation(before: str, after: str) -> ModeChange:
    return ModeChange(before=before, after=after, move=Move.ALLOCATION, requires=(), page=_STATIC_BLOCKS)


MODE_CHANGES: tuple[ModeChange, ...] = (
    _to_overlay("kubenet"),
    _to_overlay("node-subnet"),
    _to_cilium("node-subnet"),
    _to_cilium("pod-subnet"),
    _to_cilium("pod-subnet-static-block"),
    _to_cilium("overlay"),
    _to_cilium("overlay-dual-stack"),
    _to_dual_stack("overlay"),
    _to_dual_stack("cilium-overlay"),
    # "two separate operations in either order": the data plane may have come first. Whether Cilium's own policy
    # engine has to be off for it, as every other engine has, the article does not say.
    _to_overlay("cilium-node-subnet", "cilium-overlay"),
    _to_allocation("pod-subnet", "pod-subnet-static-block"),
    _to_allocation("pod-subnet-static-block", "pod-subnet"),
    _to_allocation("cilium-pod-subnet", "cilium-pod-subnet-static-block"),
    _to_allocation("cilium-pod-subnet-static-block", "cilium-pod-subnet"),
)
"""Every move that Azure makes on a living cluster; each goes one way, and no page has a way back.

That a dual-stack cluster and one with static blocks may take Cilium follows from "any Azure CNI IPAM mode" in
_UPDATE, which names neither. Growing to dual stack is an option of `az aks update` that no article describes.
"""


def in_place_from(before: str) -> tuple[str, ...]:
    """Return the rows that a living cluster of a row may become by one update, in the order of `MODE_CHANGES`."""
    return tuple(change.after for change in MODE_CHANGES if change.before == before and change.in_place)


def steps_between(before: str, after: str) -> tuple[ModeChange, ...] | None:
    """Return the shortest sequence of moves from one row to another; None when there is no way but a new cluster.

    The rows are names of the table of modes; equal rows give an empty sequence. Of several shortest sequences the
    first in the order of `MODE_CHANGES` is returned, so that addresses move before the data plane does.
    """
    paths: list[tuple[str, ...]] = [(before,)]
    seen = {before}
    while paths:
        for path in paths:
            if path[-1] == after:
                return tuple(_move(*pair) for pair in pairwise(path))
        paths = [(*path, row) for path in paths for row in _next(path[-1], seen)]
    return None


def _next(row: str, seen: set[str]) -> Iterator[str]:
    for change in MODE_CHANGES:
        if change.before == row and change.after not in seen:
            seen.add(change.after)
            yield change.after


def _move(before: str, after: str) -> ModeChange:
    return next(change for change in MODE_CHANGES if (change.before, change.after) == (before, after))
