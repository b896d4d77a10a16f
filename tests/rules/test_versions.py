"""Versions against the calendar and against images; what modes and policies need is in `test_mode_offers`."""

import pytest

from aksnet.azure.axes import OsType
from aksnet.azure.node_images import IMAGE_VERSIONS, OS_SKUS
from aksnet.rules import versions
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Case, Raw, context, dev


def _image(sku: str, version: str, os: str = "Linux") -> Raw:
    pools = {"np": {"mode": "System"}, "win": {"osType": os, "osSku": sku, "maxPods": 110}}
    return dev(mode="overlay", kubernetesVersion=version, nodePools=pools)


def _told(sku: str, version: str, most: str, cure: str) -> list[Problem]:
    return [
        Problem(
            kind=Kind.IMAGE_FOR_VERSION,
            path="clusters.dev.nodePools.win.osSku",
            value=sku,
            message=f"an image that AKS has for Kubernetes {version}; this one is for {most}",
            cure=cure,
        )
    ]


CASES = [
    Case(
        rule=versions.versions_on_offer,
        says="a version that nobody has heard of is not on offer",
        raw=dev(kubernetesVersion="1.99"),
        expected=[
            Problem(
                kind=Kind.VERSION_NOT_OFFERED,
                path="clusters.dev.kubernetesVersion",
                value="1.99",
                message="a version that AKS offers; 1.38 was the newest on 2026-11-21",
                cure='write "1.37" or older, or remove the key',
            )
        ],
        beside=dev(kubernetesVersion="1.38"),
    ),
    Case(
        rule=versions.images_of_versions,
        says="Ubuntu 22.04 ends with Kubernetes 1.36",
        raw=_image("Ubuntu2204", "1.37"),
        expected=_told("Ubuntu2204", "1.37", "1.25 to 1.36", "write Ubuntu"),
        beside=_image("Ubuntu2204", "1.36"),
    ),
    Case(
        rule=versions.images_of_versions,
        says="Azure Linux 3 ends with Kubernetes 1.36",
        raw=_image("AzureLinux3", "1.37.1"),
        expected=_told("AzureLinux3", "1.37.1", "1.28 to 1.36", "write Ubuntu"),
        beside=_image("AzureLinux3", "1.36.1"),
    ),
    Case(
        rule=versions.images_of_versions,
        says="Azure Linux 2.0, which AzureLinux means up to Kubernetes 1.31, has no images any more",
        raw=_image("AzureLinux", "1.31"),
        expected=_told("AzureLinux", "1.31", "1.32 to 1.36", "write Ubuntu"),
        beside=_image("AzureLinux", "1.32"),
    ),
    Case(
        rule=versions.images_of_versions,
        says="Kubernetes 1.37 has no Windows Server 2022",
        raw=_image("Windows2022", "1.37", "Windows"),
        expected=_told(
            "Windows2022",
            "1.37",
            "1.23 to 1.36",
            "stay at Kubernetes 1.36 while the cluster has such nodes: newer images of AKS for Windows need an API "
            "version that this project does not send",
        ),
        beside=_image("Windows2022", "1.36", "Windows"),
    ),
]


@pytest.mark.parametrize("sku", OS_SKUS[OsType.LINUX])
def test_some_image_is_there_for_every_version_that_is_supported(sku: str) -> None:
    """And AKS's own choice, Ubuntu, for all of them."""
    told = [list(versions.images_of_versions(context(_image(sku, f"1.{minor}")))) for minor in (35, 36)]
    assert told == [[], []]


def test_only_aks_own_choice_has_no_window() -> None:
    assert {sku for offered in OS_SKUS.values() for sku in offered} - set(IMAGE_VERSIONS) == {"Ubuntu"}
