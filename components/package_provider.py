"""AksNetwork as a package for programs in any language: the provider process that an engine starts and talks to.

`package/` has the entry that the engine starts. Pulumi's own host infers the schema from the types; what it is not left
is the reading of arguments: it would refuse one wrong value at a time, and pass over keys that it does not know.
"""

import json
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError

from .aks_network import AksNetwork
from .refusal import ArgumentsRefused

PACKAGE: Final = "aks-networking"


class PackageProvider(ComponentProvider):
    """Makes AksNetworks for other programs."""

    def __init__(self) -> None:
        super().__init__([AksNetwork], PACKAGE, None, _version())

    def map_inputs(self, inputs: Any, component_def: Any) -> Any:
        """Return the arguments as they came: the component reads them, and says all that is wrong with them."""
        del component_def
        return inputs

    def get_state(self, instance: Any, component_def: Any) -> dict[str, Any]:
        """Return the outputs, in which only what is secret is one."""
        del component_def
        return dict(instance.outputs)

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Make a component; what it refuses reaches the engine as the properties that are wrong."""
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as fault:
            if isinstance(fault.inner, ArgumentsRefused):
                raise fault.inner.for_engine(inputs) from None
            raise


def package_schema() -> str:
    """Return the schema that other languages' SDKs are generated from, as it is committed."""
    return json.dumps(json.loads(PackageProvider().schema or "{}"), indent=2) + "\n"


def serve() -> None:
    """Serve the engine that started this process until it ends."""
    main(PackageProvider(), sys.argv[1:])


def _version() -> str:
    """Return the version of this checkout, or of the wheel where there is none."""
    project = Path(__file__).resolve().parent.parent / "pyproject.toml"
    if not project.is_file():
        return metadata.version(PACKAGE)
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
