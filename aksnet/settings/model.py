"""The base of all settings records: frozen, camelCase, strict about types, unknown keys refused."""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from aksnet.settings.fields import FROM_STACK


@dataclass(frozen=True)
class Shorthand:
    """Says that a record may be written as one text, and which key that text is for."""

    key: str

    def key_for(self, text: str) -> str:
        """Return the key that `text` stands for."""
        del text
        return self.key

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a text may be for."""
        return (self.key,)


class SettingsModel(BaseModel):
    """A record of settings.

    A key with nothing after it, which YAML reads as null, counts as not written; a record with nothing after it has
    every default. Both are what `dev:` or `nginx:` on a line of its own means to whoever writes it.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        use_attribute_docstrings=True,
        regex_engine="python-re",
        ser_json_inf_nan="constants",
    )
    shorthand: ClassVar[Shorthand | None] = None

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, value: Any) -> Any:
        if value is None:
            return {}
        if cls.shorthand is not None and isinstance(value, str):
            return {cls.shorthand.key_for(value): value}
        if isinstance(value, dict):
            known = {field.alias for field in cls.model_fields.values()}
            return {key: given for key, given in value.items() if given is not None or key not in known}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        if cls.shorthand is None:
            return described
        resolved = handler.resolve_ref_schema(described)
        record = dict(resolved)
        resolved.clear()
        resolved.update({"anyOf": [*(_text_of(record, key) for key in cls.shorthand.keys), record]})
        return described


def _text_of(record: JsonSchemaValue, key: str) -> JsonSchemaValue:
    """Return what a key of a record takes, without its description: text alone is that."""
    found = record["properties"][key]
    choices = [each for each in found.get("anyOf", [found]) if each != {"type": "null"}]
    return {
        name: value
        for name, value in choices[0].items()
        if name in ("type", "pattern", "patternErrorMessage", "enum", "$ref", FROM_STACK)
    }
