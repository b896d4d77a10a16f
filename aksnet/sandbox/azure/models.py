"""The official Azure SDK's models as small tables: property, type, limits, enum; read once and kept as JSON.

Importing the SDK's models costs 160 MB and more than a second, of which a run needs a few kilobytes. They are read once
per SDK version and root model, and kept in `home.cache_folder`. What a body must fulfil is checked in `bodies`.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

from aksnet.engine.home import cache_folder

_FORMAT: Final = 3
SCALARS: Final[dict[str, tuple[type, ...]]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "iso-8601": (str,),
    "date": (str,),
    "bytearray": (str,),  # sent as base64
}
"""What the SDK calls a type that is no model, and what it is on the wire."""
ANYTHING: Final = "object"


class ResourceGroupBody:
    """Resource groups: their model is in none of the locked packages, and is this small."""

    _attribute_map: Final = {
        "location": {"key": "location", "type": "str"},
        "managed_by": {"key": "managedBy", "type": "str"},
        "tags": {"key": "tags", "type": "{str}"},
        "properties": {"key": "properties", "type": "object"},
        "id": {"key": "id", "type": "str"},
        "name": {"key": "name", "type": "str"},
        "type": {"key": "type", "type": "str"},
    }
    _validation: Final = {
        "location": {"required": True},
        "properties": {"readonly": True},
        "id": {"readonly": True},
        "name": {"readonly": True},
        "type": {"readonly": True},
    }


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a body: its type as the SDK writes it, its rules, the values it may have."""

    type: str
    rules: dict[str, Any]
    enum: list[str]
    path: list[str]
    """Where ARM has it: azure-native lifts what is in `properties` one level up, a body on the wire has it below."""

    @property
    def element(self) -> str:
        """The type inside lists and maps."""
        return re.sub(r"[\[\]{}]", "", self.type)


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model of the SDK with its properties by wire name."""

    name: str
    properties: dict[str, Property]
    family: dict[str, Model] = field(default_factory=dict, repr=False, compare=False)
    """All models that can be reached from the same root, by name."""


@cache
def model(module: str, name: str) -> Model:
    """Return a model by the module that holds it, from the cache when this SDK version was read before."""
    distribution = "-".join(module.split(".")[:3])
    if not distribution.startswith("azure-mgmt-"):
        return _read(module, name)[name]
    folder = cache_folder()
    if folder is None:
        return _read(module, name)[name]
    file = folder / "models" / f"{module}.{name}-{metadata.version(distribution)}-{_FORMAT}.json"
    try:
        tables = json.loads(file.read_text(encoding="utf-8"))
        return _related({each: _table(each, properties) for each, properties in tables.items()})[name]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        family = _read(module, name)
        _keep(file, family)
        return family[name]


def _table(name: str, properties: dict[str, Any]) -> Model:
    return Model(name=name, properties={wire: Property(**entry) for wire, entry in properties.items()})


def _related(family: dict[str, Model]) -> dict[str, Model]:
    for each in family.values():
        each.family.update(family)
    return family


def _keep(file: Path, family: dict[str, Model]) -> None:
    """Write the tables; a place that cannot be written to only costs time."""
    tables = {each.name: {wire: asdict(known) for wire, known in each.properties.items()} for each in family.values()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(tables, sort_keys=True), encoding="utf-8")
        temporary.replace(file)
    except OSError:
        return


def _read(module: str, name: str) -> dict[str, Model]:
    """Read a model and all that it leads to from the SDK."""
    classes = import_module(module)
    family: dict[str, Model] = {}
    waiting = [name]
    while waiting:
        each = waiting.pop()
        if each in family or each in SCALARS or each == ANYTHING:
            continue
        family[each] = _described(classes, each)
        waiting += [known.element for known in family[each].properties.values()]
    return _related(family)


def _described(classes: Any, name: str) -> Model:
    """Read one model; a body's `properties` level is flattened as azure-native does."""
    described: Any = getattr(classes, name)
    enums = _enums(classes, described.__doc__ or "")
    properties: dict[str, Property] = {}
    for attribute, entry in described._attribute_map.items():
        levels = entry["key"].split(".")
        wire = re.sub(r"-([a-z])", lambda match: match.group(1).upper(), levels[-1])
        if wire in properties and len(levels) == 1:
            continue  # such as AgentPool's read-only `type` beside `properties.type`
        properties[wire] = Property(
            type=entry["type"],
            rules=dict(described._validation.get(attribute, {})),
            enum=enums.get(attribute, []),
            path=levels,
        )
    return Model(name=name, properties=properties)


def _enums(classes: Any, documentation: str) -> dict[str, list[str]]:
    """Read which enum a property takes: the tables do not say it, only `:vartype` does."""
    found: dict[str, list[str]] = {}
    for attribute, text in re.findall(r":vartype (\w+):(.*?)(?=\n\s*:|\n\s*\n|\Z)", documentation, flags=re.DOTALL):
        for reference in re.findall(r"~[\w.]+\.(\w+)", text):
            candidate = getattr(classes, reference, None)
            if isinstance(candidate, type) and issubclass(candidate, Enum):
                found[attribute] = [str(member.value) for member in candidate]
    return found
