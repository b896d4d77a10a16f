"""Which values of a stack file are secret: the paths of its `secure:` values, which only the engine can read."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

Path = tuple[str | int, ...]


def secret_paths(text: str) -> list[Path]:
    """Return the path of every `secure:` value of a stack file's `config`, whose first step is the whole key.

    Raises:
        yaml.YAMLError: where the text is no YAML.

    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return []
    return [
        path
        for key, value in root.value
        if key.value == "config" and isinstance(value, yaml.MappingNode)
        for path in _below(value, ())
    ]


def _below(node: yaml.Node, path: Path) -> Iterator[Path]:
    if isinstance(node, yaml.MappingNode):
        if path and [key.value for key, _ in node.value] == ["secure"]:
            yield path
            return
        for key, value in node.value:
            yield from _below(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _below(item, (*path, index))
