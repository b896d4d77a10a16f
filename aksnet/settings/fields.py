"""Field types of the settings: addresses with real types, Azure's name rules, text that YAML likes to spoil.

Each refusal is a `PydanticCustomError` whose context holds the kind of problem, the message and the cure (and the page,
where it is not the kind's own), so that `aksnet.settings.loading` can turn it into a `Problem` without knowing the
field.
"""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_interface
from typing import Annotated, Any, LiteralString

from pydantic import AfterValidator, BeforeValidator, StrictStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from aksnet.azure.axes import NextHopType
from aksnet.settings.later import MayBeLater
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.range_patterns import IPV4_PATTERN, IPV6_PATTERN

FROM_STACK = "fromStack"
"""Marks in a schema what may be an output of another stack, until `aksnet.settings.schema` says so."""

_STARTS = "range in CIDR notation that starts at its first address"


def refusal(kind: Kind, message: str, cure: str, page: str | None = None) -> PydanticCustomError:
    """Make the error that `aksnet.settings.loading` turns into a problem at the field's path."""
    name: LiteralString = "settings"
    template: LiteralString = "{message}; {cure}"
    return PydanticCustomError(name, template, {"kind": kind, "message": message, "cure": cure, "page": page})


def _network(text: object, versions: tuple[int, ...]) -> IPv4Network | IPv6Network:
    wanted = " or ".join(f"IPv{version}" for version in versions)
    example = "10.224.0.0/16" if 4 in versions else "fd12:3456:789a::/64"
    allowed = f"an {wanted} range in CIDR notation, such as {example}"
    if not isinstance(text, str):
        raise refusal(Kind.RANGE_FORM, allowed, f'write it as text in quotes, for instance "{example}"')
    if "/" not in text:
        raise refusal(Kind.RANGE_FORM, allowed, _with_length(text))
    try:
        interface = ip_interface(text)
    except ValueError:
        raise refusal(Kind.RANGE_FORM, allowed, "correct the address or the prefix length") from None
    network: IPv4Network | IPv6Network = interface.network
    if network.version not in versions:
        raise refusal(Kind.RANGE_FORM, allowed, f"give an {wanted} range; this one is IPv{network.version}")
    if interface.ip != network.network_address:
        raise refusal(Kind.RANGE_FORM, f"{allowed}, that starts at its first address", f"write {network}")
    return network


def _with_length(text: str) -> str:
    """Return what to write for text without a slash: the address with a length that it can start, if it is one."""
    try:
        address = ip_address(text)
    except ValueError:
        return "write an address, a slash and the prefix length"
    usual = 24 if address.version == 4 else 64
    starts = int(address) % (1 << (address.max_prefixlen - usual)) == 0
    return f"add the prefix length, for instance {address}/{usual if starts else address.max_prefixlen}"


def _address(text: object) -> IPv4Address:
    try:
        return IPv4Address(text) if isinstance(text, str) else _not_text()
    except ValueError:
        raise refusal(
            Kind.ADDRESS_FORM, "one IPv4 address, such as 10.0.0.10", "write four numbers from 0 to 255 with dots"
        ) from None


def _next_hop(text: object) -> IPv4Address | NextHopType:
    try:
        return NextHopType(text) if isinstance(text, str) and text in list(NextHopType) else _address(text)
    except PydanticCustomError:
        raise refusal(
            Kind.ADDRESS_FORM,
            f"one IPv4 address, such as 10.0.0.10, or {NextHopType.GATEWAY}",
            f"write the address of the firewall, four numbers from 0 to 255 with dots, or {NextHopType.GATEWAY}",
        ) from None


def _not_text() -> IPv4Address:
    raise ValueError


def _matching(kind: Kind, pattern: str, message: str, cure: str, page: str | None, flags: int) -> Callable[[str], str]:
    compiled = re.compile(pattern, flags)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refusal(kind, message, cure, page)
        return text

    return check


def text_field(
    kind: Kind,
    pattern: str,
    message: str,
    cure: str,
    page: str | None = None,
    flags: int = re.ASCII,
    *,
    from_stack: bool = False,
) -> Any:
    """Make the type of a text that fits a pattern; refusals bear the kind, the message and the cure."""
    marks: dict[str, Any] = {FROM_STACK: True} if from_stack else {}
    shown = _any_case(pattern) if flags & re.IGNORECASE else pattern
    return Annotated[
        StrictStr,
        AfterValidator(_matching(kind, pattern, message, cure, page, flags)),
        WithJsonSchema({"type": "string", "pattern": f"^(?:{shown})$", "patternErrorMessage": message} | marks),
    ]


def _any_case(pattern: str) -> str:
    """Return a pattern that takes letters of both cases by itself, because a JSON Schema has no flags."""

    def both(found: re.Match[str]) -> str:
        return f"[{found[0].upper()}{found[0].lower()}]" if found[0].isalpha() else found[0]

    return re.sub(r"\[[^\]]*\]|\\.|[A-Za-z]", both, pattern)


def _name(
    pattern: str, message: str, page: str | None = None, flags: int = re.ASCII, kind: Kind = Kind.NAME_FORM
) -> Any:
    return text_field(kind, pattern, message, "choose a name that fits", page, flags)


Ipv4Range = Annotated[
    IPv4Network,
    BeforeValidator(lambda text: _network(text, (4,))),
    WithJsonSchema(
        {"type": "string", "pattern": IPV4_PATTERN, "patternErrorMessage": f"an IPv4 {_STARTS}", FROM_STACK: True}
    ),
]
Ipv6Range = Annotated[
    IPv6Network,
    BeforeValidator(lambda text: _network(text, (6,))),
    WithJsonSchema(
        {"type": "string", "pattern": IPV6_PATTERN, "patternErrorMessage": f"an IPv6 {_STARTS}", FROM_STACK: True}
    ),
]
AnyRange = Annotated[
    IPv4Network | IPv6Network,
    BeforeValidator(lambda text: _network(text, (4, 6))),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"{IPV4_PATTERN}|{IPV6_PATTERN}",
            "patternErrorMessage": f"an IPv4 or IPv6 {_STARTS}",
            FROM_STACK: True,
        }
    ),
]
Ipv4 = Annotated[
    IPv4Address,
    BeforeValidator(_address),
    WithJsonSchema({"type": "string", "format": "ipv4", FROM_STACK: True}),
]

NextHop = Annotated[
    IPv4Address | NextHopType,
    BeforeValidator(lambda text: _next_hop(text)),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "ipv4"}, {"enum": list(NextHopType)}]}),
]

_GroupName: Any = _name(
    r"[\w.()-]{0,89}[\w()-]",
    "1 to 90 letters, digits, and . _ - ( ), not ending in a full stop",
    flags=re.UNICODE,  # resource groups alone may have letters of any alphabet
)
ResourceGroupName = Annotated[_GroupName, MayBeLater()]
NodeResourceGroupName = _name(
    r"[\w.()-]{0,79}[\w()-]",
    "1 to 80 letters, digits, and . _ - ( ), not ending in a full stop",
    "https://learn.microsoft.com/azure/aks/faq",
    flags=re.UNICODE,
)
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
VmSize = Annotated[
    StrictStr,
    AfterValidator(lambda text: _vm_size(text)),
    WithJsonSchema({"type": "string", "pattern": r"^(?:Standard_[A-Za-z0-9_-]+)$"}),
]
ChartVersion = text_field(
    Kind.CHART_FORM,
    r"\d+\.\d+\.\d+",
    "a version of Cilium's Helm chart, such as 1.19.8",
    "write three numbers with dots",
)
SshPublicKey = text_field(
    Kind.SSH_KEY_FORM,
    r"(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) \S+( .*)?",
    "an OpenSSH public key: its type, the key and optionally a comment, on one line",
    "copy the line of a .pub file, for instance ~/.ssh/id_rsa.pub",
)
Image = text_field(
    Kind.IMAGE_FORM,
    r"[a-z0-9][\w./:-]*[:@][\w.:-]+",
    "an image with a tag or a digest, so that every run gets the same one",
    "add a tag, for instance docker.io/nginxinc/nginx-unprivileged:1.30.5-alpine",
)

Taint = _name(
    r"[\w./-]+(?:=[\w.-]*)?:(?:NoSchedule|PreferNoSchedule|NoExecute)",
    "key=value:Effect with the effect NoSchedule, PreferNoSchedule or NoExecute",
    kind=Kind.TAINT_FORM,
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
UidMark = text_field(
    Kind.UID_FORM,
    r"[0-9A-Za-z]{8}",
    "the first eight characters of the cluster's uid, as text",
    'copy what the refusal prints, in quotes: "1a2b3c4d"',
)
KubernetesVersion = Annotated[
    str,
    BeforeValidator(lambda value: _version(value)),
    WithJsonSchema({"type": "string", "pattern": r"^1\.\d{2}(\.\d{1,2})?$"}),
]


def _surge(value: object) -> str:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"0|[1-9]\d{0,2}|1000|([1-9]\d?|100)%", text, re.ASCII):
        raise refusal(Kind.SURGE_FORM, "0 to 1000 nodes, or a share of the pool such as 10%", 'write 1 or "10%"')
    return text


def _vm_size(text: str) -> str:
    spelled = re.fullmatch(r"standard_([a-z]+)(\d[\w-]*)", text, re.IGNORECASE | re.ASCII)
    if not re.fullmatch(r"Standard_[A-Za-z0-9_-]+", text):
        raise refusal(
            Kind.VM_SIZE_FORM,
            "the name of a virtual machine size, such as Standard_D4ds_v5",
            f"write {_spelled(spelled[1], spelled[2])}" if spelled else "choose one that `az vm list-sizes` prints",
        )
    return text


def _spelled(family: str, rest: str) -> str:
    """Return a size as Azure spells it: family and accelerator in capitals, features and version in small letters."""
    features, *parts = rest.split("_")
    parts = [part.lower() if re.match(r"v\d", part, re.IGNORECASE) else part.upper() for part in parts]
    return "_".join(["Standard", f"{family.upper()}{features.lower()}", *parts])


def _zone(value: object) -> str:
    if isinstance(value, bool) or str(value) not in ("1", "2", "3"):
        raise refusal(Kind.ZONE_FORM, "the availability zones 1, 2 and 3", "write for instance [1, 2, 3]")
    return str(value)


def _version(value: object) -> str:
    allowed = "a version such as 1.34 or 1.34.2"
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise refusal(
            Kind.VERSION_FORM,
            f"{allowed}, as text: an unquoted 1.30 is a number and arrives as 1.3, without its last zero",
            _in_quotes(value),
        )
    if not isinstance(value, str) or not re.fullmatch(r"1\.\d{2}(\.\d{1,2})?", value, re.ASCII):
        raise refusal(Kind.VERSION_FORM, allowed, "name a Kubernetes minor or patch version")
    return value


def _in_quotes(number: float) -> str:
    minor = re.fullmatch(r"1\.(\d{1,2})", str(number))
    return f'put it in quotes: "1.{minor[1]:0<2}" if that is meant' if minor else "put the version in quotes"
