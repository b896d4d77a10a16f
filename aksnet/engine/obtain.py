"""Find or obtain a Pulumi engine: on PATH, cached, by the SDK's installer, or built with Go.

The Pulumi SDKs come from package registries; their command line does not. Each step that fails says what it tried, and
when all have failed one message says what to install. The build itself is in `go_build`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console

from aksnet.engine import go_build
from aksnet.engine.engine_errors import EngineError
from aksnet.engine.home import Home
from aksnet.engine.interrupts import Bears, child
from aksnet.engine.progress import Progress
from aksnet.errors import AksnetError

# From 3.207 on the engine knows replaceWith, which every object in a cluster is declared with
# (https://github.com/pulumi/pulumi/releases/tag/v3.207.0). Its events have come by gRPC since 3.206.
MINIMUM: Final = (3, 207, 0)
_INSTALLER_URL: Final = "https://get.pulumi.com"
_REACHABLE_SECONDS: Final = 4
_INSTALL_SECONDS: Final = 300
_INSTALL: Final = """
import subprocess, sys
from pulumi.automation import PulumiCommand
try:
    PulumiCommand.install(root=sys.argv[1])
except subprocess.CalledProcessError as fault:
    sys.exit(fault.output.decode(errors="replace"))
"""


class StepFailed(AksnetError):  # noqa: N818 - one step of several, not the end
    """One way to get an engine did not work; the text says what was tried."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A usable engine."""

    path: Path
    version: str


Step = Callable[[Home, Console], Engine | None]


def obtain(home: Home, console: Console | None = None, steps: tuple[Step, ...] | None = None) -> Engine:
    """Return the first engine that a step yields; a step that has none says why."""
    out = console or Console(stderr=True)
    reasons: list[str] = []

    def first(some: tuple[Step, ...]) -> Engine | None:
        for step in some:
            try:
                found = step(home, out)
            except StepFailed as failure:
                reasons.append(str(failure))
                out.print(f"{failure}", soft_wrap=True, highlight=False, markup=False)
                continue
            if found is not None:
                return found
        return None

    if steps is not None:
        found = first(steps)
    else:
        found = first((on_path, cached))
        if found is None:
            with _locked(home):
                # Another process may have built it while this one waited for the lock.
                found = first((cached, installed, built))
    if found is None:
        tried = "".join(f"\n  - {reason}" for reason in reasons)
        raise EngineError(
            f"There is no Pulumi engine, and none could be obtained.{tried}\nInstall either the Pulumi CLI "
            f"{_text(MINIMUM)} or newer (https://www.pulumi.com/docs/install), or Go {_text(go_build.MINIMUM_GO)} "
            "or newer (https://go.dev/dl), and run this again."
        )
    return found


def on_path(_home: Home, _console: Console) -> Engine | None:
    """Use `pulumi` on PATH when it is recent enough."""
    command = shutil.which("pulumi")
    if command is None:
        return None
    version = _version_of(Path(command))
    if version is None:
        raise StepFailed(f"{command} was passed over: it does not tell its version.")
    if _numbers(version) < MINIMUM:
        raise StepFailed(f"{command} was passed over: it is {version}, and {_text(MINIMUM)} or newer is needed.")
    return Engine(path=Path(command), version=version)


def cached(home: Home, _console: Console) -> Engine | None:
    """Use the engine that an earlier run obtained."""
    path = home.engine / "bin" / "pulumi"
    version = _version_of(path) if path.is_file() else None
    if version is None or _numbers(version) < MINIMUM:
        return None
    return Engine(path=path, version=version)


def installed(home: Home, console: Console) -> Engine | None:
    """Let the SDK's own installer fetch the engine; without a network this ends within seconds."""
    if not _reachable(_INSTALLER_URL):
        raise StepFailed(f"The Pulumi SDK's installer was passed over: {_INSTALLER_URL} cannot be reached.")
    with _into(home) as (temporary, keep), Progress("Installing the Pulumi CLI", console).shown():
        try:
            with child([sys.executable, "-c", _INSTALL, str(temporary)], Bears.KILLING) as process:
                _, said = process.communicate(timeout=_INSTALL_SECONDS)
        except subprocess.TimeoutExpired as fault:
            raise StepFailed(f"The Pulumi SDK's installer took more than {_INSTALL_SECONDS} s.") from fault
        if process.returncode != 0:
            raise StepFailed(f"The Pulumi SDK's installer failed: {_last_line(said)}")
        keep()
    return cached(home, console)


def built(home: Home, console: Console) -> Engine | None:
    """Build the engine with Go from the pinned modules."""
    with _into(home) as (temporary, keep):
        try:
            go_build.build(temporary / "bin" / "pulumi", console)
        except go_build.BuildFailed as failure:
            raise StepFailed(str(failure)) from failure
        keep()
    return cached(home, console)


@contextmanager
def _into(home: Home) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Yield a temporary folder, and how to make it the engine's folder when all went well."""
    temporary = home.root / f"engine.{os.getpid()}.tmp"
    (temporary / "bin").mkdir(parents=True, exist_ok=True)

    def keep() -> None:
        shutil.rmtree(home.engine, ignore_errors=True)
        temporary.rename(home.engine)

    try:
        yield temporary, keep
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    """Let one process at a time obtain an engine."""
    home.make()
    from filelock import FileLock

    with FileLock(home.root / "engine.lock", poll_interval=1):
        yield


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_REACHABLE_SECONDS):  # noqa: S310 - a constant https address
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, ValueError):
        return False


def _version_of(path: Path) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - the engine itself
            [str(path), "version"],
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"v?(\d+\.\d+\.\d+\S*)", done.stdout)
    return found.group(1) if found else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
