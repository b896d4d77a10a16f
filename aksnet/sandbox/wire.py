"""The engine's wire format for property values, both ways.

Secrets are unwrapped: the providers do not accept them, so the engine itself marks what was secret again. Assets and
resource references are not needed by any type that the sandbox knows and are refused.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import struct_pb2

from aksnet.engine.marks import (
    OUTPUT_SIGNATURE,
    SECRET_SIGNATURE,
    SIGNATURE,
    UNKNOWN,
    UNKNOWN_TEXT,
    Unknown,
)
from aksnet.sandbox.sandbox_errors import Refusal


def decode(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Turn the engine's property map into plain Python values."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _decode_struct(value.struct_value)
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_TEXT else value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case _:
            return None


def _decode_struct(struct: struct_pb2.Struct) -> Any:
    signature = struct.fields.get(SIGNATURE)
    if signature is None:
        return decode(struct)
    if signature.string_value in (SECRET_SIGNATURE, OUTPUT_SIGNATURE):
        # An output value without a value is one that is not known yet.
        return _decode(struct.fields["value"]) if "value" in struct.fields else UNKNOWN
    raise Refusal("UnsupportedValue", "assets and resource references are not known to the sandbox")


def encode(values: dict[str, Any]) -> struct_pb2.Struct:
    """Turn plain Python values into the engine's property map."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        struct.fields[key].CopyFrom(_encode(value))
    return struct


def _encode(value: Any) -> struct_pb2.Value:
    match value:
        case Unknown():
            return struct_pb2.Value(string_value=UNKNOWN_TEXT)
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case bool():
            return struct_pb2.Value(bool_value=value)
        case int() | float():
            return struct_pb2.Value(number_value=value)
        case str():
            return struct_pb2.Value(string_value=value)
        case dict():
            return struct_pb2.Value(struct_value=encode(value))
        case list() | tuple():
            items = struct_pb2.ListValue(values=[_encode(item) for item in value])
            return struct_pb2.Value(list_value=items)
        case _:
            raise TypeError(f"cannot send a {type(value).__name__} to the engine")
