"""Pulumi's Kubernetes provider as a plugin: built from its module, and put where the engine looks for it.

The module has the version that its newest published source has; the plugin calls itself by the version that the
installed SDK asks for. Its four kinds of components (Chart of Helm v4, ConfigFile, ConfigGroup, Directory) are left
out: they need the Go SDK of every Kubernetes kind, which takes longer to compile than all the rest. Resources, Helm
releases, awaiting and diffs are untouched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Final

from aksnet.engine.engine_errors import EngineError
from aksnet.engine.go_build import BuildFailed, GoModule, go_environment
from aksnet.engine.home import Home
from aksnet.engine.parts import Part

VERSION: Final = "4.34.2"
"""The version that the pinned SDK asks for."""
SOURCE_DAY: Final = "2026-01-15"
"""The day of the source that the plugin is built from: the newest that is published as a module."""
_NAME: Final = "pulumi-resource-kubernetes"
_MODULE: Final = "github.com/pulumi/pulumi-kubernetes/provider/v4"
_PINNED: Final = "v4.0.0-20260115033456-f47bc2d6f199"
_SUM: Final = "h1:j2bphCf7c2YhnBrhwht2f3TNRRgcMImltUlAgzxr9H4="
_COMPONENTS: Final = Path("pkg", "provider", "provider_construct.go")
_LEFT_OUT: Final = ("providerhelmv4", "providerkustomizev2", "provideryamlv2")
"""The packages of the components, by the names that the file has for them."""
_LINES: Final = 7
"""How many lines of the file name them: three imports and four components."""


def _prepare(go: str, source: Path) -> None:
    """Put the provider's source beside the module, without its components."""
    command = [go, "mod", "download", "-json", f"{_MODULE}@{_PINNED}"]
    # Outside the module, which would have the source replaced by the copy that is not there yet.
    done = subprocess.run(  # noqa: S603 - the user's own Go
        command, cwd=source.parent, env=go_environment(), capture_output=True, text=True, check=False
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    if done.returncode != 0 or told.get("Sum") != _SUM:
        reason = told.get("Error") or done.stderr.strip() or f"its sum is {told.get('Sum')}, not {_SUM}"
        raise BuildFailed(f"The source of Pulumi's Kubernetes provider cannot be had: {reason}")
    copy = source / "provider"
    shutil.copytree(told["Dir"], copy)
    for folder, _, files in os.walk(copy):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            path.chmod(path.stat().st_mode | 0o200)  # the cache of modules is read-only
    _cut(copy / _COMPONENTS)


def _cut(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not any(name in line for name in _LEFT_OUT)]
    if len(lines) - len(kept) != _LINES:
        raise BuildFailed(f"The source of Pulumi's Kubernetes provider is not as expected: {_COMPONENTS} names others.")
    path.write_text("".join(kept), encoding="utf-8")


PLUGIN: Final = Part(
    name="kubernetes-provider",
    module=GoModule(
        title="Building Pulumi's Kubernetes provider with Go (once, about 5 minutes)",
        source=Path(__file__).parent / "provider_module",
        packages=(".",),
        variables={f"{_MODULE}/pkg/version.Version": VERSION},
        prepare=_prepare,
    ),
    salt=" ".join((_PINNED, _SUM, *_LEFT_OUT)),
)


def asked_for() -> str:
    """Return the version of the plugin that the installed SDK asks for."""
    return metadata.version("pulumi_kubernetes")


def refuse_mismatch() -> None:
    """Refuse to build a plugin that the installed SDK does not ask for.

    Raises:
        EngineError: where it asks for another version; nothing was built.

    """
    if asked_for() != VERSION:
        raise EngineError(
            f"The installed SDK pulumi-kubernetes is {asked_for()}, and the Kubernetes provider is pinned for "
            f"{VERSION}: the engine would not take it. Install the SDK of the lock file (make setup), or pin the "
            "provider anew in aksnet/engine/kubernetes_plugin.py."
        )


def install(home: Home) -> bool:
    """Put the plugin that was built into the engine's folder of plugins; return whether it is there.

    A plugin of the asked version that is there already, whoever put it there, stays.
    """
    folder = home.pulumi_home / "plugins" / f"resource-kubernetes-v{asked_for()}"
    if (folder / _NAME).exists():
        return True
    built = PLUGIN.found(home)
    if built is None or asked_for() != VERSION:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / _NAME
    link.unlink(missing_ok=True)  # one that leads to an older build
    link.symlink_to((built / _NAME).resolve())
    return True
