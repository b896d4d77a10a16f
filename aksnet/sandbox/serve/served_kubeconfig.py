"""The kubeconfig that leads to the served clusters: one context each, no credentials, only for its owner to read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from aksnet.sandbox.sandbox_errors import SandboxError

_EXTENSION: Final = "aksnet-sandbox-serve"
_USER: Final = "sandbox"


def kubeconfig(base: str, names: Iterable[str]) -> str:
    """Return a kubeconfig with a context per cluster; the first is current."""
    marker = [{"name": _EXTENSION, "extension": {"readOnly": True}}]
    known = list(names)
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {"name": name, "cluster": {"server": f"{base}/clusters/{name}", "extensions": marker}} for name in known
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": _USER}} for name in known],
        "current-context": known[0],
        "users": [{"name": _USER, "user": {}}],
    }
    return yaml.safe_dump(document, sort_keys=False)


def write(path: Path, text: str) -> None:
    """Write the file, unless that would overwrite one that leads elsewhere."""
    if path.exists() and not _ours(path):
        raise SandboxError(f"{path} is there and leads to other clusters: it stays as it is. Name another file.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(text)
        temporary.replace(path)
    except OSError as fault:
        temporary.unlink(missing_ok=True)
        raise SandboxError(f"{path} cannot be written: {fault.strerror}") from fault


def remove(path: Path, text: str) -> None:
    """Remove the file while it leads to the same clusters, whatever context was chosen: another server may have it."""
    try:
        if _clusters(path.read_text(encoding="utf-8")) == _clusters(text):
            path.unlink()
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return


def _clusters(text: str) -> Any:
    return yaml.safe_load(text)["clusters"]


def _ours(path: Path) -> bool:
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        clusters = document["clusters"]
        return all(each["cluster"]["extensions"][0]["name"] == _EXTENSION for each in clusters)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, IndexError, TypeError):
        return False
