"""The only reader of the stack's configuration: from what the engine hands over to plain values.

What the values mean is decided by `plan`.
"""

from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, get_config_env

from aksnet.settings.handed_over import unpacked


def raw_settings() -> dict[str, Any]:
    """Return every value of the project's own namespace, objects and lists unpacked, unknown keys included."""
    prefix = f"{pulumi.get_project()}:"
    # The CLI's language host sets an environment variable, the Automation API the context variable.
    config = get_config_env() | CONFIG.get()
    return {key.removeprefix(prefix): unpacked(text) for key, text in config.items() if key.startswith(prefix)}


def location() -> str | None:
    """Return the Azure region, or none when the stack file does not name one."""
    return pulumi.Config("azure-native").get("location") or None
