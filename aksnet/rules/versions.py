"""Kubernetes versions: what AKS offers on a day and for how long, and what modes, policy engines and images need.

What a living cluster runs it may keep, whatever AKS offers: a version that is written for it is an error only where the
stack's state shows no cluster that runs it.
"""

from collections.abc import Iterator

from aksnet.azure.axes import OsType, Policy, SupportPlan, Tier
from aksnet.azure.kubernetes_versions import (
    CALENDAR,
    CHECKED_ON,
    NEWEST,
    NEXT_EXPECTED,
    NOTICE,
    minor_of,
    offered,
    usual,
)
from aksnet.azure.modes import MODES
from aksnet.azure.node_images import IMAGE_VERSIONS, LATER_IMAGES, NEWER_API, OS_SKUS
from aksnet.rules.context import Context
from aksnet.settings.cluster_settings import ClusterSettings
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem, one_of

_ENGINES = (Policy.CALICO, Policy.AZURE)
_POLICY_VERSION = "1.30"
"""What AKS installs Calico or Azure's policy engine on since its release of May 2026."""


def kubernetes_versions(context: Context) -> Iterator[Problem]:
    """A written version that the mode works with."""
    for key, cluster in context.settings.clusters.items():
        mode = MODES[cluster.mode]
        written, least = cluster.kubernetes_version, mode.min_kubernetes
        if written is not None and least is not None and minor_of(written) < minor_of(least):
            yield Problem(
                kind=Kind.VERSION_FOR_MODE,
                path=f"clusters.{key}.kubernetesVersion",
                value=written,
                message=f"{mode.name} needs Kubernetes {least} or newer",
                cure=f'write "1.{usual(context.today)}", or remove the key',
                page=mode.page,
            )


def policy_versions(context: Context) -> Iterator[Problem]:
    """Policy engines that AKS installs besides the CNI need a version that it still installs them on."""
    for key, cluster in context.settings.clusters.items():
        written, policy = cluster.kubernetes_version, cluster.network_policy
        if policy not in _ENGINES or written is None or minor_of(written) >= minor_of(_POLICY_VERSION):
            continue
        yield Problem(
            kind=Kind.VERSION_FOR_POLICY,
            path=f"clusters.{key}.kubernetesVersion",
            value=written,
            message=f"AKS installs the policy engine {policy} on Kubernetes {_POLICY_VERSION} or newer",
            cure=f'write "1.{usual(context.today)}", or remove the key',
        )


def versions_on_offer(context: Context) -> Iterator[Problem]:
    """AKS makes clusters with the versions of its calendar, and upgrades to them."""
    for key, cluster in context.settings.clusters.items():
        written = _judged(context, key, cluster)
        if written is None or _too_old(cluster, minor_of(written)) or _allowed(context, key, cluster):
            continue
        minor = minor_of(written)
        if minor > NEWEST and context.today >= NEXT_EXPECTED:
            continue  # newer than the calendar here, which may be behind AKS's by now
        there = [f"1.{each}" for each in offered(context.today, long_term=_long_term(cluster))]
        yield Problem(
            kind=Kind.VERSION_NOT_OFFERED,
            path=f"clusters.{key}.kubernetesVersion",
            value=written,
            message=f"a version that AKS offers on {context.today}, {one_of(there)}; {_why_not(minor, context)}",
            cure=_instead(minor, context),
        )


def versions_not_available(context: Context) -> Iterator[Problem]:
    """A version that is a preview, or newer than the calendar here, may be missing in a region."""
    for key, cluster in context.settings.clusters.items():
        written = _judged(context, key, cluster)
        if written is None:
            continue
        minor = minor_of(written)
        release = CALENDAR.get(minor)
        if minor > NEWEST and context.today >= NEXT_EXPECTED:
            why = f"newer than 1.{NEWEST}, the newest of AKS's calendar when it was read on {CHECKED_ON}"
        elif release is not None and release.preview <= context.today < release.available:
            why = f"a preview until {release.available}, which AKS supports for trials only"
        else:
            continue
        if context.runs(key, minor):
            continue
        yield Problem(
            kind=Kind.VERSION_NOT_AVAILABLE,
            path=f"clusters.{key}.kubernetesVersion",
            value=written,
            message=f"{written} is {why}",
            cure=f'see `az aks get-versions --location {context.layout.location}`, or write "1.{usual(context.today)}"',
        )


def versions_that_end(context: Context) -> Iterator[Problem]:
    """Warn of a version that may still be written and ends soon, or has ended below a living cluster."""
    for key, cluster in context.settings.clusters.items():
        written = _judged(context, key, cluster)
        if written is None or not _allowed(context, key, cluster):
            continue
        minor = minor_of(written)
        release, long_term = CALENDAR.get(minor), _long_term(cluster)
        if minor > NEWEST or (release is not None and context.today + NOTICE < release.end(long_term=long_term)):
            continue
        yield Problem(
            kind=Kind.RETIREMENT,
            path=f"clusters.{key}.kubernetesVersion",
            value=None,
            message=_end(minor, context, long_term=long_term),
            cure=f'write "1.{_next(minor, context)}"; AKS upgrades one minor version at a time',
            page=Kind.VERSION_NOT_OFFERED.value.page,
        )


def long_term_support(context: Context) -> Iterator[Problem]:
    """Long-term support is part of the Premium tier."""
    for key, cluster in context.settings.clusters.items():
        if cluster.support_plan is SupportPlan.LONG_TERM and cluster.tier is not Tier.PREMIUM:
            yield Problem(
                kind=Kind.LONG_TERM_TIER,
                path=f"clusters.{key}.supportPlan",
                value=cluster.support_plan,
                message=f"long-term support only in the Premium tier; this cluster's is {cluster.tier}",
                cure="write tier: Premium, or remove supportPlan",
            )


def _judged(context: Context, key: str, cluster: ClusterSettings) -> str | None:
    """Return the version that is asked for: none where a channel has moved the cluster beyond the one written."""
    written, channel = cluster.kubernetes_version, cluster.upgrade_channel
    if written is None or channel is None or not channel.moves_versions:
        return written
    return None if context.runs_newer(key, minor_of(written)) else written


def _long_term(cluster: ClusterSettings) -> bool:
    return cluster.support_plan is SupportPlan.LONG_TERM


def _allowed(context: Context, key: str, cluster: ClusterSettings) -> bool:
    """Return whether AKS offers the written version, or the cluster runs it."""
    minor = minor_of(cluster.kubernetes_version or "")
    return minor in offered(context.today, long_term=_long_term(cluster)) or context.runs(key, minor)


def _too_old(cluster: ClusterSettings, minor: int) -> bool:
    """Return whether another rule says already that something needs a newer version."""
    least = MODES[cluster.mode].min_kubernetes
    below = least is not None and minor < minor_of(least)
    return below or (cluster.network_policy in _ENGINES and minor < minor_of(_POLICY_VERSION))


def _why_not(minor: int, context: Context) -> str:
    release = CALENDAR.get(minor)
    if release is None:
        age = "newer" if minor > NEWEST else "older"
        return f"1.{minor} is {age} than any of its calendar"
    if context.today < release.preview:
        return f"1.{minor} comes as a preview in {release.preview:%B %Y}"
    if context.today <= release.long_term_ends:
        return f"1.{minor} ended on {release.ends} and has long-term support alone, until {release.long_term_ends}"
    return f"1.{minor} ended on {release.ends}, and its long-term support on {release.long_term_ends}"


def _instead(minor: int, context: Context) -> str:
    plain = f'write "1.{usual(context.today)}", or remove the key'
    if minor > NEWEST or (minor in CALENDAR and context.today < CALENDAR[minor].preview):
        return plain
    ways = [plain]
    if minor in offered(context.today, long_term=True):
        ways.append("or write tier: Premium and supportPlan: AKSLongTermSupport")
    ways.append(f"a cluster that runs 1.{minor} may keep it: `pulumi up` and `aksnet diff` see that in the state")
    return "; ".join(ways)


def _end(minor: int, context: Context, *, long_term: bool) -> str:
    release, name = CALENDAR.get(minor), f"Kubernetes 1.{minor}"
    if release is None:
        return f"{name} is out of support"
    end = release.end(long_term=long_term)
    said = f"{name} {'retires' if context.today <= end else 'ended'} on {end}"
    return said if long_term else f"{said}, its long-term support on {release.long_term_ends}"


def _next(minor: int, context: Context) -> int:
    """Return the version to go to from one that ends: the next, or the oldest that is still offered."""
    return max(minor + 1, *offered(context.today)[:1] or (0,))


def images_of_versions(context: Context) -> Iterator[Problem]:
    """AKS has an image for some versions of Kubernetes only; on which day it ends is told as well."""
    for path, _, pool in context.pools:
        version, has = pool.kubernetes_version, IMAGE_VERSIONS.get(pool.os_sku)
        if version is None or has is None or minor_of(version) in has:
            continue
        others = [sku for sku in OS_SKUS[pool.os_type] if _has(sku, minor_of(version))]
        yield Problem(
            kind=Kind.IMAGE_FOR_VERSION,
            path=f"{path}.osSku",
            value=pool.os_sku,
            message=f"an image that AKS has for Kubernetes {version}; this one is for {has}",
            cure=(
                f"write {others[0]}"
                if others
                else f"stay at Kubernetes 1.{has.last} while the cluster has such nodes; AKS has "
                f"{one_of(_later(pool.os_type, minor_of(version)))} for it, which a program of your own can send after "
                f"`{NEWER_API}`"
            ),
        )


def _later(os_type: OsType, minor: int) -> list[str]:
    return [sku for sku, image in LATER_IMAGES.items() if image.os_type is os_type and minor in image.minors]


def _has(sku: str, minor: int) -> bool:
    return sku not in IMAGE_VERSIONS or minor in IMAGE_VERSIONS[sku]


RULES = (
    versions_on_offer,
    versions_not_available,
    versions_that_end,
    long_term_support,
    kubernetes_versions,
    policy_versions,
    images_of_versions,
)
