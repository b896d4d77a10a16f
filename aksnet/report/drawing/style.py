"""Colours and type of the address map, light and dark, as CSS that stays inside the picture."""

from typing import Literal

Theme = Literal["auto", "light", "dark"]
Palette = dict[str, str]

_SANS = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace"

LIGHT: Palette = {
    "page": "#ffffff", "text": "#1f2328", "quiet": "#535c66", "rule": "#d1d9e0", "grid": "#e6eaef", "free": "#e6eaef",
    "used": "#0969da", "surge": "#7bb8ff", "surge2": "#0969da", "reserved": "#6e7781", "vnet": "#4f6a88",
    "subnet": "#bcdcff", "pods": "#8250df", "services": "#1a7f37", "peered": "#9a6700", "kept": "#6e7781",
    "bad": "#c21c28", "zoom": "#eef2f6", "badge": "#24426b", "onbadge": "#ffffff", "outline": "#66707a",
}  # fmt: skip
DARK: Palette = {
    "page": "#0d1117", "text": "#f0f6fc", "quiet": "#a4aeb9", "rule": "#3d444d", "grid": "#262c36", "free": "#2a313c",
    "used": "#4493f8", "surge": "#1f4f8f", "surge2": "#79b8ff", "reserved": "#7d8590", "vnet": "#8aa6c6",
    "subnet": "#1d3a63", "pods": "#ab7df8", "services": "#3fb950", "peered": "#d29922", "kept": "#7d8590",
    "bad": "#ff6b63", "zoom": "#161b22", "badge": "#b6d4ff", "onbadge": "#0d1117", "outline": "#848d98",
}  # fmt: skip

_FILLED = (
    "page", "free", "used", "reserved", "vnet", "subnet", "pods", "services", "peered", "kept", "zoom", "badge",
)  # fmt: skip

TIES = {"nodes": "used", "pods": "pods", "address": "services", "out": "peered", "uses": "kept"}
"""The colour of the lines of a topology, by what they mean."""


def css(theme: Theme) -> str:
    """Return the style sheet; `auto` follows the reader's own setting."""
    shared = (
        f".aksnet-map text{{font-family:{_SANS};font-size:12px}}"
        f".aksnet-map .mono{{font-family:{_MONO}}}"
        ".aksnet-map .strong{font-weight:600}"
        ".aksnet-map .s10{font-size:10px}.aksnet-map .s11{font-size:11px}.aksnet-map .s13{font-size:13px}"
        ".aksnet-map .s16{font-size:16px}.aksnet-map .s22{font-size:22px}"
        ".aksnet-map .over{fill-opacity:.35}"
        ".aksnet-map [class^=tie]{fill:none;stroke-width:2}"
        ".aksnet-map .tie-pods{stroke-dasharray:7 4}.aksnet-map .tie-address{stroke-dasharray:2 3}"
        ".aksnet-map .tie-uses{stroke-dasharray:9 3 2 3}"
        ".aksnet-map [class*=was-]{stroke-width:3}"
        ".aksnet-map .was-removed{stroke-width:3;stroke-dasharray:6 4}"
    )
    if theme == "auto":
        return f"{shared}{_colours(LIGHT)}@media (prefers-color-scheme:dark){{{_colours(DARK)}}}"
    return shared + _colours(DARK if theme == "dark" else LIGHT)


def _colours(palette: Palette) -> str:
    rules = {f".{name}": f"fill:{palette[name]}" for name in _FILLED} | {
        "text": f"fill:{palette['text']}",
        "text.quiet": f"fill:{palette['quiet']}",
        "text.bad": f"fill:{palette['bad']}",
        "text.onbadge": f"fill:{palette['onbadge']}",
        ".surge": f"fill:{palette['surge']}",
        ".stripe": f"stroke:{palette['surge2']}",
        ".rule": f"stroke:{palette['rule']};fill:none",
        ".grid": f"stroke:{palette['grid']};fill:none",
        ".edge": f"stroke:{palette['page']}",
        ".free,.aksnet-map .subnet,.aksnet-map .part": f"stroke:{palette['outline']}",
        ".lack": f"fill:{palette['bad']}",
        ".over": f"fill:{palette['bad']};stroke:{palette['bad']}",
        ".badline": f"stroke:{palette['bad']};fill:none",
        ".mark": f"fill:{palette['quiet']}",
        ".spine": f"stroke:{palette['vnet']};fill:none",
        ".box-vnet": f"fill:{palette['zoom']};stroke:{palette['vnet']}",
        ".box-subnet": f"fill:{palette['subnet']};stroke:{palette['outline']}",
        ".box-cluster": f"fill:{palette['zoom']};stroke:{palette['outline']}",
        ".box": f"fill:{palette['page']};stroke:{palette['outline']}",
        ".was-new": f"stroke:{palette['services']}",
        ".was-changed": f"stroke:{palette['peered']}",
        ".was-removed": f"stroke:{palette['bad']}",
        ".was-replaced": f"stroke:{palette['bad']}",
    }
    for tie, colour in TIES.items():
        rules |= {f".tie-{tie}": f"stroke:{palette[colour]}", f".head-{tie}": f"fill:{palette[colour]}"}
    return "".join(f".aksnet-map {selector}{{{rule}}}" for selector, rule in rules.items())
