"""Arguments of AksNetwork. Generated from aksnet.settings.settings; renew with: make docs."""

from collections.abc import Mapping
from typing import Required, TypedDict

import pulumi

from .cluster_arguments import ClusterSettings
from .network_arguments import NetworkSettings


class ResourceGroupSettings(TypedDict, total=False):
    """The resource group that holds the network and the clusters."""

    name: pulumi.Input[str]
    """Name; `rg-<stack>` when not set."""
    existing: bool
    """True for a group that is there already: it is used and never deleted."""


class AksNetworkArgs(TypedDict, total=False):
    """What an AksNetwork declares: the keys of a stack file, and two more."""

    resource_group: ResourceGroupSettings
    """The resource group of everything that the stack creates."""
    network: NetworkSettings
    """The VNet and the subnets beside those of the clusters."""
    clusters: Required[Mapping[str, pulumi.Input[ClusterSettings]]]
    """The clusters by name. A cluster's name is its identity: adding or removing one moves nothing else."""
    tags: Mapping[str, pulumi.Input[str]]
    """Azure tags of every resource that takes tags."""
    removed: Mapping[str, str]
    """Clusters that are no longer listed and may be deleted: by key, the first eight characters of their uid."""
    location: pulumi.Input[str]
    """Azure region of everything that is created; that of the azure-native provider's configuration when not set."""
    base_name: str
    """What default names derive from, `rg-<base name>` for instance; `<name>-<stack>` when not set."""
