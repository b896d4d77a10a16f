"""The settings of a stack: what a stack file may say, with real types and every default that needs no thought.

Only shapes are described here. What fits together (a mode and its keys, a subnet and its VNet) is checked by
`aksnet.rules`; defaults that depend on other settings (names, prefixes) are filled in by `aksnet.planning`.
Keys are written in camelCase in a stack file.
"""

from pydantic import Field, StrictBool

from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.fields import ResourceGroupName, UidMark
from aksnet.settings.later import SecretText
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.network_settings import NetworkSettings


class ResourceGroupSettings(SettingsModel):
    """The resource group that holds the network and the clusters; text alone is its name."""

    shorthand = Shorthand("name")

    name: ResourceGroupName | None = None
    """Name; `rg-<stack>` when not set."""
    existing: StrictBool = False
    """True for a group that is there already: it is used and never deleted."""


class Settings(SettingsModel):
    """Everything that a stack file says below the prefix `aks-networking:`."""

    resource_group: ResourceGroupSettings = Field(default_factory=ResourceGroupSettings)
    """The resource group of everything that the stack creates."""
    network: NetworkSettings = Field(default_factory=NetworkSettings)
    """The VNet and the subnets beside those of the clusters."""
    clusters: dict[str, ClusterSettings]
    """The clusters by name. A cluster's name is its identity: adding or removing one moves nothing else."""
    tags: dict[str, SecretText] = Field(default_factory=dict, json_schema_extra={"maxProperties": 50})
    """Azure tags of every resource that takes tags."""
    removed: dict[str, UidMark] = Field(default_factory=dict)
    """Clusters that are no longer listed and may be deleted: by key, the first eight characters of their uid."""
