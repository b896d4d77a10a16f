"""What a control plane has to know of the stack that it is for, as its file says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aksnet.errors import AksnetError
from aksnet.settings.stackfile import read_stack

_SERVICES: Final = "10.0.0.0/16"
"""What the program writes where a stack file names no range."""


class NotOneClusterError(AksnetError):
    """A stack file that no single control plane can stand for."""


@dataclass(frozen=True, kw_only=True)
class StackCluster:
    """The only cluster of a stack file."""

    service_range: str = _SERVICES
    version: str = ""
    """The Kubernetes version as it is written; nothing where AKS chooses."""

    @staticmethod
    def of(project: Path, stack: str) -> StackCluster:
        """Read the file of a stack.

        Raises:
            NotOneClusterError: where it has no cluster or several.
            StackFileError: where there is no such file, or it cannot be read.

        """
        clusters: dict[str, Any] = read_stack(project, stack).raw.get("clusters") or {}
        if len(clusters) != 1:
            raise NotOneClusterError(
                f"Pulumi.{stack}.yaml has {len(clusters)} clusters, and a control plane is one cluster's: name a stack "
                "with one, such as make real STACK=dev."
            )
        return StackCluster.read(next(iter(clusters.values())))

    @staticmethod
    def read(cluster: dict[str, Any]) -> StackCluster:
        """Read the settings of a cluster."""
        written = [cluster.get("serviceCidr"), *(cluster.get("serviceCidrs") or ())]
        ranges = [str(each) for each in written if each]
        return StackCluster(
            service_range=",".join(ranges) or _SERVICES, version=str(cluster.get("kubernetesVersion") or "")
        )

    def note(self, runs: str) -> str:
        """Return what to know where the control plane runs another minor version than the stack file asks for."""
        if not self.version or self.version.split(".")[:2] == runs.split(".")[:2]:
            return ""
        return f"The stack file asks for Kubernetes {self.version}, and the control plane is {runs} all the same."
