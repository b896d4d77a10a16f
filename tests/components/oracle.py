"""Kubernetes' own schemas as a second opinion on every declared object."""

from typing import Any, Final

import kubernetes_validate

from aksnet.testing.recording import Recording

# The versions that AKS offers now and that the schemas know (kubernetes-validate 1.37.0 starts at 1.35).
VERSIONS: Final = ("1.35", "1.36", "1.37")


def kubernetes_objects(recording: Recording) -> list[dict[str, Any]]:
    """Every recorded Kubernetes object, without charts, which are no object."""
    return [
        resource.inputs
        for resource in recording.resources
        if resource.type.startswith("kubernetes:") and "kind" in resource.inputs
    ]


def assert_valid(recording: Recording) -> None:
    """Fail on any object with a missing, misspelt or mistyped field."""
    objects = kubernetes_objects(recording)
    assert objects, "no Kubernetes object was declared"
    for version in VERSIONS:
        for declared in objects:
            kubernetes_validate.validate(declared, version, strict=True)
