"""How the tags of resources may look, whatever their type.

https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.arm.values import as_dict
from aksnet.sandbox.azure.resource_type import Write
from aksnet.sandbox.sandbox_errors import Refusal

_RESERVED: Final = frozenset("<>%&\\?/")
_MOST, _NAME, _VALUE = 50, 512, 256


def tags_fit(write: Write) -> Refusal | None:
    """Refuse tags that Azure does not take."""
    return next(_refusals(as_dict(write.body.get("tags"))), None)


# Codes as in public scripts that check the same before they write; those of the last three are not known.
def _refusals(tags: dict[str, str]) -> Iterator[Refusal]:
    for name, value in tags.items():
        if set(name) & _RESERVED or any(ord(each) < 32 or ord(each) == 127 for each in name):
            yield Refusal(
                "InvalidTagNameCharacters",
                f"The tag names '{name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.",
            )
        if len(name) > _NAME:
            yield Refusal("InvalidTagName", f"Tag name too large. '{name}' exceeds the maximum length, {_NAME}.")
        if len(value) > _VALUE:
            yield Refusal("InvalidTagValueLength", f"Tag value too large. {name}: the maximum length is {_VALUE}.")
        if not name:
            yield Refusal("InvalidTagName", "A tag has no name.")
    if len({name.lower() for name in tags}) < len(tags):
        yield Refusal("InvalidTagName", f"Two of the tag names {', '.join(tags)} differ in case alone.")
    if len(tags) > _MOST:
        yield Refusal("InvalidTagName", f"There are {len(tags)} tags; a resource has at most {_MOST}.")
