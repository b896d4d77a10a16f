"""The JSON Schema of a stack file, made from the settings model: editors complete and check stack files with it.

What is refused by its form alone the schema refuses too, and the keys that a mode does not take; the rest of what goes
together is the rule book's. `docs/stack-file.schema.json` is its committed form; `aksnet schema` prints it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from aksnet.azure.axes import Policy
from aksnet.azure.mode import Mode
from aksnet.azure.modes import DEFAULT_MODE, MODES
from aksnet.azure.node_images import OS_SKUS
from aksnet.settings.fields import FROM_STACK
from aksnet.settings.problems import NAMESPACE
from aksnet.settings.range_patterns import IPV4_PATTERN, IPV6_PATTERN
from aksnet.settings.settings import Settings
from aksnet.settings.workload_settings import KINDS

Schema = dict[str, Any]

_SHARED_FROM = 1000
"""Characters from which a pattern is written once, among the definitions."""


_REFERENCE: Schema = {
    "title": "output of another stack",
    "type": "object",
    "properties": {
        "fromStack": {"type": "string", "description": "The stack, as organization/project/stack, or its name alone."},
        "output": {"type": "string", "description": "Dotted path of the output, such as network.vnetId."},
    },
    "required": ["fromStack", "output"],
    "additionalProperties": False,
}


def stack_file_schema() -> Schema:
    """Return the schema of `Pulumi.<stack>.yaml`."""
    model = Settings.model_json_schema(by_alias=True)
    cluster = _record(model["$defs"]["ClusterSettings"])
    properties = cluster["properties"]
    properties["workloads"] = {"type": "object", "description": properties["workloads"]["description"], **_workloads()}
    cluster["allOf"] = list(_by_mode())
    pool = _record(model["$defs"]["NodePoolSettings"])["properties"]
    limits = [mode.max_pods for mode in MODES.values()]
    pool["maxPods"]["anyOf"][0] |= {
        "minimum": min(each.least for each in limits),
        "maximum": max(each.most for each in limits),
    }
    pool["osSku"]["anyOf"][0]["enum"] = [sku for offered in OS_SKUS.values() for sku in offered]
    keys = {f"{NAMESPACE}:{key}": schema for key, schema in model["properties"].items()}
    location = {"type": "string", "description": "Azure region of everything that the stack creates."}
    shared: Schema = {}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack file of aks-networking",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {"azure-native:location": location, **keys},
                "patternProperties": {f"^(?!{NAMESPACE}:).+:.+$": {}},
                "required": ["azure-native:location", *(f"{NAMESPACE}:{key}" for key in model["required"])],
                "additionalProperties": False,
            }
        },
        "required": ["config"],
        "$defs": {name: _titled(schema, _words(name)) for name, schema in model["$defs"].items()},
    }
    mended: Schema = _mended(whole, shared)
    mended["$defs"] |= shared | {"StackReference": _REFERENCE}
    return mended


def _record(schema: Schema) -> Schema:
    """Return the record of a definition that may be text alone."""
    found: Schema = schema["anyOf"][-1] if "anyOf" in schema else schema
    return found


def _words(name: str) -> str:
    """Return a record's name as people write it, such as `node pool`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Settings")).lower()


def _titled(schema: Schema, title: str) -> Schema:
    _record(schema)["title"] = title
    return schema


def _mended(schema: Any, shared: Schema) -> Any:
    """Return a schema with keys as titles, maps that take no other names, and long patterns among the definitions."""
    if isinstance(schema, list):
        return [_mended(each, shared) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.pop(FROM_STACK, None):
        outside = {key: schema.pop(key) for key in ("title", "description", "default") if key in schema}
        return outside | {"anyOf": [_mended(schema, shared), {"$ref": "#/$defs/StackReference"}]}
    if len(str(schema.get("pattern", ""))) > _SHARED_FROM and "description" not in schema:
        return {"$ref": f"#/$defs/{_share(schema, shared)}"}
    mended = {key: _mended(value, shared) for key, value in schema.items()}
    properties = mended.get("properties")
    if isinstance(properties, dict):
        for key, value in properties.items():
            if isinstance(value, dict) and "title" in value:
                value["title"] = key
    if "patternProperties" in mended:
        mended.setdefault("additionalProperties", False)
    return mended


def _share(schema: Schema, shared: Schema) -> str:
    name = next((name for name, known in shared.items() if known == schema), None)
    if name is None:
        name = {IPV4_PATTERN: "Ipv4Range", IPV6_PATTERN: "Ipv6Range"}.get(schema["pattern"], "Range")
        shared[name] = schema
    return name


def _by_mode() -> Iterator[Schema]:
    """Yield what keys a mode takes, each for the modes that do not."""
    single: Callable[[Mode], bool] = lambda mode: len(mode.families) == 1  # noqa: E731
    for key, takes in (
        ("podCidr", lambda mode: mode.has_pod_cidr and single(mode)),
        ("podCidrs", lambda mode: mode.has_pod_cidr and not single(mode)),
        ("serviceCidr", single),
        ("serviceCidrs", lambda mode: not single(mode)),
        ("podSubnet", lambda mode: mode.has_pod_subnet),
    ):
        without = [mode.name for mode in MODES.values() if not takes(mode)]
        yield _for_modes(without, {"properties": {key: {"type": "null", "errorMessage": f"This mode has no {key}."}}})
    for mode in MODES.values():
        policies = [policy.value for policy in mode.policies or (Policy.NONE,)]
        yield _for_modes([mode.name], {"properties": {"networkPolicy": {"enum": [*policies, None]}}})


def _for_modes(names: list[str], then: Schema) -> Schema:
    condition: Schema = {"properties": {"mode": {"enum": names}}}
    return {"if": condition if DEFAULT_MODE in names else condition | {"required": ["mode"]}, "then": then}


def _workloads() -> Schema:
    """An instance that bears a kind's name is of that kind; any other says its kind."""
    kinds = {kind.model_fields["kind"].default: {"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS}
    named = [{"allOf": [kind, {"required": ["kind"]}]} for kind in kinds.values()]
    return {"properties": kinds, "additionalProperties": {"anyOf": named}}
