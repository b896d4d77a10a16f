"""The settings model walked by its annotations: which record a place holds, and what lies one step below it."""

from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def options_of(kind: Any) -> list[Any]:
    """Flatten Annotated and unions to the plain types they may be."""
    if hasattr(kind, "__metadata__"):
        return options_of(get_args(kind)[0])
    if get_origin(kind) in (dict, list) or not get_args(kind):
        return [kind]
    return [option for part in get_args(kind) for option in options_of(part)]


def records_of(kind: Any) -> list[type[BaseModel]]:
    """Return the records that an annotation allows: several where a tag tells them apart."""
    return [option for option in options_of(kind) if isinstance(option, type) and issubclass(option, BaseModel)]


def record_of(kind: Any) -> type[BaseModel] | None:
    """Return the one record that an annotation allows, if there is just one."""
    records = records_of(kind)
    return records[0] if len(records) == 1 else None


def fields_of(kind: Any) -> dict[str, FieldInfo]:
    """Return the fields of all records that an annotation allows, by the keys of a stack file."""
    return {field.alias or name: field for record in records_of(kind) for name, field in record.model_fields.items()}


def inside(kind: Any) -> Any:
    """Return the annotation of what a list or a map holds, None for what is neither."""
    for option in options_of(kind):
        if get_origin(option) is dict:
            return get_args(option)[1]
        if get_origin(option) is list:
            return get_args(option)[0]
    return None


def marks_of(kind: Any, mark: type) -> list[Any]:
    """Return the marks of a class that an annotation carries, at whatever depth of unions."""
    own = [each for each in getattr(kind, "__metadata__", ()) if isinstance(each, mark)]
    if get_origin(kind) in (dict, list):
        return own
    return own + [
        found
        for part in get_args(kind)
        if hasattr(part, "__origin__") or get_args(part)
        for found in marks_of(part, mark)
    ]
