"""Kubernetes versions against what needs them: modes, policy engines, node images."""

from collections.abc import Iterator

from aksnet.azure.axes import Policy
from aksnet.azure.kubernetes_versions import CHECKED_ON, NEWEST, minor_of
from aksnet.azure.modes import MODES
from aksnet.azure.node_images import IMAGE_VERSIONS, OS_SKUS
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

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
                cure=f'write "{least}" or newer, or remove the key',
                page=mode.page,
            )


def policy_versions(context: Context) -> Iterator[Problem]:
    """Policy engines that AKS installs besides the CNI need a version that it still installs them on."""
    for key, cluster in context.settings.clusters.items():
        written, policy = cluster.kubernetes_version, cluster.network_policy
        if (
            policy not in (Policy.CALICO, Policy.AZURE)
            or written is None
            or minor_of(written) >= minor_of(_POLICY_VERSION)
        ):
            continue
        yield Problem(
            kind=Kind.VERSION_FOR_POLICY,
            path=f"clusters.{key}.kubernetesVersion",
            value=written,
            message=f"AKS installs the policy engine {policy} on Kubernetes {_POLICY_VERSION} or newer",
            cure=f'write "{_POLICY_VERSION}" or newer, or remove the key',
        )


def versions_on_offer(context: Context) -> Iterator[Problem]:
    """A written version is none that AKS does not know yet; what is out of support is warned of as it ends."""
    for key, cluster in context.settings.clusters.items():
        written = cluster.kubernetes_version
        if written is not None and minor_of(written) > NEWEST:
            yield Problem(
                kind=Kind.VERSION_NOT_OFFERED,
                path=f"clusters.{key}.kubernetesVersion",
                value=written,
                message=f"a version that AKS offers; 1.{NEWEST} was the newest on {CHECKED_ON}",
                cure=f'write "1.{NEWEST - 1}" or older, or remove the key',
            )


def images_of_versions(context: Context) -> Iterator[Problem]:
    """AKS has an image for some versions of Kubernetes only; on which day it ends is told as well."""
    for path, cluster, pool in context.pools:
        version, has = cluster.kubernetes_version, IMAGE_VERSIONS.get(pool.os_sku)
        if version is None or has is None or minor_of(version) in has:
            continue
        others = [sku for sku in OS_SKUS[pool.os_type] if _has(sku, minor_of(version))]
        yield Problem(
            kind=Kind.IMAGE_FOR_VERSION,
            path=f"{path}.osSku",
            value=pool.os_sku,
            message=f"an image that AKS has for Kubernetes {version}; this one is for 1.{has.first} to 1.{has.last}",
            cure=(
                f"write {others[0]}"
                if others
                else f"stay at Kubernetes 1.{has.last} while the cluster has such nodes: newer images of AKS for "
                f"{pool.os_type} need an API version that this project does not send"
            ),
        )


def _has(sku: str, minor: int) -> bool:
    return sku not in IMAGE_VERSIONS or minor in IMAGE_VERSIONS[sku]


RULES = (versions_on_offer, kubernetes_versions, policy_versions, images_of_versions)
