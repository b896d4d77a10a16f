"""What rules that do not take the layout yet ask of settings whose default names are filled in. Goes with them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeVar

from aksnet.layout import default_ranges
from aksnet.layout import naming as names
from aksnet.layout.layout import Layout, Mention, Subnet
from aksnet.layout.resolve import resolve
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.settings import Settings

_Result = TypeVar("_Result")

DEFAULT_PODS = default_ranges.PODS.ipv4
DEFAULT_PODS_IPV6 = default_ranges.PODS.ipv6
DEFAULT_SERVICES = default_ranges.SERVICES.ipv4
DEFAULT_SERVICES_IPV6 = default_ranges.SERVICES.ipv6
cluster_name = names.cluster
route_table_name = names.route_table


def once(function: Callable[[Settings], _Result]) -> Callable[[Settings], _Result]:
    """Let `function` work once for each settings object that comes by."""
    latest: list[tuple[Settings, _Result]] = []

    @wraps(function)
    def remembered(settings: Settings) -> _Result:
        for known, result in latest:
            if known is settings:
                return result
        result = function(settings)
        latest[:] = [(settings, result)]
        return result

    return remembered


def with_default_names(settings: Settings, stack: str) -> Settings:
    """Fill in the names that come from the stack: of its resource group and its VNet."""
    layout = resolve(settings, stack=stack, location="")
    group = settings.resource_group.model_copy(update={"name": layout.resource_group})
    network = settings.network.model_copy(update={"name": layout.vnet.name})
    return settings.model_copy(update={"resource_group": group, "network": network})


@once
def layout_of(settings: Settings) -> Layout:
    """Return the layout of settings whose default names are filled in."""
    return resolve(settings, stack="", location="")


def mentions(settings: Settings) -> tuple[Mention, ...]:
    """Return every mention of a subnet."""
    return layout_of(settings).mentions


def gather(settings: Settings) -> Mapping[str, Subnet]:
    """Return the subnets by name."""
    return layout_of(settings).subnets


def by_cluster(settings: Settings) -> Mapping[str, tuple[Subnet, ...]]:
    """Return the subnets that each cluster uses."""
    layout = layout_of(settings)
    return {key: layout.subnets_of(key) for key in layout.clusters}


def creates_subnets(settings: Settings, key: str) -> bool:
    """Return whether the stack makes at least one of a cluster's subnets."""
    return layout_of(settings).creates_subnets_of(key)


def has_route_table(cluster: ClusterSettings) -> bool:
    """Return whether the cluster's subnets carry a route table."""
    settings = Settings.model_construct(clusters={"one": cluster})
    return resolve(settings, stack="", location="").clusters["one"].needs_route_table


def identity_name(key: str, cluster: ClusterSettings) -> str:
    """Return the name of a cluster's control plane identity."""
    return cluster.identity_name or names.identity(names.cluster(key, cluster))


def node_resource_group(settings: Settings, key: str) -> str:
    """Return the resource group of a cluster's nodes."""
    return layout_of(settings).clusters[key].node_resource_group


def resource_group(settings: Settings) -> str:
    """Return the name of the stack's resource group."""
    return layout_of(settings).resource_group


def vnet_resource_group(settings: Settings) -> str:
    """Return the resource group that holds the VNet."""
    return layout_of(settings).vnet.resource_group
