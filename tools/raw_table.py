"""Writes the names and types of what azure-native takes for a cluster, a pool and a subnet; `make docs` calls it.

Planning holds raw maps against this table, because the package itself takes seconds to load and is no part of the base.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

import pulumi._types as pulumi_types
import pulumi_azure_native.network as network
from pulumi_azure_native import containerservice as aks

_ROOTS: Mapping[str, tuple[type, ...]] = {
    "cluster": (aks.ManagedClusterArgs,),
    # By a request of its own, or by the cluster's: what only one of the two takes is no property of a pool here.
    "pool": (aks.AgentPoolArgs, aks.ManagedClusterAgentPoolProfileArgs),
    "subnet": (network.SubnetInitArgs,),
}
_PLACES = {
    "resourceGroupName",
    "resourceName",
    "agentPoolName",
    "virtualNetworkName",
    "subnetName",
    "name",
    "id",
    "location",
    "tags",
    "type",
}
"""What says which resource is meant, and what every resource of a stack has from the stack."""
_PLAIN = {str: "string", bool: "boolean", int: "integer", float: "number"}


def raw_arguments() -> str:
    """Return the table as JSON: of each root its properties by name, of each type in them likewise."""
    types: dict[str, dict[str, str]] = {}
    roots = {
        root: {
            name: {"python": python, "type": kind}
            for name, (python, kind) in _own(classes[0], types).items()
            if name not in _PLACES and all(name in _own(other, types) for other in classes[1:])
        }
        for root, classes in _ROOTS.items()
    }
    return json.dumps({"roots": roots, "types": dict(sorted(types.items()))}, indent=1) + "\n"


def _own(cls: type, types: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    kinds = pulumi_types.input_type_types(cls)
    names = pulumi_types.input_type_py_to_pulumi_names(cls)
    return {name: (python, _kind(kinds[name], types)) for python, name in sorted(names.items())}


def _kind(annotation: Any, types: dict[str, dict[str, str]]) -> str:
    """Return a property's type: of JSON, `any`, the name of a record, or one of them in brackets or braces."""
    options = [each for each in _options(annotation) if each is not type(None)]
    for each in options:
        if get_origin(each) is not None and issubclass(get_origin(each), Mapping):
            return "{" + _kind(get_args(each)[1], types) + "}"
        if get_origin(each) is not None:
            return "[" + _kind(get_args(each)[0], types) + "]"
    records = [each for each in options if isinstance(each, type) and pulumi_types.is_input_type(each)]
    if records:
        return _record(records[0], types)
    return next((text for kind, text in _PLAIN.items() if kind in options), "any")


def _options(annotation: Any) -> list[Any]:
    if annotation is Any:
        return []
    origin = get_origin(annotation)
    if origin is None or (isinstance(origin, type) and issubclass(origin, Mapping | Sequence)):
        return [annotation]
    return [option for part in get_args(annotation) for option in _options(part)]


def _record(cls: type, types: dict[str, dict[str, str]]) -> str:
    name = cls.__name__.removesuffix("Args")
    if name not in types:
        types[name] = {}
        types[name].update({key: kind for key, (_, kind) in _own(cls, types).items()})
    return name
