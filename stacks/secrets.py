"""Which settings are secret, and what becomes of them: tags and messages stay secrets, all others are refused.

The engine hands values over in the clear and names only the top-level keys that hold a secret. Where in a key the
secrets are is read in the stack file, which the working folder of `pulumi up` has; without it every tag or message
under a marked key counts as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pulumi
import yaml
from pulumi.runtime.config import get_config_secret_keys_env, is_config_secret

from aksnet.errors import AksnetError
from aksnet.plan.records import StackPlan
from aksnet.plan.workload_records import HelloKubernetesPlan
from aksnet.settings.secret_paths import secret_paths

_TAGS: Final = "tags"
_CLUSTERS: Final = "clusters"
_MASK: Final = "[secret]"


class SecretSettingsError(AksnetError):
    """Raised for a secret where planning prints the value: in names, ranges, plans and reports."""


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The secret settings of this stack."""

    keys: frozenset[str]
    """Top-level keys that hold a secret."""
    values: tuple[str, ...]
    """What must be shown to nobody."""

    def protected(self, plan: StackPlan) -> StackPlan:
        """Return the plan with the workloads' messages marked, where they are secret."""
        if _CLUSTERS not in self.keys:
            return plan
        clusters = [
            replace(
                cluster,
                contents=replace(
                    cluster.contents,
                    workloads=tuple(
                        replace(each, secret=True) if isinstance(each, HelloKubernetesPlan) else each
                        for each in cluster.contents.workloads
                    ),
                ),
            )
            for cluster in plan.clusters
        ]
        return replace(plan, clusters=tuple(clusters))

    def tags(self, tags: Mapping[str, str]) -> Mapping[str, pulumi.Input[str]]:
        """Return the tags as the resources get them."""
        if _TAGS not in self.keys:
            return tags
        return {name: pulumi.Output.secret(value) for name, value in tags.items()}

    def masked(self, text: str) -> str:
        """Return a message without the values that are secret."""
        for value in sorted(self.values, key=len, reverse=True):
            text = text.replace(value, _MASK)
        return text


def read_secrets(settings: Mapping[str, Any]) -> Secrets:
    """Return what is secret among the settings of the program that is running.

    Raises:
        SecretSettingsError: when a secret is where planning prints it, with every such path.

    """
    project = pulumi.get_project()
    named = get_config_secret_keys_env()
    keys = frozenset(key for key in settings if is_config_secret(f"{project}:{key}") or f"{project}:{key}" in named)
    if not keys:
        return Secrets(keys=keys, values=())
    paths = [path for path in _paths(project) if str(path[0]) in keys]
    refused = [path for path in paths if not _may_be_secret(path)]
    refused += [(key,) for key in sorted(keys - {_TAGS, _CLUSTERS}) if key not in {path[0] for path in refused}]
    if refused:
        raise SecretSettingsError("\n".join(map(_refusal, refused)))
    return Secrets(keys=keys, values=tuple(_texts({key: settings[key] for key in keys})))


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


def _texts(value: Any) -> list[str]:
    """Return the tags and messages among values that are secret."""
    match value:
        case {"tags": dict() as tags}:
            return [str(each) for each in tags.values() if each] + _texts({**value, "tags": None})
        case {"message": str() as message} if message:
            return [message, *_texts({**value, "message": None})]
        case dict():
            return [text for each in value.values() for text in _texts(each)]
        case list():
            return [text for each in value for text in _texts(each)]
        case _:
            return []
