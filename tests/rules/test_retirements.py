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
    "aks/kubenet-retirement",
)
NPM_LINUX = _warning(
    "networkPolicy",
    "Azure Network Policy Manager on Linux nodes retires on 2028-09-30",
    NPM,
    "aks/use-network-policies",
)
NPM_WINDOWS = _warning(
    "networkPolicy",
    "Azure Network Policy Manager on Windows nodes ended on 2026-09-30",
    "write networkPolicy: calico",
    "aks/use-network-policies",
)
WINDOWS_2022 = _warning(
    "nodePools.win.osSku",
    "Windows Server 2022 retires on 2028-06-30",
    "move to Windows Server 2025 once a newer API version is in use; Kubernetes 1.37 has no 2022",
    "aks/windows-faq",
)
UBUNTU = _warning(
    "nodePools.np.osSku",
    "Ubuntu 22.04 retires on 2027-06-30",
    "write osSku: Ubuntu to follow AKS's own choice",
    "aks/node-images",
)
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
    assert [fact.sentence(fact.on + days) for days in (-ADAY, 0 * ADAY, ADAY)] == [
        f"{fact.what} retires on {fact.on}",
        f"{fact.what} retires on {fact.on}",
        f"{fact.what} ended on {fact.on}",
    ]


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
