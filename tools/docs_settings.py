"""Writes `docs/settings.md` from the schema of stack files; `make docs` calls it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from aksnet.settings import problem_pages as pages
from aksnet.settings.schema import stack_file_schema

_HEAD: Final = """\
# Settings

<!-- Generated from the models in aksnet/settings. Renew with: make docs -->

Every key of a stack file. Keys of the stack stand below `config`, with `aks-networking:` before them; all others stand
in the record that their section names. Where a section says what text is enough, that text may stand in the record's
place. A key without a value counts as not written.

[stack-file.schema.json](stack-file.schema.json) has the same for editors, [problems.md](problems.md) what the settings
are held against, [modes.md](modes.md) which mode takes which of these keys.
"""

_PREFIX: Final = "aks-networking:"
_STACK: Final = "The stack"
_REFERENCES: Final = "StackReference"
_STATED: Final = {
    "Ipv4Range": "IPv4 range",
    "Ipv6Range": "IPv6 range",
    "Range": "range",
}
_PROPER: Final = {
    "EntraSettings": "Entra ID",
    "HelloKubernetesSettings": "hello-kubernetes",
    "NatGatewaySettings": "NAT gateway",
    "NginxSettings": "nginx",
}
_TITLES: Final = {_STACK: _STACK, _REFERENCES: "Output of a stack", **_PROPER}
_FORMATS: Final = {"ipv4": "IPv4 address", "ipv6": "IPv6 address"}
_CONCEPTS: Final = pages.AKS + "concepts-network"
_PAGES: Final[Mapping[str, str]] = {
    "ChangeSettings": "migrate.md",
    "CiliumSettings": pages.AKS + "use-byo-cni",
    "ClusterSettings": _CONCEPTS,
    "AdvancedNetworkingSettings": pages.ACNS,
    "EntraSettings": pages.ENTRA,
    "HelloKubernetesSettings": "https://github.com/paulbouwer/hello-kubernetes",
    "LoadBalancerSettings": pages.BALANCER,
    "MaintenanceSettings": pages.WINDOWS,
    "NatGatewaySettings": pages.NAT_RESOURCE,
    "NetworkSettings": pages.VNETS,
    "NginxSettings": "https://hub.docker.com/_/nginx",
    "NodeProvisioningSettings": pages.PROVISIONING,
    "NodePoolSettings": pages.AKS + "create-node-pools",
    "NotAllowedDates": pages.WINDOWS,
    "OutboundSettings": pages.AKS + "egress-outboundtype",
    "PeeringSettings": pages.PEERING,
    "ResourceGroupSettings": pages.ARM + "manage-resource-groups-portal",
    "SecurityGroupSettings": pages.NSG,
    "SecurityRuleSettings": pages.NSG,
    "ServiceSettings": pages.ILB,
    "StackReference": "https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences",
    "SubnetSettings": pages.VNETS,
    "WindowSettings": pages.WINDOWS,
    _STACK: pages.ARM + "overview",
}
"""The page that says what a record's keys mean in Azure, or here; by the record."""


def settings_page() -> str:
    """Return the text of the page."""
    schema = stack_file_schema()
    return _HEAD + "".join(_section(record, schema["$defs"]) for record in _records(schema))


def _records(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the stack and then every record, in the order in which keys lead to them."""
    config = schema["properties"]["config"]
    found = {_STACK: config}
    waiting = [config]
    while waiting:
        for name in _references(waiting.pop(0)["properties"]):
            record = _record(schema["$defs"][name])
            if record is not None and name not in found:
                found[name] = record
                waiting.append(record)
    yield from ((name, record) for name, record in found.items() if name != _REFERENCES)
    yield _REFERENCES, found[_REFERENCES]


def _references(node: Any) -> Iterator[str]:
    """Yield the names of all definitions that a part of a schema refers to."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rsplit("/", 1)[-1]
        for each in node.values():
            yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


def _record(definition: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return a definition's record, without the text that may stand for it; nothing where it has no keys."""
    for each in definition.get("anyOf", [definition]):
        if "properties" in each:
            return {"texts": [text for text in definition.get("anyOf", ()) if "properties" not in text], **each}
    return None


def _section(named: tuple[str, Mapping[str, Any]], definitions: Mapping[str, Any]) -> str:
    name, record = named
    texts = _choices({"anyOf": record["texts"]}, definitions) if record.get("texts") else []
    about = [record.get("description", "").replace("\n", " ")]
    about += [f"Text is enough: {' or '.join(texts)}."] if texts else []
    page = _PAGES[name]
    about += [f"See [{page.rstrip('/').rsplit('/', 1)[-1]}]({page})."]
    needed = record.get("required", ())
    rows = [_row(key, found, needed, definitions) for key, found in record["properties"].items()]
    head = ["| key | values | default | meaning |", "| --- | --- | --- | --- |"]
    return "\n".join(["", f"## {_title(name)}", "", " ".join(filter(None, about)), "", *head, *rows, ""])


def _title(name: str) -> str:
    """Return `Node pool` of `NodePoolSettings`."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name.removesuffix("Settings"))
    return _TITLES.get(name, words.strip().capitalize())


def _linked(name: str) -> str:
    title = _title(name)
    words = _PROPER.get(name, title.lower())
    return f"[{words}](#{title.lower().replace(' ', '-')})"


def _row(key: str, found: Mapping[str, Any], needed: list[str], definitions: Mapping[str, Any]) -> str:
    default = found.get("default")
    said = "required" if key in needed else "" if default is None else f"`{_written(default)}`"
    meaning = found.get("description", "").replace("\n", " ")
    cells = (f"`{key.removeprefix(_PREFIX)}`", ", ".join(_choices(found, definitions)), said, meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _written(default: Any) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def _choices(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    """Return in words what a key takes."""
    if "$ref" in node:
        name = node["$ref"].rsplit("/", 1)[-1]
        if name in _STATED:
            return [_STATED[name]]
        if _record(definitions[name]) is not None:
            return [_linked(name)]
        return _choices(definitions[name], definitions)
    if "anyOf" in node or "oneOf" in node:
        found = [text for each in node.get("anyOf", node.get("oneOf")) for text in _choices(each, definitions)]
        return list(dict.fromkeys(found))
    if "allOf" in node:
        return [text for each in node["allOf"] if "$ref" in each for text in _choices(each, definitions)]
    if "enum" in node:
        return list(dict.fromkeys(f"`{each}`" for each in node["enum"] if each is not None))
    return _plain(node, definitions)


def _plain(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[str]:
    match node.get("type"):
        case "null":
            return []
        case "array":
            return [f"list of {' or '.join(dict.fromkeys(_choices(node['items'], definitions)))}"]
        case "object":
            parts = [*node.get("properties", {}).values(), *node.get("patternProperties", {}).values()]
            more = node.get("additionalProperties")
            parts += [more] if isinstance(more, dict) else []
            words = dict.fromkeys(text for each in parts for text in _choices(each, definitions))
            return [f"map of {' or '.join(words)}" if words else "map"]
        case "integer" | "number":
            least, most = node.get("minimum"), node.get("maximum")
            match least, most:
                case None, None:
                    return ["number"]
                case _, None:
                    return [f"number from {least}"]
                case _:
                    return [f"{least} to {most}"]
        case "boolean":
            return ["`true`, `false`"]
        case _:
            # An id is known by its kind; how it is spelled would only be long.
            said = node.get("patternErrorMessage", "").split(": /subscriptions/")[0]
            return [said or _FORMATS.get(node.get("format", ""), "text")]
