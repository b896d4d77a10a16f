"""What recovery asks a cloud: does this exist? Answered by `simulated` and by `azure`; nothing here writes."""

from __future__ import annotations

from typing import Final, Protocol

from sandbox.azure.kind import Kind

FAILED: Final = "Failed"
# Azure goes on with what it was told, whoever told it. https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
BUSY: Final = frozenset({"Accepted", "Creating", "Updating", "Deleting", "Upgrading", "Scaling", "Running"})


class RecoverError(Exception):
    """Recovery cannot go on; the text says why and what to do."""


class Cloud(Protocol):
    """Looks for what a program declares."""

    def state_of(self, kind: Kind, arm_id: str) -> str | None:
        """Return a resource's provisioning state, Succeeded where it tells none, nothing where it does not exist."""

    def has_release(self, kubeconfig: str, namespace: str, name: str) -> bool:
        """Tell whether a cluster has a Helm release."""
