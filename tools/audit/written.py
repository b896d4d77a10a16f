"""Write what a preview declares in the forms that scanners read: an ARM template, and the manifests of each cluster.

Bodies get their `properties` level back by the models of Azure's SDK. What a preview does not know yet stands as ARM's
own reference would, so that no scanner takes it for a value that is missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from aksnet.sandbox.azure.azure_provider import KINDS
from aksnet.sandbox.serve.arm_bodies import nested

Resource = Mapping[str, Any]
"""One resource of `aksnet sandbox preview --json`."""

_SCHEMA: Final = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_UNKNOWN: Final = "[unknown]"
_LATER: Final = "[reference('later')]"
_KUBERNETES: Final = "kubernetes:"
_NO_OBJECTS: Final = "kubernetes:helm.sh/"
"""A chart's release is no object: what it makes is the chart's."""


def template(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the ARM template of a stack's resources, in the order in which the preview has them."""
    declared = [_resource(each) for each in resources if each["type"] in KINDS]
    return {"$schema": _SCHEMA, "contentVersion": "1.0.0.0", "resources": declared}


def _resource(declared: Resource) -> dict[str, Any]:
    kind, inputs = KINDS[declared["type"]], dict(declared["inputs"])
    names = [str(inputs[name]) for name in kind.arm.parameters if name not in ("resourceGroupName", "scope")]
    body = nested(kind.model, _known(kind.arm.body_of(inputs)))
    return {"type": kind.arm.name, "apiVersion": kind.arm.api_version, "name": "/".join(names), **body}


def manifests(resources: Sequence[Resource]) -> list[dict[str, Any]]:
    """Return the objects inside clusters; a secret's value is not among what a preview writes down."""
    return [_known(dict(each["inputs"])) for each in resources if _is_object(each["type"])]


def _is_object(type_: str) -> bool:
    return type_.startswith(_KUBERNETES) and not type_.startswith(_NO_OBJECTS)


def images(objects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the image of every container."""
    for each in objects:
        pod = each.get("spec", {}).get("template", {}).get("spec", {})
        yield from (container["image"] for container in pod.get("containers", ()))


def _known(value: Any) -> Any:
    match value:
        case dict():
            return {key: _known(inner) for key, inner in value.items()}
        case list():
            return [_known(inner) for inner in value]
        case _:
            return _LATER if value == _UNKNOWN else value
