"""The copy of a stack file that a run works on: the engine writes into it, the user's own file stays as it is.

The copy drops what only the real stack can use: `encryptionsalt`, `secretsprovider`, `encryptedkey`, `environment` and
every value that is `secure:`. Everything else is kept byte for byte: reading and writing YAML again would turn an
unquoted 1.30 into 1.3 before the engine sees it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import yaml

from aksnet.sandbox.errors import SandboxError, StackMissingError

_DROPPED_KEYS: Final = frozenset({"encryptionsalt", "secretsprovider", "encryptedkey", "environment"})
_MOST_BYTES: Final = 512 * 1024
_Span = tuple[int, int]


def prepare(*, project: Path, stack: str, work: Path, stack_file: Path | None = None) -> Path:
    """Fill the work folder with copies of Pulumi.yaml and of the stack file; return the folder."""
    source = stack_file or project / f"Pulumi.{stack}.yaml"
    project_file = project / "Pulumi.yaml"
    if not project_file.is_file():
        raise StackMissingError(
            f"There is no Pulumi.yaml in {project.resolve()}. Run this in the project's folder, or give --project."
        )
    if not source.is_file():
        raise StackMissingError(f"There is no stack file {source.absolute()}. {_others(project)}")
    if source.stat().st_size > _MOST_BYTES:
        raise SandboxError(
            f"{source.absolute()} has more than the {_MOST_BYTES // 1024} KB that are read of a stack file."
        )
    try:
        cleaned = clean(source.read_bytes().decode("utf-8"))
    except RecursionError:
        raise SandboxError(f"{source.absolute()} has too many levels of maps and lists inside one another.") from None
    except (ValueError, OverflowError, yaml.YAMLError) as fault:  # a ValueError: bytes that are no text, mad escapes
        raise SandboxError(f"{source.absolute()} is not YAML: {' '.join(str(fault).split())}") from fault
    work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project_file, work / "Pulumi.yaml")
    (work / f"Pulumi.{stack}.yaml").write_bytes(cleaned.encode("utf-8"))
    return work


def stacks_of(project: Path) -> list[str]:
    """Return the names of the stacks that have a file."""
    return sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in project.glob("Pulumi.*.yaml"))


def _others(project: Path) -> str:
    names = stacks_of(project)
    return f"Stacks with a file here: {', '.join(names)}." if names else "No stack has a file here."


def clean(text: str) -> str:
    """Return the text of a stack file without what only the real stack can use."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return text
    spans = sorted(_spans(text, root, set(), top=True))
    kept, position = [], 0
    for start, end in spans:
        if start >= position:
            kept.append(text[position:start])
            position = end
    return "".join([*kept, text[position:]])


def _spans(text: str, node: yaml.Node, seen: set[int], *, top: bool = False) -> Iterator[_Span]:
    """Yield the pieces of text to drop below a node; once only, however many aliases lead to it."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if (top and str(key.value) in _DROPPED_KEYS) or _is_secure(value):
                yield _piece(text, key.start_mark, value, flow=bool(node.flow_style))
            else:
                yield from _spans(text, value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if _is_secure(item):
                yield _piece(text, item.start_mark, item, flow=bool(node.flow_style))
            else:
                yield from _spans(text, item, seen)


def _is_secure(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and [key.value for key, _ in node.value] == ["secure"]


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
