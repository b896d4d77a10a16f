"""The JSON Schema of a stack file, made from the settings model: editors complete and check stack files with it.

`docs/stack-file.schema.json` is its committed form; `aksnet schema` prints it.
"""

from typing import Any

from aksnet.settings.problems import NAMESPACE
from aksnet.settings.settings import Settings
from aksnet.settings.workload_settings import KINDS


def stack_file_schema() -> dict[str, Any]:
    """Give the schema of `Pulumi.<stack>.yaml`."""
    model = Settings.model_json_schema(by_alias=True)
    cluster = model["$defs"]["ClusterSettings"]["properties"]
    cluster["workloads"] = {"type": "object", "description": cluster["workloads"]["description"], **_workloads()}
    keys = {f"{NAMESPACE}:{key}": schema for key, schema in model["properties"].items()}
    location = {"type": "string", "description": "Azure region of everything that the stack creates."}
    return {
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
        "$defs": model["$defs"],
    }


def _workloads() -> dict[str, Any]:
    """An instance that bears a kind's name is of that kind; any other says its kind."""
    kinds = {kind.model_fields["kind"].default: {"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS}
    named = [{"allOf": [kind, {"required": ["kind"]}]} for kind in kinds.values()]
    return {"properties": kinds, "additionalProperties": {"anyOf": named}}
