"""The schemas of Kubernetes' objects as kubeconform reads them, from those that the sandbox checks objects against.

Theirs refer to one file by an address on the web; here every schema has in itself what it refers to.
"""

import json
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

_REFERENCE: Final = re.compile(r'"(?:/api/_definitions\.json)?#/\$defs/([^"]+)"')


def write_schemas(folder: Path, minor: str, objects: Iterable[dict[str, Any]]) -> None:
    """Write the schema of each kind of object, of a minor version of Kubernetes such as 1.36."""
    source = files("kubernetes_validate") / "kubernetes-json-schema" / f"v{minor}.0-local-strict"
    known = json.loads((source / "_definitions.json").read_text())["$defs"]
    for name in {_name(each) for each in objects}:
        schema = json.loads((source / name).read_text())
        schema.pop("$id", None)
        needed: dict[str, Any] = {}
        waiting = _REFERENCE.findall(json.dumps(schema))
        while waiting:
            definition = waiting.pop()
            if definition not in needed:
                needed[definition] = known[definition]
                waiting += _REFERENCE.findall(json.dumps(known[definition]))
        whole = json.dumps({**schema, "$defs": needed})
        (folder / name).write_text(_REFERENCE.sub(r'"#/$defs/\1"', whole))


def _name(declared: dict[str, Any]) -> str:
    """Return the file of an object's schema: deployment-apps-v1.json, service-v1.json."""
    group, _, version = str(declared["apiVersion"]).rpartition("/")
    return "-".join(filter(None, (str(declared["kind"]).lower(), group.split(".")[0], version))) + ".json"
