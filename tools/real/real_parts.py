"""The parts of a real Kubernetes under the sandbox: which versions, how they are obtained, whether they are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from aksnet.engine import kubernetes_plugin
from aksnet.engine.go_build import GoModule
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine
from aksnet.engine.parts import Part

KUBERNETES: Final = "1.36.3"
ETCD: Final = "3.6.8"
_VERSION: Final = "k8s.io/component-base/version"

CONTROL_PLANE: Final = Part(
    name="control-plane",
    module=GoModule(
        title="Building etcd and Kubernetes' control plane with Go (once, about 12 minutes)",
        source=Path(__file__).parent / "control_plane_module",
        packages=(
            "go.etcd.io/etcd/server/v3",
            "k8s.io/kubernetes/cmd/kube-apiserver",
            "k8s.io/kubernetes/cmd/kube-controller-manager",
            "k8s.io/kubernetes/cmd/kube-scheduler",
        ),
        variables={
            f"{_VERSION}.gitVersion": f"v{KUBERNETES}",
            f"{_VERSION}.gitMajor": KUBERNETES.split(".")[0],
            f"{_VERSION}.gitMinor": KUBERNETES.split(".")[1],
        },
    ),
)
PARTS: Final = (CONTROL_PLANE, kubernetes_plugin.PLUGIN)
"""All that is built."""


@dataclass(frozen=True, kw_only=True)
class Commands:
    """The commands of a control plane."""

    folder: Path

    @property
    def etcd(self) -> Path:
        """The store; its package is called server."""
        return self.folder / "server"

    def kube(self, name: str) -> Path:
        """Return one of Kubernetes' own commands, such as `apiserver`."""
        return self.folder / f"kube-{name}"


def missing(home: Home) -> list[str]:
    """Return the names of the parts that are not built."""
    return [part.name for part in PARTS if part.found(home) is None]


def commands(home: Home, console: Console) -> Commands:
    """Return the commands of the control plane; all parts are built where they are not there yet.

    Raises:
        BuildFailed: where there is no recent Go, or Go fails.
        EngineError: where the installed SDK asks for another provider than the one that is pinned.

    """
    kubernetes_plugin.refuse_mismatch()
    # What is needed first comes first: with the provider alone `--kubeconfig` works on any cluster.
    for part in reversed(PARTS):
        part.obtain(home, console)
    return Commands(folder=CONTROL_PLANE.folder(home))


def versions(engine: Engine) -> str:
    """Return in one line which versions run together."""
    return (
        f"Pulumi engine {engine.version}, Kubernetes provider {kubernetes_plugin.VERSION} (source of "
        f"{kubernetes_plugin.SOURCE_DAY}, without its components), SDK {kubernetes_plugin.asked_for()}, Kubernetes "
        f"{KUBERNETES}, etcd {ETCD}"
    )
