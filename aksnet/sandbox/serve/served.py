"""A stack served for a while: the server in a thread, its kubeconfig on disk, both gone at the end."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from aksnet.engine.home import Home
from aksnet.sandbox.azure.groups import RESOURCE_GROUP
from aksnet.sandbox.azure.made_up import SUBSCRIPTION
from aksnet.sandbox.cluster import objects_of
from aksnet.sandbox.sandbox_errors import SandboxError
from aksnet.sandbox.serve import served_kubeconfig as access
from aksnet.sandbox.serve.server import HOST, Log, Server
from aksnet.sandbox.serve.snapshots import Snapshots
from aksnet.sandbox.serve.stack_clusters import clusters_of


@dataclass(frozen=True, kw_only=True)
class Served:
    """Where a stack is served."""

    stack: str
    base: str
    clusters: tuple[str, ...]
    kubeconfig: Path

    def usage(self) -> str:
        """Return what a reader needs to know to use it."""
        version = RESOURCE_GROUP.arm.api_version
        return "\n".join(
            [
                f"The stack {self.stack} is served read-only from the sandbox until Ctrl-C.",
                *(f"  Kubernetes  {self.base}/clusters/{name}" for name in self.clusters),
                f"  ARM         {self.base}{SUBSCRIPTION}",
                f"  kubeconfig  {self.kubeconfig} (contexts: {', '.join(self.clusters)})",
                "Try, in another terminal:",
                f"  export KUBECONFIG={quote(str(self.kubeconfig))}",
                "  kubectl get nodes,pods,svc,cm,ds,deploy -A -o wide",
                f"  curl '{self.base}{SUBSCRIPTION}/resources?api-version={version}'",
            ]
        )


@contextlib.contextmanager
def served(
    *, project: Path, stack: str, port: int = 0, kubeconfig: Path | None = None, log: Log | None = None
) -> Iterator[Served]:
    """Serve a stack's clusters and the subscription; port 0 means any that is free."""
    project = project.resolve()
    home = Home.of(project)
    clusters = clusters_of(home, project, stack)
    try:
        server = Server(Snapshots(home.subscription, objects_of), clusters, port=port, log=log)
    except (OSError, OverflowError) as fault:
        raise SandboxError(f"Port {port} of {HOST} cannot be used: {fault}. Name another by --port.") from fault
    with server:
        file = (kubeconfig or home.root / f"kubeconfig-{stack}").resolve()
        text = access.kubeconfig(server.base, clusters)
        access.write(file, text)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield Served(stack=stack, base=server.base, clusters=tuple(clusters), kubeconfig=file)
        finally:
            server.shutdown()
            access.remove(file, text)
