"""What must hold before a cluster is changed in place: each condition alone, held and broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.comparison import Addresses
from aksnet.migrate.migration_step import choose
from aksnet.migrate.preconditions import Condition, Verdict, conditions
from tests.diff.test_changes import planned
from tests.migrate.prepared import NODE_SUBNET, OVERLAY, before, live


def judged(
    *, dev: dict[str, Any] | None = None, other: dict[str, Any] | None = None, free: int | None = 3000
) -> tuple[Condition, ...]:
    numbers = {} if free is None else {"dev-node-subnet": Addresses(range="r", available=4091, free=free)}
    there = replace(before(NODE_SUBNET), addresses=numbers)
    choice = choose(there, planned(OVERLAY))
    step = replace(choice.steps[0], cluster=replace(choice.steps[0].cluster, **(dev or {})))
    return conditions(step, live(there, **(other or {})), there, choice.plan)


def not_held(**what: Any) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.seen) for each in judged(**what) if each.verdict is not Verdict.HOLDS]


def test_a_cluster_for_which_everything_holds_is_told_condition_by_condition() -> None:
    assert [(each.name, each.verdict, each.cure) for each in judged()] == [
        ("the cluster is ready", Verdict.HOLDS, ""),
        ("the cluster is what the state says", Verdict.HOLDS, ""),
        ("Kubernetes 1.27 or newer", Verdict.HOLDS, ""),
        ("networkPolicy: none", Verdict.HOLDS, ""),
        ("node auto-provisioning off", Verdict.HOLDS, ""),
        ("no ip-masq-agent ConfigMap of your own (ipMasqExtraCidrs)", Verdict.HOLDS, ""),
        ("a pod CIDR with a /24 for each node, surge included", Verdict.HOLDS, ""),
        ("addresses for re-imaging", Verdict.HOLDS, ""),
    ]


FAILS = Verdict.FAILS


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"other": {"provisioning_state": "Updating"}}, (FAILS, "provisioning state Updating")),
        (
            {"other": {"profile": {"networkPlugin": "azure", "networkPluginMode": "overlay"}}},
            (
                FAILS,
                "networkPluginMode is overlay, in the state none; networkDataplane is none, in the state azure; "
                "outboundType is none, in the state loadBalancer",
            ),
        ),
        ({"dev": {"kubernetes_version": "1.26.9"}}, (FAILS, "it runs 1.26.9")),
        ({"other": {"provisions_nodes": True}}, (FAILS, "node auto-provisioning is on")),
        (
            {"other": {"masquerade": True}},
            (FAILS, "there is a ConfigMap kube-system/azure-ip-masq-agent-config"),
        ),
        (
            {"other": {"masquerade": None, "why_not": "no route to host"}},
            (
                Verdict.NOT_KNOWN,
                "the ConfigMap kube-system/azure-ip-masq-agent-config could not be looked for: no route to host",
            ),
        ),
        (
            {"free": -1},
            (FAILS, "dev-node-subnet: -1 of 4,091 are free at the most nodes, surge included"),
        ),
        (
            {"free": None},
            (
                Verdict.NOT_KNOWN,
                "dev-node-subnet: the last up has written no numbers for it; see what it has to give yourself",
            ),
        ),
    ],
)
def test_what_does_not_hold_is_seen(what: dict[str, Any], expected: tuple[Verdict, str]) -> None:
    assert not_held(**what) == [expected]


def test_each_condition_that_fails_says_what_to_do() -> None:
    broken = judged(
        dev={"kubernetes_version": "1.26.9"},
        other={"provisioning_state": "Failed", "provisions_nodes": True, "masquerade": True},
        free=-1,
    )
    assert [bool(each.cure) for each in broken] == [each.verdict is FAILS for each in broken]
    assert sum(each.verdict is FAILS for each in broken) == 5
