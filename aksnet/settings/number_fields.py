"""Field types of whole numbers: ports, nodes, pods, priorities of security rules."""

from typing import Annotated

from pydantic import AfterValidator, StrictInt, WithJsonSchema

from aksnet.settings.fields import refusal
from aksnet.settings.problem_kinds import Kind

Port = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.PORT_FORM, value, 1, 65535, "a TCP port")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 65535}),
]
ContainerPort = Annotated[
    StrictInt,
    AfterValidator(
        lambda value: between(
            Kind.PORT_FORM, value, 1024, 65535, "a TCP port that a container may open without more rights"
        )
    ),
    WithJsonSchema({"type": "integer", "minimum": 1024, "maximum": 65535}),
]
Count = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.NODES_FORM, value, 0, 1000, "a number of nodes")),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 1000}),
]
ProvisionedNodes = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.NODES_FORM, value, 1, 5000, "a number of nodes")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 5000}),
]
ManagedAddresses = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.EGRESS_FORM, value, 1, 100, "a number of public addresses")),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 100}),
]
GatewayAddresses = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.EGRESS_FORM, value, 0, 16, "a number of public addresses")),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 16}),
]
GatewayPrefix = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.EGRESS_FORM, value, 28, 31, "the length of a public IP prefix")),
    WithJsonSchema({"type": "integer", "minimum": 28, "maximum": 31}),
]
IdleMinutes = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.EGRESS_FORM, value, 4, 120, "a number of minutes")),
    WithJsonSchema({"type": "integer", "minimum": 4, "maximum": 120}),
]
AllocatedPorts = Annotated[
    StrictInt,
    AfterValidator(lambda value: _ports(value)),
    WithJsonSchema({"type": "integer", "minimum": 8, "maximum": 64_000, "multipleOf": 8}),
]
Priority = Annotated[
    StrictInt,
    AfterValidator(lambda value: _priority(value)),
    WithJsonSchema({"type": "integer", "minimum": 200, "maximum": 4096}),
]
Replicas = Annotated[
    StrictInt,
    AfterValidator(lambda value: between(Kind.REPLICAS_FORM, value, 0, 100_000, "a number of pods")),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 100_000}),
]


def between(kind: Kind, value: int, least: int, most: int, what: str) -> int:
    """Return a number that lies where it may; refuse any other."""
    if not least <= value <= most:
        raise refusal(kind, f"{what}, from {least} to {most}", f"write a number from {least} to {most}")
    return value


def _ports(value: int) -> int:
    if not 8 <= value <= 64_000 or value % 8:
        raise refusal(
            Kind.EGRESS_FORM,
            "a number of ports of a node, from 8 to 64000, that eight divides",
            f"write {min(max(round(value / 8), 1), 8_000) * 8}",
        )
    return value


def _priority(value: int) -> int:
    if not 200 <= value <= 4096:
        raise refusal(
            Kind.RULE_PRIORITY_FORM,
            "a priority from 200 to 4096: 100 to 199 are kept for the rules that pods need, which stand before all "
            "others",
            f"write {value + 100}, and 100 more in the other rules of the group, so that their order stays"
            if 100 <= value < 200
            else "write a number from 200 to 4096",
        )
    return value
