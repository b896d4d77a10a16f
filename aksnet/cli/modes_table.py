"""`aksnet modes`: the table of network modes, for people and as JSON."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Final

from aksnet.azure.mode import Mode
from aksnet.azure.mode_changes import in_place_from
from aksnet.azure.modes import DEFAULT_MODE, MODES
from aksnet.report.sheet import Sheet, plain_lines
from aksnet.settings.problems import one_of

_SENT: Final = ("plugin", "plugin mode", "data plane", "pod addresses", "IP")
_OFFERED: Final = ("policies", "pods a node", "nodes", "OS", "retires")


def print_modes(*, as_json: bool) -> None:
    """Print the table."""
    if as_json:
        print(json.dumps([_record(mode) for mode in MODES.values()], indent=2))  # noqa: T201
        return
    title = f"Network modes for aks-networking:clusters.<name>.mode; {DEFAULT_MODE} is the default"
    summaries = [f"{mode.name}: {mode.summary}" for mode in MODES.values()]
    tables = (_table("What a mode sends", _SENT, _profile), _table("What it offers", _OFFERED, _offer))
    if sys.stdout.isatty():
        _print_in_colour(title, tables, summaries)
        return
    for sheet in tables:
        title += "\n".join(["", "", sheet.title, *plain_lines(sheet)])
    print("\n".join([title, "", *summaries]))  # noqa: T201


def _print_in_colour(title: str, tables: Iterable[Sheet], summaries: Iterable[str]) -> None:
    from rich.console import Console  # rich is slow to import, and a pipe does not need it

    from aksnet.report.terminal_tables import print_sheet

    console = Console(highlight=False)
    console.print(title)
    for sheet in tables:
        console.print()
        print_sheet(console, sheet)
    for line in summaries:
        console.print(line)


def _table(title: str, columns: tuple[str, ...], cells: Callable[[Mode], tuple[str, ...]]) -> Sheet:
    rows = tuple((mode.name, *cells(mode)) for mode in MODES.values())
    return Sheet(title=title, columns=("mode", *columns), rows=rows)


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
        "outboundTypes": [outbound.value for outbound in mode.outbounds],
        "networkModes": mode.network_modes,
        "identityNeeds": mode.identity_needs,
        "changesTo": in_place_from(mode.name),
        "retires": mode.retirement.on.isoformat() if mode.retirement else None,
        "minKubernetes": mode.min_kubernetes,
        "page": mode.page,
    }
