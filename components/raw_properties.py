"""Raw properties of a stack file, merged into what a plan declares: beside it, never in its place."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_snake

from aksnet.azure.raw_arguments import RawTarget, python_names
from aksnet.errors import AksnetError


class RawConflictError(AksnetError):
    """Raised where a raw property would take the place of a planned one, which planning refuses before."""


def with_raw(target: RawTarget, said: dict[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a resource, by their names in Python, with raw properties merged in."""
    names = python_names(target)
    return said | {names[key]: _joined(said.get(names[key]), value, key) for key, value in raw.items()}


def _joined(said: Any, raw: Any, path: str) -> Any:
    """Merge two maps; what azure-native has a class for is a map of the names in Python, which it takes too."""
    if said is None:
        return raw
    own = dict(said) if isinstance(said, Mapping) else vars(said) if hasattr(said, "__dict__") else None
    if own is None or not isinstance(raw, Mapping):
        raise RawConflictError(f"raw.{path} would change what planning decided; remove it.")
    found = {key: each for key, each in own.items() if each is not None}
    for key, each in raw.items():
        name = to_snake(key) if to_snake(key) in found else key
        found[name] = _joined(found.get(name), each, f"{path}.{key}")
    return found
