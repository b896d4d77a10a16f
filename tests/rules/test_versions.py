"""Versions against the calendar and against images; what modes and policies need is in `test_mode_offers`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aksnet.azure.axes import OsType
from aksnet.azure.kubernetes_versions import CALENDAR, offered, usual
from aksnet.azure.node_images import IMAGE_VERSIONS, OS_SKUS
from aksnet.rules import judge, versions
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Case, Raw, context, dev

LONG_TERM: Raw = {"tier": "Premium", "supportPlan": "AKSLongTermSupport"}


def _image(sku: str, version: str, os: str = "Linux") -> Raw:
    pools = {"np": {"mode": "System"}, "win": {"osType": os, "osSku": sku, "maxPods": 110}}
    return dev(mode="overlay", kubernetesVersion=version, nodePools=pools, **LONG_TERM)


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


USUAL = 'write "1.36", or remove the key'
KEEPS = "a cluster that runs {} may keep it: `pulumi up` and `aksnet diff` see that in the state"


def _not_offered(
    version: str, why: str, cure: str, *, offered: str = "1.34, 1.35, 1.36, 1.37", on: str = "2026-11-30"
) -> list[Problem]:
    return [
        Problem(
            kind=Kind.VERSION_NOT_OFFERED,
            path="clusters.dev.kubernetesVersion",
            value=version,
            message=f"a version that AKS offers on {on}, {offered}; {why}",
            cure=cure,
        )
    ]


def _not_available(version: str, message: str, instead: str) -> list[Problem]:
    return [
        Problem(
            kind=Kind.VERSION_NOT_AVAILABLE,
            path="clusters.dev.kubernetesVersion",
            value=version,
            message=message,
            cure=f'see `az aks get-versions --location westeurope`, or write "{instead}"',
        )
    ]


def _ends(message: str, instead: str) -> list[Problem]:
    return [
        Problem(
            kind=Kind.RETIREMENT,
            path="clusters.dev.kubernetesVersion",
            value=None,
            message=message,
            cure=f'write "{instead}"; AKS upgrades one minor version at a time',
            page=LEARN + "aks/supported-kubernetes-versions",
        )
    ]


CASES = [
    Case(
        rule=versions.versions_on_offer,
        says="a version that nobody has heard of is not on offer",
        raw=dev(kubernetesVersion="1.99"),
        expected=_not_offered("1.99", "1.99 is newer than any of its calendar", USUAL),
        beside=dev(kubernetesVersion="1.37"),
    ),
    Case(
        rule=versions.versions_on_offer,
        says="a version that left the calendar is not on offer",
        raw=dev(kubernetesVersion="1.20"),
        expected=_not_offered("1.20", "1.20 is older than any of its calendar", f"{USUAL}; {KEEPS.format('1.20')}"),
        beside=dev(kubernetesVersion="1.34.2"),
    ),
    Case(
        rule=versions.versions_on_offer,
        says="after the end of both supports a version is not on offer",
        raw=dev(kubernetesVersion="1.29.5", tier="Premium", supportPlan="AKSLongTermSupport"),
        expected=_not_offered(
            "1.29.5",
            "1.29 ended on 2025-03-31, and its long-term support on 2026-04-30",
            f"{USUAL}; {KEEPS.format('1.29')}",
            offered="1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37",
        ),
        beside=dev(kubernetesVersion="1.31", tier="Premium", supportPlan="AKSLongTermSupport"),
    ),
    Case(
        rule=versions.versions_on_offer,
        says="what has long-term support alone needs the plan for it",
        raw=dev(kubernetesVersion="1.33", tier="Premium"),
        expected=_not_offered(
            "1.33",
            "1.33 ended on 2026-07-31 and has long-term support alone, until 2027-07-31",
            f"{USUAL}; or write tier: Premium and supportPlan: AKSLongTermSupport; {KEEPS.format('1.33')}",
        ),
        beside=dev(kubernetesVersion="1.33", tier="Premium", supportPlan="AKSLongTermSupport"),
    ),
    Case(
        rule=versions.versions_on_offer,
        says="before its preview a version is not on offer",
        raw=dev(kubernetesVersion="1.37"),
        expected=_not_offered(
            "1.37",
            "1.37 comes as a preview in September 2026",
            'write "1.35", or remove the key',
            offered="1.34, 1.35, 1.36",
            on="2026-08-31",
        ),
        beside=dev(kubernetesVersion="1.36"),
        today=date(2026, 8, 31),
    ),
    Case(
        rule=versions.versions_not_available,
        says="a preview is told",
        raw=dev(kubernetesVersion="1.37"),
        expected=_not_available(
            "1.37", "1.37 is a preview until 2026-10-31, which AKS supports for trials only", "1.35"
        ),
        beside=dev(kubernetesVersion="1.36"),
        today=date(2026, 9, 1),
    ),
    Case(
        rule=versions.versions_not_available,
        says="once a newer version may be there, one that is not in the calendar is a warning",
        raw=dev(kubernetesVersion="1.38"),
        expected=_not_available(
            "1.38", "1.38 is newer than 1.37, the newest of AKS's calendar when it was read on 2026-11-30", "1.36"
        ),
        beside=dev(kubernetesVersion="1.37"),
        today=date(2027, 1, 29),
    ),
    Case(
        rule=versions.versions_that_end,
        says="a version is warned of for half a year before its end",
        raw=dev(kubernetesVersion="1.35"),
        expected=_ends("Kubernetes 1.35 retires on 2027-03-31, its long-term support on 2028-03-31", "1.36"),
        beside=dev(kubernetesVersion="1.36"),
    ),
    Case(
        rule=versions.versions_that_end,
        says="with long-term support the end is that of it",
        raw=dev(kubernetesVersion="1.32", tier="Premium", supportPlan="AKSLongTermSupport"),
        expected=_ends("Kubernetes 1.32 retires on 2027-03-31", "1.34"),
        beside=dev(kubernetesVersion="1.35", tier="Premium", supportPlan="AKSLongTermSupport"),
    ),
    Case(
        rule=versions.long_term_support,
        says="long-term support is for the Premium tier",
        raw=dev(supportPlan="AKSLongTermSupport", tier="Standard"),
        expected=[
            Problem(
                kind=Kind.LONG_TERM_TIER,
                path="clusters.dev.supportPlan",
                value="AKSLongTermSupport",
                message="long-term support only in the Premium tier; this cluster's is Standard",
                cure="write tier: Premium, or remove supportPlan",
            )
        ],
        beside=dev(supportPlan="AKSLongTermSupport", tier="Premium"),
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
            "stay at Kubernetes 1.36 while the cluster has such nodes; AKS has Windows2025 for it, which a program of "
            "your own can send after `pulumi package add azure-native containerservice 2026-05-01`",
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


@pytest.mark.parametrize(
    ("running", "errors", "warnings"),
    [
        ({}, ["1.33"], []),
        ({"dev": "1.33.6"}, [], ["Kubernetes 1.33 ended on 2026-07-31, its long-term support on 2027-07-31"]),
        ({"dev": "1.32.9"}, ["1.33"], []),
        ({"other": "1.33.6"}, ["1.33"], []),
        (None, [], ["Kubernetes 1.33 ended on 2026-07-31, its long-term support on 2027-07-31"]),
    ],
    ids=["none lives", "it runs that", "it runs another", "another cluster runs that", "nobody can tell"],
)
def test_a_cluster_keeps_what_it_runs(running: dict[str, str] | None, errors: list[str], warnings: list[str]) -> None:
    seen = context(dev(kubernetesVersion="1.33"), running=running)
    assert [problem.value for problem in versions.versions_on_offer(seen)] == errors
    assert [problem.message for problem in versions.versions_that_end(seen)] == warnings


def test_a_version_that_nothing_supports_is_told_of_the_cluster_that_runs_it() -> None:
    seen = context(dev(kubernetesVersion="1.28"), running={"dev": "1.28.15"})
    assert [(problem.message, problem.cure) for problem in versions.versions_that_end(seen)] == [
        ("Kubernetes 1.28 is out of support", 'write "1.34"; AKS upgrades one minor version at a time')
    ]


@pytest.mark.parametrize("minor", CALENDAR)
def test_a_version_is_offered_from_its_preview_to_its_last_day(minor: int) -> None:
    release, day = CALENDAR[minor], timedelta(days=1)
    assert release.preview < release.available < release.ends < release.long_term_ends
    for long_term in (False, True):
        end = release.end(long_term=long_term)
        days = (release.preview - day, release.preview, end, end + day)
        assert [minor in offered(each, long_term=long_term) for each in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 3, 30), 33), (date(2026, 3, 31), 34), (date(2026, 11, 30), 36), (date(2024, 1, 1), 29)],
)
def test_without_a_version_aks_takes_the_one_before_the_newest(today: date, expected: int) -> None:
    assert usual(today) == expected


@pytest.mark.parametrize(("version", "asked"), [(None, 0), ("1.35", 0), ("1.33", 1)])
def test_what_runs_is_asked_once_and_only_for_a_version_that_aks_makes_no_cluster_with(
    version: str | None, asked: int
) -> None:
    """Asking adds an entry to a stack's state, which a refused run leaves as it is."""
    calls: list[int] = []

    def running() -> dict[str, str]:
        calls.append(1)
        return {"dev": "1.33.2"}

    raw = dev(kubernetesVersion=version) if version else dev()
    judge(replace(context(raw), running=running))
    assert len(calls) == asked
