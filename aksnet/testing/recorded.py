"""One recorded resource, read from the message that registers it.

The shape that tests compare; `aksnet.testing.recording` runs the program and collects them.
"""

from dataclasses import dataclass
from typing import Any, Final

from google.protobuf import json_format, struct_pb2

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 the wire's mark, no secret


@dataclass(frozen=True)
class Secret:
    """A value that arrived marked as a secret."""

    value: Any


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One registered resource, its references by logical name, its inputs as plain Python."""

    type: str
    name: str
    urn: str
    parent: str | None
    custom: bool
    inputs: dict[str, Any]
    provider: str | None
    """Name of the explicit provider; None is the default provider."""
    providers: tuple[str, ...]
    """Explicit providers that a component hands to its children."""
    dependencies: tuple[str, ...]
    protect: bool
    delete_before_replace: bool
    retain_on_delete: bool
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    replace_with: tuple[str, ...]
    """Names of the resources whose replacement replaces this one."""
    additional_secret_outputs: tuple[str, ...]
    aliases: tuple[str, ...]
    """What it was known by: whole URNs, names or types (the SDK adds former API versions)."""
    read: bool = False
    """True for an existing resource that was looked up (`Resource.get`) and is not managed."""


def plain(value: Any) -> Any:
    """Plain Python of what came over the wire: whole numbers as int, secrets as `Secret`."""
    if isinstance(value, struct_pb2.Struct):
        return plain(json_format.MessageToDict(value))
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return Secret(plain(value["value"]))
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def recorded(request: Any, urn: str, inputs: dict[str, Any], *, custom: bool, read: bool = False) -> Recorded:
    """The record of a registration or, with `read`, of a lookup."""

    def many(attribute: str) -> tuple[str, ...]:
        return tuple(getattr(request, attribute, ()))

    below_stack = not request.parent or f"::{STACK_TYPE}::" in request.parent
    return Recorded(
        type=request.type,
        name=request.name,
        urn=urn,
        parent=None if below_stack else _name(request.parent),
        custom=custom,
        inputs=inputs,
        provider=_name(request.provider) if request.provider else None,
        providers=tuple(sorted(_name(ref) for ref in dict(getattr(request, "providers", {})).values())),
        dependencies=tuple(sorted({_name(urn) for urn in request.dependencies})),
        protect=getattr(request, "protect", False),
        delete_before_replace=getattr(request, "deleteBeforeReplace", False),
        retain_on_delete=getattr(request, "retainOnDelete", False),
        ignore_changes=many("ignoreChanges"),
        replace_on_changes=many("replaceOnChanges"),
        replace_with=tuple(sorted(_name(urn) for urn in many("replace_with"))),
        additional_secret_outputs=many("additionalSecretOutputs"),
        aliases=tuple(alias.urn or alias.spec.name or alias.spec.type for alias in getattr(request, "aliases", ())),
        read=read,
    )


def _name(urn: str) -> str:
    return urn.split("::")[3]
