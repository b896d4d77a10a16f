"""What a node's own tools print, read into a few lines for the report.

Bridge or transparent: https://learn.microsoft.com/azure/aks/faq#what-is-azure-cni-transparent-mode-vs--bridge-mode
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

MARK: Final = "=== aksnet "
_INTERFACE: Final = re.compile(r"^\d+:\s+([^\s@:]+)(?:@\S+)?\s+inet6?\s+(\S+)", re.MULTILINE)
_LINK: Final = re.compile(r"^\d+:\s+([^\s@:]+)", re.MULTILINE)
# The first that a node has tells how its pods are wired.
_WIRING: Final = (
    ("azure0", "bridge: pods hang on azure0"),
    ("cbr0", "kubenet's bridge: pods hang on cbr0"),
    ("lxc", "Cilium: one lxc interface per pod"),
    ("cali", "Calico: one cali interface per pod, no bridge"),
    ("azv", "transparent: one azv interface per pod, no bridge"),
)
_OF_PODS: Final = ("azv", "cali", "lxc", "veth")


def sections(log: str) -> Mapping[str, str]:
    """Cut a node's log into its sections."""
    found: dict[str, str] = {}
    for part in log.split(MARK)[1:]:
        name, _, text = part.partition("\n")
        found[name.strip()] = text.strip()
    return found


def notes(log: str) -> Iterator[str]:
    """Yield what a node shows, line by line."""
    parts = sections(log)
    links = _LINK.findall(parts.get("links", ""))
    own = [f"{name} {address}" for name, address in _INTERFACE.findall(parts.get("addresses", "")) if _is_own(name)]
    yield f"interfaces: {', '.join(own) or 'none seen'}; {sum(name.startswith(_OF_PODS) for name in links)} of pods"
    yield f"wiring: {_wiring(links)}"
    yield f"routes: {_routes(parts.get('routes', ''))}"
    yield f"Services: {_chains(parts.get('chains', ''))}"
    for text in _documents(parts.get("conflist", "")):
        yield f"CNI: {text}"
    for name, text in parts.items():
        if name.startswith("log ") and text:
            yield f"{name.removeprefix('log ')}, last lines:"
            yield from (f"  {line}" for line in text.splitlines())


def _is_own(interface: str) -> bool:
    return interface != "lo" and not interface.startswith(_OF_PODS)


def _wiring(links: list[str]) -> str:
    return next((text for prefix, text in _WIRING if any(each.startswith(prefix) for each in links)), "not recognised")


def _routes(text: str) -> str:
    lines = text.splitlines()
    default = next((line for line in lines if line.startswith("default")), "no default route")
    to_pods = sum(any(f"dev {prefix}" in line for prefix in _OF_PODS) for line in lines)
    return f"{len(lines)}, {to_pods} of them to single pods; {default}"


def _chains(text: str) -> str:
    if not text.isdigit():
        return f"iptables could not be read: {text or 'no answer'}"
    count = int(text)
    return f"{count} KUBE-SVC chains of kube-proxy" if count else "no KUBE-SVC chains: kube-proxy writes no rules here"


def _documents(text: str) -> Iterator[str]:
    for part in text.split("--- ")[1:]:
        name, _, body = part.partition("\n")
        try:
            conflist = json.loads(body)
        except ValueError:
            yield f"{name} is not JSON"
            continue
        plugins = conflist.get("plugins") or [conflist]
        yield f"{name}: {conflist.get('name')}, {' then '.join(map(_plugin, plugins))}"


def _plugin(plugin: Mapping[str, Any]) -> str:
    more = [
        f"{word} {value}"
        for word, value in (("mode", plugin.get("mode")), ("ipam", (plugin.get("ipam") or {}).get("type")))
        if value
    ]
    return f"{plugin.get('type')} ({', '.join(more)})" if more else str(plugin.get("type"))
