"""The SDK's own installer, with a local file server where it downloads from: the SDK runs its own code, unchanged."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from aksnet.engine import obtain
from aksnet.engine.home import Home
from aksnet.engine.obtain import Engine, StepFailed, cached, installed

pytestmark = pytest.mark.slow
SDK = version("pulumi")
SCRIPT = f"""#!/bin/sh
set -e
[ "$1 $2 $4 $5" = "--no-edit-path --install-root --version {SDK}" ]
mkdir -p "$3/bin"
exec {sys.executable} -I - "$3/bin/pulumi" <<'END'
import os, sys, urllib.request
urllib.request.urlretrieve("URL/releases/sdk/pulumi", sys.argv[1])
os.chmod(sys.argv[1], 0o755)
END
"""
"""Takes what the SDK gives it, or ends with 1, and downloads the command."""

ELSEWHERE = """
import urllib.request
_urlopen = urllib.request.urlopen
urllib.request.urlopen = lambda url, *args, **keys: _urlopen(
    url.replace("https://get.pulumi.com", "URL") if isinstance(url, str) else url, *args, **keys
)
"""
"""Loaded by the installer's interpreter before all else: the server is in the place of the one on the internet."""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder and keeps what is asked for."""

    asked: list[str]

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del size
        self.asked.append(f"{self.path} {int(code)}")


@contextmanager
def serving(folder: Path, asked: list[str]) -> Iterator[str]:
    handler = type("Asked", (Handler,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, list[str]]]:
    """Yield what is served, and what has been asked for."""
    folder, site, asked = tmp_path / "served", tmp_path / "site", list[str]()
    (folder / "releases" / "sdk").mkdir(parents=True)
    site.mkdir()
    with serving(folder, asked) as url:
        (folder / "install.sh").write_text(SCRIPT.replace("URL", url), encoding="utf-8")
        (folder / "releases" / "sdk" / "pulumi").write_text(f"#!/bin/sh\necho v{SDK}\n", encoding="utf-8")
        (site / "sitecustomize.py").write_text(ELSEWHERE.replace("URL", url), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(site))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setattr(obtain, "_INSTALLER_URL", url)
        yield folder, asked


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def test_the_installer_s_engine_is_kept_for_every_later_run(
    downloads: tuple[Path, list[str]], tmp_path: Path, console: Console
) -> None:
    home = Home(root=tmp_path / "home")
    found = installed(home, console)
    assert found == Engine(path=home.engine / "bin" / "pulumi", version=SDK)
    assert downloads[1] == ["/ 200", "/install.sh 200", "/releases/sdk/pulumi 200"]
    assert cached(home, console) == found
    assert [path.name for path in home.root.iterdir()] == ["engine"]


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("#!/bin/sh\necho error: no release for this machine\nexit 1\n", "error: no release for this machine"),
        ("#!/bin/sh\nexit 3\n", "it gave no reason"),
        (None, "urllib.error.HTTPError: HTTP Error 404: File not found"),
    ],
)
def test_an_installer_that_fails_tells_its_last_words_and_leaves_nothing(
    downloads: tuple[Path, list[str]], script: str | None, words: str, tmp_path: Path, console: Console
) -> None:
    file, home = downloads[0] / "install.sh", Home(root=tmp_path / "home")
    if script is None:
        file.unlink()
    else:
        file.write_text(script, encoding="utf-8")
    with pytest.raises(StepFailed) as caught:
        installed(home, console)
    assert str(caught.value) == f"The Pulumi SDK's installer failed: {words}"
    assert [*home.root.iterdir()] == []


@pytest.mark.usefixtures("downloads")
def test_without_a_way_to_the_server_the_installer_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, console: Console
) -> None:
    with serving(tmp_path, []) as url:
        pass
    monkeypatch.setattr(obtain, "_INSTALLER_URL", url)
    with pytest.raises(StepFailed) as caught:
        installed(Home(root=tmp_path / "home"), console)
    assert str(caught.value) == f"The Pulumi SDK's installer was passed over: {url} cannot be reached."
