"""Field types of the settings: addresses with real types, Azure's name rules, text that YAML likes to spoil.

Each refusal is a `PydanticCustomError` whose context holds `allowed` and `cure` (and `page` where one states the
rule), so that `plan.loading` can turn it into a `Problem` without knowing the field.
"""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_interface
from typing import Annotated, Any, LiteralString

from pydantic import AfterValidator, BeforeValidator, StrictInt, StrictStr, WithJsonSchema
from pydantic_core import PydanticCustomError

_NAME_RULES = "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
_IPV4_PATTERN = r"^\d{1,3}(\.\d{1,3}){3}/\d{1,2}$"
_IPV6_PATTERN = r"^[0-9A-Fa-f:]+/\d{1,3}$"


def refusal(allowed: str, cure: str, page: str | None = None) -> PydanticCustomError:
    """Make the error that `plan.loading` turns into a problem at the field's path."""
    kind: LiteralString = "settings"
    template: LiteralString = "{allowed}; {cure}"
    return PydanticCustomError(kind, template, {"allowed": allowed, "cure": cure, "page": page})


def _network(text: object, versions: tuple[int, ...]) -> IPv4Network | IPv6Network:
    wanted = " or ".join(f"IPv{version}" for version in versions)
    example = "10.224.0.0/16" if 4 in versions else "fd12:3456:789a::/64"
    allowed = f"an {wanted} range in CIDR notation, such as {example}"
    if not isinstance(text, str):
        raise refusal(allowed, f'write it as text in quotes, for instance "{example}"')
    if "/" not in text:
        raise refusal(allowed, f"add the prefix length, for instance {text}/24")
    try:
        interface = ip_interface(text)
    except ValueError:
        raise refusal(allowed, "correct the address or the prefix length") from None
    network: IPv4Network | IPv6Network = interface.network
    if network.version not in versions:
        raise refusal(allowed, f"give an {wanted} range; this one is IPv{network.version}")
    if interface.ip != network.network_address:
        raise refusal(f"{allowed}, that starts at its first address", f"write {network}")
    return network


def _address(text: object) -> IPv4Address:
    try:
        return IPv4Address(text) if isinstance(text, str) else _not_text()
    except ValueError:
        raise refusal("one IPv4 address, such as 10.0.0.10", "write four numbers from 0 to 255 with dots") from None


def _not_text() -> IPv4Address:
    raise ValueError


def _named(pattern: str, allowed: str, page: str = _NAME_RULES) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refusal(allowed, "choose a name that fits", page)
        return text

    return check


def _name(pattern: str, allowed: str, page: str = _NAME_RULES) -> Any:
    return Annotated[
        StrictStr,
        AfterValidator(_named(pattern, allowed, page)),
        WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"}),
    ]


Ipv4Range = Annotated[
    IPv4Network,
    BeforeValidator(lambda text: _network(text, (4,))),
    WithJsonSchema({"type": "string", "pattern": _IPV4_PATTERN}),
]
Ipv6Range = Annotated[
    IPv6Network,
    BeforeValidator(lambda text: _network(text, (6,))),
    WithJsonSchema({"type": "string", "pattern": _IPV6_PATTERN}),
]
AnyRange = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(lambda text: _network(text, (4, 6))),
    WithJsonSchema({"type": "string", "pattern": f"{_IPV4_PATTERN}|{_IPV6_PATTERN}"}),
]
Ipv4 = Annotated[
    IPv4Address,
    BeforeValidator(_address),
    WithJsonSchema({"type": "string", "format": "ipv4"}),
]

ResourceGroupName = _name(r"[\w.()-]{0,89}[\w()-]", "1 to 90 letters, digits, and . _ - ( ), not ending in a full stop")
VnetName = _name(r"[A-Za-z0-9][\w.-]{0,62}\w", "2 to 64 letters, digits and . _ -, starting with a letter or digit")
SubnetName = _name(
    r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?", "1 to 80 letters, digits and . _ -, starting with a letter or digit"
)
ClusterName = _name(
    r"[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?",
    "1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
)
IdentityName = _name(r"[A-Za-z0-9][\w-]{2,127}", "3 to 128 letters, digits, _ and -, starting with a letter or digit")
PoolName = _name(
    r"[a-z][a-z0-9]{0,11}",
    "1 to 12 lower-case letters and digits, starting with a letter (Windows: at most 6)",
    "https://learn.microsoft.com/azure/aks/create-node-pools",
)
DnsLabel = _name(
    r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    "1 to 63 lower-case letters, digits and -, starting with a letter",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
)
RuleName = SubnetName

Taint = _name(
    r"[\w./-]+(?:=[\w.-]*)?:(?:NoSchedule|PreferNoSchedule|NoExecute)",
    "key=value:Effect with the effect NoSchedule, PreferNoSchedule or NoExecute",
    "https://learn.microsoft.com/azure/aks/use-node-taints",
)
Surge = Annotated[
    str,
    BeforeValidator(lambda value: _surge(value)),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\d+%?$"}),
]
Zone = Annotated[
    str,
    BeforeValidator(lambda value: _zone(value)),
    WithJsonSchema({"type": ["string", "integer"], "enum": [1, 2, 3, "1", "2", "3"]}),
]
KubernetesVersion = Annotated[
    str,
    BeforeValidator(lambda value: _version(value)),
    WithJsonSchema({"type": "string", "pattern": r"^1\.\d{1,2}(\.\d{1,2})?$"}),
]
Port = Annotated[StrictInt, AfterValidator(lambda value: _between(value, 1, 65535, "a TCP port"))]
Count = Annotated[StrictInt, AfterValidator(lambda value: _between(value, 0, 1000, "a number of nodes"))]
Replicas = Annotated[StrictInt, AfterValidator(lambda value: _between(value, 0, 100_000, "a number of pods"))]


def _between(value: int, least: int, most: int, what: str) -> int:
    if not least <= value <= most:
        raise refusal(f"{what}, from {least} to {most}", f"write a number from {least} to {most}")
    return value


def _surge(value: object) -> str:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[1-9]\d*|([1-9]\d?|100)%", text):
        raise refusal(
            "a number of nodes such as 1, or a share of the pool such as 10%",
            'write 1 or "10%"',
            "https://learn.microsoft.com/azure/aks/upgrade-aks-cluster",
        )
    return text


def _zone(value: object) -> str:
    if isinstance(value, bool) or str(value) not in ("1", "2", "3"):
        raise refusal("the availability zones 1, 2 and 3", "write for instance [1, 2, 3]")
    return str(value)


def _version(value: object) -> str:
    allowed = "a version such as 1.34 or 1.34.2"
    page = "https://learn.microsoft.com/azure/aks/supported-kubernetes-versions"
    if isinstance(value, int | float) and not isinstance(value, bool):
        minor = str(value).partition(".")[2]
        meant = f"1.{minor}0" if len(minor) == 1 else f"1.{minor}"
        unquoted = f"; an unquoted number such as 1.30 arrives as {value}, without its last zero"
        raise refusal(
            f"{allowed}, as text{unquoted}",
            f'put it in quotes, for instance "{meant}" if that is meant',
            page,
        )
    if not isinstance(value, str) or not re.fullmatch(r"1\.\d{1,2}(\.\d{1,2})?", value):
        raise refusal(allowed, "name a Kubernetes minor or patch version", page)
    return value
