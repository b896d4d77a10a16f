"""What a flat program declares: the custom resources of an up, each after those that it depends on.

A flat program knows no id before its run, so each id of another resource in an input is a reference to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final

from aksnet.engine.urns import name_of

Json = dict[str, Any]

REFERENCE: Final = "$idOf"
"""The only key of a map that stands for the id of a resource, with the resource's name as its value."""
_KUBERNETES_PROVIDER: Final = "pulumi:providers:kubernetes"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One custom resource of a flat program."""

    type: str
    name: str
    inputs: Json
    provider: str | None
    """Name of the Kubernetes provider of an object; None for the default provider."""
    depends_on: tuple[str, ...]


def of_run(resources: Iterable[Mapping[str, Any]]) -> list[Declared]:
    """Return what a flat program declares, from the resources of an up as `sandbox up --json` writes them.

    The credentials of a Kubernetes provider are left out: programs ask for them.
    """
    everything = {str(found["urn"]): found for found in resources}
    custom = {urn: found for urn, found in everything.items() if _is_custom(str(found["type"]))}
    # Two clusters may have objects of one name and type; a flat program's names are unique over all types.
    names = {urn: f"{number:03}-{name_of(urn).replace('/', '-')}" for number, urn in enumerate(custom)}
    ids = {str(found["id"]): names[urn] for urn, found in custom.items() if str(found["id"]).startswith("/")}
    edges = {
        urn: [known for known in _waits_for(found, everything) if known in custom] for urn, found in custom.items()
    }
    providers = {urn: _provider_of(found, everything) for urn, found in custom.items()}
    for urn, provider in providers.items():
        edges[urn] += [provider] if provider else []
    return [
        Declared(
            type=str(custom[urn]["type"]),
            name=names[urn],
            inputs={} if custom[urn]["type"] == _KUBERNETES_PROVIDER else _with_references(custom[urn]["inputs"], ids),
            provider=names[provider] if (provider := providers[urn]) else None,
            depends_on=tuple(sorted(names[known] for known in edges[urn] if known != provider)),
        )
        for urn in TopologicalSorter(edges).static_order()
    ]


def write(found: Iterable[Declared], path: Path) -> None:
    """Write it for a flat program to read."""
    path.write_text(json.dumps([asdict(each) for each in found]), encoding="utf-8")


def read(path: Path) -> list[Declared]:
    """Read what `write` has written."""
    return [Declared(**each) for each in json.loads(path.read_text(encoding="utf-8"))]


def resolved(value: Any, id_of: Callable[[str], Any]) -> Any:
    """Return an input with the ids of the resources that it refers to."""
    match value:
        case {"$idOf": name}:
            return id_of(name)
        case dict():
            return {key: resolved(item, id_of) for key, item in value.items()}
        case list():
            return [resolved(item, id_of) for item in value]
        case _:
            return value


def snake_case(key: str) -> str:
    """Return the name that a Python SDK gives a property: `addressSpace` as address_space, `podCIDR` as pod_cidr."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", key).lower()


def _is_custom(token: str) -> bool:
    return token.startswith(("azure-native:", "kubernetes:")) or token == _KUBERNETES_PROVIDER


def _waits_for(found: Mapping[str, Any], everything: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return what a resource depends on, itself and by the components that it is in."""
    waits = list(found["dependencies"])
    return waits + (_waits_for(everything[found["parent"]], everything) if found["parent"] else [])


def _provider_of(found: Mapping[str, Any], everything: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the provider of a Kubernetes object: the one of the component that it is in."""
    if not str(found["type"]).startswith("kubernetes:"):
        return None
    parent = found["parent"]
    beside = (
        urn for urn, each in everything.items() if each["parent"] == parent and each["type"] == _KUBERNETES_PROVIDER
    )
    return next(beside, None) or _provider_of({**everything[parent], "type": found["type"]}, everything)


def _with_references(value: Any, ids: Mapping[str, str]) -> Any:
    match value:
        case str() if value in ids:
            return {REFERENCE: ids[value]}
        case dict():
            return {key: _with_references(item, ids) for key, item in value.items()}
        case list():
            return [_with_references(item, ids) for item in value]
        case _:
            return value
