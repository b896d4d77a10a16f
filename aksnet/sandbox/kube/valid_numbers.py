"""Numbers that the API server does not take, though they are numbers: ports and replicas.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aksnet.arm.values import Json, as_dict, as_list
from aksnet.sandbox.cluster.make import metadata, spec_of
from aksnet.sandbox.sandbox_errors import Refusal

_PORTS: Final = range(1, 65536)


def allow(body: Json) -> None:
    """Let an object be written whose numbers are in their ranges.

    Raises:
        Refusal: with the API server's words for the first that is not.

    """
    for field, value, why in _wrong(body):
        raise Refusal(
            "Invalid",
            f'{body.get("kind")} "{metadata(body).get("name")}" is invalid: {field}: Invalid value: {value}: {why}',
        )


def _wrong(body: Json) -> Iterator[tuple[str, int, str]]:
    spec = spec_of(body)
    replicas = spec.get("replicas")
    if isinstance(replicas, int) and replicas < 0:
        yield "spec.replicas", replicas, "must be greater than or equal to 0"
    ports = as_list(spec.get("ports")) if body.get("kind") == "Service" else []
    yield from _ports("spec.ports", ports, ("port", "targetPort"))
    template = as_dict(as_dict(spec.get("template")).get("spec"))
    for at, pod in (("spec.template.spec", template), ("spec", spec)):
        for index, container in enumerate(as_list(pod.get("containers"))):
            listed = as_list(as_dict(container).get("ports"))
            yield from _ports(f"{at}.containers[{index}].ports", listed, ("containerPort",))


def _ports(at: str, ports: list[Json], names: tuple[str, ...]) -> Iterator[tuple[str, int, str]]:
    for index, port in enumerate(ports):
        for name in names:
            value = as_dict(port).get(name)
            if isinstance(value, int) and value not in _PORTS:
                yield f"{at}[{index}].{name}", value, "must be between 1 and 65535, inclusive"
