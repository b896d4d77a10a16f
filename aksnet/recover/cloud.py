"""What recovery asks a cloud: does this exist? Answered by `simulated` and by `azure`; nothing here writes."""

from __future__ import annotations

from typing import Final, Protocol

from aksnet.arm.arm_type import ArmType
from aksnet.errors import AksnetError

HELM_RELEASE: Final = "kubernetes:helm.sh/v3:Release"
# An operation has ended in these states and in no other; the names of all others are the service's own.
# https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations#provisioningstate-values
SUCCEEDED: Final = "Succeeded"
FAILED: Final = frozenset({"Failed", "Canceled"})


class RecoverError(AksnetError):
    """Recovery cannot go on; the text says why and what to do."""


class Cloud(Protocol):
    """Looks for what a program declares."""

    def state_of(self, kind: ArmType, arm_id: str) -> str | None:
        """Return a resource's provisioning state, Succeeded where it tells none, nothing where it does not exist."""

    def has_release(self, kubeconfig: str, namespace: str, name: str) -> bool:
        """Return whether a cluster has a Helm release."""


def busy(state: str) -> bool:
    """Return whether Azure still works at a resource: it goes on with what it was told, whoever told it."""
    return state != SUCCEEDED and state not in FAILED
