"""Check of Kubernetes objects against Kubernetes' own JSON schemas, strictly: unknown properties are errors.

The schemas come with the `kubernetes-validate` package; a validator per kind is kept, because loading takes longer
than checking. Leaves out what only a server checks, such as immutable fields or quantities' limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema
import referencing
from kubernetes_validate import utils

from aksnet.engine.marks import has_unknown

_LIST_SUFFIX: Final = "List"


@cache
def _definitions() -> tuple[str, referencing.Registry[Any]]:
    version = utils.latest_version()
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    resource = referencing.Resource.from_contents(utils.schema_contents(f"{folder}/_definitions.json", version))
    return folder, resource @ referencing.Registry()


@cache
def _validator(api_version: str, kind: str) -> jsonschema.Draft202012Validator | None:
    if not re.fullmatch(r"[A-Za-z]+", kind) or kind.endswith(_LIST_SUFFIX):
        return None
    folder, registry = _definitions()
    group_version = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    try:
        schema = utils.schema_contents(f"{folder}/{kind.lower()}-{group_version}.json", utils.latest_version())
    except FileNotFoundError:
        return None
    if "metadata" not in schema.get("properties", {}):
        return None  # a part of an object, not an object
    return jsonschema.Draft202012Validator(schema, registry=referencing.Resource.from_contents(schema) @ registry)


def known(api_version: str, kind: str) -> bool:
    """Return whether Kubernetes has this kind of object."""
    return _validator(api_version, kind) is not None


def check(api_version: str, kind: str, body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an object, each with its dotted path; values not known yet are passed over."""
    validator = _validator(api_version, kind)
    if validator is None:
        yield "kind", f"Kubernetes has no {kind} in {api_version}"
        return
    for error in validator.iter_errors(body):
        if not has_unknown(error.instance) or error.validator in ("additionalProperties", "required"):
            yield _path(error), _reason(error)


def _path(error: jsonschema.ValidationError) -> str:
    text = ""
    for step in error.absolute_path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text or "(object)"


def _reason(error: jsonschema.ValidationError) -> str:
    message = error.message
    return message if len(message) < 300 else message[:300] + "…"
