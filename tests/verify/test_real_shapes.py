"""What real clusters showed and an earlier verify misread: each kind once, in small, with its right answer."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest

from aksnet.azure.modes import MODES
from aksnet.errors import UsageError
from aksnet.verify.azure_facts import AzureFacts
from aksnet.verify.check import Left, Outcome, Status
from aksnet.verify.detect import detect
from aksnet.verify.expected import Expected, Pool
from aksnet.verify.facts import Facts
from aksnet.verify.gather import gather
from aksnet.verify.judged_cluster import JudgedCluster
from aksnet.verify.not_aks import refuse_others
from aksnet.verify.runner import Conclusion, Verdict, judge
from aksnet.verify.sources import ObjectKind
from aksnet.verify.sources.saved import SavedObjects
from aksnet.verify.sources.saving import save
from tests.verify.mutations import pod_that_waits_too_long
from tests.verify.mutations_of_services import subnet_is_full, users_own_cilium
from tests.verify.seen import agent, expected, facts, given, node, outcome, pod
from tests.verify.worlds import NOW, World, unready

NOTHING = Expected()


def undeclared(world: World, **more: object) -> Verdict:
    """Judge a world of which nothing is declared."""
    seen = gather(world, now=NOW)
    return judge(JudgedCluster(facts=seen, expected=replace(NOTHING, **more), detection=detect(seen)))  # type: ignore[arg-type]


def found(verdict: Verdict, id_: str) -> Outcome:
    return next(result.outcome for result in verdict.results if result.check.id == id_)


def statuses(verdict: Verdict, *ids: str) -> dict[str, str]:
    return {id_: str(found(verdict, id_).status) for id_ in ids}


# An axis that is known is judged, though the mode is not.


def test_agents_of_cilium_that_crash_fail_where_only_the_data_plane_is_known() -> None:
    world = World.of("cilium-pod-subnet")
    world.label("podnetwork-type", None)
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    for each in world.pods("cilium"):
        unready(each)
    verdict = undeclared(world)
    assert verdict.case.mode is None
    assert statuses(verdict, "V5", "V6", "V7") == {"V5": "failed", "V6": "passed", "V7": "passed"}
    assert len(found(verdict, "V5").faults) == 4
    assert found(verdict, "V23").summary == "cilium: pods k8s-app=cilium, 0 of 4 Ready"
    assert verdict.conclusion is Conclusion.FAILED


def test_azure_cns_that_is_not_ready_fails_where_nobody_knows_what_it_hands_out() -> None:
    world = World.of("pod-subnet")
    world.label("podnetwork-type", None)
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    unready(world.pods("azure-cns")[0])
    assert statuses(undeclared(world), "V7") == {"V7": "failed"}


def test_a_combination_that_no_row_has_is_judged_by_its_axes() -> None:
    world = World.of("kubenet")
    for index in range(4):
        world.node(index)["spec"]["podCIDRs"].append(f"fd00:0:0:{index}::/64")
        world.node(index)["status"]["addresses"].append({"type": "InternalIP", "address": f"fd01::{index + 4}"})
        for each in world.pods_on(index, host=False):
            each["status"]["podIPs"].append({"ip": f"fd00:0:0:{index}::{each['status']['podIP'].rpartition('.')[2]}"})
    verdict = undeclared(world)
    assert found(verdict, "V18").summary.startswith(
        "pod CIDR, by routes, data plane azure, IPv4, IPv6: AKS has kubenet with dual stack; this project offers no "
        "new one of a mode that retires: "
    )
    assert statuses(verdict, "V1", "V2", "V6", "V9") == dict.fromkeys(("V1", "V2", "V6", "V9"), "passed")
    assert (verdict.case.mode, verdict.conclusion) == (None, Conclusion.PROVED)
    pod_of_one_family = world.pods_on(0, host=False)[0]
    pod_of_one_family["status"]["podIPs"].pop()
    assert statuses(undeclared(world), "V2") == {"V2": "failed"}


# Waiting has a clock.


@pytest.mark.parametrize(
    ("heartbeat", "written", "status"),
    [
        ("2026-11-21T11:59:00Z", "2027", Status.PASSED),  # four minutes by the nodes, whenever the file was copied
        ("2026-11-21T12:01:00Z", "2027", Status.FAILED),
        ("2026-11-20T00:00:00Z", "2026-11-21T11:59:00Z", Status.PASSED),  # nothing is younger than the pod
        ("2026-11-20T00:00:00Z", "2026-11-21T12:01:00Z", Status.FAILED),
    ],
)
def test_files_are_judged_by_the_latest_time_in_them_and_without_one_by_when_they_were_written(
    heartbeat: str, written: str, status: Status
) -> None:
    seen = facts(
        nodes=(node("n0", "10.224.0.4", newest=heartbeat),),
        pods=(pod("shop/a", "n0", phase="Pending", ready=False, since="2026-11-21T11:55:00Z"),),
        saved=True,
        read_at=written,
    )
    assert outcome("V2", seen, expected("overlay")).status is status


def test_a_pod_whose_sandbox_stands_waits_for_no_address() -> None:
    waiting = pod("shop/a", "n0", phase="Pending", ready=False, since="2026-11-21T09:00:00Z", has_sandbox=True)
    seen = facts(nodes=(node("n0", "10.224.0.4"),), pods=(waiting,), read_at="2026-11-21T12:00:00Z")
    assert outcome("V2", seen, expected("overlay")).status is Status.PASSED


def cause(world: World) -> str:
    (fault,) = world.outcomes()["V2"].faults
    return fault.cause


def test_why_a_pod_has_no_address_is_told_by_what_its_node_shows() -> None:
    world = World.of("cilium-pod-subnet")
    pod_that_waits_too_long(world)
    assert cause(world) == "the CNI on the node gets no address from its agent, or from the node's range"
    container = world.config(1)["status"]["networkContainers"][0]
    container["ipAssignments"] = container["ipAssignments"][: len(world.pods_on(1, host=False)) - 2]
    assert cause(world).startswith("the node's range is used up: ")
    container["status"] = "NCUpdateSubnetFullError"
    assert cause(world) == "the pod subnet is full: the node's NodeNetworkConfig says NCUpdateSubnetFullError"
    unready(world.pods("cilium")[1])
    assert cause(world) == "cilium is not Ready on the node, and nobody else gives pods their network"
    unready(world.pods("azure-cns")[1])
    assert cause(world) == "azure-cns is not Ready on the node, and nobody else gives pods their network"


def test_how_long_pods_wait_is_told_in_words() -> None:
    world = World.of("overlay")
    pod_that_waits_too_long(world)
    (fault,) = world.outcomes()["V2"].faults
    name = world.node(1)["metadata"]["name"]
    assert (fault.object, fault.seen, fault.expected) == (
        f"node {name}",
        "1 pod on it waits for an address, for up to 5 minutes: pod app-0/app-waiting",
        "an address within 5 minutes",
    )


# An agent's presence is not its function.


def test_a_node_subnet_does_not_pass_as_an_overlay() -> None:
    world = World.of("node-subnet")
    world.refused.add((ObjectKind.NODE_NETWORKS, "kube-system"))
    for each in world.pods("azure-cns"):
        each["spec"].pop("containers")  # as where nobody says which image runs
    verdict = undeclared(world, mode=MODES["overlay"])
    (fault,) = found(verdict, "V18").faults
    assert fault.seen == "pods' addresses are of a subnet: 19 of 19 pods have an address in the /24 of a node's own"
    assert undeclared(world).case.detection.mode is MODES["node-subnet"]


def test_a_users_own_cilium_may_be_chained_in_the_node_subnet_and_kube_proxy_stays() -> None:
    world = World.of("node-subnet")
    users_own_cilium(world)
    verdict = undeclared(world)
    assert (verdict.conclusion, verdict.case.detection.mode) == (Conclusion.PROVED, MODES["node-subnet"])
    assert found(verdict, "V5").left is Left.NOTHING_TO_JUDGE
    assert statuses(verdict, "V6", "V7") == {"V6": "passed", "V7": "skipped"}


@pytest.mark.parametrize("mode", ["pod-subnet", "pod-subnet-static-block", "overlay"])
def test_a_users_own_cilium_beside_azure_cns_is_told_as_that(mode: str) -> None:
    world = World.of(mode)
    users_own_cilium(world)
    verdict = undeclared(world)
    (fault,) = found(verdict, "V5").faults
    assert fault.seen.startswith("a Cilium that AKS does not manage: pod kube-system/cilium-0")
    assert "helm uninstall cilium" in fault.cure
    assert statuses(verdict, "V6", "V7") == {"V6": "passed", "V7": "passed"}


def test_a_cluster_with_kube_proxy_everywhere_is_not_told_to_remove_it() -> None:
    world = World.of("overlay")
    verdict = undeclared(world, mode=MODES["cilium-overlay"])
    cures = {fault.cure for fault in found(verdict, "V6").faults}
    assert cures == {"compare networkDataplane in Azure with the stack; leave kube-proxy alone, AKS owns it"}


# What belongs to a pool or to nobody.


def test_pools_may_be_given_addresses_in_different_ways() -> None:
    nodes = (
        node("n0", "10.224.0.4", labels={"podnetwork-type": "vnetblock"}),
        node("n1", "10.224.0.5", labels={"podnetwork-type": "vnetblock"}),
        node("n2", "10.224.0.6", labels={"podnetwork-type": "vnet"}),
    )
    blocks = (given("n0", "10.40.0.16/28"), given("n1", "10.40.0.32/28", "10.47.0.32/28"))
    single = given("n2", "10.241.0.9/32", "10.241.0.40/32")
    seen = facts(nodes=nodes, pods=(agent("azure-cns", "n0", "10.224.0.4"),), node_networks=(*blocks, single))
    assert outcome("V9", seen, expected()).status is Status.PASSED
    odd = replace(seen, node_networks=(*blocks, given("n2", "10.241.0.16/28", "10.241.0.32/28")))
    (fault,) = outcome("V9", odd, expected()).faults
    assert (fault.object, fault.seen) == ("node n2", "it was given 10.241.0.16/28, 10.241.0.32/28")


def test_nodes_of_auto_provisioning_and_of_nobody_are_told_as_what_they_are() -> None:
    nodes = (
        node("n0", "10.224.0.4"),
        node("n1", "10.224.0.5", pool="", provisioner="default", labels={"os-sku": "Ubuntu"}),
        node("edge", "10.224.0.6", pool="", provider_id="k3s://edge"),
    )
    found_ = outcome("V1", facts(nodes=nodes), expected("overlay"))
    assert (found_.status, found_.notes) == (
        Status.PASSED,
        (
            "1 node of node auto-provisioning (NodePool default): of no pool, judged as any other",
            "1 node that AKS does not run, judged as any other: node edge (k3s://edge)",
        ),
    )


@pytest.mark.parametrize(
    ("seen", "is_one"),
    [
        (node("aks-np1-12345678-vmss000000", pool=""), True),
        (node("akswin000001", pool=""), True),
        (node("n0", pool="", labels={"cluster": "MC_x"}), True),
        (node("n0", provider_id="azure:///subscriptions/0"), True),
        (node("n0", pool="", provider_id="azure:///subscriptions/0"), False),  # machines of Azure that are not AKS's
        (node("aks-like", pool=""), False),
        (node("docker-desktop", pool=""), False),
        (node("aks-np1-12345678-vmss000000", provider_id="aws:///us-east-1a/i-0"), False),
    ],
)
def test_a_cluster_is_aks_s_by_its_nodes_provider_or_labels_or_names(seen: object, is_one: bool) -> None:
    one = Facts(source="a test", nodes=(seen,))  # type: ignore[arg-type]
    if is_one:
        refuse_others(one)
        return
    with pytest.raises(UsageError, match=r"^This is not an AKS cluster, so nothing was judged: node "):
        refuse_others(one)


def test_kubelets_are_compared_with_the_version_of_their_pool() -> None:
    nodes = (node("n0", "10.224.0.4", version="v1.34.7"), node("n1", "10.224.0.5", version="v1.33.6"))
    seen = facts(nodes=nodes)
    for wanted in ("1.34.7", "1.34"):
        case = JudgedCluster(
            facts=seen, expected=expected(), detection=detect(seen), azure=AzureFacts(pool_versions={"np": wanted})
        )
        (result,) = judge(case, [each.check for each in judge(case).results if each.check.id == "V1"]).results
        (fault,) = result.outcome.faults
        assert (fault.object, fault.seen) == ("node n1", "its kubelet is v1.33.6")
        assert fault.expected == f"{wanted}, the version of its pool np"


@pytest.mark.parametrize(
    ("declared", "kubelets", "fault", "note"),
    [
        ("1.34", ("v1.34.7", "v1.34.2"), None, None),
        (
            "1.34.7",
            ("v1.34.7", "v1.34.2", "v1.33.6-akslts"),
            "the kubelets of 2 nodes are v1.33.6-akslts, v1.34.2",
            None,
        ),
        (
            "1.9",
            ("v1.10.0",),
            None,
            "pool np runs v1.10.0, newer than the declared 1.9: by an upgrade channel, or by hand",
        ),
        (None, ("v1.34.7",), None, None),
        ("1.34", ("", "strange"), None, None),
    ],
)
def test_kubelets_are_compared_with_what_is_declared(
    declared: str | None, kubelets: tuple[str, ...], fault: str | None, note: str | None
) -> None:
    nodes = tuple(node(f"n{number}", f"10.224.0.{4 + number}", version=each) for number, each in enumerate(kubelets))
    seen = facts(nodes=nodes)
    pools = {"np": Pool(least=1, most=9, os="Linux", max_pods=30, version=declared)}
    case = JudgedCluster(facts=seen, expected=replace(expected(), pools=pools), detection=detect(seen))
    result = found(judge(case), "V1")
    assert ([each.seen for each in result.faults], list(result.notes)) == (
        [fault] if fault else [],
        [note] if note else [],
    )


def test_room_is_told_by_what_nodes_were_given_where_no_stack_says_how_far_pools_grow() -> None:
    world = World.of("pod-subnet")
    assert found(undeclared(world), "V22").notes == ("pod subnet 10.225.0.0/16: 132 of 65531 addresses in use",)
    assert found(undeclared(World.of("overlay")), "V22").notes == (
        "pod CIDR 10.244.0.0/16: 4 of 256 /24 ranges in use",
    )
    named = subnet_is_full(world)
    assert [fault.object for fault in found(undeclared(world), "V22").faults] == [named]


# A part of a cluster, and a rollout.


def test_what_was_saved_of_one_label_says_nothing_of_the_rest(tmp_path: Path) -> None:
    world = World.of("overlay")
    list(save(world, tmp_path))
    whole = gather(SavedObjects(tmp_path))
    assert whole.saw_system
    world.objects[ObjectKind.PODS] = world.pods("azure-cns")
    list(save(world, tmp_path))
    part = gather(SavedObjects(tmp_path))
    verdict = judge(JudgedCluster(facts=part, expected=NOTHING, detection=detect(part)))
    assert statuses(verdict, "V6", "V13", "V23") == dict.fromkeys(("V6", "V13", "V23"), "skipped")
    reason = "pods of kube-system with one label or none were seen, so only a part of the cluster was shown"
    assert found(verdict, "V13") == Outcome(status=Status.SKIPPED, summary=reason, left=Left.UNKNOWN)


def test_in_a_rollout_without_deployments_the_replica_set_that_serves_counts() -> None:
    world = World.of("overlay")
    del world.objects[ObjectKind.DEPLOYMENTS]
    for old in world.pods("coredns"):
        new = copy.deepcopy(old)
        new["metadata"]["name"] += "-new"
        new["metadata"]["ownerReferences"][0]["name"] = "coredns-new"
        unready(new)
        world.objects[ObjectKind.PODS].append(new)
    assert world.outcomes()["V13"].status is Status.PASSED
    for old in world.pods("coredns"):
        unready(old)
    assert world.outcomes()["V13"].status is Status.FAILED


# What all of it comes to.


def test_less_than_half_of_what_the_source_can_serve_proves_nothing() -> None:
    world = World.of("kubenet")
    whole = undeclared(world)
    assert (whole.conclusion, whole.unproved) == (Conclusion.PROVED, ())
    world.refused |= {(ObjectKind.PODS, None), (ObjectKind.SERVICES, None), (ObjectKind.DEPLOYMENTS, None)}
    part = undeclared(world)
    assert (part.conclusion, part.count(Status.FAILED)) == (Conclusion.NOT_PROVED, 0)
    unknown, too_few = part.unproved
    assert unknown.startswith("It is not known where pods' addresses come from: ")
    assert too_few.startswith("Only 1 of 15 checks could be judged; not judged: pod-addresses, ")


OF_AZURE = {"V10", "V17", "V19", "V24", "V25", "V26", "V27", "V28"}


def test_a_stack_or_ranges_that_nobody_named_are_no_reason_for_doubt() -> None:
    verdict = undeclared(World.of("overlay"))
    assert {result.check.id for result in verdict.left(Left.NOT_ASKED)} == OF_AZURE
    assert verdict.conclusion is Conclusion.PROVED


def test_azure_that_was_to_be_read_and_was_not_is_a_reason_for_doubt() -> None:
    case = World.of("overlay").case()
    asked = judge(replace(case, no_azure="Azure: no login", azure_asked=True))
    assert {result.check.id for result in asked.left(Left.UNKNOWN)} == OF_AZURE
    assert asked.conclusion is Conclusion.PROVED
