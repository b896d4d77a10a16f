"""A Helm repository on loopback whose chart stands in for Cilium's: an agent on every node, an operator, a map."""

from __future__ import annotations

import functools
import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

RESTRICTED: dict[str, Any] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: {{ .Release.Namespace }}}
data:
  cluster-pool-ipv4-cidr: {{ index .Values.ipam.operator.clusterPoolIPv4PodCIDRList 0 | quote }}
  kube-proxy-replacement: {{ .Values.kubeProxyReplacement | quote }}
"""


def pods(kind: str, name: str, **spec: Any) -> str:
    """Return the template of an owner of pods that run before nodes have a network."""
    labels = {"k8s-app": name}
    body = {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "kube-system"},
        "spec": {
            **spec,
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {
                    "hostNetwork": True,
                    "tolerations": [{"operator": "Exists"}],
                    "containers": [{"name": name, "image": "quay.io/cilium/cilium", "securityContext": RESTRICTED}],
                },
            },
        },
    }
    return yaml.safe_dump(body)


TEMPLATES = {
    "config.yaml": CONFIG,
    "agent.yaml": pods("DaemonSet", "cilium"),
    "operator.yaml": pods("Deployment", "cilium-operator", replicas=2),
}


def archive(version: str) -> bytes:
    """Return the archive of the chart."""
    about = {"apiVersion": "v2", "name": "cilium", "version": version, "appVersion": version}
    files = {"Chart.yaml": yaml.safe_dump(about), **{f"templates/{name}": text for name, text in TEMPLATES.items()}}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"cilium/{name}")
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


class Silent(SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@contextmanager
def repository(folder: Path, versions: Sequence[str]) -> Iterator[str]:
    """Serve a repository with these versions of the chart; yield its address."""
    folder.mkdir()
    entries = []
    for version in versions:
        content = archive(version)
        (folder / f"cilium-{version}.tgz").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        entries.append(
            {
                "apiVersion": "v2",
                "name": "cilium",
                "version": version,
                "digest": digest,
                "urls": [f"cilium-{version}.tgz"],
            }
        )
    index = {"apiVersion": "v1", "entries": {"cilium": entries}}
    (folder / "index.yaml").write_text(yaml.safe_dump(index), encoding="utf-8")
    handler = functools.partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
