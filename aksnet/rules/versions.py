"""Kubernetes versions against what needs them: modes, policy engines, node images."""

from collections.abc import Iterator

from aksnet.azure.axes import Policy
from aksnet.azure.modes import MODES
from aksnet.rules.context import Context
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem

WINDOWS_2022_BEFORE = 37
"""The first release of Kubernetes 1 without Windows Server 2022 images.
https://learn.microsoft.com/azure/aks/windows-faq"""

_POLICY_VERSION = "1.30"
"""What AKS installs Calico or Azure's policy engine on since its release of May 2026."""


def kubernetes_versions(context: Context) -> Iterator[Problem]:
    """A written version that the mode works with."""
    for key, cluster in context.settings.clusters.items():
        mode = MODES[cluster.mode]
        written, least = cluster.kubernetes_version, mode.min_kubernetes
        if written is not None and least is not None and _minor(written) < _minor(least):
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
        if policy not in (Policy.CALICO, Policy.AZURE) or written is None or _minor(written) >= _minor(_POLICY_VERSION):
            continue
        yield Problem(
            kind=Kind.VERSION_FOR_POLICY,
            path=f"clusters.{key}.kubernetesVersion",
            value=written,
            message=f"AKS installs the policy engine {policy} on Kubernetes {_POLICY_VERSION} or newer",
            cure=f'write "{_POLICY_VERSION}" or newer, or remove the key',
        )


def windows_images(context: Context) -> Iterator[Problem]:
    """Windows Server 2022 ends with a Kubernetes version too; its date is in `aksnet.azure.retirements`."""
    for path, cluster, pool in context.pools:
        version = cluster.kubernetes_version
        if version is None or pool.os_sku != "Windows2022" or int(version.split(".")[1]) < WINDOWS_2022_BEFORE:
            continue
        yield Problem(
            kind=Kind.IMAGE_FOR_VERSION,
            path=f"{path}.osSku",
            value=pool.os_sku,
            message=f"an image that Kubernetes {version} has; Windows Server 2022 ends before 1.{WINDOWS_2022_BEFORE}",
            cure="stay below Kubernetes 1.37 as long as the cluster has Windows nodes",
        )


def _minor(version: str) -> int:
    return int(version.split(".")[1])


RULES = (kubernetes_versions, policy_versions, windows_images)
