"""Fixtures of the tests beside."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

from aksnet.sandbox.serve import served_kubeconfig as access
from tests.sandbox.fake_cluster import serving

Kubectl = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def kubectl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    """Serve the fake cluster to the kubectl on PATH; without one the test is skipped."""
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("there is no kubectl on PATH (Debian: kubernetes-client)")
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as served:
        file = folder / "kubeconfig"
        access.write(file, access.kubeconfig(served.base, ["demo"]))

        def run(*arguments: str) -> tuple[int, str, str]:
            command = [program, "--kubeconfig", str(file), "--cache-dir", str(folder / "cache"), *arguments]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
            return done.returncode, done.stdout, done.stderr.strip()

        yield run
