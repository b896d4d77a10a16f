"""The settings of a stack: what a stack file may say, with real types and every default that needs no thought.

Only shapes are described here. What fits together (a mode and its keys, a subnet and its VNet) is checked by
`aksnet.rules`; defaults that depend on other settings (names, prefixes) are filled in by `aksnet.planning`.
Keys are written in camelCase in a stack file.
"""

from pydantic import Field, StrictBool

from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.fields import AnyRange, ResourceGroupName, SubnetName, UidMark, VnetName
from aksnet.settings.later import SecretText
from aksnet.settings.model import SettingsModel, Shorthand
from aksnet.settings.resource_fields import VnetId
from aksnet.settings.subnet_settings import SubnetSettings


class ResourceGroupSettings(SettingsModel):
    """The resource group that holds the network and the clusters; text alone is its name."""

    shorthand = Shorthand("name")

    name: ResourceGroupName | None = None
    """Name; `rg-<stack>` when not set."""
    existing: StrictBool = False
    """True for a group that is there already: it is used and never deleted."""


class NetworkSettings(SettingsModel):
    """The virtual network (VNet) that all clusters of the stack share."""

    name: VnetName | None = None
    """Name of the VNet; `<stack>-vnet` when not set."""
    id: VnetId | None = None
    """ARM id of an existing VNet to use instead of creating one."""
    existing: StrictBool = False
    """True for a VNet that is there already under `name`."""
    resource_group: ResourceGroupName | None = None
    """Resource group of an existing VNet, when it is not the stack's own."""
    address_space: list[AnyRange] | None = None
    """IPv4 and IPv6 ranges of the VNet; 10.224.0.0/12 when not set."""
    subnets: dict[SubnetName, SubnetSettings] = Field(default_factory=dict)
    """Subnets beyond those that clusters declare, for instance one for load balancers; text alone is the prefix."""
    peered_ranges: list[AnyRange] = Field(default_factory=list)
    """Ranges of peered networks and on-premises sites that nothing here may overlap."""

    @property
    def is_existing(self) -> bool:
        """True when the VNet is used, not created."""
        return self.existing or self.id is not None


class Settings(SettingsModel):
    """Everything that a stack file says below the prefix `aks-networking:`."""

    resource_group: ResourceGroupSettings = Field(default_factory=ResourceGroupSettings)
    """The resource group of everything that the stack creates."""
    network: NetworkSettings = Field(default_factory=NetworkSettings)
    """The VNet and the subnets beside those of the clusters."""
    clusters: dict[str, ClusterSettings]
    """The clusters by name. A cluster's name is its identity: adding or removing one moves nothing else."""
    tags: dict[str, SecretText] = Field(default_factory=dict, max_length=50)
    """Azure tags of every resource that takes tags."""
    removed: dict[str, UidMark] = Field(default_factory=dict)
    """Clusters that are no longer listed and may be deleted: by key, the first eight characters of their uid."""
