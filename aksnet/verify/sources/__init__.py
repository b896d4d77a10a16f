"""Where the objects of a cluster are read from: its API server, or files that kubectl wrote.

An API server gives raw items, kind by kind, of which `aksnet.verify.object_readers` keeps little; files are read once,
and give what was kept of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, runtime_checkable

from aksnet.errors import AksnetError


@dataclass(frozen=True, kw_only=True)
class Listed:
    """How one kind is listed."""

    kind: str
    plural: str
    prefix: str
    """The path before the namespace, such as /api/v1."""
    namespaced: bool = True
    optional: bool = False
    """Whether a cluster may lack the kind altogether."""


class ObjectKind(Enum):
    """The kinds that verify reads."""

    NODES = Listed(kind="Node", plural="nodes", prefix="/api/v1", namespaced=False)
    PODS = Listed(kind="Pod", plural="pods", prefix="/api/v1")
    SERVICES = Listed(kind="Service", plural="services", prefix="/api/v1")
    CONFIG_MAPS = Listed(kind="ConfigMap", plural="configmaps", prefix="/api/v1")
    DEPLOYMENTS = Listed(kind="Deployment", plural="deployments", prefix="/apis/apps/v1")
    DAEMON_SETS = Listed(kind="DaemonSet", plural="daemonsets", prefix="/apis/apps/v1")
    NODE_NETWORKS = Listed(
        kind="NodeNetworkConfig", plural="nodenetworkconfigs", prefix="/apis/acn.azure.com/v1alpha", optional=True
    )


class Unavailable(AksnetError):  # noqa: N818 - a state of the source, told to the user as the reason of a skipped check
    """A kind cannot be read; the text says why."""


class NotServed(Unavailable):
    """The cluster does not have the kind: there is nothing to be read, and nobody could."""


class Source(Protocol):
    """Gives raw objects."""

    @property
    def name(self) -> str:
        """What is read, for the report."""

    def items(self, kind: ObjectKind, namespace: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the objects of a kind, of one namespace or of all; `Unavailable` where they cannot be read."""


@runtime_checkable
class SavedSource(Protocol):
    """Gives facts of objects that were saved before."""

    @property
    def name(self) -> str:
        """What was read, for the report."""

    @property
    def saved_at(self) -> str:
        """When the last of the files was written."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """Files that hold nothing that verify reads, each with the reason."""

    def facts(self, kind: ObjectKind, namespace: str | None) -> Iterator[Any]:
        """Yield the facts of a kind, of one namespace or of all; `Unavailable` where they were not saved."""
