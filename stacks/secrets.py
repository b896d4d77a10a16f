"""Which settings are secret, and what becomes of them: tags and messages stay secrets, all others are refused.

The engine hands values over in the clear and names only the top-level keys that hold a secret. Where in a key the
secrets are is read in the stack file, which the working folder of `pulumi up` has; without it every tag or message
under a marked key counts as one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pulumi
import yaml
from pulumi.runtime.config import get_config_secret_keys_env, is_config_secret

from aksnet.errors import AksnetError
from aksnet.settings.secret_paths import secret_paths

_TAGS: Final = "tags"
_CLUSTERS: Final = "clusters"


class SecretSettingsError(AksnetError):
    """Raised for a secret where planning prints the value: in names, ranges, plans and reports."""


def with_secrets(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the program that is running, with what is secret among them as secret outputs.

    Raises:
        SecretSettingsError: when a secret is where planning prints it, with every such path.

    """
    project = pulumi.get_project()
    named = get_config_secret_keys_env()
    keys = {key for key in settings if is_config_secret(f"{project}:{key}") or f"{project}:{key}" in named}
    paths = [path for path in _paths(project) if str(path[0]) in keys] if keys else []
    refused = [path for path in paths if not _may_be_secret(path)]
    refused += [(key,) for key in sorted(keys - {_TAGS, _CLUSTERS}) if key not in {path[0] for path in refused}]
    if refused:
        raise SecretSettingsError("\n".join(map(_refusal, refused)))
    return {key: _marked(value, (key,)) if key in keys else value for key, value in settings.items()}


def _paths(project: str) -> list[tuple[str | int, ...]]:
    """Return the paths of secrets in the stack file, without the project's name; none where it cannot be read."""
    try:
        found = secret_paths(Path(f"Pulumi.{pulumi.get_stack()}.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []
    own = f"{project}:"
    return [(str(path[0]).removeprefix(own), *path[1:]) for path in found if str(path[0]).startswith(own)]


def _may_be_secret(path: tuple[str | int, ...]) -> bool:
    match path:
        case ("tags", *_):
            return True
        case ("clusters", _, "workloads", *_, "message"):
            return True
        case _:
            return False


def _refusal(path: tuple[str | int, ...]) -> str:
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    return (
        f"{where}: it is a secret, and must not be one: planning prints it, in plans, reports, names and outputs. "
        "Only tags and a workload's message may be secret. Set it again without --secret: "
        f"pulumi config set --path '{pulumi.get_project()}:{where}' VALUE --plaintext"
    )


def _marked(value: Any, path: tuple[str | int, ...]) -> Any:
    """Return a value with every tag and message in it as a secret."""
    match value:
        case str() if _may_be_secret(path):
            return pulumi.Output.secret(value)
        case dict():
            return {key: _marked(each, (*path, key)) for key, each in value.items()}
        case _:
            return value
