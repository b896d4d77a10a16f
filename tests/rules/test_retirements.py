"""The retirement radar: every fact of the table is told of what uses it, of nothing beside it, and dated by the day."""

from datetime import date, timedelta

import pytest

from aksnet.azure.retirements import CHECKED_ON, RETIREMENTS, Retiring
from aksnet.rules import dates as retirements
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import LEARN, Raw, context, dev

ADAY = timedelta(days=1)
SYSTEM: Raw = {"mode": "System"}
WINDOWS: Raw = {"linux": SYSTEM, "win": {"osType": "Windows", "maxPods": 110}}
NPM = "write networkPolicy: calico; a cluster without Windows nodes may move to a cilium mode instead"


def _told(raw: Raw, today: date = CHECKED_ON) -> list[Problem]:
    return list(retirements.retirements(context(raw, today=today)))


def _warning(setting: str, allowed: str, cure: str, page: str) -> Problem:
    return Problem(
        kind=Kind.RETIREMENT, path=f"clusters.dev.{setting}", value=None, message=allowed, cure=cure, page=LEARN + page
    )


KUBENET = _warning(
    "mode",
    "kubenet retires on 2028-03-31",
    "move to overlay with `az aks update --network-plugin azure --network-plugin-mode overlay`",
    "aks/configure-kubenet",
)
NPM_LINUX = _warning(
    "networkPolicy",
    "Azure Network Policy Manager on Linux nodes retires on 2028-09-30",
    NPM,
    "aks/use-network-policies",
)
NPM_WINDOWS = _warning(
    "networkPolicy",
    "Azure Network Policy Manager on Windows nodes ended on 2026-09-30: AKS makes no new cluster with it, but in "
    "subscriptions that registered for it before",
    "write networkPolicy: calico",
    "aks/use-network-policies",
)
WINDOWS_2022 = _warning(
    "nodePools.win.osSku",
    "Windows Server 2022 retires on 2028-06-30; from 2029-06-30 no such pool scales",
    "stay below Kubernetes 1.37, which has none; AKS's next image is Windows2025, from API version 2026-02-01 on",
    "aks/upgrade-windows-os",
)
UBUNTU = _warning(
    "nodePools.np.osSku",
    "Ubuntu 22.04 retires on 2027-06-30; from 2028-04-30 no such pool scales",
    "write osSku: Ubuntu, which is 24.04 from Kubernetes 1.35 on",
    "aks/upgrade-os-version",
)
UBUNTU_OF_OLD = _warning(
    "nodePools.np.osSku",
    "Ubuntu 22.04, which Ubuntu means up to Kubernetes 1.34, retires on 2027-06-30; from 2028-04-30 no such pool "
    "scales",
    'write kubernetesVersion: "1.35" or newer',
    "aks/upgrade-os-version",
)


def _size(what: str, on: str) -> Problem:
    return _warning(
        "nodePools.np.vmSize",
        f"every {what} {on}",
        "choose a size of a later series, such as Standard_D4ds_v5, in a new pool",
        "virtual-machines/sizes/retirement/retired-sizes-list",
    )


SIZES = {
    "Standard_DS14": ("size of the D and DS series", "retires on 2028-05-01", "Standard_D14s_v3"),
    "Standard_DS2_v2": ("size of the Dv2 and DSv2 series", "retires on 2028-05-01", "Standard_D2s_v3"),
    "Standard_L8s": ("size of the Ls series", "retires on 2028-05-01", "Standard_L8s_v3"),
    "Standard_A8m_v2": ("size of the Av2 series", "retires on 2028-11-15", "Standard_A8m"),
    "Standard_B4ms": ("size of the first B series", "retires on 2028-11-15", "Standard_B4ms_v2"),
    "Standard_F8s": ("size of the F and Fs series", "retires on 2028-11-15", "Standard_F8als_v6"),
    "Standard_F8s_v2": ("size of the Fsv2 series", "retires on 2028-11-15", "Standard_F8s_v3"),
    "Standard_GS5-8": ("size of the G and GS series", "retires on 2028-11-15", "Standard_GS5-8_v2"),
    "Standard_L8s_v2": ("size of the Lsv2 series", "retires on 2028-11-15", "Standard_L8as_v3"),
    "Standard_NV12s_v3": ("size of the NVv3 series", "ended on 2026-09-30", "Standard_NV12ads_A10_v5"),
    "Standard_nv16as_v4": ("size of the NVv4 series", "ended on 2026-09-30", "Standard_NV16as_v5"),
    "Standard_NC24rs_v3": ("size of the NCv3 series", "ended on 2025-09-30", "Standard_NC24ads_A100_v4"),
    "Standard_M192idms_v2": ("isolated M192 size of version 2", "retires on 2027-03-31", "Standard_M192ms_v2"),
}
CASES: dict[str, tuple[list[Problem], Raw, Raw]] = {
    "kubenet": ([KUBENET], dev(mode="kubenet"), dev(mode="overlay")),
    "Azure's policy engine": (
        [NPM_LINUX],
        dev(mode="overlay", networkPolicy="azure"),
        dev(mode="overlay", networkPolicy="calico"),
    ),
    "Azure's policy engine with Windows nodes": (
        [NPM_LINUX, NPM_WINDOWS, WINDOWS_2022],
        dev(mode="overlay", networkPolicy="azure", nodePools=WINDOWS),
        dev(mode="overlay", networkPolicy="calico"),
    ),
    "Windows Server 2022, the image of a Windows pool that says none": (
        [WINDOWS_2022],
        dev(mode="overlay", nodePools={"linux": SYSTEM, "win": {"osType": "Windows"}}),
        dev(mode="overlay", nodePools={"linux": SYSTEM, "win": {}}),
    ),
    "Ubuntu below Kubernetes 1.35": (
        [UBUNTU_OF_OLD],
        dev(kubernetesVersion="1.34.2", nodePools={"np": {}}),
        dev(kubernetesVersion="1.35", nodePools={"np": {}}),
    ),
    **{
        size: (
            [_size(what, on)],
            dev(nodePools={"np": {"vmSize": size}}),
            dev(nodePools={"np": {"vmSize": beside}}),
        )
        for size, (what, on, beside) in SIZES.items()
    },
    "Ubuntu 22.04": (
        [UBUNTU],
        dev(nodePools={"np": {"osSku": "Ubuntu2204"}}),
        dev(nodePools={"np": {"osSku": "Ubuntu"}}),
    ),
}


@pytest.mark.parametrize(("expected", "raw", "beside"), CASES.values(), ids=CASES)
def test_what_retires_is_told_of_what_uses_it_and_of_nothing_beside(
    expected: list[Problem], raw: Raw, beside: Raw
) -> None:
    assert (_told(raw), _told(beside)) == (expected, [])


def test_every_fact_has_a_case() -> None:
    told = [problem.message for expected, _, _ in CASES.values() for problem in expected]
    assert {fact.sentence(CHECKED_ON) for fact in RETIREMENTS} == set(told)


@pytest.mark.parametrize("fact", [fact for fact in RETIREMENTS if fact.on], ids=lambda fact: fact.what)
def test_a_date_is_ahead_up_to_its_last_day(fact: Retiring) -> None:
    assert fact.on is not None
    first = [fact.sentence(fact.on + days).split(";")[0] for days in (-ADAY, 0 * ADAY, ADAY)]
    after = f": {fact.after}" if fact.after else ""
    ahead, past = f"{fact.what} retires on {fact.on}", f"{fact.what} ended on {fact.on}{after}"
    assert first == [ahead, ahead, past]


@pytest.mark.parametrize("fact", [fact for fact in RETIREMENTS if fact.removed], ids=lambda fact: fact.what)
def test_a_second_date_says_when_pools_no_longer_scale(fact: Retiring) -> None:
    assert fact.removed is not None
    second = [fact.sentence(fact.removed + days).split("; ")[1] for days in (-ADAY, 0 * ADAY)]
    assert second == [f"from {fact.removed} no such pool scales", f"since {fact.removed} no such pool scales"]


def test_a_fact_is_told_once_per_cluster_or_pool() -> None:
    pools = {"a": {"mode": "System", "osSku": "Ubuntu2204"}, "b": {"osSku": "Ubuntu2204"}}
    told = _told(dev(mode="kubenet", nodePools=pools))
    assert [problem.path for problem in told] == [
        "clusters.dev.mode",
        "clusters.dev.nodePools.a.osSku",
        "clusters.dev.nodePools.b.osSku",
    ]


def test_every_fact_has_its_page() -> None:
    assert [fact.what for fact in RETIREMENTS if not fact.page.startswith("https://learn.microsoft.com/")] == []
