"""Which runs are refused because they would lose a living cluster, and what they are told."""

from dataclasses import replace
from typing import Any

import pytest

from aksnet.diff.change import Effect, Outcome
from aksnet.diff.changes import changes
from aksnet.diff.deployed import DeployedStack
from aksnet.diff.migration_mark import Migration, as_output, read_migrations
from aksnet.diff.planned import as_deployed
from aksnet.diff.refusals import ChangesRefusedError, check_changes, refusals, with_clusters_given_up
from tests.diff.test_changes import base, edited, planned

UID = "1a2b3c4d-0000-4000-8000-000000000000"


def living(settings: dict[str, Any], uid: str | None = UID) -> DeployedStack:
    """Return what is deployed after an up of these settings, every cluster with a uid as Azure gives one."""
    stack = as_deployed(planned(settings))
    return replace(stack, clusters={key: replace(cluster, uid=uid) for key, cluster in stack.clusters.items()})


def refused(settings: dict[str, Any], after: dict[str, Any], uid: str | None = UID) -> list[str]:
    try:
        check_changes(living(settings, uid), planned(after))
    except ChangesRefusedError as error:
        return [change.path for change in error.refused]
    return []


BASE = base(mode="node-subnet")
REPLACED = edited(BASE, "clusters.dev.serviceCidr", "10.1.0.0/16")


def test_the_message_says_what_why_and_which_key_allows_it() -> None:
    with pytest.raises(ChangesRefusedError) as error:
        check_changes(living(BASE), planned(edited(BASE, "clusters.dev.mode", "cilium-overlay")))
    assert str(error.value) == (
        "1 change would lose a living cluster; nothing was changed\n\n"
        "aks-networking:clusters.dev.mode: node-subnet → cilium-overlay\n"
        "    this run would delete the cluster and make it again, where Azure itself does it in place, in several "
        "steps; Azure takes one of these steps at a time, each an update of the cluster\n"
        "    Azure's own way:\n"
        "      1. node-subnet → overlay: pods move to the overlay (needs Kubernetes 1.27 or newer, networkPolicy: "
        "none, node auto-provisioning off, no ip-masq-agent ConfigMap of your own (ipMasqExtraCidrs), a pod CIDR with "
        "a /24 for each node, surge included)\n"
        "      2. overlay → cilium-overlay: Cilium becomes the data plane (needs no Windows pool, node "
        "auto-provisioning off)\n"
        "    to keep the cluster: one step at a time; write mode: overlay first\n"
        '    to give the cluster up: write change: {replace: "1a2b3c4d"} in clusters.dev\n'
        "    see: https://learn.microsoft.com/azure/aks/update-azure-cni\n\n"
        "`pulumi destroy --run-program`, which is meant to lose them, passes with AKSNET_GUARD=off."
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, ["clusters.dev.serviceCidr"]),
        ("strict", ["clusters.dev.serviceCidr"]),
        ({"replace": "1a2b3c4d"}, []),
        ({"replace": "00000000"}, ["clusters.dev.serviceCidr"]),
    ],
)
def test_a_replacement_is_allowed_for_the_cluster_that_it_names(change: Any, expected: list[str]) -> None:
    assert refused(BASE, edited(REPLACED, "clusters.dev.change", change)) == expected


def test_a_protected_cluster_is_not_replaced_by_its_name_alone() -> None:
    allowed = edited(REPLACED, "clusters.dev.change", {"replace": "1a2b3c4d"})
    assert refused(BASE, edited(allowed, "clusters.dev.protect", True)) == ["clusters.dev.serviceCidr"]


def test_a_cluster_whose_creation_never_ended_may_be_replaced() -> None:
    assert refused(BASE, REPLACED, uid=None) == []


def test_what_else_changes_in_a_cluster_goes_with_its_replacement() -> None:
    smaller = edited(REPLACED, "clusters.dev.nodePools.system.vmSize", "Standard_D2ds_v5")
    assert refused(BASE, smaller) == ["clusters.dev.serviceCidr", "clusters.dev.nodePools.system.vmSize"]
    assert refused(BASE, edited(smaller, "clusters.dev.change", {"replace": "1a2b3c4d"})) == []


def test_a_cluster_that_may_go_is_made_anew_for_what_azure_would_refuse_and_for_nothing_else() -> None:
    pods = edited(BASE, "clusters.dev.nodePools.system.maxPods", 60)
    tags = edited(BASE, "tags", {"owner": "platform"})
    mark = {"replace": "1a2b3c4d"}
    for after, anew in ((pods, True), (tags, False)):
        plan, old = planned(edited(after, "clusters.dev.change", mark)), living(BASE)
        found = check_changes(old, plan)
        assert [each.made_anew for each in with_clusters_given_up(plan, found, old).clusters] == [anew]
    other = planned(edited(pods, "clusters.dev.change", {"replace": "00000000"}))
    told = changes(living(BASE), other)
    assert [each.made_anew for each in with_clusters_given_up(other, told, living(BASE)).clusters] == [False]


def test_azure_refuses_the_prefix_of_a_subnet_also_while_its_cluster_may_be_replaced() -> None:
    moved = edited(REPLACED, "clusters.dev.nodeSubnet", "10.225.0.0/20")
    allowed = edited(moved, "clusters.dev.change", {"replace": "1a2b3c4d"})
    assert refused(BASE, allowed) == ["subnet dev-node-subnet"]


@pytest.mark.parametrize(("removed", "expected"), [({}, ["clusters.two"]), ({"two": "1a2b3c4d"}, [])])
def test_a_cluster_that_is_taken_out_goes_when_it_is_named(removed: dict[str, str], expected: list[str]) -> None:
    both = edited(BASE, "clusters.two", {"nodeSubnet": "10.225.0.0/20"})
    assert [path for path in refused(both, {**BASE, "removed": removed}) if "subnet" not in path] == expected


def test_a_renamed_resource_group_asks_for_every_cluster_in_it() -> None:
    both = edited(BASE, "clusters.two", {"nodeSubnet": "10.225.0.0/20", "nodeResourceGroup": "b"})
    both = edited(both, "clusters.dev.nodeResourceGroup", "a")
    renamed = edited(both, "resourceGroup", "other")
    assert refused(both, renamed) == ["resourceGroup"]
    one = edited(renamed, "clusters.dev.change", {"replace": "1a2b3c4d"})
    assert refused(both, one) == ["resourceGroup"]
    assert refused(both, edited(one, "clusters.two.change", {"replace": "1a2b3c4d"})) == []


def test_changes_that_lose_nothing_pass_and_are_returned() -> None:
    after = edited(BASE, "clusters.dev.nodePools.user.count", 7)
    assert [change.path for change in check_changes(living(BASE), planned(after))] == [
        "clusters.dev.nodePools.user.count"
    ]


IN_PLACE = edited(edited(BASE, "clusters.dev.mode", "overlay"), "clusters.dev.change", "inPlace")


def prepared(settings: dict[str, Any], **mark: Any) -> DeployedStack:
    """Return what is deployed, with the mark that migrate leaves for these settings."""
    old, plan = living(BASE), planned(settings).clusters[0]
    (change,) = (each for each in changes(old, planned(settings)) if each.only_azure_keeps_it)
    return replace(old, migrations=(replace(Migration.of(change, UID, plan), **mark),))


def told(old: DeployedStack, settings: dict[str, Any]) -> list[str]:
    return [each.path for each in refusals(changes(old, planned(settings)), old, planned(settings))]


def test_in_place_alone_lets_nothing_pass() -> None:
    assert told(living(BASE), IN_PLACE) == ["clusters.dev.mode"]


def test_in_place_lets_pass_what_migrate_has_prepared() -> None:
    assert told(prepared(IN_PLACE), IN_PLACE) == []


@pytest.mark.parametrize(
    "mark",
    [{"uid": "another"}, {"cluster": "two"}, {"before": "kubenet"}, {"after": "cilium-overlay"}, {"profile": {}}],
    ids=str,
)
def test_a_mark_of_another_change_lets_nothing_pass(mark: dict[str, Any]) -> None:
    assert set(told(prepared(IN_PLACE, **mark), IN_PLACE)) == {"clusters.dev.mode"}


def test_what_is_prepared_passes_only_while_the_stack_file_asks_for_it_in_place() -> None:
    assert told(prepared(IN_PLACE), edited(IN_PLACE, "clusters.dev.change", None)) == ["clusters.dev.mode"]


def test_what_is_prepared_passes_for_that_pod_range_only() -> None:
    other = edited(IN_PLACE, "clusters.dev.podCidr", "10.100.0.0/16")
    assert set(told(prepared(IN_PLACE), other)) == {"clusters.dev.mode"}


@pytest.mark.parametrize(
    "settings", [BASE, edited(BASE, "clusters.dev.change", "inPlace"), edited(BASE, "clusters.dev.mode", "overlay")]
)
def test_a_state_that_is_prepared_refuses_all_other_settings_also_the_old_ones(settings: dict[str, Any]) -> None:
    """Nothing of what lives differs from the old settings, but Pulumi would replace the cluster for them."""
    old = prepared(edited(IN_PLACE, "clusters.dev.podCidr", "10.100.0.0/16"))
    with pytest.raises(ChangesRefusedError) as error:
        check_changes(old, planned(settings))
    assert "aksnet migrate -s test --abort puts the state back" in str(error.value)
    assert "aks-networking:clusters.dev.mode: prepared for overlay → other settings" in str(error.value)


def test_a_mark_of_what_has_been_done_refuses_nothing() -> None:
    done = living(edited(BASE, "clusters.dev.mode", "overlay"))
    marked = replace(done, migrations=prepared(IN_PLACE).migrations)
    assert check_changes(marked, planned(edited(BASE, "clusters.dev.mode", "overlay"))) == ()


@pytest.mark.parametrize(
    ("change", "told_how"),
    [
        (None, "write change: inPlace in clusters.dev, run aksnet migrate -s test, then up"),
        ("inPlace", "run aksnet migrate -s test, then up; change: inPlace alone lets nothing pass"),
    ],
)
def test_the_message_says_how_azures_own_way_is_gone(change: str | None, told_how: str) -> None:
    with pytest.raises(ChangesRefusedError) as error:
        check_changes(living(BASE), planned(edited(IN_PLACE, "clusters.dev.change", change)))
    lines = [line.strip() for line in str(error.value).splitlines()]
    assert f"to keep the cluster: {told_how}" in lines
    assert 'to give the cluster up: write change: {replace: "1a2b3c4d"} in clusters.dev' in lines


def test_marks_are_read_back_from_the_outputs_as_they_were_written() -> None:
    marks = prepared(IN_PLACE).migrations
    assert read_migrations({"migrations": as_output(marks)}) == marks


@pytest.mark.parametrize("found", [None, [], "text", {"dev": None}, {"dev": {"uid": 1}}])
def test_what_migrate_does_not_write_is_no_mark(found: Any) -> None:
    assert read_migrations({"migrations": found}) == ()


@pytest.mark.parametrize(
    ("before", "path", "value", "expected"),
    [
        pytest.param({}, "resourceGroup", "other", ["resourceGroup"], id="a renamed group"),
        pytest.param(
            {}, "resourceGroup", {"name": "rg-test", "existing": True}, ["resourceGroup.existing"], id="a group let go"
        ),
        pytest.param({}, "network.name", "other", ["network.name"], id="a renamed VNet"),
        pytest.param(
            {},
            "network",
            {"name": "test-vnet", "existing": True},
            ["network.existing"],
            id="a VNet let go",
        ),
        pytest.param(
            {"nodeSubnet": {"name": "nodes", "prefix": "10.224.0.0/20"}},
            "clusters.dev.nodeSubnet",
            {"name": "others", "prefix": "10.225.0.0/20"},
            ["subnet nodes", "clusters.dev.nodePools.system.nodeSubnet"],
            id="another subnet in place of the one with nodes",
        ),
        pytest.param({}, "clusters.dev.name", "another", ["clusters.dev.name"], id="a renamed cluster"),
    ],
)
def test_what_lies_around_a_living_cluster_is_not_taken_from_it(
    before: dict[str, Any], path: str, value: Any, expected: list[str]
) -> None:
    settings = base(mode="node-subnet", nodeResourceGroup="nodes", **before)
    found = refused(settings, edited(settings, path, value))
    assert [each for each in found if each in expected] == expected


def test_a_range_that_subnets_lie_in_is_not_taken_out_of_the_vnet() -> None:
    wide = edited(BASE, "network.addressSpace", ["10.224.0.0/12", "10.100.0.0/16"])
    moved = edited(wide, "network.subnets", {"extra": {"prefix": "10.100.0.0/24"}})
    assert refused(moved, edited(moved, "network.addressSpace", ["10.224.0.0/12", "10.100.0.0/16"])) == []
    assert refused(moved, edited(BASE, "network.addressSpace", ["10.224.0.0/12"])) == ["network.addressSpace"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({"mode": "kubenet"}, {"mode": "overlay"}, id="the route table and its grant"),
        pytest.param({"outbound": "userAssignedNATGateway"}, {"outbound": "loadBalancer"}, id="the NAT gateway"),
    ],
)
def test_a_run_that_would_take_what_the_cluster_leaves_by_is_refused_as_a_whole(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    settings = base(**{"mode": "overlay", **before})
    assert refused(settings, base(**{"mode": "overlay", **before, **after})) != []


def test_a_cluster_that_was_made_without_a_windows_profile_takes_no_windows_pool() -> None:
    before = base(mode="kubenet")
    windows = {"count": 1, "osType": "Windows", "taints": ["os=windows:NoSchedule"]}
    with_pool = edited(edited(before, "clusters.dev.mode", "overlay"), "clusters.dev.nodePools.win", windows)
    was_kubenet = living(edited(before, "clusters.dev.mode", "overlay"))
    was_kubenet = replace(was_kubenet, clusters={"dev": replace(was_kubenet.clusters["dev"], takes_windows=False)})
    assert [
        (each.path, each.effect, each.outcome, each.page)
        for each in refusals(changes(was_kubenet, planned(with_pool)), was_kubenet, planned(with_pool))
    ] == [
        (
            "clusters.dev.nodePools.win.osType",
            Effect.IMPOSSIBLE,
            Outcome.REFUSED,
            "https://github.com/Azure/AKS/issues/1545",
        )
    ]
    assert refused(edited(before, "clusters.dev.mode", "overlay"), with_pool) == []
