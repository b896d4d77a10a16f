"""Field types of security rules and node labels: what ends of a rule, ports and Kubernetes labels may look like."""

import re
from ipaddress import ip_interface
from typing import Annotated

from pydantic import AfterValidator

from aksnet.settings.fields import refusal
from aksnet.settings.problem_kinds import Kind

_LABEL_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"


def _end(text: str) -> str:
    if text == "*" or re.fullmatch(r"[A-Z][A-Za-z]*(\.[A-Za-z0-9]+)?", text):
        return text
    try:
        ip_interface(text)
    except ValueError:
        raise refusal(
            Kind.RULE_END_FORM,
            "*, an address, a range in CIDR notation, or a service tag such as VirtualNetwork or Storage.WestEurope",
            "correct the address, or name a service tag",
        ) from None
    return text


def _ports(text: str) -> str:
    found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text)
    if text != "*" and not (found and int(found[1]) <= int(found[2] or found[1]) <= 65535):
        raise refusal(
            Kind.RULE_PORTS_FORM,
            "*, a port, or a range of ports such as 8000-8080, up to 65535",
            'write for instance "443"',
        )
    return text


def _label_key(text: str) -> str:
    if not re.fullmatch(rf"(?:[a-z0-9](?:[-a-z0-9.]{{0,251}}[a-z0-9])?/)?{_LABEL_NAME}", text):
        raise refusal(
            Kind.LABEL_FORM,
            "a Kubernetes label: at most 63 letters, digits, - _ and ., after an optional DNS prefix and a slash",
            "choose a key that fits",
        )
    return text


def _label_value(text: str) -> str:
    if text and not re.fullmatch(_LABEL_NAME, text):
        raise refusal(
            Kind.LABEL_FORM,
            "a Kubernetes label's value: at most 63 letters, digits, - _ and .",
            "choose a value that fits",
        )
    return text


RuleEnd = Annotated[str, AfterValidator(_end)]
PortRange = Annotated[str, AfterValidator(_ports)]
LabelKey = Annotated[str, AfterValidator(_label_key)]
LabelValue = Annotated[str, AfterValidator(_label_value)]
