"""Build commands with Go from pinned modules: the Pulumi engine from those in `go_module`, and whatever else is asked.

Modules and build results stay in the user's Go caches, so a second checkout builds in seconds. Leaves out where the
result goes and what else can be tried: that is `obtain` for the engine, `parts` for the rest.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console

from aksnet.engine.interrupts import Bears, child
from aksnet.engine.progress import Progress
from aksnet.errors import AksnetError

MINIMUM_GO: Final = (1, 25, 11)
"""What the pinned go.mod asks for."""
PULUMI_VERSION: Final = "3.259.0"
"""The version of the pinned module; without it the Automation API takes the engine for a development build."""
_COMPILED: Final = re.compile(r"[\w./-]+\n?")
"""What -v prints of a package."""
_TRUSTED_SHARE: Final = 0.1
"""From which part of the packages on their pace says how long the rest takes."""


class BuildFailed(AksnetError):  # noqa: N818 - one way of several, not the end
    """The build did not work; the text says why."""


def _nothing(_go: str, _source: Path) -> None:
    """Leave a copied module as it is."""


@dataclass(frozen=True, kw_only=True)
class GoModule:
    """A pinned module and the commands to build from it."""

    title: str
    """What is being built and how long that takes, as a reader is told."""
    source: Path
    """The folder with its go.mod and go.sum."""
    packages: tuple[str, ...]
    """The import paths of the commands."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Values that the linker writes, by their full names."""
    prepare: Callable[[str, Path], None] = _nothing
    """What to do with the copy of the module before Go works in it; gets the path of Go and the copy."""


ENGINE: Final = GoModule(
    title="Building the Pulumi engine with Go (once, about 3 minutes)",
    source=Path(__file__).parent / "go_module",
    packages=("github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",),
    variables={"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": PULUMI_VERSION},
)


def build(target: Path, console: Console, module: GoModule = ENGINE) -> None:
    """Build a module's command into a file, or its commands into a folder that is there.

    Raises:
        BuildFailed: where there is no recent Go, or Go fails.

    """
    go = shutil.which("go")
    if go is None:
        raise BuildFailed("A build was passed over: there is no `go` on PATH.")
    version = go_version(go)
    if version is None or version < MINIMUM_GO:
        found = ".".join(map(str, version)) if version else "of an unknown version"
        raise BuildFailed(
            f"A build was passed over: {go} is {found}, and {'.'.join(map(str, MINIMUM_GO))} or newer is needed."
        )
    with tempfile.TemporaryDirectory(prefix="aksnet-build-") as folder:
        # A copy: Go must not write into the checkout.
        source = shutil.copytree(module.source, Path(folder) / "src")
        with Progress(module.title, console).shown() as progress:
            module.prepare(go, source)
            _go_build(go, module, source, target, progress)


def go_version(go: str) -> tuple[int, ...] | None:
    """Return the version of a Go toolchain as numbers."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own Go
            [go, "env", "GOVERSION"],
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
            cwd="/",
            env={**os.environ, "GOTOOLCHAIN": "local"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", done.stdout.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _go_build(go: str, module: GoModule, source: Path, target: Path, progress: Progress) -> None:
    packages = _packages(go, module, source, progress)
    linked = "".join(f" -X {name}={value}" for name, value in module.variables.items())
    command = [
        go,
        "build",
        "-v",
        "-trimpath",
        f"-ldflags=-s -w{linked}",
        f"-o={target}",
        *module.packages,
    ]
    said: deque[str] = deque(maxlen=5)
    compiled, started = 0, progress.seconds
    with child(command, Bears.KILLING, cwd=source, env=go_environment(), stdout=subprocess.DEVNULL) as process:
        for line in process.stderr or ():
            if _COMPILED.fullmatch(line):
                compiled += 1
            else:
                said.append(line.strip())
            progress.at(stage(compiled, packages, progress.seconds - started))
    if process.returncode != 0:
        raise BuildFailed(f"The build with Go failed: {' / '.join(said) or 'it gave no reason'}")


def _packages(go: str, module: GoModule, source: Path, progress: Progress) -> int:
    """Return how many packages the commands are built of; Go downloads their modules before it can tell."""
    said: deque[str] = deque(maxlen=5)
    downloaded = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as listed:
        command = [go, "list", "-deps", *module.packages]
        with child(command, Bears.KILLING, cwd=source, env=go_environment(), stdout=listed) as process:
            for line in process.stderr or ():
                if line.startswith("go: downloading"):
                    downloaded += 1
                    progress.at(f"module {downloaded} downloaded")
                else:
                    said.append(line.strip())
        if process.returncode != 0:
            raise BuildFailed(f"The build with Go failed: {' / '.join(said) or 'it gave no reason'}")
        listed.seek(0)
        return sum(1 for _ in listed)


def stage(compiled: int, packages: int, seconds: float) -> str:
    """Return what a reader is told of a build that has compiled so many packages in so many seconds.

    The time left is the most that it can be at this pace: what Go has kept of an earlier build is not compiled again.
    """
    told = f"{compiled} of {packages} packages compiled"
    if compiled < _TRUSTED_SHARE * packages:
        return told
    return f"{told}, at most about {seconds * (packages - compiled) / compiled:.0f} s left"


def go_environment() -> dict[str, str]:
    """Return the user's environment without their flags and workspaces, which are for the user's modules.

    Without cgo no C compiler is needed.
    """
    return {**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
