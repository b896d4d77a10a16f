"""Rules on versions of pools, upgrade channels and maintenance windows: each has a case, and one beside the edge."""

from typing import Any

import pytest

from aksnet.planning import plan_as_far_as_possible
from aksnet.rules import upgrades
from aksnet.settings.problem_kinds import Kind
from aksnet.settings.problems import Problem
from tests.plan.support import Case, dev

SYSTEM = {"mode": "System", "count": 2}


def user(version: str, **cluster: Any) -> dict[str, Any]:
    return dev(nodePools={"system": SYSTEM, "user": {"kubernetesVersion": version}}, **cluster)


def windows(**cluster: Any) -> dict[str, Any]:
    taint = {"osType": "Windows", "taints": ["os=windows:NoSchedule"]}
    return dev(mode="overlay", nodePools={"system": SYSTEM, "win": taint}, **cluster)


def window(name: str, **keys: Any) -> dict[str, Any]:
    return dev(upgradeChannel="patch", maintenance={name: {"start": "02:00", **keys}})


POOL = "clusters.dev.nodePools.user.kubernetesVersion"
SUNDAY = {"dayOfWeek": "Sunday"}
CASES = [
    Case(
        rule=upgrades.pool_versions,
        says="a pool is not newer than its control plane",
        raw=user("1.37", kubernetesVersion="1.36"),
        expected=[
            Problem(
                kind=Kind.POOL_NEWER,
                path=POOL,
                value="1.37",
                message="no newer than the control plane, which runs 1.36",
                cure='write "1.36", or upgrade the cluster first',
                code="NodePoolMcVersionIncompatible",
            )
        ],
        beside=user("1.36", kubernetesVersion="1.37"),
    ),
    Case(
        rule=upgrades.pool_versions,
        says="a pool is not far behind its control plane",
        raw=user("1.32", kubernetesVersion="1.36"),
        expected=[
            Problem(
                kind=Kind.POOL_BEHIND,
                path=POOL,
                value="1.32",
                message="at most 3 minor versions behind the control plane, which runs 1.36",
                cure='write "1.33" or newer',
                code="NodePoolMcVersionIncompatible",
            )
        ],
        beside=user("1.36.1", kubernetesVersion="1.36"),
    ),
    Case(
        rule=upgrades.pool_versions,
        says="a pool's version stands beside the cluster's",
        raw=user("1.36"),
        expected=[
            Problem(
                kind=Kind.POOL_VERSION_ALONE,
                path=POOL,
                value="1.36",
                message="only beside the cluster's kubernetesVersion: without it nobody can tell before the run "
                "whether the pool is newer than its control plane",
                cure='write kubernetesVersion: "1.36" for the cluster, or remove it here',
            )
        ],
        beside=user("1.36", kubernetesVersion="1.36"),
    ),
    Case(
        rule=upgrades.pool_versions,
        says="a channel moves every pool",
        raw=user("1.36", kubernetesVersion="1.37", upgradeChannel="rapid"),
        expected=[
            Problem(
                kind=Kind.POOL_AND_CHANNEL,
                path=POOL,
                value="1.36",
                message="none beside upgradeChannel: rapid, by which AKS upgrades the control plane and all pools "
                "together",
                cure="remove it, or write upgradeChannel: none",
            )
        ],
        beside=user("1.36", kubernetesVersion="1.37", upgradeChannel="node-image"),
    ),
    Case(
        rule=upgrades.pool_versions,
        says="a new cluster is made with a pool of its own version",
        raw=dev(kubernetesVersion="1.37", nodePools={"only": {"kubernetesVersion": "1.36"}}),
        expected=[
            Problem(
                kind=Kind.POOL_MADE_WITH,
                path="clusters.dev.nodePools.only.kubernetesVersion",
                value="1.36",
                message="none while the cluster is new: it is made with this pool, which then runs 1.37 too",
                cure="remove it, or add a system pool without a version of its own",
            )
        ],
        beside=dev(kubernetesVersion="1.37", nodePools={"a": {**SYSTEM, "kubernetesVersion": "1.36"}, "b": SYSTEM}),
    ),
    Case(
        rule=upgrades.pool_versions_on_offer,
        says="AKS makes no new pool with a version that has ended",
        raw=user("1.33", kubernetesVersion="1.36"),
        expected=[
            Problem(
                kind=Kind.POOL_NOT_OFFERED,
                path=POOL,
                value=None,
                message="AKS makes no new pool with 1.33 on 2026-11-30; a pool that runs it may keep it",
                cure='write "1.36" for a new pool',
            )
        ],
        beside=user("1.35", kubernetesVersion="1.36"),
    ),
    Case(
        rule=upgrades.channels,
        says="the channel of node images is set by the cluster's of that name",
        raw=dev(upgradeChannel="node-image", nodeOsChannel="SecurityPatch"),
        expected=[
            Problem(
                kind=Kind.CHANNELS,
                path="clusters.dev.nodeOsChannel",
                value="SecurityPatch",
                message="NodeImage beside upgradeChannel: node-image, which sets it",
                cure="remove it, or write another upgradeChannel",
            )
        ],
        beside=dev(upgradeChannel="node-image", nodeOsChannel="NodeImage"),
    ),
    Case(
        rule=upgrades.channels,
        says="Windows nodes get no security patches by a channel",
        raw=windows(nodeOsChannel="SecurityPatch"),
        expected=[
            Problem(
                kind=Kind.PATCHES_OF_WINDOWS,
                path="clusters.dev.nodePools.win.osType",
                value=None,
                message="AKS does not support nodeOsChannel: SecurityPatch for Windows nodes",
                cure="write nodeOsChannel: NodeImage, or update these nodes yourself",
            )
        ],
        beside=windows(nodeOsChannel="NodeImage"),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="a week of the month has a day",
        raw=window("upgrades", week="First"),
        expected=[
            Problem(
                kind=Kind.WINDOW_DAYS,
                path="clusters.dev.maintenance.upgrades.week",
                value="First",
                message="only beside dayOfWeek",
                cure="add for instance dayOfWeek: Sunday",
            )
        ],
        beside=window("upgrades", week="First", **SUNDAY),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="a window comes on a day of the month or of the week",
        raw=window("upgrades", dayOfMonth=1, **SUNDAY),
        expected=[
            Problem(
                kind=Kind.WINDOW_DAYS,
                path="clusters.dev.maintenance.upgrades.dayOfMonth",
                value=1,
                message="alone, or dayOfWeek without it",
                cure="keep one of them",
            )
        ],
        beside=window("upgrades", dayOfMonth=1),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="AKS's own releases come weekly",
        raw=window("releases"),
        expected=[
            Problem(
                kind=Kind.WINDOW_DAYS,
                path="clusters.dev.maintenance.releases.dayOfWeek",
                value=None,
                message="dayOfWeek alone: AKS's own releases keep to weekly windows only",
                cure="write dayOfWeek, without week and dayOfMonth",
            )
        ],
        beside=window("releases", **SUNDAY),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="windows do not lie too far apart",
        raw=window("upgrades", every=5, **SUNDAY),
        expected=[
            Problem(
                kind=Kind.WINDOW_DAYS,
                path="clusters.dev.maintenance.upgrades.every",
                value=5,
                message="at most 4 weeks",
                cure="write 4 or less",
            )
        ],
        beside=window("upgrades", every=4, **SUNDAY),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="a time without maintenance ends after it began",
        raw=window("upgrades", notAllowed=[{"start": "2026-12-24", "end": "2026-12-23"}]),
        expected=[
            Problem(
                kind=Kind.WINDOW_DAYS,
                path="clusters.dev.maintenance.upgrades.notAllowed.0.end",
                value="2026-12-23",
                message="a day not before 2026-12-24",
                cure="write 2026-12-24 or later",
            )
        ],
        beside=window("upgrades", notAllowed=[{"start": "2026-12-24T00:00:00Z", "end": "2026-12-24"}]),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="a window is of use",
        raw=dev(maintenance={"upgrades": {"start": "02:00"}}),
        expected=[
            Problem(
                kind=Kind.WINDOW_UNUSED,
                path="clusters.dev.maintenance.upgrades",
                value=None,
                message="nothing keeps to this window: no upgradeChannel upgrades the cluster",
                cure="write upgradeChannel: patch, or remove the window",
            )
        ],
        beside=dev(maintenance={"nodeOs": {"start": "02:00"}}),
    ),
    Case(
        rule=upgrades.maintenance_windows,
        says="a window for nodes is of use",
        raw=dev(nodeOsChannel="None", maintenance={"nodeOs": {"start": "02:00"}}),
        expected=[
            Problem(
                kind=Kind.WINDOW_UNUSED,
                path="clusters.dev.maintenance.nodeOs",
                value=None,
                message="nothing keeps to this window: nodeOsChannel: None leaves updates to the nodes themselves",
                cure="write nodeOsChannel: NodeImage, or remove the window",
            )
        ],
        beside=dev(nodeOsChannel="SecurityPatch", maintenance={"nodeOs": {"start": "02:00"}}),
    ),
]


@pytest.mark.parametrize(("running", "told"), [("1.35.2", []), ("1.33.6", []), (None, [Kind.VERSION_NOT_OFFERED])])
def test_with_a_channel_a_version_that_has_ended_is_the_least_of_a_cluster_that_lives(
    running: str | None, told: list[Kind]
) -> None:
    found = plan_as_far_as_possible(
        dev(kubernetesVersion="1.33", upgradeChannel="stable"),
        stack="dev",
        location="westeurope",
        running=lambda: {"dev": running} if running else {},
    )
    assert [problem.kind for problem in found.problems] == told


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("start", "2:00", "a time of day with two digits each, such as 02:00"),
        ("start", "24:00", "a time of day with two digits each, such as 02:00"),
        ("utcOffset", "01:00", "a difference to UTC, such as +01:00"),
        ("hours", 3, "hours of a maintenance window, from 4 to 24"),
        ("dayOfMonth", 32, "a day of the month, from 1 to 31"),
        ("notBefore", "2026-02-30", "a day, such as 2026-12-24"),
    ],
)
def test_a_value_of_a_window_is_told_with_what_it_may_be(key: str, value: object, message: str) -> None:
    raw = window("upgrades", **{key: value})
    (problem,) = plan_as_far_as_possible(raw, stack="dev", location="westeurope").problems
    assert (problem.kind, problem.path, problem.message) == (
        Kind.WINDOW_FORM,
        f"clusters.dev.maintenance.upgrades.{key}",
        message,
    )
