"""Writes a suggestion as a stack file: the settings with what each range is for beside it.

A writer of its own because a YAML library drops comments; it knows the few shapes that a suggestion has (maps, lists of
text, text, numbers, true and false) and no others. Reading stack files is somebody else's work.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aksnet.plan.budget import RangeBudget
from aksnet.settings.problems import NAMESPACE
from aksnet.suggest.suggestion import Drawn, Suggestion

_PLAIN = re.compile(r"[A-Za-z_/][\w./-]*|\d+(\.\d+){3}(/\d+)?")
"""Text that YAML reads as text without quotes; words that it reads as something else are left out below."""
_SPOILED = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}
_WIDTH = 118


def stack_file(answer: Suggestion) -> str:
    """Return the text of `Pulumi.<name>.yaml` for the mode that was chosen."""
    chosen = answer.chosen
    if chosen is None or chosen.drawn is None:
        raise ValueError("nothing was chosen, so there is no stack file")
    needs, drawn = answer.needs, chosen.drawn
    head = [
        f"Suggested by `aksnet suggest` for {needs.sentence()}.",
        f"{chosen.mode.name}: {'; '.join(r.text for r in chosen.reasons_for) or chosen.mode.summary} "
        f"({chosen.mode.page}).",
        *(f"{each.text} ({each.page.address})." for each in answer.decisions),
        *(f"Made up: {each}." for each in answer.made_up),
        *answer.notes,
        f"Saved as Pulumi.{needs.name}.yaml, `aksnet plan -s {needs.name}` shows what it takes.",
        "yaml-language-server: $schema=docs/stack-file.schema.json",
    ]
    lines = [line for text in head for line in _comment(text)]
    lines += ["config:", f"  azure-native:location: {_scalar(needs.location)}"]
    for key, value in drawn.raw.items():
        lines.append(f"  {NAMESPACE}:{key}:")
        lines += _map(value, indent=4, path=(key,), said=_said(drawn))
    return "\n".join(lines) + "\n"


def _comment(text: str) -> Iterator[str]:
    line = "#"
    for word in text.split(" "):
        if len(line) + len(word) >= _WIDTH:
            yield line
            line = "#"
        line += f" {word}"
    yield line


def _said(drawn: Drawn) -> Mapping[tuple[str, ...], str]:
    """Return the comment of each range, by its path below the namespace."""
    by_name = {budget.name: budget for budget in drawn.budget.ranges}
    said: dict[tuple[str, ...], str] = {}
    for cluster in drawn.plan.clusters:
        pool = cluster.system_pool
        at = ("clusters", cluster.key)
        names = {"nodeSubnet": pool.node_subnet, "podSubnet": pool.pod_subnet, "podCidr": f"{cluster.key} pods"}
        names["podCidrs"] = names["podCidr"]
        for field, name in names.items():
            if name is not None and name in by_name:
                said[(*at, field)] = _counted(by_name[name])
    return said


def _counted(budget: RangeBudget) -> str:
    return f"{budget.needed:,} of {budget.available:,} addresses at the maximum"


def _map(value: Mapping[str, Any], *, indent: int, path: tuple[str, ...], said: Mapping[tuple[str, ...], str]) -> Any:
    for key, entry in value.items():
        here = (*path, key)
        start = f"{' ' * indent}{_scalar(key)}:"
        inline = _inline(entry)
        note = f"  # {said[here]}" if here in said else ""
        nested = isinstance(entry, Mapping) and any(isinstance(each, Mapping) for each in entry.values())
        if nested or (isinstance(entry, Mapping) and len(start) + len(inline) + len(note) >= _WIDTH):
            yield f"{start}{note}"
            yield from _map(entry, indent=indent + 2, path=here, said=said)
        else:
            yield f"{start} {inline}{note}"


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_inline(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(entry) for entry in value) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.lower() not in _SPOILED else json.dumps(text, ensure_ascii=False)
