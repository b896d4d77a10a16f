"""Names: what Azure accepts, and that no two things claim the same one.

Names with a field of their own are checked where they are read (`aksnet.settings.fields`); here are those that come
from keys, those that are derived, and collisions.
"""

import re
from collections.abc import Iterator

from aksnet.azure.axes import PluginMode
from aksnet.azure.modes import MODES
from aksnet.layout.once import by_cluster, cluster_name, gather, identity_name, node_resource_group, resource_group
from aksnet.settings.problems import Problem
from aksnet.settings.settings import Settings

_PAGE = "https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"
_CLUSTER = re.compile(r"[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?", re.ASCII)
_GROUP = re.compile(r"[\w.()-]{0,89}[\w()-]")
_VNET = re.compile(r"[A-Za-z0-9][\w.-]{0,62}\w", re.ASCII)


def at_least_one_cluster(settings: Settings) -> Iterator[Problem]:
    """A stack without a cluster is a mistake rather than a wish."""
    if not settings.clusters:
        yield Problem(
            path="clusters",
            value=None,
            allowed="at least one cluster; `clusters: {dev: {}}` is a complete one",
            cure="add a cluster, or run `pulumi destroy` if the stack is to go",
        )


def cluster_keys(settings: Settings) -> Iterator[Problem]:
    """A key is a cluster's name, so Azure's rules for cluster names hold."""
    for key in settings.clusters:
        if not _CLUSTER.fullmatch(key):
            yield Problem(
                path=f"clusters.{key}",
                value=key,
                allowed="1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
                cure="choose a key that fits",
                page=_PAGE,
            )


def unique_names(settings: Settings) -> Iterator[Problem]:
    """Azure folds case: two clusters, identities or node resource groups may not share a name."""
    seen: dict[tuple[str, str], str] = {}
    for key, cluster in settings.clusters.items():
        name = cluster_name(key, cluster)
        group = node_resource_group(settings, key)
        twin = False
        for field, kind, value, written in (
            ("name", "cluster", name, True),
            ("identityName", "identity", identity_name(key, cluster), cluster.identity_name),
            ("nodeResourceGroup", "node resource group", group, cluster.node_resource_group),
        ):
            path = f"clusters.{key}.{field}"
            other = seen.setdefault((kind, value.lower()), path)
            if other != path and (written or not twin):  # names derived from a shared name differ once that one does
                twin = True
                yield Problem(
                    path=path,
                    value=value,
                    allowed=f"a name of its own; {_owner(other)} has this {kind} name (Azure does not tell case apart)",
                    cure="choose another name",
                    page=_PAGE,
                )
        if group.lower() == resource_group(settings).lower():
            yield Problem(
                path=f"clusters.{key}.nodeResourceGroup",
                value=group,
                allowed="a resource group of its own, which AKS creates and deletes with the cluster",
                cure="choose a name other than the stack's resource group",
                page="https://learn.microsoft.com/azure/aks/faq",
            )


def _owner(path: str) -> str:
    return path.rsplit(".", 1)[0]


def overlay_names(settings: Settings) -> Iterator[Problem]:
    """Overlay clusters need a VNet, subnets and a resource group with names of at most 63 characters."""
    subnets = by_cluster(settings)
    for key, cluster in settings.clusters.items():
        if MODES[cluster.mode].plugin_mode is not PluginMode.OVERLAY:
            continue
        named = [
            ("resourceGroup.name", resource_group(settings)),
            ("network.name", settings.network.name or ""),
        ]
        named += [(subnet.path, subnet.name) for subnet in subnets[key]]
        for path, name in named:
            if len(name) > 63:
                yield Problem(
                    path=path,
                    value=name,
                    allowed=f"at most 63 characters, because {key} is an overlay cluster",
                    cure="choose a shorter name",
                    page="https://learn.microsoft.com/azure/aks/azure-cni-overlay",
                )


def derived_names(settings: Settings) -> Iterator[Problem]:
    """Names that come from the stack's name or a cluster's keep to Azure's rules too."""
    network = settings.network
    if not _GROUP.fullmatch(resource_group(settings)):
        yield _derived("resourceGroup.name", resource_group(settings), "at most 90 characters, no full stop at the end")
    if network.name is not None and not network.is_existing and not _VNET.fullmatch(network.name):
        yield _derived("network.name", network.name, "2 to 64 characters, starting with a letter or digit")
    for subnet in gather(settings).values():
        places = subnet.mentions
        if len(subnet.name) > 80 and not subnet.existing:
            yield _derived(f"{places[0].path}.name", subnet.name, "at most 80 characters")
        elif not subnet.existing and subnet.security_group and len(subnet.security_group) > 80:
            path = next(m.path for m in places if m.settings.network_security_group)
            yield _derived(f"{path}.networkSecurityGroup.name", subnet.security_group, "at most 80 characters")


def _derived(path: str, name: str, allowed: str) -> Problem:
    return Problem(path=path, value=name, allowed=f"{allowed}; this name is derived", cure="write a name", page=_PAGE)


def tags(settings: Settings) -> Iterator[Problem]:
    """Azure's limits on tag names and values."""
    page = "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"
    for name, value in settings.tags.items():
        if not 1 <= len(name) <= 512 or re.search(r"[<>%&\\?/]", name):
            yield Problem(
                path=f"tags.{name}",
                value=name,
                allowed="a tag name has 1 to 512 characters and none of < > % & \\ ? /",
                cure="choose another name",
                page=page,
            )
        if len(value) > 256:
            yield Problem(
                path=f"tags.{name}",
                value=value,
                allowed="at most 256 characters",
                cure="shorten it",
                page=page,
            )


RULES = (at_least_one_cluster, cluster_keys, unique_names, overlay_names, derived_names, tags)
