"""`aksnet modes`: the table of network modes, for people and as JSON."""

import json

from aksnet.azure.axes import Outbound
from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import DEFAULT_MODE, MODES
from aksnet.settings.problems import one_of


def print_modes(*, as_json: bool) -> None:
    """Print the table."""
    if as_json:
        print(json.dumps([_record(mode) for mode in MODES.values()], indent=2))  # noqa: T201
        return
    from rich.box import SIMPLE_HEAD  # rich is slow to import, and JSON does not need it
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 110  # no line of a piped table is folded
    sent = Table("mode", "plugin", "plugin mode", "data plane", "pod addresses", "IP", box=SIMPLE_HEAD)
    offered = Table("mode", "policies", "pods a node", "nodes", "OS", "retires", box=SIMPLE_HEAD)
    for mode in MODES.values():
        style = "bold" if mode.name == DEFAULT_MODE else None
        sent.add_row(mode.name, *_profile(mode), style=style)
        offered.add_row(mode.name, *_offer(mode), style=style)
    console.print(f"[bold]Network modes[/bold] for aks-networking:clusters.<name>.mode; {DEFAULT_MODE} is the default")
    console.print(sent, offered)
    for mode in MODES.values():
        console.print(f"{mode.name}: {mode.summary}", soft_wrap=True)


def _profile(mode: Mode) -> tuple[str, ...]:
    families = "+".join(family.removeprefix("IPv") for family in mode.families)
    return mode.plugin, mode.plugin_mode or "–", mode.data_plane or "–", mode.pods, families


def _offer(mode: Mode) -> tuple[str, ...]:
    pods = mode.max_pods
    return (
        one_of(mode.policies) or "–",
        f"{pods.default} ({pods.least}–{pods.most})",
        f"{mode.node_ceiling:,}",
        one_of(mode.os_types),
        str(mode.retirement.on) if mode.retirement else "–",
    )


def _record(mode: Mode) -> dict[str, object]:
    return {
        "name": mode.name,
        "summary": mode.summary,
        "default": mode.name == DEFAULT_MODE,
        "networkPlugin": mode.plugin,
        "networkPluginMode": mode.plugin_mode,
        "networkDataplane": mode.data_plane,
        "podAddresses": mode.pods,
        "ipFamilies": mode.families,
        "networkPolicies": mode.policies,
        "maxPods": {"default": mode.max_pods.default, "min": mode.max_pods.least, "max": mode.max_pods.most},
        "maxNodes": mode.node_ceiling,
        "osTypes": mode.os_types,
        "outboundTypes": [outbound.value for outbound in Outbound],
        "networkModes": mode.network_modes,
        "identityNeeds": mode.identity_needs,
        "changesTo": in_place_from(mode.name),
        "retires": mode.retirement.on.isoformat() if mode.retirement else None,
        "minKubernetes": mode.min_kubernetes,
        "page": mode.page,
    }
