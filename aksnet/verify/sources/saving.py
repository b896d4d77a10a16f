"""Write what verify reads of a living cluster into a folder, for `--from`: one file for each kind.

Left out is what verify does not read and others need not see: the containers' environment, arguments and commands, the
data of ConfigMaps but the one that V11 tells of, and who manages which field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aksnet.errors import UsageError
from aksnet.verify.checks.v11_network_monitor import NAME as NETWORK_MONITOR
from aksnet.verify.facts import SYSTEM
from aksnet.verify.sources import NotServed, ObjectKind, Source, Unavailable

_NOT_FOUND: Final = 404
_SYSTEM_ONLY: Final = frozenset({ObjectKind.CONFIG_MAPS, ObjectKind.NODE_NETWORKS})
_CONTAINERS: Final = ("containers", "initContainers", "ephemeralContainers")
_KEPT_OF_CONTAINER: Final = ("name", "image")
_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"


def save(source: Source, folder: Path) -> Iterator[str]:
    """Write the files, and yield a line for each.

    Raises:
        UsageError: where the folder has other JSON files, which `--from` would read too.

    """
    names = {f"{kind.value.plural}.json" for kind in ObjectKind}
    strange = sorted(path.name for path in folder.glob("*.json") if path.name not in names) if folder.is_dir() else []
    if strange:
        raise UsageError(f"{folder} has other JSON files ({', '.join(strange)}): name a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ObjectKind:
        path = folder / f"{kind.value.plural}.json"
        beside = path.with_suffix(".part")
        try:
            count = _write(beside, kind, source)
            line = f"{path}: {count} objects"
        except Unavailable as reason:
            beside.write_text(json.dumps(_status(kind, reason)), encoding="utf-8")
            line = f"{path}: {reason}"
        beside.replace(path)
        yield line


def _write(path: Path, kind: ObjectKind, source: Source) -> int:
    """Write a list, an object on a line."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"kind": "{kind.value.kind}List", "items": [')
        for item in source.items(kind, SYSTEM if kind in _SYSTEM_ONLY else None):
            file.write(",\n" if count else "\n")
            file.write(json.dumps(_kept(kind, item), ensure_ascii=False))
            count += 1
        file.write("\n]}\n")
    return count


def _status(kind: ObjectKind, reason: Unavailable) -> dict[str, Any]:
    """Return what the API server said in place of a list, as it says it."""
    code = {"code": _NOT_FOUND, "reason": "NotFound"} if isinstance(reason, NotServed) else {}
    return {"kind": "Status", "message": str(reason), "details": {"kind": kind.value.plural}, **code}


def _kept(kind: ObjectKind, item: Mapping[str, Any]) -> dict[str, Any]:
    metadata = _object(item.get("metadata"))
    own = {key: value for key, value in metadata.items() if key != "managedFields"}
    if _APPLIED in (annotations := _object(own.get("annotations"))):
        own["annotations"] = {key: value for key, value in annotations.items() if key != _APPLIED}
    kept = {**item, "metadata": own}
    match kind:
        case ObjectKind.CONFIG_MAPS:
            kept.pop("binaryData", None)
            kept["data"] = item.get("data") if own.get("name") == NETWORK_MONITOR else {}
        case ObjectKind.PODS:
            kept["spec"] = _pod_spec(_object(item.get("spec")))
        case ObjectKind.DEPLOYMENTS | ObjectKind.DAEMON_SETS:
            spec = _object(item.get("spec"))
            template = _object(spec.get("template"))
            pod = {**template, "spec": _pod_spec(_object(template.get("spec")))}
            kept["spec"] = {**spec, "template": pod}
    return kept


def _pod_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    bare = {
        key: [{name: each[name] for name in _KEPT_OF_CONTAINER if name in each} for each in spec[key] or ()]
        for key in _CONTAINERS
        if key in spec
    }
    return {**spec, **bare}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
