"""The copy of a stack file that a run works on: the engine writes into it, the user's own file stays as it is.

The copy drops what only the real stack can use: `encryptionsalt`, `secretsprovider`, `encryptedkey`, `environment`. A
value that is `secure:` becomes a made-up one, which the session makes a secret of the sandbox's own. Everything else is
kept byte for byte: reading and writing YAML again would turn an unquoted 1.30 into 1.3 before the engine sees it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import yaml

from aksnet.sandbox.sandbox_errors import SandboxError, StackMissingError

_DROPPED_KEYS: Final = frozenset({"encryptionsalt", "secretsprovider", "encryptedkey", "environment"})
_MOST_BYTES: Final = 512 * 1024
_MADE_UP: Final = "sandbox-secret-"
_MOST_NODES: Final = 400_000
"""Maps, lists and scalars that are looked at: more than a file of that size can write out, so only aliases reach it."""
_Span = tuple[int, int]


def prepare(*, project: Path, stack: str, work: Path, stack_file: Path | None = None) -> dict[str, str]:
    """Fill the work folder with copies of Pulumi.yaml and of the stack file; return its secrets by their paths."""
    file = source(project, stack, stack_file)
    if file.stat().st_size > _MOST_BYTES:
        raise SandboxError(
            f"{file.absolute()} has more than the {_MOST_BYTES // 1024} KB that are read of a stack file."
        )
    try:
        cleaned = clean(file.read_bytes().decode("utf-8"))
    except RecursionError:
        raise SandboxError(f"{file.absolute()} has too many levels of maps and lists inside one another.") from None
    except (ValueError, OverflowError, yaml.YAMLError) as fault:  # a ValueError: bytes that are no text, mad escapes
        raise SandboxError(f"{file.absolute()} is not YAML: {' '.join(str(fault).split())}") from fault
    work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project / "Pulumi.yaml", work / "Pulumi.yaml")
    (work / f"Pulumi.{stack}.yaml").write_bytes(cleaned.text.encode("utf-8"))
    return cleaned.secrets


def source(project: Path, stack: str, stack_file: Path | None = None) -> Path:
    """Return the file of a stack; StackMissingError where it, or the project, is not there."""
    found = stack_file or project / f"Pulumi.{stack}.yaml"
    if not (project / "Pulumi.yaml").is_file():
        raise StackMissingError(
            f"There is no Pulumi.yaml in {project.resolve()}. Run this in the project's folder, or give --project."
        )
    if not found.is_file():
        raise StackMissingError(f"There is no stack file {found.absolute()}. {_others(project)}")
    return found


def stacks_of(project: Path) -> list[str]:
    """Return the names of the stacks that have a file."""
    return sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in project.glob("Pulumi.*.yaml"))


def _others(project: Path) -> str:
    names = stacks_of(project)
    return f"Stacks with a file here: {', '.join(names)}." if names else "No stack has a file here."


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The text of a stack file that the sandbox can use, and which of its values are secrets."""

    text: str
    secrets: dict[str, str]
    """Made-up values by their paths, as `pulumi config set --path` takes them."""


def clean(text: str) -> Copy:
    """Return a stack file without what only the real stack can use."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return Copy(text=text, secrets={})
    changes: list[tuple[_Span, str]] = []
    secrets: dict[str, str] = {}
    for key, value in root.value:
        if key.value in _DROPPED_KEYS:
            changes.append((_piece(text, key.start_mark, value, flow=bool(root.flow_style)), ""))
        elif key.value == "config":
            for path, node in _secure(value, "", count()):
                made_up = f"{_MADE_UP}{len(secrets) + 1}"
                secrets[path] = made_up
                changes.append(((node.start_mark.index, _end(text, node)), made_up))
    kept, position = [], 0
    for (start, end), instead in sorted(changes):
        if start >= position:
            kept += [text[position:start], instead]
            position = end
    return Copy(text="".join([*kept, text[position:]]), secrets=secrets)


def _secure(node: yaml.Node, path: str, seen: Iterator[int]) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the secrets below a node with their paths; `seen` counts the nodes that were looked at."""
    if next(seen) > _MOST_NODES:
        raise yaml.YAMLError("its aliases (*name) repeat too much; the engine calls it excessive aliasing")
    if isinstance(node, yaml.MappingNode):
        if path and [key.value for key, _ in node.value] == ["secure"]:
            yield path, node
            return
        for key, value in node.value:
            yield from _secure(value, _step(path, str(key.value)), seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _secure(item, f"{path}[{index}]", seen)


def _step(path: str, key: str) -> str:
    if not path:
        return key
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"


def _piece(text: str, start: yaml.Mark, value: yaml.Node, *, flow: bool) -> _Span:
    begin, end = start.index, _end(text, value)
    if flow:
        # Take the comma along: the one after, or before the last entry the one in front.
        after = len(text[end:]) - len(text[end:].lstrip())
        if text[end + after : end + after + 1] == ",":
            return begin, end + after + 1
        before = text[:begin].rstrip()
        return (len(before) - 1 if before.endswith(",") else begin), end
    begin = text.rfind("\n", 0, begin) + 1
    line_end = text.find("\n", max(begin, end - 1))
    return begin, len(text) if line_end < 0 else line_end + 1


def _end(text: str, node: yaml.Node) -> int:
    """Return where a node's own text ends: a block's end mark is already at the next token."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1][1])
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    return int(node.end_mark.index)
