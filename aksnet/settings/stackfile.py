"""The loader of stack files for everything that runs without an engine: the same settings as the engine hands over.

Finds `Pulumi.<stack>.yaml`, reads it by the engine's YAML rules, adds the defaults of `Pulumi.yaml`, and gives the raw
values that `stacks.config` gets in a real run. What only the engine can read (`secure:` values, `environment:`) is left
out, and a note says so.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aksnet.errors import AksnetError, ExitCode

LOCATION = "azure-native:location"
_PART = re.compile(r"(?!\.+$)[\w.-]+")
_MOST_NAME = 100
"""Pulumi's own limit for the name of a stack."""
_MOST_BYTES = 512 * 1024
"""More than a hundred times the longest stack file here, and read within seconds."""
_SECRET = object()
"""In place of a value that only the engine can read: it is not the project's default."""


class StackFileError(AksnetError):
    """Raised when a stack file cannot be read; the message is for the user."""


class StackMissingError(StackFileError):
    """Raised when there is no file of the stack that was named."""

    exit_code = ExitCode.WRONG_USAGE


class StackNameError(StackMissingError):
    """Raised when what was given in place of a stack's name can be none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StackFile:
    """What a stack file says."""

    stack: str
    raw: dict[str, Any]
    """The values of the project's own namespace, for `aksnet.planning.make_plan`."""
    location: str | None
    notes: tuple[str, ...] = ()
    """What was left out, one sentence each."""


def read_stack(project: Path, stack: str) -> StackFile:
    """Read the file of a stack; `stack` may be qualified, as in `organization/project/stack`."""
    name = stack_name(stack)
    project_file = project / "Pulumi.yaml"
    if not project_file.is_file():
        raise StackMissingError(
            f"There is no Pulumi.yaml in {project.resolve()}. Run this in the project's folder, or give --project."
        )
    path = project / f"Pulumi.{name}.yaml"
    if not path.is_file():
        raise StackMissingError(f"There is no stack file {path.absolute()}. {_others(project)}")
    about = _mapping(project_file)
    namespace = about.get("name")
    if not isinstance(namespace, str):
        raise StackFileError(f"{project_file.resolve()} does not say the project's name.")
    stack_name(stack, namespace)
    file = _mapping(path)
    notes: list[str] = []
    written = _config(file.get("config"), namespace, path, notes)
    both = _defaults(about.get("config"), namespace) | written
    config = {key: value for key, value in both.items() if value is not _SECRET}
    clusters = f"{namespace}:clusters"
    if not config.get(clusters) and any(f": {clusters}" in note for note in notes):
        raise StackFileError(f"{'. '.join(notes)}. Nothing is left to plan.")
    if file.get("environment"):
        notes.append(f"{path.name}: `environment:` is not read here; only the engine can open it")
    prefix = f"{namespace}:"
    return StackFile(
        stack=name,
        raw={key.removeprefix(prefix): _handed_over(v) for key, v in config.items() if key.startswith(prefix)},
        location=str(_handed_over(config.get(LOCATION))) or None,
        notes=tuple(notes),
    )


def stack_name(stack: str, project: str | None = None) -> str:
    """Return the name without the organization and the project that a stack's full name has in front of it.

    Raises:
        StackNameError: where that is no name, or the full name is of another project than the one that was given.

    """
    parts = stack.split("/")
    if len(parts) > 3 or any(not _PART.fullmatch(part) for part in parts):
        raise StackNameError(
            f"{stack or 'Nothing'} is no name of a stack: a stack name has no slash, and stands between Pulumi. and "
            ".yaml."
        )
    if len(parts[-1]) > _MOST_NAME:
        raise StackNameError(
            f"The name of a stack has at most {_MOST_NAME} characters; this one has {len(parts[-1])}: {parts[-1][:20]}…"
        )
    if project is not None and len(parts) == 3 and parts[1] != project:
        raise StackNameError(f"{stack} is a stack of the project {parts[1]}, and the project here is {project}.")
    return parts[-1]


def _others(project: Path) -> str:
    names = sorted(path.name[len("Pulumi.") : -len(".yaml")] for path in project.glob("Pulumi.*.yaml"))
    return f"Stacks with a file here: {', '.join(names)}." if names else "No stack has a file here."


def _mapping(path: Path) -> dict[str, Any]:
    import yaml  # slow to import, and not needed by whoever has the settings already

    from aksnet.settings.engine_yaml import read

    place = path.resolve()
    if path.stat().st_size > _MOST_BYTES:
        raise StackFileError(f"{place} has more than the {_MOST_BYTES // 1024} KB that are read of a stack file.")
    try:
        found = read(path.read_text(encoding="utf-8-sig"))
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise StackFileError(f"{place} cannot be read: {where}{fault.problem}") from fault
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise StackFileError(f"{place} cannot be read: {str(fault).splitlines()[0]}") from fault
    if found is not None and not isinstance(found, dict):
        raise StackFileError(f"{place} must be a map with the key `config:`.")
    return found or {}


def _config(config: object, namespace: str, path: Path, notes: list[str]) -> dict[str, Any]:
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise StackFileError(f"{path.resolve()}: `config:` must be a map of keys to values.")
    found: dict[str, Any] = {}
    for key, value in config.items():
        name = _qualified(key, namespace)
        if _is_secret(value):
            notes.append(_secret(path.name, name))
            found[name] = _SECRET
        else:
            found[name] = _without_secrets(value, name, path.name, notes)
    return found


def _defaults(config: object, namespace: str) -> dict[str, Any]:
    """Return the values of `config:` in Pulumi.yaml: a default, a value, or the plain value itself."""
    found: dict[str, Any] = {}
    for key, declared in config.items() if isinstance(config, dict) else ():
        if not isinstance(declared, dict):
            found[_qualified(key, namespace)] = declared
            continue
        for field in ("default", "value"):
            if field in declared:
                found[_qualified(key, namespace)] = declared[field]
    return found


def _qualified(key: str, namespace: str) -> str:
    """Return a key with its namespace: `name`, `namespace:name` and `namespace:config:name` are all taken."""
    parts = key.split(":")
    if len(parts) == 1:
        return f"{namespace}:{key}"
    return f"{parts[0]}:{parts[2]}" if len(parts) == 3 and parts[1] == "config" else key


def _is_secret(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["secure"]


def _secret(file: str, path: str) -> str:
    return f"{file}: {path} is encrypted and left out here; only the engine can read `secure:` values"


def _without_secrets(value: Any, path: str, file: str, notes: list[str]) -> Any:
    if isinstance(value, dict):
        parts = [(key, inner, f"{path}.{key}") for key, inner in value.items()]
    elif isinstance(value, list):
        parts = [(index, inner, f"{path}[{index}]") for index, inner in enumerate(value)]
    else:
        return value
    notes += [_secret(file, place) for _, inner, place in parts if _is_secret(inner)]
    kept = [(key, _without_secrets(v, place, file, notes)) for key, v, place in parts if not _is_secret(v)]
    return dict(kept) if isinstance(value, dict) else [inner for _, inner in kept]


def _handed_over(value: Any) -> Any:
    """Return a value as `stacks.config` has it: objects and lists as they are, all else as text, JSON text unpacked."""
    from aksnet.settings.engine_scalars import as_text
    from aksnet.settings.handed_over import unpacked

    return value if isinstance(value, dict | list) else unpacked(as_text(value))
