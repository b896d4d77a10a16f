"""etcd, API server, controller manager and scheduler of Kubernetes as children of this process, on loopback.

All that they keep is in one folder, which is theirs alone and gone at the end, as they are. Nothing of it is for
production: one member, no fsync, a token in a file.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import yaml

from aksnet.engine.interrupts import Bears, child, kill
from aksnet.errors import AksnetError
from tools.real import certificates
from tools.real.cluster_api import ApiFault, ClusterApi
from tools.real.real_parts import Commands

HOST: Final = "127.0.0.1"
_NAMES: Final = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
_START_SECONDS: Final = 240.0
_POLL_SECONDS: Final = 0.2
_ADMINISTRATOR: Final = "clusterAdmin"
# A process whose parent is killed gets no word of it, unless it has asked for one before it starts (Linux only).
_DIES_WITH_PARENT: Final = (
    "import ctypes, os, sys\n"
    "if sys.platform == 'linux': ctypes.CDLL(None).prctl(1, 9)\n"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
_AUDIT: Final = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived", "ResponseStarted"],
    "rules": [
        {"level": "None", "verbs": ["get", "list", "watch"]},
        {"level": "Metadata", "users": [_ADMINISTRATOR]},
        {"level": "None"},
    ],
}
# What AKS's own pods need goes beyond it; everything else has to keep to it.
# https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/
_ADMISSION: Final = {
    "apiVersion": "apiserver.config.k8s.io/v1",
    "kind": "AdmissionConfiguration",
    "plugins": [
        {
            "name": "PodSecurity",
            "configuration": {
                "apiVersion": "pod-security.admission.config.k8s.io/v1",
                "kind": "PodSecurityConfiguration",
                "defaults": {"enforce": "restricted", "enforce-version": "latest"},
                "exemptions": {"namespaces": ["kube-system"]},
            },
        }
    ],
}


class ControlPlaneError(AksnetError):
    """A part of the control plane did not start, or ended by itself."""


class ControlPlane:
    """One control plane: enter it to start, leave it to end all of it."""

    def __init__(self, commands: Commands, folder: Path, service_range: str = "10.0.0.0/16") -> None:
        self._commands = commands
        self._folder = folder
        self._service_range = service_range
        self._token = secrets.token_hex(16)
        self._machine_token = secrets.token_hex(16)
        self._store = ExitStack()
        self._plane = ExitStack()
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._port, self._client_port, self._peer_port = _free_ports(3)

    @property
    def server(self) -> str:
        """The address of the API server."""
        return f"https://{HOST}:{self._port}"

    @property
    def audit(self) -> Path:
        """The file with a line for each write of the administrator's."""
        return self._folder / "audit.log"

    @property
    def kubeconfig(self) -> Path:
        """The file that leads to it, as its administrator."""
        return self._folder / "kubeconfig"

    def kubeconfig_text(self, host: str = HOST) -> str:
        """Return what leads to it by a name that its certificate has: the loopback address or localhost."""
        return _kubeconfig(f"https://{host}:{self._port}", self._files.authority, _ADMINISTRATOR, self._token)

    def api(self) -> ClusterApi:
        """Return its API as its machines ask it: what they write is not in the audit."""
        return self._api

    def __enter__(self) -> ControlPlane:
        """Start everything, and wait until it answers.

        Raises:
            ControlPlaneError: where a part ends by itself or does not answer in time.

        """
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, mode=0o700)
        try:
            self._start_store()
            self._start_plane()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End everything, and leave nothing behind."""
        self.close()

    def close(self) -> None:
        """End everything, and leave nothing behind, also where a signal ends this process meanwhile."""
        with ExitStack() as ending:
            ending.callback(shutil.rmtree, self._folder, ignore_errors=True)
            ending.push(self._store.pop_all())
            ending.push(self._plane.pop_all())
            for process in self._children.values():
                kill(process)
            self._children.clear()

    def rotate(self) -> None:
        """Start again with a new authority: no older kubeconfig verifies it. What is stored stays."""
        self.stop()
        self._start_plane()

    def stop(self) -> None:
        """End all but the store: nobody answers any more."""
        for name in [name for name in self._children if name != "etcd"]:
            kill(self._children.pop(name))
        self._plane.close()

    def ended(self) -> str | None:
        """Return the name of a part that has ended by itself, or nothing."""
        return next((name for name, process in self._children.items() if process.poll() is not None), None)

    @property
    def processes(self) -> list[int]:
        """The ids of its processes."""
        return [process.pid for process in self._children.values()]

    def _start_store(self) -> None:
        client, peer = f"http://{HOST}:{self._client_port}", f"http://{HOST}:{self._peer_port}"
        arguments = [
            f"--data-dir={self._folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
            "--log-level=error",
        ]
        self._start("etcd", self._commands.etcd, arguments, self._store)

    def _start_plane(self) -> None:
        self._files = certificates.make(self._folder / "pki", _NAMES, (HOST,))
        self._api = ClusterApi(self.server, self._files.authority, self._machine_token)
        _private(self._folder / "tokens.csv", self._tokens())
        _private(self._folder / "audit.yaml", yaml.safe_dump(_AUDIT))
        _private(self._folder / "admission.yaml", yaml.safe_dump(_ADMISSION))
        inner = _kubeconfig(self.server, self._files.authority, "machines", self._machine_token)
        _private(self._folder / "inner.kubeconfig", inner)
        self._start("kube-apiserver", self._commands.kube("apiserver"), self._server_arguments(), self._plane)
        self._wait()
        login = [f"--kubeconfig={self._folder / 'inner.kubeconfig'}", "--leader-elect=false", "--secure-port=0"]
        manager = [
            *login,
            f"--service-account-private-key-file={self._files.accounts_key}",
            f"--root-ca-file={self._files.authority}",
            # Nobody renews the leases of nodes.
            "--node-monitor-grace-period=24h",
            "--controllers=*,-node-ipam-controller,-cloud-node-lifecycle-controller",
        ]
        self._start("kube-controller-manager", self._commands.kube("controller-manager"), manager, self._plane)
        self._start("kube-scheduler", self._commands.kube("scheduler"), login, self._plane)
        _private(self.kubeconfig, self.kubeconfig_text())

    def _tokens(self) -> str:
        return (
            f"{self._token},{_ADMINISTRATOR},{_ADMINISTRATOR},system:masters\n"
            f"{self._machine_token},machines,machines,system:masters\n"
        )

    def _server_arguments(self) -> list[str]:
        files = self._files
        return [
            f"--etcd-servers=http://{HOST}:{self._client_port}",
            f"--bind-address={HOST}",
            f"--advertise-address={HOST}",
            f"--secure-port={self._port}",
            # Loopback is no address that pods could reach the API server by.
            "--endpoint-reconciler-type=none",
            f"--service-cluster-ip-range={self._service_range}",
            f"--tls-cert-file={files.server}",
            f"--tls-private-key-file={files.server_key}",
            f"--token-auth-file={self._folder / 'tokens.csv'}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={files.accounts_key}",
            f"--service-account-signing-key-file={files.accounts_key}",
            "--allow-privileged=true",
            f"--admission-control-config-file={self._folder / 'admission.yaml'}",
            f"--audit-policy-file={self._folder / 'audit.yaml'}",
            f"--audit-log-path={self.audit}",
            f"--cert-dir={self._folder / 'pki'}",
        ]

    def _start(self, name: str, command: Path, arguments: Sequence[str], stack: ExitStack) -> None:
        log = stack.enter_context((self._folder / f"{name}.log").open("a", encoding="utf-8"))
        launched = [sys.executable, "-c", _DIES_WITH_PARENT, str(command), *arguments]
        self._children[name] = stack.enter_context(
            child(launched, Bears.KILLING, cwd=self._folder, env=_environment(), stdout=log, stderr=log)
        )

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            ended = self.ended()
            if ended is not None:
                raise ControlPlaneError(f"{ended} ended by itself: {self._last_line(ended)}")
            with contextlib.suppress(OSError, ApiFault):
                self.api().ask("GET", "/readyz")
                return
            time.sleep(_POLL_SECONDS)
        raise ControlPlaneError(
            f"The API server did not answer in {_START_SECONDS:.0f} s: {self._last_line('kube-apiserver')}"
        )

    def _last_line(self, name: str) -> str:
        lines = (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _environment() -> dict[str, str]:
    """Return the user's environment without proxies, which would stand between the parts."""
    return {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}


def _kubeconfig(server: str, authority: Path, user: str, token: str) -> str:
    cluster = {"server": server, "certificate-authority-data": base64.b64encode(authority.read_bytes()).decode()}
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "real", "cluster": cluster}],
        "contexts": [{"name": "real", "context": {"cluster": "real", "user": user}}],
        "current-context": "real",
        "users": [{"name": user, "user": {"token": token}}],
    }
    return yaml.safe_dump(document, sort_keys=False)


def _private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)


def _free_ports(count: int) -> list[int]:
    """Return ports that are free at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [int(each.getsockname()[1]) for each in sockets]
