"""Fixtures of the tests beside."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aksnet.sandbox.serve import served_kubeconfig as access
from tests.kubectl import kubectl_program
from tests.sandbox.fake_cluster import serving

Kubectl = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def kubectl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """Serve the fake cluster to kubectl; where there is none and no Go to build it the test is skipped."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as served:
        yield kubectl_of(served.base, folder)


def kubectl_of(base: str, folder: Path) -> Kubectl:
    """Return what runs kubectl against the cluster `demo` of a server, and gives code, output and errors."""
    program = kubectl_program()
    if program is None:
        pytest.skip("there is no kubectl on PATH (Debian: kubernetes-client), and no Go to build one")
    file = folder / "kubeconfig"
    access.write(file, access.kubeconfig(base, ["demo"]))

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [str(program), "--kubeconfig", str(file), "--cache-dir", str(folder / "cache"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
        return done.returncode, done.stdout, done.stderr.strip()

    return run
