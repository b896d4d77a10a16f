"""What a client asks in a review of access: JSON, or the protobuf that kubectl prefers for Kubernetes' own kinds.

https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding; field numbers of
https://github.com/kubernetes/api/blob/master/authorization/v1/generated.proto
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet

from aksnet.arm.values import Json
from aksnet.sandbox.serve.status import KubeRefusal

_MAGIC: Final = b"k8s\x00"
_LENGTH_DELIMITED: Final = 2
_RAW, _SPEC = 2, 2
Shape = Mapping[int, "str | tuple[str, Shape]"]
"""Fields by number: a text's name, or a message's name and shape."""
ACCESS: Final[Shape] = {
    1: (
        "resourceAttributes",
        {1: "namespace", 2: "verb", 3: "group", 4: "version", 5: "resource", 6: "subresource", 7: "name"},
    ),
    2: ("nonResourceAttributes", {1: "path", 2: "verb"}),
}
RULES: Final[Shape] = {1: "namespace"}


def spec_of(body: bytes, kind: str, shape: Shape) -> Json:
    """Return the spec of a review."""
    try:
        if body.startswith(_MAGIC):
            return _message(_fields(_fields(_fields(body[len(_MAGIC) :])[_RAW])[_SPEC]), shape)
        spec = json.loads(body)["spec"]
    except (ValueError, KeyError, TypeError, DecodeError):
        spec = None
    if not isinstance(spec, dict):
        raise KubeRefusal(400, f"the body is no {kind} with a spec, as JSON or protobuf and with its length told")
    return spec


def _message(fields: dict[int, bytes], shape: Shape) -> Json:
    found: dict[str, Any] = {}
    for number, what in shape.items():
        data = fields.get(number)
        if data is not None:
            name, inner = (what, None) if isinstance(what, str) else what
            found[name] = data.decode() if inner is None else _message(_fields(data), inner)
    return found


def _fields(data: bytes) -> dict[int, bytes]:
    """Return the texts and messages of a message by number; other fields are passed over."""
    message = Empty()
    message.ParseFromString(data)
    unknown = UnknownFieldSet(message)
    fields = [unknown[number] for number in range(len(unknown))]
    return {each.field_number: each.data for each in fields if each.wire_type == _LENGTH_DELIMITED}
