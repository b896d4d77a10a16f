"""Which step is taken, and which wishes are refused before anything is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from aksnet.azure.mode_changes import Requirement
from aksnet.diff.refusals import ChangesRefusedError
from aksnet.diff.unfinished_migration import as_profile, is_done
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.migrate.migration_step import Choice, choose
from tests.diff.test_changes import base, edited, planned
from tests.migrate.prepared import NODE_SUBNET, OVERLAY, before


def chosen(settings: dict[str, Any], after: dict[str, Any], **dev: Any) -> Choice:
    return choose(before(settings, **dev), planned(after))


def test_one_change_that_azure_makes_in_place_is_one_step() -> None:
    (step,) = chosen(NODE_SUBNET, OVERLAY).steps
    assert (step.change.old, step.change.new, step.reimages) == ("node-subnet", "overlay", True)
    assert step.requires == (
        Requirement.KUBERNETES_1_27,
        Requirement.NO_POLICY_ENGINE,
        Requirement.NO_AUTO_PROVISIONING,
        Requirement.NO_IP_MASQ,
        Requirement.ROOM_FOR_PODS,
    )
    assert (step.mark.cluster, step.mark.setting, step.mark.before, step.mark.after) == (
        "dev",
        "mode",
        "node-subnet",
        "overlay",
    )


@pytest.mark.parametrize(
    ("setting", "value", "reimages"),
    [("outbound", "userAssignedNATGateway", False), ("networkPolicy", "calico", True)],
)
def test_settings_beside_the_mode_are_steps_too(setting: str, value: str, reimages: bool) -> None:
    (step,) = chosen(OVERLAY, edited(OVERLAY, f"clusters.dev.{setting}", value)).steps
    assert (step.mark.setting, step.mark.after, step.reimages) == (setting, value, reimages)


def test_without_the_key_the_stack_file_is_refused_as_a_run_would_be() -> None:
    with pytest.raises(ChangesRefusedError, match=r"write change: inPlace in clusters[.]dev, run aksnet migrate"):
        chosen(NODE_SUBNET, base(mode="overlay"))


def test_of_several_steps_the_first_has_to_be_written() -> None:
    with pytest.raises(ChangesRefusedError, match="one step at a time; write mode: overlay first"):
        chosen(NODE_SUBNET, base(mode="cilium-overlay", change="inPlace"))


def test_two_changes_of_one_cluster_are_not_made_at_a_time() -> None:
    with pytest.raises(MigrateError) as error:
        chosen(NODE_SUBNET, edited(OVERLAY, "clusters.dev.outbound", "userAssignedNATGateway"))
    assert str(error.value).splitlines() == [
        "clusters.dev.mode: node-subnet → overlay: in place, and all nodes are re-imaged. The stack file changes more "
        "of that cluster than this; nothing was prepared:",
        "  clusters.dev.outbound: loadBalancer → userAssignedNATGateway: in place",
        "Azure changes one thing of a cluster's network at a time. Leave one of these in the stack file, migrate and "
        "deploy it, and write the next one then.",
    ]


def test_what_another_way_out_changes_for_the_api_server_comes_with_it_and_nothing_else() -> None:
    own = edited(OVERLAY, "clusters.dev.authorizedIpRanges", ["198.51.100.0/24"])
    wanted = edited(own, "clusters.dev.outbound", "userAssignedNATGateway")
    choice = chosen(own, wanted)
    assert [step.mark.setting for step in choice.steps] == ["outbound"]
    assert "clusters.dev.authorizedIpRanges" in {each.path for each in choice.beside}
    with pytest.raises(MigrateError, match=r"tier: Free → Standard"):
        chosen(own, edited(wanted, "clusters.dev.tier", "Standard"))


def test_two_clusters_may_change_at_a_time() -> None:
    other = {"mode": "node-subnet", "nodeSubnet": "10.225.0.0/20", "kubernetesVersion": "1.35", "change": "inPlace"}
    both = edited(NODE_SUBNET, "clusters.two", other)
    after = edited(edited(both, "clusters.dev.mode", "overlay"), "clusters.two.mode", "overlay")
    assert [step.mark.cluster for step in chosen(both, after).steps] == ["dev", "two"]


def test_what_is_prepared_is_not_prepared_again() -> None:
    there = before(NODE_SUBNET)
    (step,) = choose(there, planned(OVERLAY)).steps
    marked = replace(there, deployed=replace(there.deployed, migrations=(step.mark,)))
    found = choose(marked, planned(OVERLAY))
    assert (found.steps, [each.path for each in found.prepared]) == ((), ["clusters.dev.mode"])


def test_a_state_that_is_prepared_for_another_change_is_put_back_first() -> None:
    there = before(NODE_SUBNET)
    (step,) = choose(there, planned(OVERLAY)).steps
    marked = replace(there, deployed=replace(there.deployed, migrations=(step.mark,)))
    with pytest.raises(MigrateError, match="is prepared for another change of dev: mode: node-subnet → overlay"):
        choose(marked, planned(base(mode="cilium-node-subnet", change="inPlace")))


def test_a_mark_that_an_up_has_fulfilled_stands_in_no_way() -> None:
    (step,) = chosen(NODE_SUBNET, OVERLAY).steps
    there = before(OVERLAY)
    assert is_done(step.mark, as_profile(there.deployed.clusters["dev"]))
    marked = replace(there, deployed=replace(there.deployed, migrations=(step.mark,)))
    assert len(choose(marked, planned(base(mode="cilium-overlay", change="inPlace"))).steps) == 1


def test_a_profile_is_not_done_while_one_key_differs() -> None:
    (step,) = chosen(NODE_SUBNET, OVERLAY).steps
    done = as_profile(before(OVERLAY).deployed.clusters["dev"])
    assert [key for key in step.mark.profile if is_done(step.mark, {**done, key: "other"})] == []


def test_what_changes_without_a_loss_is_told_beside_the_step() -> None:
    found = chosen(NODE_SUBNET, edited(OVERLAY, "clusters.dev.nodePools.user.count", 5))
    assert [each.path for each in found.beside] == ["clusters.dev.nodePools.user.count"]
