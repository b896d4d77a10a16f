"""Changes of living clusters in place, on the real engine: every pair of rows of the table, from one up of each row.

Proves for each pair that Azure changes in one update that the managed cluster is updated and nothing is replaced, and
for every other pair that a run changes nothing at all. What Azure takes in place is the sandbox's own table
(`aksnet/sandbox/azure/aks_changes.py`), what replaces a cluster its own Diff.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from aksnet.azure.axes import IpFamily
from aksnet.azure.mode_changes import MODE_CHANGES, ModeChange, Move
from aksnet.azure.modes import MODES
from aksnet.engine.home import HOME_VARIABLE
from aksnet.engine.marks import mask
from aksnet.engine.obtain import Engine
from aksnet.migrate.migrate_errors import MigrateError
from aksnet.sandbox.result import RunResult
from tests.command_line import invoke
from tests.engine.conftest import CHECKOUT, Homes, Runner
from tools.chaos_moves import turned as turn
from tools.trial import STACK, Trial

pytestmark = pytest.mark.engine
IN_PLACE = [change for change in MODE_CHANGES if change.in_place]
CLUSTER = "azure-native:containerservice:ManagedCluster"
UPDATED = {CLUSTER: "update"}
SECOND_FAMILY = {"azure-native:network:Subnet": "update", **UPDATED}
"""The address space of the stack's VNet has IPv6 already."""
Base = Callable[[str], Trial]


@pytest.fixture(scope="module")
def bases(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what brings a row up once, and gives the folder with all of its state."""
    folders: dict[str, Path] = {}

    def base(row: str) -> Path:
        if row not in folders:
            folder = tmp_path_factory.mktemp(row)
            result = Trial(CHECKOUT, engine, row, folder).run("up")
            assert result.errors == ()
            folders[row] = folder
        return folders[row]

    return base


@pytest.fixture
def of_row(bases: Callable[[str], Path], engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    """Return what gives a test a stack of its own, in which a cluster of a row lives."""

    def copied(row: str) -> Trial:
        shutil.copytree(bases(row), tmp_path / "trial")
        monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "trial" / "home"))
        return Trial(CHECKOUT, engine, row, tmp_path / "trial")

    return copied


def kinds(result: RunResult) -> dict[str, str]:
    assert result.errors == ()
    return {urn.split("::")[2].split("$")[-1]: step for urn, step in result.changed.items()}


def uid(trial: Trial) -> str:
    (found,) = (
        str(each["outputs"]["resourceUID"])
        for each in trial.subscription()["resources"].values()
        if each["type"].endswith("/managedClusters")
    )
    return found


def test_ten_pairs_of_rows_are_one_update_of_the_cluster() -> None:
    assert len(IN_PLACE) == 10


@pytest.mark.parametrize("change", IN_PLACE, ids=lambda change: f"{change.before}-{change.after}")
def test_what_azure_changes_in_place_updates_the_cluster_and_touches_nothing_in_it(
    of_row: Base, change: ModeChange
) -> None:
    trial = of_row(change.before)
    before = uid(trial)
    turn(trial, change)
    grows = change.move is Move.FAMILIES
    # Ranges were sent as lists, which Pulumi lets grow by itself.
    assert trial.migrate() is not grows
    assert kinds(trial.run("up")) == (SECOND_FAMILY if grows else UPDATED)
    assert uid(trial) == before
    if change.before == "kubenet":
        assert kinds(trial.run("up")) == {
            "azure-native:network:Subnet": "update",
            "azure-native:network:RouteTable": "delete",
            "azure-native:authorization:RoleAssignment": "delete",
        }
    again = trial.run("up")
    assert (kinds(again), "migrations" in again.outputs) == ({}, False)
    assert kinds(trial.run("refresh")) == {}
    verified = invoke("verify", "-s", STACK, "--sandbox", "--project", str(CHECKOUT), "--format", "json")
    document = json.loads(verified.output)
    assert ([each for each in document["checks"] if each["status"] == "failed"], verified.exit_code) == ([], 0)
    assert document["mode"]["detected"] == change.after


def test_leaving_kubenet_keeps_table_and_grant_until_the_cluster_has_left_it(of_row: Base) -> None:
    trial = of_row("kubenet")
    trial.configure(mode="overlay", change="inPlace")
    assert trial.migrate()

    def attached() -> list[bool]:
        resources = trial.subscription()["resources"].values()
        return ["routeTable" in each["inputs"] for each in resources if each["type"].endswith("/subnets")]

    assert attached() == [True]
    assert not trial.run("up", "kill-during:1").ok, "the first operation is that of the cluster"
    assert attached() == [True]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("kubenet", "overlay", "kill-during:1"),
        ("overlay", "cilium-overlay", "kill-after:1"),
        ("cilium-node-subnet", "cilium-overlay", "kill-during:1"),
    ],
)
def test_an_up_that_was_killed_in_the_middle_of_the_change_goes_on_after_recovery(
    of_row: Base, before: str, after: str, fault: str
) -> None:
    trial = of_row(before)
    living = uid(trial)
    trial.configure(mode=after, change="inPlace")
    assert trial.migrate()
    assert not trial.run("up", fault).ok
    trial.recover()
    assert set(kinds(trial.run("up"))) <= {CLUSTER}
    trial.run("up")
    assert kinds(trial.run("up")) == {}
    assert uid(trial) == living


def test_a_cluster_that_was_made_as_kubenet_takes_no_windows_pool_ever(
    of_row: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AKS gives a cluster its windowsProfile as it makes it; the guard tells before what the sandbox would refuse."""
    trial = of_row("kubenet")
    trial.configure(mode="overlay", change="inPlace")
    assert trial.migrate()
    for _ in ("the cluster leaves kubenet", "what it no longer needs goes"):
        assert trial.run("up").errors == ()
    assert kinds(trial.run("refresh")) == {}
    windows = {"count": 1, "osType": "Windows", "taints": ["os=windows:NoSchedule"]}
    trial.configure(nodePools={"system": {"mode": "System"}, "user": {"count": 1}, "win": windows})
    refused = trial.run("up")
    assert (refused.ok, refused.changed) == (False, {})
    assert "clusters.kubenet.nodePools.win.osType: a cluster without windowsProfile → Windows" in refused.errors[0]
    monkeypatch.setenv("AKSNET_GUARD", "off")
    assert "WindowsProfileMissing" in "".join(trial.run("up").errors)


def test_abort_puts_the_state_back_as_it_was(of_row: Base) -> None:
    trial = of_row("overlay")
    before, subscription = trial.state(), trial.subscription()
    trial.configure(mode="cilium-overlay", change="inPlace")
    assert trial.migrate()
    assert trial.state() != before
    assert trial.migrate(abort=True)
    # Secrets were encrypted anew.
    assert (mask(trial.state()["resources"]), trial.subscription()) == (mask(before["resources"]), subscription)
    assert not trial.run("up").ok, "without its mark the change is refused again"
    trial.configure(mode="overlay")
    assert kinds(trial.run("up")) == {}


def test_a_change_that_azure_has_made_is_not_taken_back(of_row: Base) -> None:
    trial = of_row("overlay")
    trial.configure(mode="cilium-overlay", change="inPlace")
    assert trial.migrate()
    assert not trial.run("up", "kill-after:1").ok
    trial.recover()
    with pytest.raises(MigrateError, match="Azure has made this change already, and it goes one way"):
        trial.migrate(abort=True)


def test_a_prepared_state_lets_nothing_else_pass_and_the_old_settings_neither(of_row: Base) -> None:
    """For them, or for another pod range, azure-native would replace the cluster after all."""
    trial = of_row("node-subnet")
    trial.configure(mode="overlay", change="inPlace")
    assert trial.migrate()
    subscription = trial.subscription()
    for settings in ({"mode": "node-subnet"}, {"mode": "overlay", "podCidr": "10.100.0.0/16"}):
        trial.configure(**settings)
        refused = trial.run("up")
        assert (refused.ok, refused.changed, trial.subscription()) == (False, {}, subscription)
    trial.configure(podCidr="10.244.0.0/16")
    assert kinds(trial.run("up")) == UPDATED, "a run that was refused has not taken the mark away"


def test_a_refresh_in_between_leaves_the_state_prepared(of_row: Base) -> None:
    trial = of_row("node-subnet")
    trial.configure(mode="cilium-node-subnet", change="inPlace")
    assert trial.migrate()
    assert kinds(trial.run("refresh")) == {}
    assert trial.migrate() is False, "it is prepared already"
    assert kinds(trial.run("up")) == UPDATED


def test_a_state_with_single_ranges_stays_as_it_is_and_grows_by_a_migration(of_row: Base) -> None:
    """As this program sent them before, and without the record that it sends lists: nothing differs until they grow."""
    trial = of_row("overlay")
    trial.configure(podCidr="10.244.0.0/16")
    trial.rewrite(single_ranges)
    assert kinds(trial.run("up")) == {}
    trial.configure(podCidr="10.244.0.0/15")
    assert not trial.run("up").ok
    trial.configure(change="inPlace")
    assert trial.migrate()
    assert kinds(trial.run("up")) == UPDATED
    assert kinds(trial.run("up")) == {}
    trial.configure(podCidr="10.244.0.0/14")
    assert trial.migrate() is False, "they are lists now"


def single_ranges(resources: list[dict[str, Any]]) -> None:
    for each in resources:
        if each["type"].endswith(":AksCluster"):
            each["outputs"].pop("listedRangesOf")
        elif each["type"] == CLUSTER:
            profile = each["inputs"]["networkProfile"]
            profile["podCidr"], profile["serviceCidr"] = profile.pop("podCidrs")[0], profile.pop("serviceCidrs")[0]


EGRESS = {"type": "userDefinedRouting", "nextHop": "10.224.100.4"}
NAT = "userAssignedNATGateway"


@pytest.mark.parametrize(
    ("settings", "first", "then"),
    [
        (
            [{"outbound": NAT}],
            {
                "azure-native:network:PublicIPAddress": "create",
                "azure-native:network:NatGateway": "create",
                "azure-native:network:Subnet": "update",
                **UPDATED,
            },
            {},
        ),
        (
            [{"outbound": NAT}, {"outbound": "loadBalancer"}],
            UPDATED,
            {
                "azure-native:network:Subnet": "update",
                "azure-native:network:NatGateway": "delete",
                "azure-native:network:PublicIPAddress": "delete",
            },
        ),
        (
            [{"outbound": EGRESS}, {"outbound": "loadBalancer"}],
            UPDATED,
            {
                "azure-native:network:Subnet": "update",
                "azure-native:network:Route": "delete",
                "azure-native:network:RouteTable": "delete",
                "azure-native:authorization:RoleAssignment": "delete",
            },
        ),
        ([{"networkPolicy": "calico"}], UPDATED, {}),
        ([{"networkPolicy": "calico"}, {"networkPolicy": "none"}], UPDATED, {}),
    ],
    ids=["to a NAT gateway", "from a NAT gateway", "from routes", "an engine comes", "an engine goes"],
)
def test_the_way_out_and_the_engine_of_policies_change_in_place(
    of_row: Base, settings: list[dict[str, Any]], first: dict[str, str], then: dict[str, str]
) -> None:
    trial = of_row("overlay")
    living = uid(trial)
    for each in settings:
        trial.configure(**each, change="inPlace")
        assert trial.migrate()
        up = kinds(trial.run("up"))
    assert (up, kinds(trial.run("up")), kinds(trial.run("up"))) == (first, then, {})
    assert uid(trial) == living


def test_the_api_server_lets_nodes_in_by_the_old_way_out_until_they_leave_by_the_new_one(of_row: Base) -> None:
    trial = of_row("overlay")

    def allowed() -> tuple[set[str], set[str]]:
        """Return the ranges that reach the API server, and the addresses of NAT gateways."""
        records = trial.subscription()["resources"].values()
        (profile,) = (
            each["inputs"]["apiServerAccessProfile"] for each in records if each["type"].endswith("/managedClusters")
        )
        own = {
            f"{each['outputs']['ipAddress']}/32"
            for each in records
            if each["type"].endswith("/publicIPAddresses") and "-nat" in each["id"]
        }
        return {*profile["authorizedIPRanges"]}, own

    trial.configure(authorizedIpRanges=["20.1.0.0/24"], change="inPlace")
    assert kinds(trial.run("up")) == UPDATED
    trial.configure(outbound={**EGRESS, "publicIp": "20.9.9.9"})
    assert trial.migrate()
    assert kinds(trial.run("up"))[CLUSTER] == "update"
    assert allowed() == ({"20.1.0.0/24", "20.9.9.9/32"}, set())
    trial.configure(outbound=NAT)
    assert trial.migrate()
    assert kinds(trial.run("up"))[CLUSTER] == "update"
    ranges, own = allowed()
    assert (ranges, len(own)) == ({"20.1.0.0/24", "20.9.9.9/32", *own}, 1), "both, while the cluster changes over"
    assert kinds(trial.run("up")) == {
        **UPDATED,
        "azure-native:network:Subnet": "update",
        "azure-native:network:Route": "delete",
        "azure-native:network:RouteTable": "delete",
        "azure-native:authorization:RoleAssignment": "delete",
    }
    assert allowed() == ({"20.1.0.0/24", *own}, own)
    assert kinds(trial.run("up")) == {}


def test_pods_get_static_blocks_by_a_new_pool_on_a_pod_subnet_of_its_own(of_row: Base) -> None:
    """A sequence of ups: nothing is prepared, and no pool is replaced."""
    trial = of_row("pod-subnet")
    living = uid(trial)
    trial.configure(mode="pod-subnet-static-block")
    assert kinds(trial.run("up")) == {}, "pools keep how their pods get addresses"
    pools: dict[str, Any] = {"system": {"mode": "System"}, "user": {"count": 1}}
    trial.configure(nodePools={**pools, "blocks": {"count": 1}})
    refused = trial.run("up")
    assert (refused.ok, refused.changed) == (False, {}), "their own pod subnet gives addresses out one by one"
    pools["blocks"] = {"count": 1, "podSubnet": {"name": "blocks", "prefix": "10.226.0.0/22"}}
    trial.configure(nodePools=pools)
    pool, subnet = "azure-native:containerservice:AgentPool", "azure-native:network:Subnet"
    grant = "azure-native:authorization:RoleAssignment"
    assert kinds(trial.run("up")) == {subnet: "create", grant: "create", pool: "create"}
    trial.configure(nodePools={key: each for key, each in pools.items() if key != "user"})
    assert kinds(trial.run("up")) == {pool: "delete"}
    assert (kinds(trial.run("up")), uid(trial)) == ({}, living)


@pytest.mark.parametrize("row", MODES)
def test_every_pair_that_is_no_single_update_is_refused_with_the_whole_subscription_unchanged(
    all_rows: Runner, row: str, tmp_path: Path
) -> None:
    """Also each that is one, as long as nothing has prepared it: `change: inPlace` alone lets nothing pass."""
    subscription = all_rows.scratch / "home" / "azure.json"
    before = subscription.read_text(encoding="utf-8")
    config = yaml.safe_load((CHECKOUT / "Pulumi.all-modes.yaml").read_text(encoding="utf-8"))["config"]
    clusters = config["aks-networking:clusters"]
    for number, key in enumerate(clusters):
        clusters[key] = turned(clusters[key], row, number)
    file = tmp_path / "turned.yaml"
    file.write_text(json.dumps({"config": config}))
    refused = all_rows("up", "all-modes", file)
    # Lists of ranges grow by an update, which loses nothing.
    grow = {each.before for each in MODE_CHANGES if each.move is Move.FAMILIES and each.after == row}
    told = {
        line.split("clusters.", 1)[1].split(".mode: ")[0]
        for line in refused.errors[0].splitlines()
        if line.startswith("aks-networking:clusters.") and ".mode: " in line
    }
    allocated = {each.before for each in MODE_CHANGES if each.move is Move.ALLOCATION and each.after == row}
    assert told == {*MODES} - {row} - grow - allocated
    assert (refused.ok, refused.changed) == (False, {})
    assert subscription.read_text(encoding="utf-8") == before


def turned(cluster: dict[str, Any], row: str, number: int) -> dict[str, Any]:
    mode = MODES[row]
    nodes = {"prefix": cluster["nodeSubnet"]["prefix"]}
    if IpFamily.IPV6 in mode.families:
        nodes["ipv6Prefix"] = f"fd12:3456:789b:{number + 1:x}::/64"
    takes_cidr = mode.has_pod_cidr and len(mode.families) == 1
    pods = cluster.get("podSubnet") or {"prefix": f"10.226.{number * 4}.0/22"}
    return {
        "mode": row,
        "change": "inPlace",
        "nodeSubnet": nodes,
        **({"podSubnet": pods} if mode.has_pod_subnet else {}),
        **({"podCidr": cluster["podCidr"]} if takes_cidr and "podCidr" in cluster else {}),
        "workloads": cluster.get("workloads", {}) if row != "byo-cni" else {},
    }


@pytest.fixture(scope="module")
def all_rows(engine: Engine, homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Bring up a cluster of each row, once: no test changes anything of them."""
    scratch = tmp_path_factory.mktemp("rows")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(HOME_VARIABLE, str(scratch / "home"))
        runner = Runner(project=CHECKOUT, engine=engine, scratch=scratch)
        homes.copied(CHECKOUT / "Pulumi.all-modes.yaml", scratch / "home", "all-modes")
        yield runner
