"""Names: what Azure accepts, and that no two things claim the same one.

Names with a field of their own are checked where they are read (`aksnet.settings.fields`); here are those that come
from keys, those that are derived, and collisions.
"""

import re
from collections.abc import Iterator

from aksnet.azure.axes import PluginMode
from aksnet.azure.modes import MODES
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

_CLUSTER = re.compile(r"[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?", re.ASCII)
_GROUP = re.compile(r"[\w.()-]{0,89}[\w()-]")
_VNET = re.compile(r"[A-Za-z0-9][\w.-]{0,62}\w", re.ASCII)


def at_least_one_cluster(context: Context) -> Iterator[Problem]:
    """A stack without a cluster is a mistake rather than a wish, unless it has subnets for others, as a hub has."""
    if not context.settings.clusters and not context.settings.network.subnets:
        yield Problem(
            kind=Kind.NO_CLUSTER,
            path="clusters",
            value=None,
            message="at least one cluster, or a subnet in network.subnets; `clusters: {dev: {}}` is a complete one",
            cure="add a cluster, or run `pulumi destroy` if the stack is to go",
        )


def cluster_keys(context: Context) -> Iterator[Problem]:
    """A key is a cluster's name, so Azure's rules for cluster names hold."""
    for key in context.settings.clusters:
        if not _CLUSTER.fullmatch(key):
            yield Problem(
                kind=Kind.CLUSTER_KEY,
                path=f"clusters.{key}",
                value=key,
                message="1 to 63 letters, digits, _ and -, starting and ending with a letter or digit",
                cure="choose a key that fits",
            )


def unique_names(context: Context) -> Iterator[Problem]:
    """Azure folds case: two clusters, identities or node resource groups may not share a name."""
    seen: dict[tuple[str, str], str] = {}
    for key, cluster in context.settings.clusters.items():
        layout = context.layout.clusters[key]
        group = layout.node_resource_group
        twin = False
        # An identity that is there already is told of by its id.
        own = [] if cluster.identity_id else [("identityName", "identity", layout.identity_name, cluster.identity_name)]
        for field, kind, value, written in (
            ("name", "cluster", layout.name, True),
            *own,
            ("nodeResourceGroup", "node resource group", group, cluster.node_resource_group),
        ):
            path = f"clusters.{key}.{field}"
            other = seen.setdefault((kind, value.lower()), path)
            if other != path and (written or not twin):  # names derived from a shared name differ once that one does
                twin = True
                yield Problem(
                    kind=Kind.NAME_TAKEN,
                    path=path,
                    value=value,
                    message=f"a name of its own; {_owner(other)} has this {kind} name (Azure does not tell case apart)",
                    cure="choose another name",
                )
        if group.lower() == context.layout.resource_group.lower():
            yield Problem(
                kind=Kind.NODE_GROUP_SHARED,
                path=f"clusters.{key}.nodeResourceGroup",
                value=group,
                message="a resource group of its own, which AKS creates and deletes with the cluster",
                cure="choose a name other than the stack's resource group",
            )


def _owner(path: str) -> str:
    return path.rsplit(".", 1)[0]


def overlay_names(context: Context) -> Iterator[Problem]:
    """Overlay clusters need a VNet, subnets and a resource group with names of at most 63 characters."""
    for key, cluster in context.settings.clusters.items():
        if MODES[cluster.mode].plugin_mode is not PluginMode.OVERLAY:
            continue
        named = [
            ("resourceGroup.name", context.layout.resource_group),
            ("network.name", context.layout.vnet.name),
        ]
        named += [(subnet.path, subnet.name) for subnet in context.layout.subnets_of(key)]
        for path, name in named:
            if len(name) > 63:
                yield Problem(
                    kind=Kind.OVERLAY_NAME,
                    path=path,
                    value=name,
                    message=f"at most 63 characters, because {key} is an overlay cluster",
                    cure="choose a shorter name",
                )


def derived_names(context: Context) -> Iterator[Problem]:
    """Names that come from the stack's name or a cluster's keep to Azure's rules too."""
    layout = context.layout
    if not _GROUP.fullmatch(layout.resource_group):
        yield _derived("resourceGroup.name", layout.resource_group, "at most 90 characters, no full stop at the end")
    if not layout.vnet.existing and not _VNET.fullmatch(layout.vnet.name):
        yield _derived("network.name", layout.vnet.name, "2 to 64 characters, starting with a letter or digit")
    for subnet in layout.subnets.values():
        if len(subnet.name) > 80 and not subnet.existing:
            yield _derived(f"{subnet.mentions[0].path}.name", subnet.name, "at most 80 characters")
        elif not subnet.existing and subnet.security_group and len(subnet.security_group) > 80:
            path = next(m.path for m in subnet.mentions if m.settings.network_security_group)
            yield _derived(f"{path}.networkSecurityGroup.name", subnet.security_group, "at most 80 characters")


def _derived(path: str, name: str, allowed: str) -> Problem:
    return Problem(
        kind=Kind.DERIVED_NAME,
        path=path,
        value=name,
        message=f"{allowed}; this name is derived",
        cure="write a name",
    )


def tags(context: Context) -> Iterator[Problem]:
    """Azure's limits on tag names and values; two names that differ in case alone are one."""
    seen: dict[str, str] = {}
    for name, value in context.settings.tags.items():
        first = seen.setdefault(name.lower(), name)
        if first != name:
            yield Problem(
                kind=Kind.TAG,
                path=f"tags.{name}",
                value=name,
                message=f"a name that differs from {first} in more than its case: Azure takes them for one",
                cure="remove one of the two",
            )
        if not 1 <= len(name) <= 512 or re.search(r"[<>%&\\?/]", name):
            yield Problem(
                kind=Kind.TAG,
                path=f"tags.{name}",
                value=name,
                message="a tag name has 1 to 512 characters and none of < > % & \\ ? /",
                cure="choose another name",
            )
        if len(value) > 256:
            yield Problem(
                kind=Kind.TAG,
                path=f"tags.{name}",
                value=value,
                message="at most 256 characters",
                cure="shorten it",
            )


RULES = (at_least_one_cluster, cluster_keys, unique_names, overlay_names, derived_names, tags)
